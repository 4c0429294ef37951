"""Checks a body as Slack does: slack_sdk's models, and what those let pass (unknown keys, unique ids, lengths, counts)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

Json = Mapping[str, Any]
PLAIN, MRKDWN = ("plain_text",), ("plain_text", "mrkdwn")
KEYS = {
    "header": {"type", "block_id", "text"},
    "section": {"type", "block_id", "text", "fields"},
    "context": {"type", "block_id", "elements"},
    "divider": {"type", "block_id"},
    "actions": {"type", "block_id", "elements"},
    "image": {"type", "block_id", "slack_file", "alt_text"},
    "input": {"type", "block_id", "label", "element", "hint", "optional"},
    "rich_text": {"type", "block_id", "elements"},
}
ELEMENTS = {
    "button": {"type", "action_id", "text", "style"},
    "plain_text_input": {"type", "action_id", "max_length", "multiline", "initial_value", "placeholder"},
    "static_select": {"type", "action_id", "options", "initial_option"},
    "external_select": {"type", "action_id", "min_query_length", "placeholder", "initial_option"},
    "multi_static_select": {"type", "action_id", "options", "initial_options"},
    "conversations_select": {"type", "action_id", "filter", "initial_conversation"},
    "checkboxes": {"type", "action_id", "options", "initial_options"},
}
TOKENS = re.compile(r"<(?!!date\^\d+\^\{date_short_pretty\} \{time\}\|[\d :-]+UTC>|#[A-Z0-9]{1,30}>)")
"""A `<` that begins a token of Slack's; only a date and the home tab's channel may stand there."""


def faults_of_message(body: Json) -> list[str]:
    """What Slack would refuse, or what this bot must never send, in a message."""
    found = list(_text(body.get("text"), "text", 4000, markup=True))
    blocks = body.get("blocks")
    if not isinstance(blocks, list) or not 1 <= len(blocks) <= 50:
        return [*found, f"blocks: {type(blocks).__name__} of {len(blocks or ())}"]
    if not str(body.get("text") or "").strip():
        found.append("text: empty")
    return found + list(_blocks(blocks, message=True))


def faults_of_view(view: Json) -> list[str]:
    """The same for a modal or the home tab."""
    found: list[str] = []
    home = view.get("type") == "home"
    known = {"type", "blocks"} if home else {"type", "callback_id", "private_metadata", "title", "blocks", "submit", "close"}
    found += [f"view: unknown {key}" for key in set(view) - known]
    blocks = view.get("blocks")
    if not isinstance(blocks, list) or not 1 <= len(blocks) <= 100:
        return [*found, "view: blocks"]
    if not home:
        for name, most in (("title", 24), ("submit", 24), ("close", 24)):
            if name in view:
                found += _object(view[name], f"view.{name}", most, PLAIN)
        found += [f"view: {name} too long" for name, most in (("callback_id", 255), ("private_metadata", 3000))
                  if len(str(view.get(name, ""))) > most]
        if any(block.get("type") == "input" for block in blocks) != ("submit" in view):
            found.append("view: inputs and submit belong together")
    try:
        View(**{**view, "blocks": Block.parse_all(list(blocks))}).to_dict()
    except Exception as error:
        found.append(f"view: {error}")
    return found + list(_blocks(blocks, message=False))


def _blocks(blocks: Sequence[Json], *, message: bool) -> Iterator[str]:
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    if len(set(ids)) != len(ids):
        yield f"block_id twice: {ids}"
    for index, block in enumerate(blocks):
        kind = str(block.get("type"))
        where = f"{index}:{kind}"
        if kind not in KEYS or (message and kind == "input"):
            yield f"{where}: no such block here"
            continue
        yield from (f"{where}: unknown {key}" for key in set(block) - KEYS[kind])
        if len(str(block.get("block_id", "x"))) not in range(1, 256):
            yield f"{where}: block_id"
        yield from _block(block, kind, where)


def _block(block: Json, kind: str, where: str) -> Iterator[str]:
    if kind != "rich_text":
        yield from _as_the_models_see_it(block, where)
    yield from _CHECKS[kind](block, where)


def _as_the_models_see_it(block: Json, where: str) -> Iterator[str]:
    try:
        parsed = Block.parse(dict(block))
        if parsed is None:
            yield f"{where}: not parsed"
        else:
            parsed.to_dict()
    except Exception as error:
        yield f"{where}: {error}"


def _header(block: Json, where: str) -> Iterator[str]:
    yield from _object(block["text"], where, 150, PLAIN)


def _section(block: Json, where: str) -> Iterator[str]:
    fields = block.get("fields", [])
    if len(fields) > 10 or not ("text" in block or fields):
        yield f"{where}: fields"
    if "text" in block:
        yield from _object(block["text"], where, 3000, MRKDWN)
    for field in fields:
        yield from _object(field, where, 2000, MRKDWN)


def _context(block: Json, where: str) -> Iterator[str]:
    if not 1 <= len(block["elements"]) <= 10:
        yield f"{where}: elements"
    for element in block["elements"]:
        yield from _object(element, where, 3000, MRKDWN)


def _image(block: Json, where: str) -> Iterator[str]:
    if not re.fullmatch(r"F[A-Z0-9]{8,}", block["slack_file"]["id"]) or not 1 <= len(block["alt_text"]) <= 2000:
        yield f"{where}: image"


def _input(block: Json, where: str) -> Iterator[str]:
    yield from _object(block["label"], where, 2000, PLAIN)
    yield from _element(block["element"], where)


def _actions(elements: Sequence[Json], where: str) -> Iterator[str]:
    if not 1 <= len(elements) <= 25:
        yield f"{where}: {len(elements)} elements"
    ids = [element.get("action_id") for element in elements]
    if len(set(ids)) != len(ids):
        yield f"{where}: action_id twice {ids}"
    for element in elements:
        yield from _element(element, where)


def _element(element: Json, where: str) -> Iterator[str]:
    kind = str(element.get("type"))
    if kind not in ELEMENTS:
        yield f"{where}: no element {kind}"
        return
    yield from (f"{where}: {kind} unknown {key}" for key in set(element) - ELEMENTS[kind])
    if not 1 <= len(str(element.get("action_id", ""))) <= 255:
        yield f"{where}: action_id"
    if kind == "button":
        yield from _object(element["text"], where, 75, PLAIN)
        if element.get("style", "primary") not in ("primary", "danger"):
            yield f"{where}: style"
    options = element.get("options")
    if options is not None:
        if not 1 <= len(options) <= (10 if kind == "checkboxes" else 100):
            yield f"{where}: {len(options)} options"
        values = [option["value"] for option in options]
        if len(set(values)) != len(values) or any(len(value) > 150 for value in values):
            yield f"{where}: option values"
        for option in options:
            yield from _object(option["text"], where, 75, PLAIN)
    if kind == "plain_text_input":
        if len(element.get("initial_value", "")) > element.get("max_length", 3000) or element.get("max_length", 1) > 3000:
            yield f"{where}: initial_value"
        if "placeholder" in element:
            yield from _object(element["placeholder"], where, 150, PLAIN)


def _rich(elements: Sequence[Json], where: str) -> Iterator[str]:
    kinds = {"rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote"}
    for element in elements:
        if element["type"] in kinds:
            if not element["elements"]:
                yield f"{where}: empty rich text"
            yield from _rich(element["elements"], where)
        elif element["type"] != "text" or not element["text"] or set(element) - {"type", "text", "style"}:
            yield f"{where}: rich text {element}"
        elif re.search(r"<[!@#]", element["text"]):
            yield f"{where}: spells a mention"


def _object(text: Any, where: str, most: int, kinds: Sequence[str]) -> Iterator[str]:
    if not isinstance(text, Mapping) or text.get("type") not in kinds:
        yield f"{where}: no text object: {text!r}"
        return
    yield from _text(text.get("text"), where, most, markup=text["type"] == "mrkdwn")
    known = {"plain_text": {"type", "text", "emoji"}, "mrkdwn": {"type", "text", "verbatim"}}[text["type"]]
    if set(text) - known or text.get("emoji") is True or (text["type"] == "mrkdwn" and text.get("verbatim") is not True):
        yield f"{where}: {text}"


def _text(text: Any, where: str, most: int, *, markup: bool) -> Iterator[str]:
    if not isinstance(text, str) or not 1 <= len(text) <= most:
        yield f"{where}: {len(text) if isinstance(text, str) else text!r} characters, {most} at most"
        return
    if markup and TOKENS.search(text):
        yield f"{where}: a token: {TOKENS.search(text)} in {text[:80]!r}"
    if markup and re.search(r"&(?!amp;|lt;|gt;)", text):
        yield f"{where}: an ampersand that is not escaped"


_CHECKS: dict[str, Callable[[Json, str], Iterator[str]]] = {
    "header": _header, "section": _section, "context": _context, "image": _image, "input": _input, "divider": lambda _, __: iter(()),
    "actions": lambda block, where: _actions(block["elements"], where), "rich_text": lambda block, where: _rich(block["elements"], where),
}
