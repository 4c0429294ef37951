"""Names of members, made safe to show."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.names import clean_name

FAMILY = "👨\u200d👩\u200d👧"


@pytest.mark.parametrize(("raw", "shown"), [
    ("Ada", "Ada"),
    ("  Ada   Lovelace\n", "Ada Lovelace"),
    ("王小明", "王小明"),
    ("אדה", "אדה"),
    ("e\u0301", "é"),
    ("\u202eadA", "adA"),
    ("Ada\u200b\u200c\u2060\ufeff", "Ada"),
    ("\u2066Bob\u2069", "Bob"),
    ("A\u200dda", "Ada"),
    (FAMILY, FAMILY),
    ("a\u3000b\u00a0c", "a b c"),
    ("Z" + "\u0336" * 40, "Z\u0336\u0336"),
    ("Ada\u2028Bob", "AdaBob"),
    ("Ada\x00\x07", "Ada"),
    ("\ud800Ada", "Ada"),
    ("\ue000\U000e0041", "?"),
    ("", "?"),
    (" \t\n", "?"),
    ("x" * 40, "x" * 32),
    ("𝕬𝖉𝖆", "𝕬𝖉𝖆"),
])
def test_names_that_were_tried(raw: str, shown: str) -> None:
    """Direction marks, zero widths, controls and towers of marks go; real names of any script and emoji stay."""
    assert clean_name(raw, 32) == shown


@given(st.text(st.characters(), max_size=80), st.integers(1, 32))
def test_any_name_becomes_a_short_clean_line(raw: str, limit: int) -> None:
    """Whatever comes: one line, not empty, within the limit, nothing that hides or turns text; cleaning twice is once."""
    name = clean_name(raw, limit)
    assert 1 <= len(name) <= limit
    assert name == " ".join(name.split())
    assert not any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") for c in name if c != "\u200d")
    assert clean_name(name, limit) == name
