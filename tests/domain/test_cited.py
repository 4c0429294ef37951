"""Where an explanation comes from, as a member reads it."""

from __future__ import annotations

from bot.domain.cards.cited import MOST, cited


def test_a_member_reads_what_can_be_looked_up() -> None:
    """References into the authors' notes are left out; nothing else to tell leaves what stood before."""
    assert cited(("T4.3", "RFC 4648 §4", "Python docs base64"), "en") == "Source: RFC 4648 §4 · Python docs base64"
    assert cited(("RFC 4648 §4",), "both", before="只是练习，不计分。") == "只是练习，不计分。 · 出处：RFC 4648 §4"
    assert cited(("T4.3", "T12"), "zh") == ""
    assert cited(("T4.3",), "en", before="Just practice.") == "Just practice."


def test_whole_sources_as_many_as_fit() -> None:
    """A source is never cut in two."""
    line = cited(("a" * 100, "b" * 100), "en")
    assert line == "Source: " + "a" * 100
    assert len(line) <= MOST
    assert cited(("a" * 200,), "en") == ""
