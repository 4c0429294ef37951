"""Modals: a form as Discord's dialog, and what comes back from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import discord
from discord import ui

from adapters.discord import limits
from adapters.discord.markdown import plain, short
from bot.domain.card import Form, Input
from bot.domain.text import Lang, Text

REST = "~rest"
"""The block that holds the inputs beyond the fourth as `key=value` lines."""
PART = "~"
"""`name~2` is the second menu of an input whose choices do not fit into one."""
_PLACES = [discord.ChannelType.text, discord.ChannelType.news, discord.ChannelType.public_thread, discord.ChannelType.private_thread]
"""Where a question can stand; those that a command's own channel option offers."""
_REST_LABEL = Text(zh="其余各项（每行一项）", en="Everything else (one per line)")
_ORDER = Text(zh="按顺序写字母，例如 {example}", en="Write the letters in order, such as {example}")
_MORE = Text(zh="{label}（{part}）", en="{label} ({part})")


def modal(form: Form, lang: Lang) -> ui.Modal:
    """The form as a modal that nobody keeps: its answer carries `form.action` back and needs no memory of it."""
    found = ui.Modal(title=_cut(plain(form.title), limits.MODAL_TITLE) or "Tiku", custom_id=form.action, timeout=None)
    for item in _items(form.inputs, lang):
        found.add_item(item)
    found.stop()  # a finished modal is not remembered by the library
    return found


def submitted(components: Sequence[Any]) -> dict[str, str]:
    """The inputs by name: text as typed, picks joined by commas. A line without `=` stands under its own text."""
    values: dict[str, str] = {}
    for holder in components:
        row = holder.get("components")
        inner = holder.get("component") or (row[0] if isinstance(row, list) and row else None)
        if not isinstance(inner, Mapping) or not isinstance(inner.get("custom_id"), str):
            continue
        name, value = inner["custom_id"], inner.get("values", inner.get("value"))
        text = ",".join(map(str, value)) if isinstance(value, list) else str(value) if value is not None else ""
        if name == REST:
            values.update(_read_lines(text))
        elif text or PART not in name:
            values[name.partition(PART)[0]] = text or values.get(name, "")
    return values


def _read_lines(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        name, _, value = line.partition("=")
        if line.strip():
            yield name.strip(), value.strip()


def _items(inputs: Sequence[Input], lang: Lang) -> Iterator[ui.Item[Any]]:
    shown = list(inputs) if len(inputs) <= limits.MODAL_INPUTS else list(inputs[: limits.MODAL_INPUTS - 1])
    rest = inputs[len(shown):]
    room = limits.MODAL_INPUTS - len(shown) - bool(rest)
    for item in shown:
        if item.style in ("many", "rank", "one") and room and any(len(plain(label)) > limits.OPTION_LABEL or item.style == "rank"
                                                                  for _, label in item.choices):
            room -= 1
            text = "\n".join(f"**{short(value)}** {short(label.removeprefix(f'{value}. '))}" for value, label in item.choices)
            yield ui.TextDisplay(_cut(text, limits.TEXT_DISPLAY))
        for label, hint, component in _components(item, lang, room):
            yield ui.Label(text=label, description=hint or None, component=component)
    if rest:
        lines = "\n".join(f"{item.name}={item.value or ''}" for item in rest)
        yield ui.Label(text=_REST_LABEL.to(lang), component=ui.TextInput(
            custom_id=REST, style=discord.TextStyle.paragraph, default=lines[: limits.TEXT_INPUT], required=False,
            max_length=limits.TEXT_INPUT))


def _components(item: Input, lang: Lang, room: int) -> Iterator[tuple[str, str, ui.Item[Any]]]:
    """Label, description and component; several menus where the choices need them."""
    label, hint = _labels(item)
    choices = [(value, _cut(plain(text), limits.OPTION_LABEL)) for value, text in item.choices]
    if item.style == "one" and 2 <= len(choices) <= limits.RADIO_OPTIONS:
        yield label, hint, ui.RadioGroup(custom_id=item.name, required=item.required, options=[
            discord.RadioGroupOption(label=text, value=value, default=value == item.value) for value, text in choices])
    elif item.style == "many" and 1 <= len(choices) <= limits.CHECKBOX_OPTIONS:
        picked = item.value.split(",")
        yield label, hint, ui.CheckboxGroup(
            custom_id=item.name, required=item.required, min_values=int(item.required), max_values=len(choices), options=[
                discord.CheckboxGroupOption(label=text, value=value, default=value in picked) for value, text in choices])
    elif item.style in ("one", "many") and 1 <= len(choices) <= limits.SELECT_OPTIONS * (room + 1):
        yield from _menus(item, choices, label, hint, lang)
    elif item.style == "many" and (fitting := _together(choices, limits.SELECT_OPTIONS * (room + 1))):
        yield from _menus(item, fitting, label, hint, lang)
    elif item.style == "channel":
        yield label, hint, _channel(item)
    else:
        yield label, hint or _order_hint(item, lang), _text(item)


def _menus(item: Input, choices: Sequence[tuple[str, str]], label: str, hint: str, lang: Lang,
           ) -> Iterator[tuple[str, str, ui.Item[Any]]]:
    parts = [choices[at:at + limits.SELECT_OPTIONS] for at in range(0, len(choices), limits.SELECT_OPTIONS)]
    for index, part in enumerate(parts):
        select: ui.Select[Any] = ui.Select(
            custom_id=item.name if index == 0 else f"{item.name}{PART}{index + 1}",
            required=item.required and len(parts) == 1, min_values=int(item.required and len(parts) == 1),
            max_values=len(part) if item.style == "many" else 1,
            options=[discord.SelectOption(label=text, value=value, default=_is_picked(item, value)) for value, text in part])
        name = label if len(parts) == 1 else _MORE.format(label=_cut(label, limits.LABEL - 12), part=index + 1).to(lang)
        yield name, hint if index == 0 else "", select


def _together(choices: Sequence[tuple[str, str]], most: int) -> list[tuple[str, str]]:
    """So many of the choices, of which the last stands for all that are left; none where its value would be too long."""
    left = choices[most - 1:]
    value, label = ",".join(value for value, _ in left), " · ".join(text for _, text in left)
    return [*choices[: most - 1], (value, _cut(label, limits.OPTION_LABEL))] if len(value) <= limits.OPTION_VALUE else []


def _is_picked(item: Input, value: str) -> bool:
    return bool(item.value) and not set(item.value.split(",")).isdisjoint(value.split(","))


def _channel(item: Input) -> ui.ChannelSelect[Any]:
    picked = [discord.SelectDefaultValue(id=int(item.value), type=discord.SelectDefaultValueType.channel)] if item.value.isdecimal() else []
    return ui.ChannelSelect(custom_id=item.name, channel_types=_PLACES, required=item.required, min_values=int(item.required),
                            default_values=picked)


def _text(item: Input) -> ui.TextInput[Any]:
    most = min(max(item.max_length, 1), limits.TEXT_INPUT)
    return ui.TextInput(
        custom_id=item.name, required=item.required, max_length=most, default=item.value[:most] or None,
        style=discord.TextStyle.paragraph if item.style == "block" else discord.TextStyle.short,
        placeholder=_cut(plain(item.placeholder or (_example(item) if item.style == "rank" else "")), limits.PLACEHOLDER) or None)


def _example(item: Input) -> str:
    """Every letter in the order shown: it says how to write, not what."""
    return "".join(value for value, _ in item.choices)


def _order_hint(item: Input, lang: Lang) -> str:
    if item.style != "rank":
        return ""
    return _cut(_ORDER.format(example=_example(item)).to(lang), limits.LABEL_DESCRIPTION)


def _labels(item: Input) -> tuple[str, str]:
    """The label, and the hint; a label that is too long goes on in the hint."""
    label, hint = plain(item.label) or item.name, plain(item.hint)
    if len(label) > limits.LABEL:
        return _cut(label, limits.LABEL), _cut(f"{label} {hint}".strip(), limits.LABEL_DESCRIPTION)
    return label, _cut(hint, limits.LABEL_DESCRIPTION)


def _cut(text: str, most: int) -> str:
    """Labels of a form only: what they say in full stands in the message above it."""
    line = text if most > limits.LABEL_DESCRIPTION else " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"
