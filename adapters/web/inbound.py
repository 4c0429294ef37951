"""Inbound: what a page sends, checked word by word, to a Request."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, get_args

from bot.domain.request import Member, Request
from bot.domain.text import Lang, Text

ROOM = "web:local:"
CHANNEL = re.compile(r"[a-z0-9-]{1,30}")
MEMBER = re.compile(r"[a-z0-9-]{1,40}")
SOURCE = re.compile(r"[A-Za-z0-9_.-]{1,40}")
KEY = re.compile(r"[A-Za-z0-9_.:-]{1,64}")
KEYS = {"channel", "member", "lang", "command", "words", "action", "values"}
MAX_COMMAND, MAX_WORDS, MAX_ACTION, MAX_VALUES, MAX_VALUE, MAX_QUERY = 64, 8000, 200, 25, 8000, 100
Step = Literal["hour", "next", "day"]

BAD_JSON = Text(zh="请求内容不是合法的 JSON 对象。", en="The body is not a JSON object.")
BAD_KEYS = Text(zh="请求里有不认识的字段：{keys}。", en="The body holds unknown fields: {keys}.")
BAD_LANG = Text(zh="lang 只能是 zh 或 en。", en="lang must be zh or en.")
BAD_CHANNEL = Text(zh="频道名只能用小写字母、数字和连字符，最多 30 个字符。",
                   en="A channel name is 1 to 30 lower-case letters, digits and hyphens.")
BAD_MEMBER = Text(zh="member 要有 id（小写字母、数字、连字符，最多 40 个）和 name。",
                  en="member needs an id (1 to 40 lower-case letters, digits, hyphens) and a name.")
BAD_NAME = Text(zh="名字要有 1 到 32 个看得见的字符。", en="A name is 1 to 32 visible characters.")
ONE_OF_TWO = Text(zh="command 与 action 必须且只能给一个。", en="Give either command or action, not both, not neither.")
BAD_TEXT = Text(zh="{key} 必须是不超过 {most} 个字符的文字。", en="{key} must be text of at most {most} characters.")
BAD_VALUES = Text(zh="values 必须是“名称到文字”的对象，最多 {most} 项。",
                  en="values must map names to texts, at most {most} of them.")
BAD_SOURCE = Text(zh="没有这样的补全来源。", en="There is no such source of suggestions.")
BAD_STEP = Text(zh="step 只能是 hour、next 或 day。", en="step must be hour, next or day.")


class RejectedError(Exception):
    """The request is refused with an HTTP status and one sentence."""

    def __init__(self, status: int, text: Text) -> None:
        super().__init__(text.en)
        self.status = status
        self.text = text


def parse_object(raw: bytes) -> dict[str, Any]:
    """The JSON object in a body. Raises RejectedError for anything else."""
    try:
        found = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise RejectedError(400, BAD_JSON)
    return found


def parse_lang(value: Any, fallback: Lang) -> Lang:
    """The language asked for, or the fallback when none was. Raises RejectedError."""
    if value is None:
        return fallback
    if value not in ("zh", "en"):
        raise RejectedError(400, BAD_LANG)
    return "zh" if value == "zh" else "en"


def parse_channel(value: Any) -> str:
    """The channel's name. Raises RejectedError."""
    if not isinstance(value, str) or not CHANNEL.fullmatch(value):
        raise RejectedError(400, BAD_CHANNEL)
    return value


def parse_step(body: Mapping[str, Any]) -> Step:
    """How far to move the clock. Raises RejectedError."""
    for step in get_args(Step):
        if body.get("step") == step:
            return step  # type: ignore[no-any-return]
    raise RejectedError(400, BAD_STEP)


def parse_query(source: str, query: str) -> tuple[str, str]:
    """An autocompletion's source and what is typed so far. Raises RejectedError."""
    if not SOURCE.fullmatch(source):
        raise RejectedError(400, BAD_SOURCE)
    return source, _text({"q": query}, "q", MAX_QUERY)


def parse_request(body: Mapping[str, Any], at: datetime, lang: Lang) -> Request:
    """The member's request. Raises RejectedError with what is wrong first."""
    if unknown := sorted(set(body) - KEYS):
        raise RejectedError(400, BAD_KEYS.format(keys=ascii(", ".join(unknown)[:80])[1:-1]))
    channel, member = parse_channel(body.get("channel")), _member(body.get("member"))
    command, action = _text(body, "command", MAX_COMMAND).strip(), _text(body, "action", MAX_ACTION)
    if bool(command) == bool(action):
        raise RejectedError(400, ONE_OF_TWO)
    return Request(
        channel=ROOM + channel, member=member, at=at, lang=lang, command=command, action=action,
        words=_text(body, "words", MAX_WORDS), values=_values(body.get("values", {})),
    )


def _member(value: Any) -> Member:
    if not isinstance(value, dict) or set(value) != {"id", "name"}:
        raise RejectedError(400, BAD_MEMBER)
    if not isinstance(value["id"], str) or not MEMBER.fullmatch(value["id"]):
        raise RejectedError(400, BAD_MEMBER)
    name = clean_name(_text(value, "name", 200))
    if not 1 <= len(name) <= 32:
        raise RejectedError(400, BAD_NAME)
    # The page is for the person at this machine, who may do everything.
    return Member(value["id"], name, is_manager=True)


def clean_name(name: str) -> str:
    """The name in NFC on one line, without control, format, private and unassigned characters."""
    kept = (c for c in unicodedata.normalize("NFC", name)
            if c == "\u200d" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
    return " ".join("".join(kept).split())


def _values(value: Any) -> dict[str, str]:
    if not isinstance(value, dict) or len(value) > MAX_VALUES or not all(KEY.fullmatch(key) for key in value):
        raise RejectedError(400, BAD_VALUES.format(most=MAX_VALUES))
    return {key: _text(value, key, MAX_VALUE) for key in value}


def _text(body: Mapping[str, Any], key: str, most: int) -> str:
    value = body.get(key, "")
    if not isinstance(value, str) or len(value) > most or "\0" in value or not _storable(value):
        raise RejectedError(400, BAD_TEXT.format(key=key, most=most))
    return value


def _storable(value: str) -> bool:
    """JSON may spell half a surrogate pair, which no database and no response can hold."""
    return not any("\ud800" <= c <= "\udfff" for c in value)
