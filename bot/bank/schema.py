"""The fields of a content entry, as pydantic models; what a kind needs beyond them is the kind's own to check."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from bot.domain import limits
from bot.domain.text import Text


def _text(value: Any) -> Text:
    if isinstance(value, Text):
        return value
    try:
        found = Text.parse(value if isinstance(value, str) else dict(value))
    except (TypeError, ValueError) as error:
        raise PydanticCustomError("text", "give one text, or both languages: {{zh: …, en: …}}") from error
    if not all(isinstance(side, str) and side.strip() for side in (found.zh, found.en)):
        raise PydanticCustomError("text", "both languages must hold text")
    return Text(found.zh.strip(), found.en.strip())


def _as_of(value: str) -> str:
    year, dash, month = value.partition("-")
    if not (dash and year.isdecimal() and len(year) == 4 and month.isdecimal() and len(month) == 2 and 1 <= int(month) <= 12):
        raise PydanticCustomError("as_of", "write a year and month, such as 2026-11")
    return value


Words = Annotated[Text, BeforeValidator(_text)]
Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=limits.ID)]
Line = Annotated[str, Field(min_length=1, max_length=limits.LINE)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class ComputedEntry(_Strict):
    """`computed_by`."""

    demo: Id
    args: dict[str, str] = {}
    value: Line
    expect: str | None = None


class DemoEntry(_Strict):
    """A term's `demo`."""

    name: Id
    args: dict[str, str] = {}


class QuestionEntry(BaseModel):
    """A question's common fields; the others are left in `model_extra` for its kind."""

    model_config = ConfigDict(extra="allow", frozen=True, arbitrary_types_allowed=True)

    id: Id
    kind: str
    topic: Id
    difficulty: Annotated[int, Field(ge=1, le=5)]
    stem: Words
    explanation: Words
    options: Annotated[list[Words], Field(min_length=2, max_length=limits.OPTIONS)] | None = None
    computed_by: ComputedEntry | None = None
    sources: list[Line] = []
    tags: list[Id] = []
    terms: list[Id] = []
    as_of: Annotated[str, AfterValidator(_as_of)] | None = None
    state: Literal["draft", "reviewed", "live", "retired"] = "live"
    retired: Words | None = None

    @model_validator(mode="after")
    def _life(self) -> Self:
        if (self.state == "retired") != (self.retired is not None):
            raise PydanticCustomError("retired", "a retired question says why")
        return self


class TermEntry(_Strict):
    """A term's fields."""

    id: Id
    name: Words
    topic: Id
    meaning: Words
    aliases: list[Line] = []
    formula: str = ""
    misconception: Words | None = None
    demo: DemoEntry | None = None
    questions: list[Id] = []
    sources: list[Line] = []


class TopicEntry(_Strict):
    """A topic's fields."""

    id: Id
    title: Words


class PackEntry(_Strict):
    """The manifest `pack.yaml`."""

    name: Words
    author: Line
    licence: Line
    languages: Annotated[list[Literal["zh", "en"]], Field(min_length=1)]


_SAID: dict[str, Text] = {
    "missing": Text(zh="缺少字段 {field}。", en="the field {field} is missing"),
    "extra_forbidden": Text(zh="没有名为 {field} 的字段。", en="there is no field {field}"),
    "text": Text(zh="{field}：写一段文字，或两种语言 {{zh: …, en: …}}，都不能为空。",
                 en="{field}: give one text, or both languages {{zh: …, en: …}}, none of them empty"),
    "as_of": Text(zh="{field}：请写年-月，例如 2026-11。", en="{field}: write a year and month, such as 2026-11"),
    "string_pattern_mismatch": Text(zh="{field}：“{given}”只能用小写字母、数字和连字符，例如 gelu-at-one。",
                                    en="{field}: “{given}” may hold lower-case letters, digits and hyphens, such as gelu-at-one"),
    "string_too_long": Text(zh="{field}：太长，至多 {max_length} 个字符。", en="{field}: too long, at most {max_length} characters"),
    "string_too_short": Text(zh="{field}：不能为空。", en="{field}: must not be empty"),
    "int_parsing": Text(zh="{field}：“{given}”不是整数。", en="{field}: “{given}” is no whole number"),
    "greater_than_equal": Text(zh="{field}：“{given}”太小，至少 {ge}。", en="{field}: “{given}” is too small, at least {ge}"),
    "less_than_equal": Text(zh="{field}：“{given}”太大，至多 {le}。", en="{field}: “{given}” is too large, at most {le}"),
    "list_type": Text(zh="{field}：应是列表 [ … ]。", en="{field}: must be a list [ … ]"),
    "dict_type": Text(zh="{field}：应是映射 {{…}}。", en="{field}: must be a map {{…}}"),
    "too_short": Text(zh="{field}：至少 {min_length} 项。", en="{field}: at least {min_length} items"),
    "too_long": Text(zh="{field}：至多 {max_length} 项。", en="{field}: at most {max_length} items"),
    "literal_error": Text(zh="{field}：“{given}”不在可选的 {expected} 之中。",
                          en="{field}: “{given}” is none of {expected}"),
    "retired": Text(zh="state: retired 要和 retired: {{zh: …, en: …}}（退役原因）一起写。",
                    en="state: retired and the reason, retired: {{zh: …, en: …}}, go together"),
    "string_type": Text(zh="{field}：应是文字。", en="{field}: must be text"),
}


def faults(error: ValidationError) -> list[tuple[str, Text]]:
    """(top field, message) for each fault that pydantic found."""
    found = []
    for item in error.errors(include_url=False):
        path = ".".join(str(part) for part in item["loc"]) or "entry"
        said = _SAID.get(item["type"], Text.same("{field}: " + item["msg"].replace("{", "{{").replace("}", "}}")))
        given = str(item.get("input", ""))[:40]
        found.append((str(item["loc"][0]) if item["loc"] else "",
                      said.format(field=path, given=given, **item.get("ctx", {}))))
    return found
