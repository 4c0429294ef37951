"""The Base64 demos against the base64 module and real lines of mail."""

from __future__ import annotations

import base64
import binascii
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.demos import load_demo
from bot.demos.b64decode import SIGNATURES, sniff
from bot.domain.errors import BadInput


def decoded(text: str) -> dict[str, Any]:
    return dict(load_demo("b64decode").run(string=text).values)


@pytest.mark.parametrize("mime", ["png", "jpeg", "gif", "webp"])
def test_sizes_are_those_of_the_module(mime: str) -> None:
    """For 0 to 300 bytes all lengths are those of texts really encoded."""
    run = load_demo("b64size").run
    for n in range(301):
        found = dict(run(n=n, mime=mime).values)
        plain, lines = base64.b64encode(bytes(n)), base64.encodebytes(bytes(n))
        assert found["length"] == len(plain)
        assert found["padding"] == plain.count(b"=")
        assert found["mime_length"] == len(lines)
        assert found["mime_length_crlf"] == len(lines.replace(b"\n", b"\r\n"))
        assert found["data_uri_length"] == len(f"data:image/{mime};base64,{plain.decode()}")
        assert found["ratio"] == (len(plain) / n if n else None)


@given(st.binary(min_size=1, max_size=200))
@settings(deadline=None)
def test_decoding_undoes_encoding(data: bytes) -> None:
    """Every text that the module makes decodes to its bytes, is canonical, and shows as text only when it is printable."""
    found = decoded(base64.b64encode(data).decode())
    assert bytes.fromhex(found["hex"]) == data
    assert found["byte_count"] == len(data)
    assert found["canonical"]
    assert found["text"] is None or (found["text"].encode() == data and "\0" not in found["text"])


@given(st.text("ABCQRwxyz0189+/=", min_size=1, max_size=12))
@settings(max_examples=300, deadline=None)
def test_what_we_take_python_takes_too(text: str) -> None:
    """Accepted texts decode as in Python, and are canonical exactly when encoding gives them back."""
    try:
        found = decoded(text)
    except BadInput:
        return
    data = base64.b64decode(text, validate=True)
    assert bytes.fromhex(found["hex"]) == data
    assert found["canonical"] == (base64.b64encode(data).decode() == text)


@pytest.mark.parametrize("text", ["TWE", "T", "TW=E", "TW Fu"])
def test_python_refuses_these_too(text: str) -> None:
    """What we refuse for its padding, length or white space is refused by Python when it validates."""
    with pytest.raises(binascii.Error):
        base64.b64decode(text, validate=True)
    with pytest.raises(BadInput):
        decoded(text)


def test_signatures_are_told_from_their_first_bytes() -> None:
    """Each signature is recognised with anything behind it, and not when its last byte is missing."""
    for kind, start, _ in SIGNATURES:
        assert sniff(start + b"\xff\x00")[::2] == (kind, len(start))
        assert sniff(start[:-1] + b"\x00")[0] != kind


@pytest.mark.parametrize("length", [1, 2, 3, 8, 9, 48, 64, 65, 3072])
def test_no_text_in_a_picture_is_read_as_a_formula(length: int) -> None:
    """Bytes that spell dollar signs draw as they are, however many there are."""
    from bot.demo_worker import run_demo

    demo = load_demo("b64decode")
    answer = run_demo(demo, {"string": base64.b64encode(b"$" * length).decode()}, "zh", plot=True)
    assert answer.png
    assert len(answer.png) <= 200_000
