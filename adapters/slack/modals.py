"""Modals: a form as Slack's dialog and what comes back from it; and a card as a dialog, where there is no message to answer in."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from adapters.slack import limits
from adapters.slack.mrkdwn import Json, escape, packed, plain, section, short
from adapters.slack.render import card_blocks, plain_text
from bot.domain.card import Card, Form, Input
from bot.domain.text import Lang, Text

VALUE = "v"
"""The action_id of every input; its block_id is the input's name."""
SOURCE = "s:"
"""Begins the action_id of a menu whose choices are asked for while somebody types; what follows names the source."""
SHOWN = "shown"
"""The callback_id of a view that only shows a card."""
_NAME = "Tiku"
_CLOSE = Text(zh="关闭", en="Close")
_CANCEL = Text(zh="取消", en="Cancel")
_SEARCH = Text(zh="输入中文或英文查找", en="Type to search, in English or Chinese")
_WAIT = Text(zh="正在计算……", en="Computing…")
_ORDER = Text(zh="按顺序写字母，例如 {example}", en="Write the letters in order, such as {example}")


@dataclass(frozen=True, slots=True)
class Frame:
    """What a view must carry along, since Slack tells neither channel nor language with what comes back from one."""

    channel: str
    lang: Lang

    def metadata(self) -> str:
        """For `private_metadata`."""
        return json.dumps({"c": self.channel, "l": self.lang}, separators=(",", ":"))


def channel_in(view: Mapping[str, Any]) -> str:
    """The channel that the view's metadata names; empty where there is none."""
    try:
        found = json.loads(view.get("private_metadata") or "{}")
    except ValueError:
        return ""
    channel = found.get("c") if isinstance(found, dict) else None
    return channel if isinstance(channel, str) else ""


def form_view(form: Form, frame: Frame, card: Card | None = None, sources: Mapping[str, str] | None = None) -> Json:
    """The form as a modal whose submission carries `form.action`; above its inputs what the card says besides.

    `sources` maps an input's name to a source of suggestions: such a choice is searched in both languages.
    """
    blocks: list[Json] = []
    title = plain(form.title) or _NAME
    if len(title) > limits.VIEW_TITLE:
        blocks.append({"type": "header", "text": plain_text(title[: limits.HEADER])})
    if card is not None:
        blocks += card_blocks(_without_title(card, form))
    for item in form.inputs:
        blocks += _input(item, frame.lang, (sources or {}).get(item.name, ""))
    return _view(title, blocks, frame, form.action) | {
        "submit": plain_text(plain(form.submit)[: limits.VIEW_BUTTON]), "close": plain_text(_CANCEL.to(frame.lang)),
    }


def card_view(card: Card, frame: Frame, file_id: str = "") -> Json:
    """The card as a modal without inputs."""
    return _view(_NAME, card_blocks(card, file_id), frame, SHOWN) | {"close": plain_text(_CLOSE.to(frame.lang))}


def waiting_view(frame: Frame) -> Json:
    """What stands in a modal until the answer is there."""
    return card_view(Card(body=_WAIT.to(frame.lang)), frame)


def values_of(view: Mapping[str, Any]) -> dict[str, str]:
    """The submitted inputs by name: text as typed, picks joined by commas."""
    found: dict[str, str] = {}
    state = view.get("state")
    values = state.get("values") if isinstance(state, Mapping) else None
    for name, elements in (values.items() if isinstance(values, Mapping) else ()):
        for element in elements.values() if isinstance(elements, Mapping) else ():
            found[str(name)] = _value(element)
    return found


def errors_in(card: Card, view: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong, under the input that it is about (the first one when none is named); empty for a card that tells
    of no mistake."""
    names = [block["block_id"] for block in view.get("blocks", ()) if block.get("type") == "input"]
    if card.tone != "error" or not names:
        return {}
    told = card.data.get("error", {}) if card.data else {}
    name = told.get("param") if told.get("param") in names else names[0]
    return {str(name): plain(card.body)[: limits.LABEL]}


def _view(title: str, blocks: Sequence[Json], frame: Frame, callback: str) -> Json:
    return {
        "type": "modal", "callback_id": callback, "private_metadata": frame.metadata(),
        "title": plain_text(title if len(title) <= limits.VIEW_TITLE else _NAME),
        "blocks": list(blocks[: limits.VIEW_BLOCKS]) or [section("—")],
    }


def _without_title(card: Card, form: Form) -> Card:
    """The card's words; a title that the modal has already, and a list that its menu holds, are not said twice."""
    lines = [line for line in card.body.split("\n") if not (line.startswith("- ") and len(form.inputs) == 1)]
    return Card(body="\n".join(lines).strip(), footer=card.footer)


def _input(item: Input, lang: Lang, source: str) -> Iterator[Json]:
    labels = [plain(label) for _, label in item.choices]
    long = any(len(label) > limits.OPTION for label in labels) or item.style == "rank"
    if item.choices and long:
        yield from (section(piece) for piece in packed(_spelt_out(item)))
    block: Json = {
        "type": "input", "block_id": item.name, "optional": not item.required,
        "label": plain_text((plain(item.label) or item.name)[: limits.LABEL]), "element": _element(item, lang, source, long=long),
    }
    hint = plain(item.hint) or (_order(item, lang) if item.style == "rank" else "")
    yield block | ({"hint": plain_text(hint[: limits.HINT])} if hint else {})


def _element(item: Input, lang: Lang, source: str, *, long: bool) -> Json:
    options = [_option(value, value if long else plain(label)) for value, label in item.choices]
    picked = [option for option in options if option["value"] in item.value.split(",")] if item.value else []
    if item.style == "one" and source:
        initial = {"initial_option": picked[0]} if picked else {}
        return {"type": "external_select", "action_id": f"{SOURCE}{source}", "min_query_length": 0,
                "placeholder": plain_text(_SEARCH.to(lang)), **initial}
    if item.style == "one" and 0 < len(options) <= limits.SELECT_OPTIONS:
        return {"type": "static_select", "action_id": VALUE, "options": options,
                **({"initial_option": picked[0]} if picked else {})}
    if item.style == "channel":
        return {"type": "conversations_select", "action_id": VALUE, "filter": {"include": ["public", "private"]},
                **({"initial_conversation": item.value} if item.value[:1] in ("C", "G") else {})}
    if item.style == "many" and 0 < len(options) <= limits.SELECT_OPTIONS:
        kind = "checkboxes" if len(options) <= limits.CHECKBOXES else "multi_static_select"
        return {"type": kind, "action_id": VALUE, "options": options, **({"initial_options": picked} if picked else {})}
    return _text_input(item)


def _text_input(item: Input) -> Json:
    most = min(max(item.max_length, 1), limits.INPUT)
    hint = plain(item.placeholder) or ("".join(value for value, _ in item.choices) if item.style == "rank" else "")
    found: Json = {"type": "plain_text_input", "action_id": VALUE, "max_length": most, "multiline": item.style == "block"}
    if item.value:
        found["initial_value"] = item.value[:most]
    if hint and len(hint) <= limits.PLACEHOLDER:
        found["placeholder"] = plain_text(hint)
    return found


def _option(value: str, label: str) -> Json:
    return {"text": plain_text(label[: limits.OPTION]), "value": value[: limits.OPTION_VALUE]}


def _spelt_out(item: Input) -> Iterator[str]:
    """Choices that are too long for a menu, whole, above it."""
    for value, label in item.choices:
        said = label.removeprefix(f"{value}. ")
        yield f"*{escape(value)}.* {short(said) or escape(plain(said))}\n"


def _order(item: Input, lang: Lang) -> str:
    """Every letter in the order shown: it says how to write, not what."""
    return _ORDER.format(example="".join(value for value, _ in item.choices)).to(lang)


def _value(element: Mapping[str, Any]) -> str:
    if isinstance(element.get("selected_option"), Mapping):
        return str(element["selected_option"].get("value", ""))
    if isinstance(element.get("selected_options"), list):
        return ",".join(str(option.get("value", "")) for option in element["selected_options"])
    return str(element.get("selected_conversation") or element.get("value") or "")
