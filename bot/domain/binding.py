"""Binding: typed words, from a command line, a chat message or a form, become parsed, bounded arguments by name.

Words bind to the params in order, or as `key=value`; the last text takes the rest of the line as it stands. A word that
starts with a minus is a value. Spaces after a comma do not split a vector. See bot.domain.spans for where a value ends,
and bot.domain.reading for what it is read as.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.errors import BadInput
from bot.domain.param import Param, allowed, example_of, is_rest, usage_of
from bot.domain.reading import MAX_CHARS, fold, read, shown
from bot.domain.spans import LISTS, key_at, next_start, value_end
from bot.domain.text import Text

_LATER_KEY = re.compile(r"\s([A-Za-z_][A-Za-z0-9_-]*)\s*=")


def bind(params: Sequence[Param], words: str) -> dict[str, Any]:
    """The arguments by name, defaults filled in.

    Raises BadInput: what bot.domain.reading finds, E_MISSING for a required param without a value, E_UNKNOWN for an
    unknown key, E_LEN for words left over, E_FORMAT for a key given twice, E_TOO_BIG above 2,000 characters (more where a
    text has room for more).
    """
    return _finish(params, raw_values(params, words))


def bind_values(params: Sequence[Param], values: Mapping[str, str]) -> dict[str, Any]:
    """The arguments by name from raw texts by name, as forms and native commands give them; blank means left out.

    Raises BadInput as `bind` does.
    """
    for key in values:
        if key not in {param.name for param in params}:
            raise _no_such_key(params, key)
    return _finish(params, {key: raw for key, raw in values.items() if raw.strip()})


def raw_values(params: Sequence[Param], words: str) -> dict[str, str]:
    """The raw text of each param that was given, unread. Raises BadInput as `bind` does."""
    most = MAX_CHARS + sum(param.max_len for param in params if param.type == "text" and param.max_len > MAX_CHARS)
    if len(words) > most:
        raise BadInput("E_TOO_BIG", "", _with_usage(params, Text(
            f"这一行有 {len(words)} 个字符，最多 {most} 个",
            f"The line has {len(words)} characters, at most {most} fit",
        )))
    line = words.strip()
    folded = fold(line)  # the same length as the line, so positions agree
    by_name = {param.name.casefold(): index for index, param in enumerate(params)}
    found: dict[str, str] = {}
    at, spaced, first = 0, False, 0
    while at < len(line):
        free = next((i for i, param in enumerate(params) if param.name not in found and i >= first), None)
        key = key_at(params, folded, at)
        if key and key[1].casefold() in by_name:
            index, at, spaced = by_name[key[1].casefold()], key.end(), True
            if params[index].name in found:
                raise _twice(params, params[index])
        elif key and not (free is not None and is_rest(params, free)):
            raise _no_such_key(params, key[1])
        elif free is None:
            raise _no_number(params, found) or _left_over(params, line[at:])
        else:
            index = free
        end = _rest_end(params, index, folded, at) if is_rest(params, index) else value_end(params, index, folded, at, spaced=spaced)
        found[params[index].name] = line[at:end]
        spaced = params[index].type == "vector" and len(folded[at:end].split()) > 1 and "," not in folded[at:end]
        at = next_start(folded, max(end, at))
        first = index + 1 if folded[end:at].strip() in tuple("×xX*") else 0
    return found


def _rest_end(params: Sequence[Param], index: int, folded: str, start: int) -> int:
    """The end of the line, or where the key of a later param stands; of any other one, when the text is read as a list or the like."""
    named = params[index + 1:] if params[index].parse is None else [param for param in params if param is not params[index]]
    later = {param.name.casefold() for param in named}
    return next((key.start() for key in _LATER_KEY.finditer(folded, start) if key[1].casefold() in later), len(folded))


def _finish(params: Sequence[Param], raw: Mapping[str, str]) -> dict[str, Any]:
    bound: dict[str, Any] = {}
    for param in params:
        if raw.get(param.name, "").strip():
            bound[param.name] = read(param, raw[param.name])
        elif param.optional:
            bound[param.name] = param.default
        else:
            fits, example = allowed(param), example_of(param)
            raise BadInput("E_MISSING", param.name, _with_usage(params, Text(
                f"缺少参数 {param.name}（{param.label.zh}）。{fits.zh}，例如 {param.name}={example}",
                f"{param.name} ({param.label.en}) is missing. {fits.en}, such as {param.name}={example}",
            )))
    return bound


def _twice(params: Sequence[Param], param: Param) -> BadInput:
    commas = Text("（数与数之间请用逗号）", " (put commas between numbers)") if param.type in LISTS else Text.same("")
    return BadInput("E_FORMAT", param.name, _with_usage(params, Text(
        f"参数 {param.name} 给了两次{commas.zh}", f"{param.name} was given twice{commas.en}"
    )))


def _no_such_key(params: Sequence[Param], key: str) -> BadInput:
    return BadInput("E_UNKNOWN", shown(key), _with_usage(params, Text(
        f"没有名为“{shown(key)}”的参数", f"There is no argument “{shown(key)}”"
    )))


def _no_number(params: Sequence[Param], found: Mapping[str, str]) -> BadInput | None:
    """The fault of a word that took a number's place, as `km/h` does in `30 km/h 1 6`: it says more than what is left over."""
    for param in params:
        try:
            read(param, found[param.name])
        except BadInput as error:
            if error.code == "E_TYPE":
                return error
    return None


def _left_over(params: Sequence[Param], rest: str) -> BadInput:
    problem = Text(f"多出了“{shown(rest)}”", f"“{shown(rest)}” is left over")
    if any(param.type in LISTS for param in params):
        problem = Text(f"{problem.zh}（数与数之间请用逗号）", f"{problem.en} (put commas between numbers)")
    return BadInput("E_LEN" if params else "E_UNKNOWN", params[-1].name if params else "", _with_usage(params, problem))


def _with_usage(params: Sequence[Param], problem: Text) -> Text:
    if not params:
        return Text(f"{problem.zh}。这里不需要参数。", f"{problem.en}. Nothing more is needed here.")
    example = " ".join(example_of(param) for param in params if not param.optional) or (
        f"{params[0].name}={example_of(params[0])}"
    )
    return Text(f"{problem.zh}。用法：{usage_of(params)}。例如：{example}",
                f"{problem.en}. Usage: {usage_of(params)}. Example: {example}")
