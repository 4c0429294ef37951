"""Gates: what must hold for every body that is sent to Discord: its own schema, the limits that the schema does not
express, mentions off, and no repeated ids."""

from __future__ import annotations

import copy
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import jsonschema_rs

from adapters.discord import limits
from tests.adapters.discord.wire import Call
from tests.adapters.discord.world import NOTHING_ASKED

VARIABLE = "TIKU_DISCORD_OPENAPI"
OPERATIONS = {
    r"POST /channels/\d+/messages": ("/channels/{channel_id}/messages", "post"),
    r"PATCH /channels/\d+/messages/\d+": ("/channels/{channel_id}/messages/{message_id}", "patch"),
    r"POST /channels/\d+/messages/\d+/threads": ("/channels/{channel_id}/messages/{message_id}/threads", "post"),
    r"POST /users/@me/channels": ("/users/@me/channels", "post"),
    r"PUT /applications/\d+/commands": ("/applications/{application_id}/commands", "put"),
    r"POST /interactions/\d+/[^/]+/callback": ("/interactions/{interaction_id}/{interaction_token}/callback", "post"),
    r"PATCH /webhooks/\d+/[^/]+/messages/@original": ("/webhooks/{webhook_id}/{webhook_token}/messages/@original", "patch"),
}


def document() -> Path | None:
    """Discord's OpenAPI document, when the environment names one."""
    name = os.environ.get(VARIABLE, "")
    return Path(name) if name and Path(name).is_file() else None


def faults(calls: Iterable[Call]) -> list[str]:
    """One line for each thing that Discord, or our own rules, would not let pass."""
    found = []
    for call in calls:
        if call.body is not None:
            place = f"{call.method} {call.path}"
            found += [f"{place}: {fault}" for fault in (*_schema_faults(place, call.body), *_own_faults(place, call.body))]
    return found


def _schema_faults(place: str, body: Any) -> Iterator[str]:
    found = document()
    if found is None:
        return
    for pattern, operation in OPERATIONS.items():
        if re.fullmatch(pattern, place):
            if operation[0] == "/users/@me/channels":  # discord.py sends the id as a number, which Discord takes
                body = {key: str(value) for key, value in body.items()}
            for error in _validator(found, operation).iter_errors(_lenient(body, edit=place.startswith("PATCH"))):
                leaves = list(_leaves(error))
                yield " | ".join(f"{'/'.join(map(str, leaf.instance_path))}: {leaf.message[:160]}" for leaf in leaves[:6])
            return
    yield "no such operation is expected"


def _leaves(error: Any) -> Iterator[Any]:
    inner = [leaf for branch in getattr(error.kind, "context", None) or () for leaf in branch]
    if not inner:
        yield error
    for leaf in inner:
        yield from _leaves(leaf)


@lru_cache(maxsize=16)
def _validator(path: Path, operation: tuple[str, str]) -> Any:
    spec = _strict_spec(path)
    schema = spec["paths"][operation[0]][operation[1]]["requestBody"]["content"]["application/json"]["schema"]
    return jsonschema_rs.Draft202012Validator({**schema, "components": spec["components"]})


@lru_cache(maxsize=2)
def _strict_spec(path: Path) -> Any:
    return _strict(copy.deepcopy(json.loads(path.read_text("utf-8"))))


def _strict(node: Any) -> Any:
    """The published document leaves objects open; closed, it finds misspelt keys."""
    if isinstance(node, dict):
        if node.get("type") == "object" and "properties" in node:
            node.setdefault("additionalProperties", False)
        for value in node.values():
            _strict(value)
    elif isinstance(node, list):
        for value in node:
            _strict(value)
    return node


def _lenient(body: Any, *, edit: bool = False) -> Any:
    """Without what discord.py adds by itself and Discord takes: `flags` of an embed, `tts` of an edit, ids as numbers."""
    if isinstance(body, dict):
        kept = {k: _lenient(v) for k, v in body.items() if not (edit and k == "tts" and v is False)}
        if isinstance(kept.get("message_reference"), dict):
            kept["message_reference"] = {k: str(v) if k.endswith("_id") else v for k, v in kept["message_reference"].items()}
        if "embeds" in kept:
            kept["embeds"] = [{k: v for k, v in embed.items() if k != "flags"} for embed in kept["embeds"] or ()]
        if "default_values" in kept:
            kept["default_values"] = [{**one, "id": str(one["id"])} for one in kept["default_values"]]
        if "attachments" in kept:
            kept["attachments"] = [{**one, "id": str(one["id"])} for one in kept["attachments"] or ()]
        return kept
    return [_lenient(item) for item in body] if isinstance(body, list) else body


def _own_faults(place: str, body: Any) -> Iterator[str]:
    if place.startswith("PUT"):
        yield from _command_faults(body)
        return
    if place.endswith("/threads") and not 0 < len(body["name"]) <= limits.THREAD_NAME:
        yield f"a thread has a bad name: {body['name']}"
    if place == "POST /users/@me/channels" or place.endswith("/threads"):
        return
    message = body.get("data") if "/callback" in place else body
    if "/callback" in place and body["type"] == 9:
        yield from _modal_faults(message)
    elif "/callback" not in place or body["type"] == 4:
        if message.get("allowed_mentions", {}).get("parse") != NOTHING_ASKED["parse"]:
            yield f"mentions are not off: {message.get('allowed_mentions')}"
        yield from _message_faults(message)


def _message_faults(message: Mapping[str, Any]) -> Iterator[str]:
    if len(message.get("content") or "") > limits.CONTENT:
        yield "the content is too long"
    embeds = message.get("embeds") or ()
    texts = []
    for embed in embeds:
        sizes = {"title": limits.EMBED_TITLE, "description": limits.EMBED_DESCRIPTION}
        yield from (f"{key} is too long" for key, most in sizes.items() if _units(embed.get(key) or "") > most)
        texts += [embed.get("title") or "", embed.get("description") or "", (embed.get("footer") or {}).get("text") or ""]
        for item in embed.get("fields") or ():
            if not (0 < _units(item["name"]) <= limits.FIELD_NAME and 0 < _units(item["value"]) <= limits.FIELD_VALUE):
                yield f"a field is empty or too long: {item['name']}"
            texts += [item["name"], item["value"]]
        if not any(embed.get(key) for key in ("title", "description", "fields", "image", "footer")):
            yield "an embed is empty"
    if sum(map(_units, texts)) > limits.EMBED_SUM:
        yield f"the embeds together are too long: {sum(map(_units, texts))}"
    rows = message.get("components") or ()
    if len(rows) > limits.ROWS or any(len(row["components"]) > limits.ROW_BUTTONS for row in rows):
        yield "too many rows or buttons"
    ids = [item.get("custom_id", "") for row in rows for item in row["components"]]
    if len(set(ids)) != len(ids) or not all(0 < len(one) <= limits.CUSTOM_ID for one in ids):
        yield f"custom ids are missing, too long or repeated: {ids}"
    if any(len(item.get("label", "")) > limits.BUTTON_LABEL or not item.get("label") for row in rows for item in row["components"]):
        yield "a label is empty or too long"


def _modal_faults(form: Mapping[str, Any]) -> Iterator[str]:
    parts = form["components"]
    if not 1 <= len(parts) <= limits.MODAL_INPUTS or not 0 < len(form["title"]) <= limits.MODAL_TITLE:
        yield "a form has too many parts, or a bad title"
    ids = [part["component"]["custom_id"] for part in parts if "component" in part]
    if len(set(ids)) != len(ids):
        yield f"a form repeats an id: {ids}"


def _command_faults(entries: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for entry in entries:
        total = _weight(entry)
        if total > limits.COMMAND_SUM:
            yield f"/{entry['name']} is too long: {total}"
        if entry.get("contexts") != [0] or entry.get("integration_types") != [0]:
            yield f"/{entry['name']} is not for servers only"


def _weight(entry: Mapping[str, Any]) -> int:
    longest = max([entry.get("description", ""), *entry.get("description_localizations", {}).values()], key=len)
    choices = sum(len(str(choice["name"])) + len(str(choice["value"])) for choice in entry.get("choices", ()))
    return len(entry["name"]) + len(longest) + choices + sum(_weight(option) for option in entry.get("options", ()))


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
