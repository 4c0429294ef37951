"""What a card becomes on Discord: nothing cut, nothing active that was not meant, every limit kept."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.columns import width
from adapters.discord import limits
from adapters.discord.commands import fingerprint, payload
from adapters.discord.freshness import Freshness
from adapters.discord.markdown import body, code_block, escape, plain
from adapters.discord.modals import modal, submitted
from adapters.discord.outbound import parts
from adapters.discord.render import Message, marked, render, unmarked
from adapters.discord.shards import Shards
from adapters.discord.table import draw
from bot.app import load_bank
from bot.dispatch import declared_commands
from bot.domain.card import Button, Card, Field, Form, Input, Picture, Table
from bot.domain.cards.question import closed_card, question_card
from bot.domain.kinds import kinds
from bot.domain.round import Round
from tests.adapters.discord.gates import faults
from tests.adapters.discord.server import text_of
from tests.adapters.discord.wire import Call
from tests.house import START

BANK = load_bank([])
HOSTILE = ["@everyone", "<@1>", "<@&2>", "<#3>", "</quiz today:4>", "<t:5:R>", "<:x:6>", "[bank](https://evil.example)", "# first",
           "- item", "1. one", "||secret||", "```\ncode", "`a`", "~~gone~~", "\u202egnp.exe", "a\u200bb", "> quote", "https://evil.example"]


def as_json(message: Message) -> dict[str, Any]:
    """The message as the library would send it."""
    return {
        "embeds": list(message.embeds), "allowed_mentions": {"parse": []},
        "components": [{"type": 1, "components": [{"type": 2, "style": one.style, "label": one.label, "custom_id": one.custom_id,
                                                   "disabled": one.disabled} for one in row]} for row in message.rows],
    }


def gate(message: Message) -> list[str]:
    """Faults of the message as a post."""
    return faults([Call("POST", "/channels/1/messages", as_json(message))])


def round_of(question: Any, lang: Any) -> Round:
    return Round(id="r00000000001", channel="discord:1:2", question_id=question.id, question_version="",
                 order=tuple(range(len(question.options))), lang=lang, verdict="at_once", opens_at=START, closes_at=START)


@pytest.mark.parametrize("lang", ["zh", "en", "both"])
def test_every_question_of_the_bank_fits_whole(lang: str) -> None:
    """No question needs an attachment, in one language or both, open or closed, and all pass the gates."""
    for question in BANK.questions.values():
        kind = kinds()[question.kind]
        for make in (question_card, closed_card):
            message = render(make(round_of(question, lang), question, kind, BANK.topic_title(question.topic), 3), "r00000000001")
            assert message.files == (), question.id
            assert gate(message) == [], question.id
            assert "$" not in re.sub(r"```.*?```|`[^`]*`|\\\$", "", text_of(as_json(message)), flags=re.DOTALL), question.id


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_and_never_meant(text: str) -> None:
    """Escaped, nothing in it is markup; without the backslashes it is what was given, invisible marks apart."""
    escaped = escape(text)
    assert re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", escaped) == re.sub("[\u202e\u200b]", "", text)
    assert not re.search(r"(?<!\\)[@<>#*_~|`\[\]:]", re.sub(r"\\.", "", escaped))


def test_code_cannot_be_left() -> None:
    """A fence inside a fence stays inside."""
    assert code_block("a\n```\n@everyone").count("```") == 2


def test_the_body_keeps_its_markup() -> None:
    """Bold, italic, code, lists, quotes and formulas arrive as Discord writes them."""
    found = "".join(body("**b** *i* `c` $x^2$\n\n- one\n- two\n> q\n```python\nx = 1\n```"))
    assert found == "**b** *i* `c` x²\n\n- one\n- two\n> q\n```python\nx = 1\n```"


def test_places_without_markup_get_plain_words() -> None:
    """A button's label shows no backticks, dollars or backslashes."""
    assert plain("`a_b` and $x_i^2$ [x]") == "a_b and xᵢ² [x]"


@settings(max_examples=120, deadline=None)
@given(st.builds(
    Card, title=st.text(max_size=400), body=st.text(max_size=6000) | st.text(alphabet="*`$\n-> a", max_size=3000),
    fields=st.lists(st.builds(Field, name=st.text(max_size=300), value=st.text(max_size=1500)), max_size=6).map(tuple),
    buttons=st.lists(st.builds(Button, label=st.text(max_size=120), action=st.text(min_size=1, max_size=110)), max_size=30).map(tuple),
    footer=st.text(max_size=300)), st.sampled_from(["", "k00000000001"]))
def test_any_card_keeps_every_limit(card: Card, key: str) -> None:
    """Whatever a card holds, the message passes the gates and carries its mark."""
    message = render(card, key)
    found = as_json(message)
    assert faults([Call("POST", "/channels/1/messages", found)]) == []
    assert not key or marked(found, key)


def test_a_long_body_goes_on_in_a_second_embed() -> None:
    """Between 4,096 and 6,000 characters everything is there, in order."""
    lines = [f"line {number} of many words" for number in range(220)]
    message = render(Card(body="\n\n".join(lines)))
    assert len(message.embeds) == 2
    text = text_of(as_json(message))
    assert [int(number) for number in re.findall(r"line (\d+) of", text)] == list(range(220))


def test_what_is_too_long_for_a_message_comes_as_a_file() -> None:
    """Above 6,000 characters the beginning stands in the message and all of it in a file."""
    card = Card(title="T", body="\n\n".join(f"line {number}" for number in range(2000)))
    message = render(card)
    assert message.files[0].name == "text.md"
    assert b"line 1999" in message.files[0].content
    assert "line 0" in message.embeds[0]["description"]


def test_a_field_that_is_too_long_moves_into_the_body() -> None:
    """Nothing of it is lost."""
    message = render(Card(body="b", fields=(Field("Name", "word " * 300),)))
    assert message.embeds[0]["description"].count("word") == 300


def test_an_instant_is_shown_in_the_readers_own_time() -> None:
    """`<t:…:R>`."""
    message = render(Card(body="b", fields=(Field("Closes", at=datetime(2026, 11, 24, tzinfo=UTC)),)))
    assert message.embeds[0]["fields"][0]["value"] == "<t:1795478400:R>"


def test_a_channel_is_a_link_to_it_and_a_forged_one_is_text() -> None:
    """`<#…>` shows the channel's name to whoever may see it; what is no number of Discord's is shown as it stands."""
    message = render(Card(body="b", fields=(Field("Channel", channel="discord:1:42"), Field("Channel", channel="discord:1:@everyone"))))
    assert [field["value"] for field in message.embeds[0]["fields"]] == ["<#42>", "\\@everyone"]


def test_what_stands_beside_each_other_comes_first() -> None:
    """A long field between two short ones does not part them."""
    fields = (Field("Yours", "A"), Field("Right", "a long answer " * 5), Field("Points", "+10"))
    assert [field["name"] for field in render(Card(body="b", fields=fields)).embeds[0]["fields"]] == ["Yours", "Points", "Right"]


def test_a_picture_is_attached_with_its_text() -> None:
    """The embed points at the attachment, whose name is safe in an address."""
    message = render(Card(body="b", picture=Picture(b"png", "A curve $x^2$", "my curve.png")))
    assert message.embeds[0]["image"] == {"url": "attachment://my-curve.png"}
    assert message.files[0].alt == "A curve x²"
    assert message.files[0].name == "my-curve.png"


def test_a_table_is_aligned_for_chinese_names() -> None:
    """A Chinese character takes two columns; numbers stand right; the member's own row is marked."""
    drawn = draw(Table(("#", "成员", "得分"), (("1", "小明", "120"), ("2", "Ada", "5")), numeric=(2,), strong=(1,)))[0]
    lines = drawn.split("\n")[1:-1]
    assert len({width(line) for line in lines}) == 1
    assert lines[2].startswith("▸ 2")


def test_a_wide_table_becomes_lines() -> None:
    """Rows too wide for a phone name their cells instead."""
    table = Table(("Date", "Question", "Your answer"), (("2026-11-24", "A stem that is rather long, on one line", "B and more"),))
    assert "".join(draw(table)).startswith("**2026\\-11\\-24** · A stem")


@pytest.mark.parametrize(("buttons", "footer", "place"), [
    ((Button("A", "q1:k1:A"), Button("B", "q1:k1:B")), "", "own"), ((Button("Run", "run1:x"),), "", "button"), ((), "3 answered", "footer"),
    ((Button("long", "x" * 99),), "", "footer"),
])
def test_a_mark_is_seen_again(buttons: tuple[Button, ...], footer: str, place: str) -> None:
    """In a button that has the key anyway, behind another's action, or in the footer; and no other key is seen."""
    found = as_json(render(Card(body="b", buttons=buttons, footer=footer), "k1"))
    ids = [item["custom_id"] for row in found["components"] for item in row["components"]]
    assert marked(found, "k1")
    assert not marked(found, "k2")
    assert ("#k1" in text_of(found)) is (place == "footer")
    assert [unmarked(one) for one in ids] == [button.action for button in buttons]


def test_a_reveal_is_not_taken_for_its_question() -> None:
    """The reveal holds the round's id in a button, and its own key as the mark."""
    reveal = as_json(render(Card(body="b", buttons=(Button("Mine", "mine1:k1"),)), "k1r"))
    assert marked(reveal, "k1r")
    assert not marked(reveal, "k1")


FORM = Form("Title of a form", "x1:", tuple(
    Input(f"p{number}", f"Param {number}", value=str(number)) for number in range(7)))


async def test_a_form_of_seven_keeps_all_values() -> None:
    """Four inputs as they are, the others as lines in one block; they come back by name."""
    built = modal(FORM, "en").to_dict()
    assert len(built["components"]) == 5
    block = built["components"][-1]["component"]
    assert block["value"] == "p4=4\np5=5\np6=6"
    back = submitted([{"component": {"custom_id": block["custom_id"], "value": "p4=9\n\np6 = a=b\nnonsense"}},
                      {"component": {"custom_id": "p0", "value": "0"}}])
    assert back == {"p4": "9", "p6": "a=b", "nonsense": "", "p0": "0"}


@pytest.mark.parametrize(("style", "count", "kinds_"), [
    ("one", 2, [21]), ("one", 10, [21]), ("one", 25, [3]), ("one", 60, [3, 3, 3]), ("one", 1, [3]), ("many", 4, [22]), ("many", 12, [3]),
    ("rank", 4, [10, 4]), ("line", 0, [4]), ("block", 0, [4]),
])
async def test_an_input_gets_the_fitting_component(style: Any, count: int, kinds_: list[int]) -> None:
    """Radio and checkbox groups up to ten, menus up to 25 each, an order as letters below its options."""
    choices = tuple((f"v{number}", f"Choice {number}") for number in range(count))
    built = modal(Form("T", "x1:", (Input("p", "P", style, choices),)), "zh").to_dict()
    found = [part["component"]["type"] if "component" in part else part["type"] for part in built["components"]]
    assert found == kinds_
    assert faults([Call("POST", "/interactions/1/t/callback", {"type": 9, "data": built})]) == []


async def test_a_pick_from_several_menus_is_one_value() -> None:
    """Only one of the menus is used; it does not matter which."""
    parts_ = [{"component": {"custom_id": "p", "values": []}}, {"component": {"custom_id": "p~2", "values": ["v30"]}},
              {"component": {"custom_id": "p~3", "values": []}}]
    assert submitted(parts_) == {"p": "v30"}
    assert submitted(list(reversed(parts_))) == {"p": "v30"}


@settings(max_examples=80, deadline=None)
@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=8),
                    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
                        st.sampled_from(["component", "components", "custom_id", "value", "values"]), inner, max_size=4), max_leaves=12))
def test_a_forged_form_is_read_without_a_stumble(node: Any) -> None:
    """Whatever stands in a submitted form, some texts by name come out."""
    found = submitted([node] if isinstance(node, dict) else [])
    assert all(isinstance(key, str) and isinstance(value, str) for key, value in found.items())


def test_commands_are_native_bilingual_and_stable() -> None:
    """Groups from paths, typed options, both languages, managers' commands hidden; the hash is the same each time."""
    entries = {entry["name"]: entry for entry in payload(declared_commands())}
    assert {"quiz", "demo", "lookup", "leaderboard", "schedule"} <= set(entries)
    assert entries["schedule"]["default_member_permissions"] == 32
    assert entries["quiz"]["default_member_permissions"] is None
    today = next(option for option in entries["quiz"]["options"] if option["name"] == "today")
    assert today["type"] == 1
    assert today["description_localizations"]["zh-CN"] != today["description_localizations"]["en-US"]
    period = entries["leaderboard"]["options"][0]
    assert [choice["value"] for choice in period["choices"]] == ["day", "week", "month", "season", "all"]
    season = next(option for option in entries["quiz"]["options"] if option["name"] == "season")
    assert (season["type"], [option["name"] for option in season["options"]]) == (2, ["start", "end", "list", "show"])
    points = next(option for option in entries["quiz"]["options"] if option["name"] == "points")
    assert [(option["name"], option["type"]) for option in points["options"]] == [("member", 6), ("points", 4), ("reason", 3)]
    assert entries["demo"]["options"][0]["autocomplete"] is True
    assert faults([Call("PUT", "/applications/1/commands", list(entries.values()))]) == []
    assert fingerprint(payload(declared_commands())) == fingerprint(list(entries.values()))
    assert fingerprint([*entries.values(), {}]) != fingerprint(list(entries.values()))


async def test_a_sent_view_is_remembered_by_nobody() -> None:
    """The library keeps no finished view, so that memory does not grow with every message."""
    view = parts(render(Card(body="b", buttons=(Button("A", "q1:r:A"),))))["view"]
    assert view.is_finished()


def test_old_is_told_by_the_clock_unless_the_clock_is_wrong() -> None:
    """2.5 s is the most; a clock that is always 9 s ahead, or behind, is seen through."""
    assert Freshness().is_fresh(2.4)
    assert not Freshness().is_fresh(2.6)
    ahead = Freshness()
    assert [ahead.is_fresh(9.0) for _ in range(30)][-1]
    assert not ahead.is_fresh(11.9)
    behind = Freshness()
    behind.is_fresh(-9.0)
    assert not behind.is_fresh(-6.0)


def test_shards_are_a_list_of_a_number() -> None:
    """`0,1/4`; the process with shard 0 registers the commands."""
    assert Shards.parse("0,1/4") == Shards([0, 1], 4)
    assert Shards.parse("") == Shards()
    assert Shards.parse("3/4").leads is False
    for bad in ("4/4", "x", "1", "1/0"):
        with pytest.raises(ValueError, match="TIKU_DISCORD_SHARDS"):
            Shards.parse(bad)


def test_the_tone_is_told_by_colour_and_words() -> None:
    """Every tone has its own colour; a verdict's words stay, since colour alone tells nothing to some."""
    tones = ("plain", "question", "correct", "partly", "wrong", "info", "error")
    colours = {render(replace(Card(body="b"), tone=tone)).embeds[0]["color"] for tone in tones}  # type: ignore[arg-type]
    assert len(colours) == len(tones)
    assert limits.EMBED_SUM == 6000
