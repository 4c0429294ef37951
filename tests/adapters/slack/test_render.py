"""A card as Block Kit: nothing of it is cut, nothing in it is active, and Slack would take every body."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.columns import width
from adapters.slack import limits
from adapters.slack.mrkdwn import body, escape, plain, short
from adapters.slack.render import marked, render
from bot.domain.card import Button, Card, Field, Picture, Table
from bot.domain.escaping import visible
from bot.domain.formula import readable
from tests.adapters.slack.checker import faults_of_message

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
HOSTILE = (
    "<!channel>", "<!here|here>", "<@U0ADA>", "<#C0GENERAL>", "<!subteam^S1>", "<https://evil.example|bank>", "<!date^1^{time}|x>",
    "&lt;!channel&gt;", "*bold* _it_ ~no~ `code`", "```\n<!everyone>\n```", ":tada: @here #general", "> quote", "\u202egnp.exe", "a\x00b",
    "https://evil.example", "<mailto:a@b.c>", "`<!here>`", "**<!here>**", "$<!here>$",
)


def shown(block: dict[str, Any]) -> str:
    """What a reader sees of a block, its markup taken off."""
    if block["type"] == "rich_text":
        return "\n".join("".join(piece["text"] for piece in pieces(part)) for part in block["elements"])
    texts = [block["text"]] if "text" in block else block.get("fields", block.get("elements", []))
    return "\n".join(unescaped(text["text"]) for text in texts if "text" in text and isinstance(text["text"], str))


def pieces(part: dict[str, Any]) -> list[dict[str, Any]]:
    return [piece for one in part["elements"] for piece in (pieces(one) if "elements" in one else [one])]


def unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").replace("\u200b", "")


def everywhere(text: str) -> Card:
    """A card that holds the text in each of its places."""
    return Card(
        title=text, body=f"{text}\n\n**{text}** and `{text}`\n\n- {text}\n> {text}\n\n```\n{text}\n```", tone="question",
        fields=(Field(text, text), Field("When", at=AT)), table=Table((text, "B"), ((text, "1"), ("x", text)), numeric=(1,)),
        picture=Picture(b"png", text), buttons=(Button(text, "q1:r1:A"), Button("B", "q1:r1:B", "primary")), footer=text,
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_hostile_is_active(text: str) -> None:
    """No place of a card lets a mention, a link, markup or a hidden mark through."""
    message = render(everywhere(text), "k1")
    assert faults_of_message(message.payload()) == []
    assert "\u202e" not in json.dumps(message.payload(), ensure_ascii=False)


@given(st.text(max_size=400))
@settings(max_examples=150, deadline=None)
def test_any_text_makes_a_body_that_slack_takes(text: str) -> None:
    """Whatever the text, wherever it stands, the message keeps every limit."""
    assert faults_of_message(render(everywhere(text), "k1").payload()) == []


@given(st.text(alphabet="ab *_~`<>&:中文。\n", max_size=200))
@settings(max_examples=150, deadline=None)
def test_a_plain_paragraph_reads_as_it_stands(text: str) -> None:
    """Text without markup of ours is shown character for character."""
    line = " ".join(text.split())
    escaped = re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", line)
    read = "".join(shown(block) for block in body(escaped))
    assert read == visible(line).strip()


def test_long_bodies_are_parted_and_not_cut() -> None:
    """A body of 9,000 characters goes on in further sections; none is too long after escaping."""
    text = "\n\n".join(f"Paragraph {index} with a < b & c > d. " * 8 for index in range(30))
    blocks = body(text)
    assert len(blocks) > 3
    assert all(len(block["text"]["text"]) <= limits.SECTION for block in blocks)
    joined = " ".join(shown(block) for block in blocks)
    assert all(f"Paragraph {index} " in joined for index in range(30))


def test_a_long_code_block_is_parted_between_lines() -> None:
    """Every part of the code is a block of its own that is closed again."""
    blocks = body("```python\n" + "\n".join(f"line_{index} = {index} * x_{index}" for index in range(400)) + "\n```")
    texts = [block["text"]["text"] for block in blocks]
    assert all(text.startswith("```\n") and text.endswith("```") and text.count("```") == 2 for text in texts)
    assert all(any(f"line_{index} = " in text for text in texts) for index in range(400))


def test_bold_beside_chinese_is_set_off() -> None:
    """Slack sees a mark only beside a space: one without width stands there where Chinese has none."""
    assert body("这是**重点。**后文")[0]["text"]["text"] == "这是\u200b*重点。*\u200b后文"
    assert body("a **word** here")[0]["text"]["text"] == "a *word* here"


def test_what_could_be_markup_is_not_parsed() -> None:
    """A product written with stars becomes rich text, which Slack does not parse."""
    found = body(r"2 \* 3 \* 4 is not *bold*")
    assert found[0]["type"] == "rich_text"
    assert shown(found[0]) == "2 * 3 * 4 is not bold"
    assert pieces(found[0])[-1]["style"] == {"italic": True}


def test_formulas_are_readable() -> None:
    """A formula stands as text, in mrkdwn and in plain places."""
    assert body(r"$\frac{a}{\|b\|}$")[0]["text"]["text"] == escape(readable(r"\frac{a}{\|b\|}"))
    assert plain(r"$x_i^2$") == readable("x_i^2")


def test_tables_align_wide_characters() -> None:
    """Columns of Chinese and Latin text end where they should."""
    card = Card(table=Table(("#", "成员", "Points"), (("1", "陈晨", "12"), ("2", "Ada", "7")), numeric=(2,), strong=(1,)))
    lines = render(card).blocks[0]["text"]["text"].split("\n")[1:-1]
    assert len({width(unescaped(line)) for line in lines}) == 1
    assert lines[2].startswith("&gt; 2  Ada")
    assert lines[1].startswith("  1  陈晨")


def test_a_wide_table_becomes_lines() -> None:
    """A table that no window shows becomes a line for each row, cells named."""
    card = Card(table=Table(("Date", "Question", "Answer"), (("2026-11-24", "x" * 50, "*b*"),)))
    text = render(card).blocks[0]["text"]["text"]
    assert text == f"• 2026-11-24 · {'x' * 50} · Answer `*b*`"


def test_fields_with_markup_of_their_own_are_plain() -> None:
    """A member's reply that looks like markup is shown as typed."""
    blocks = render(Card(fields=(Field("Your answer", "*_x_*"), Field("Key", "`a_b`"), Field("Closes", at=AT)))).blocks
    kinds = [field["type"] for field in blocks[0]["fields"]]
    assert kinds == ["plain_text", "mrkdwn", "mrkdwn"]
    assert blocks[0]["fields"][0]["text"] == "Your answer\n*_x_*"
    assert blocks[0]["fields"][2]["text"] == "*Closes*\n<!date^1795510800^{date_short_pretty} {time}|2026-11-24 09:00 UTC>"


def test_a_channel_is_a_link_to_it_and_a_forged_one_is_text() -> None:
    """`<#…>` shows the channel's name; what is no id of Slack's is shown as it stands, in blocks and in the text."""
    message = render(Card(fields=(Field("Channel", channel="slack:T1:C042"), Field("Channel", channel="slack:T1:<!here>"))))
    assert [field["text"] for field in message.blocks[0]["fields"]] == ["*Channel*\n<#C042>", "*Channel*\n&lt;!here&gt;"]
    assert "<#C042>" in message.text
    assert "<!here>" not in message.text


def test_a_long_field_stands_alone() -> None:
    """A field of 5,000 characters is a section or two, whole."""
    blocks = render(Card(fields=(Field("A", "short"), Field("Key", "word " * 1000)))).blocks
    assert len(blocks[0]["fields"]) == 1
    assert sum(shown(block).count("word") for block in blocks) == 1000


def test_the_mark_and_the_text() -> None:
    """The first block carries the key; `text` says everything, and starts with the title."""
    message = render(everywhere("plain"), "r00000000001r")
    assert marked({"blocks": list(message.blocks)}, "r00000000001r")
    assert not marked({"blocks": list(message.blocks)}, "r00000000001")
    assert message.text.startswith("plain\nplain")
    assert "When: <!date^" in message.text


def test_buttons_carry_the_action_and_nothing_else() -> None:
    """The letter travels in action_id; a disabled button, and one that comes twice, are left out."""
    card = Card(body="x", buttons=(Button("A", "q1:r:A"), Button("A again", "q1:r:A"), Button("B", "q1:r:B", "danger"),
                                   Button("C", "q1:r:C", disabled=True), Button("too long", "x" * 256)))
    elements = render(card).blocks[-1]["elements"]
    assert [element["action_id"] for element in elements] == ["q1:r:A", "q1:r:B"]
    assert all("value" not in element for element in elements)
    assert [element.get("style") for element in elements] == [None, "danger"]


def test_thirty_buttons_need_two_rows() -> None:
    """Slack takes 25 elements in a block of actions."""
    card = Card(body="x", buttons=tuple(Button(str(i), f"look1:{i}") for i in range(30)))
    rows = [block for block in render(card).blocks if block["type"] == "actions"]
    assert [len(row["elements"]) for row in rows] == [25, 5]


def test_a_picture_has_a_text_either_way() -> None:
    """With a file the text is its alt text, without one it stands in its place."""
    card = Card(title="T", picture=Picture(b"png", "two bars, A higher"))
    assert render(card, file_id="F0123456789").blocks[-1] == {
        "type": "image", "slack_file": {"id": "F0123456789"}, "alt_text": "two bars, A higher"}
    assert shown(render(card).blocks[-1]) == "two bars, A higher"


def test_an_empty_card_is_still_a_message() -> None:
    """There is no message without blocks or text."""
    assert faults_of_message(render(Card(), "k").payload()) == []


def test_short_says_what_mrkdwn_cannot() -> None:
    """A cell that would be taken for markup is refused, one with code or a formula is drawn."""
    assert short("a*b*c") is None
    assert short("snake_case and `x_1`") == "snake_case and `x_1`"
    assert short("_edge_") is None
