"""Texts in two languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.text import Text

HELLO = Text(zh="你好，{name}", en="Hello, {name}")
CODE = "```python\nx = 1\n\nprint(x)\n```"


def test_each_reader_gets_their_language() -> None:
    """One language each, or both under each other, or both on one line."""
    text = Text("答案", "Answer")
    assert (text.to("zh"), text.to("en"), text.to("both")) == ("答案", "Answer", "答案\n\nAnswer")
    assert (text.line("zh"), text.line("en"), text.line("both")) == ("答案", "Answer", "答案 / Answer")


def test_what_is_the_same_stands_once() -> None:
    """A text for both languages is not doubled."""
    assert Text.same("GELU").to("both") == "GELU"
    assert Text.same("GELU").line("both") == "GELU"


def test_shared_code_stands_once_in_its_place() -> None:
    """A fenced block with a blank line in it counts as one; what comes after it stays after it, in both languages."""
    text = Text(f"打印什么？\n\n{CODE}\n\n注意缩进。", f"What is printed?\n\n{CODE}\n\nMind the indents.")
    assert text.to("both") == f"打印什么？\n\nWhat is printed?\n\n{CODE}\n\n注意缩进。\n\nMind the indents."


def test_two_shared_blocks_keep_their_order() -> None:
    """Prose between shared blocks is merged between them; when the orders disagree both texts stand whole."""
    text = Text("一\n\n`a`\n\n二\n\n`b`", "one\n\n`a`\n\ntwo\n\n`b`")
    assert text.to("both") == "一\n\none\n\n`a`\n\n二\n\ntwo\n\n`b`"
    crossed = Text("`a`\n\n一\n\n`b`", "`b`\n\none\n\n`a`")
    assert crossed.to("both") == f"{crossed.zh}\n\n{crossed.en}"


@given(st.lists(st.sampled_from(["共", "一", "二", CODE, "`x`"]), min_size=1, max_size=6),
       st.lists(st.sampled_from(["共", "one", "two", CODE, "`x`"]), min_size=1, max_size=6))
def test_merging_loses_nothing(zh: list[str], en: list[str]) -> None:
    """Every paragraph of either language is in the merged text, in the order of its own language."""
    merged = Text("\n\n".join(zh), "\n\n".join(en)).to("both")
    for side in (zh, en):
        at = 0
        for block in side:
            found = merged.find(block, at)
            assert found >= 0, (block, merged)
            at = found + len(block)


def test_places_are_filled_in_their_own_language() -> None:
    """A text among the values is told in the language of the sentence; braces in a value are left as they are."""
    assert HELLO.format(name=Text("艾达", "Ada")) == Text("你好，艾达", "Hello, Ada")
    assert HELLO.format(name="{name} {0}") == Text("你好，{name} {0}", "Hello, {name} {0}")


@pytest.mark.parametrize("value", [{"zh": "一"}, {"en": "one"}, {}, {"zh": "一", "en": "one", "de": "eins"}])
def test_a_map_must_hold_both_languages(value: dict[str, str]) -> None:
    """A missing or a further language in content is refused."""
    with pytest.raises(ValueError, match="both languages"):
        Text.parse(value)


def test_a_plain_value_serves_both() -> None:
    """Content may give one text, or a map of the two."""
    assert Text.parse("0.5") == Text("0.5", "0.5")
    assert Text.parse({"zh": "一", "en": "one"}) == Text("一", "one")
