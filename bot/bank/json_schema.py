"""The JSON Schemas of content files, for editors: what may be typed where, before `tiku check` says more."""

from __future__ import annotations

from typing import Any, get_args

from bot.domain import limits
from bot.domain.kinds import kinds
from bot.domain.question import State

_ID = {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": limits.ID}
_SCALAR = {"type": ["string", "number", "boolean"]}
_LINES = {"type": "array", "items": {"type": "string", "minLength": 1, "maxLength": limits.LINE}}
_IDS = {"type": "array", "items": _ID}
_NUMBER = {"type": ["number", "string"]}
_ARGS = {"type": "object", "additionalProperties": _SCALAR}
_FIELDS: dict[str, Any] = {
    "options": {"type": "array", "minItems": 2, "maxItems": limits.OPTIONS, "items": {"$ref": "#/definitions/text"}},
    "tolerance": _NUMBER, "rel_tolerance": _NUMBER, "unit": {"$ref": "#/definitions/text"},
    "units": {"type": "array", "items": {"$ref": "#/definitions/text"}}, "rubric": {"$ref": "#/definitions/text"},
    "accept": {"type": "array", "items": {"$ref": "#/definitions/text"}}, "reject": {"type": "array", "items": {"$ref": "#/definitions/text"}},
    "case": {"enum": ["exact", "any"]}, "quotes": {"enum": ["exact", "any"]},
    "typos": {"enum": ["forgiven", "none"]},
}
_LETTERS = {"type": "array", "minItems": 1, "items": {"type": "string", "pattern": "^[A-J]$"}}
_KEYS: dict[str, Any] = {
    "single_choice": {"type": "string", "pattern": "^[A-J]$"}, "multiple_choice": _LETTERS, "ordering": _LETTERS,
    "true_false": {"enum": [True, False, "true", "false"]}, "numeric": _NUMBER,
}
_CHOICES = ("single_choice", "multiple_choice", "ordering")


def _text(most: int) -> dict[str, Any]:
    side = {"type": ["string", "number", "boolean"], "maxLength": most}
    return {"anyOf": [side, {"type": "object", "additionalProperties": False, "required": ["zh", "en"],
                             "properties": {"zh": side, "en": side}}]}


def _file(title: str, required: list[str], properties: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "$schema": "http://json-schema.org/draft-07/schema#", "title": title, "type": "array",
        "items": {"type": "object", "required": required, "properties": properties, **more},
        "definitions": {"text": _text(limits.EXPLANATION)},
    }


def _of_kind(name: str) -> dict[str, Any]:
    """What holds for one kind: which fields it takes and what its key looks like."""
    kind = kinds()[name]
    others = {field for other in kinds().values() for field in other.fields} - set(kind.fields)
    if name not in _CHOICES:
        others.add("options")
    needed = (["key"] if "key" in kind.fields else []) + (["options"] if name in _CHOICES else [])
    rules: dict[str, Any] = {"required": needed, "properties": dict.fromkeys(sorted(others), False)}
    if name in _KEYS:
        rules["properties"]["key"] = _KEYS[name]
    return {"if": {"properties": {"kind": {"const": name}}}, "then": rules}


def question_schema() -> dict[str, Any]:
    """The schema of a file in `questions/`."""
    common: dict[str, Any] = {
        "id": _ID, "kind": {"enum": list(kinds())}, "topic": _ID, "difficulty": {"type": ["integer", "string"], "minimum": 1, "maximum": 5},
        "state": {"enum": list(get_args(State))}, "retired": _text(limits.LINE), "stem": _text(limits.STEM),
        "explanation": _text(limits.EXPLANATION), "sources": _LINES, "tags": _IDS, "terms": _IDS,
        "as_of": {"type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$"},
        "computed_by": {"type": "object", "additionalProperties": False, "required": ["demo", "value"],
                        "properties": {"demo": _ID, "args": _ARGS, "value": {"type": "string"}, "expect": _SCALAR}},
        "options": _FIELDS["options"],
    }
    own = {field: _FIELDS.get(field, True) for kind in kinds().values() for field in kind.fields}
    return _file("Tiku questions", ["id", "kind", "topic", "difficulty", "stem", "explanation", "sources"], common | own,
                 additionalProperties=False, allOf=[_of_kind(name) for name in kinds()])


def term_schema() -> dict[str, Any]:
    """The schema of a file in `terms/`."""
    return _file("Tiku terms", ["id", "name", "meaning", "sources"], {
        "id": _ID, "name": _text(limits.LINE), "topic": _ID, "meaning": _text(limits.MEANING), "formula": {"type": "string"},
        "aliases": {"type": "array", "items": {"type": ["string", "number", "boolean"], "maxLength": limits.LINE}},
        "misconception": _text(limits.MEANING), "questions": _IDS, "sources": _LINES,
        "demo": {"type": "object", "additionalProperties": False, "required": ["name"], "properties": {"name": _ID, "args": _ARGS}},
    }, additionalProperties=False)


SCHEMAS = {"question.schema.json": question_schema, "term.schema.json": term_schema}
"""The files of `content/schema/` and what makes them."""
