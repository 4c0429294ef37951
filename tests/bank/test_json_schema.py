"""The JSON Schemas for editors: fresh, and of one mind with the loader."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

from bot.bank import CONTENT
from bot.bank.json_schema import SCHEMAS, question_schema, term_schema
from bot.domain.kinds import kinds
from tests.content.test_bad_files import GOOD, NUMERIC, TYPED
from tests.scenarios.process import tiku


def valid(text: str, schema: dict[str, Any]) -> bool:
    """Whether an editor would accept the file: it reads YAML with types."""
    return bool(jsonschema_rs.validator_for(schema).is_valid(yaml.load(text, Loader=yaml.CSafeLoader)))


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_schemas_in_the_content_folder_are_fresh(name: str) -> None:
    """`tiku schema` would write what is there."""
    assert json.loads((CONTENT / "schema" / name).read_text("utf-8")) == SCHEMAS[name]()


def test_the_shipped_content_is_valid() -> None:
    """Every file of content/ passes the schema of its folder."""
    for folder, schema in (("questions", question_schema()), ("terms", term_schema())):
        validator = jsonschema_rs.validator_for(schema)
        for path in sorted((CONTENT / folder).glob("*.yaml")):
            assert [fault.message for fault in validator.iter_errors(yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader))] == [], path


@pytest.mark.parametrize("kind", kinds())
def test_every_kind_is_known(kind: str) -> None:
    """The examples of each kind are valid with its own fields, and not with a stranger's."""
    entry = {"id": "one", "kind": kind, "topic": "t", "difficulty": 2, "stem": "?", "explanation": "!", "sources": ["us"]}
    for example in kinds()[kind].examples:
        assert valid(json.dumps([{**entry, **example.entry}]), question_schema()), example.entry
        assert not valid(json.dumps([{**entry, **example.entry, "hint": "look"}]), question_schema())


@pytest.mark.parametrize("text", [
    GOOD.replace("difficulty: 2", "difficulty: 6"), GOOD.replace("  key: B\n", ""), GOOD.replace("key: B", "key: [A, B]"),
    GOOD.replace("key: B", "key: B\n  tolerance: 1"), GOOD.replace("zh: 乙对。, ", ""), GOOD.replace("id: one", "id: One"),
    NUMERIC.replace("key: 5", "key: 5\n  options: [a, b]"), TYPED.replace("kind: short_text", "kind: essay"), "id: one\n",
    GOOD.replace("key: B", "key: B\n  as_of: last year"), GOOD.replace("key: B", "key: B\n  state: lively"),
])
def test_what_is_wrong_is_underlined(text: str) -> None:
    """What the loader refuses for its shape the schema refuses too."""
    for good in (GOOD, NUMERIC, TYPED):
        assert valid(good, question_schema())
    assert not valid(text, question_schema())


def test_the_command(tmp_path: Path) -> None:
    """`tiku schema DIR` writes both files and names them."""
    done = tiku(tmp_path, "schema", "out")
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["out/question.schema.json", "out/term.schema.json"]
    assert json.loads((tmp_path / "out" / "term.schema.json").read_text("utf-8")) == term_schema()
