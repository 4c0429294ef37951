"""Formula: LaTeX as text that reads well where no formula can be drawn (Discord, Slack, alt texts).

`\\frac{b}{\\|a\\|}` becomes `b/‖a‖`, `x_i^2` becomes `xᵢ²`, `e^{-t/2}` becomes `e^(−t/2)`: superscripts and subscripts as
Unicode has them, parentheses where a fraction, a root or an exponent would otherwise be read in another way.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from xml.etree.ElementTree import Element

from latex2mathml.converter import convert_to_element

LONGEST = 500
"""Characters of one formula; longer ones stay source."""

Role = Literal["atom", "word", "infix", "prefix", "open", "close", "bar", "comma", "space", "fraction", "sum"]
_SUPER = str.maketrans("0123456789+−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVW⊤′βγδθφχ",
                       "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵀ′ᵝᵞᵟᶿᵠᵡ")
_SUB = str.maketrans("0123456789+−=()aehijklmnoprstuvxβγρφχ", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ")
_VULGAR = {("1", "2"): "½", ("1", "3"): "⅓", ("2", "3"): "⅔", ("1", "4"): "¼", ("3", "4"): "¾", ("1", "8"): "⅛"}
_ACCENTS = {"^": "\u0302", "¯": "\u0304", "‾": "\u0304", "~": "\u0303", "˜": "\u0303", "→": "\u20d7", "˙": "\u0307"}
_INFIX = frozenset("=≈≠≤≥<>∼~⋯≃≡≪≫∝∈∉⊂⊆→←⇒⇐↦+−±∓×⋅·÷∣∧∨∪∩≜≔⟂∥")
_SIGNS = frozenset("+−±∓")
_PREFIX = frozenset("∂∇¬∀∃")
_SUMS = frozenset("∑∏∫")
_OPEN, _CLOSE = frozenset("([{⌈⌊⟨"), frozenset(")]}⌉⌋⟩!")
_BARS = frozenset("|‖")
_ONE = re.compile(r"[^\W_](?:[\u0300-\u036f\u20d7])*[⁰-₟ᴀ-ᶿ⁺⁻²³¹ⱽⱼ′°]*|\d+(?:\.\d+)?%?|\w+(?:\([^()]*\))|‖[^‖]*‖|\|[^|]*\||[^\W\d_]+|\w!")


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    role: Role = "atom"


@lru_cache(maxsize=4096)
def readable(latex: str) -> str:
    """The formula as one line of text; the source itself where it cannot be read as LaTeX. Never raises."""
    if len(latex) > LONGEST:
        return latex
    try:
        found = _line(_pieces(convert_to_element(latex)))
    except Exception:
        # The converter raises whatever its parser stumbles over: IndexError, KeyError and its own errors.
        return latex
    return unicodedata.normalize("NFC", found).strip() or latex


def _text(element: Element) -> str:
    return html.unescape(element.text or "")


def _pieces(element: Element) -> list[_Piece]:
    """The element as a row of pieces; groups that only hold others together are opened up."""
    tag = element.tag.rpartition("}")[2]
    children = list(element)
    if tag in ("math", "mrow", "mstyle", "mpadded", "mphantom"):
        if children and all(child.get("mathvariant") == "normal" for child in children):
            return [_Piece("".join(_text(child) for child in children), "word")]
        return [piece for child in children for piece in _pieces(child)]
    if tag == "mfrac":
        return [_fraction(_inner(children[0]), _inner(children[1]))]
    if tag in ("msqrt", "mroot"):
        body = _line([p for child in (children if tag == "msqrt" else children[:1]) for p in _pieces(child)])
        index = _raised(_inner(children[1])) if tag == "mroot" else ""
        return [_Piece(f"{index}√{body if _ONE.fullmatch(body) else f'({body})'}")]
    if tag in ("msub", "msup", "msubsup", "munder", "mover", "munderover"):
        return _scripts(tag, children)
    if tag == "mspace":
        return [_Piece(" ", "space") if element.get("width", "").startswith("0.1") else _Piece("  ", "space")]
    if tag == "mtable":
        return [_Piece("; ".join(_inner(row) for row in children))]
    if tag == "mtr":
        return [_Piece(", ".join(_inner(cell) for cell in children))]
    return [_leaf(tag, _text(element))] if not children else [p for child in children for p in _pieces(child)]


def _leaf(tag: str, text: str) -> _Piece:
    text = text.replace("\xa0", " ").replace("⋅", "·")
    if not text.strip():
        return _Piece(" ", "space")
    if text in (",", ";"):
        return _Piece(text, "comma")
    if tag == "mtext":
        return _Piece(text, "word" if text.strip()[:1].isalpha() else "atom")
    if text == "mod":
        return _Piece(text, "infix")
    roles: tuple[tuple[frozenset[str], Role], ...] = (
        (_INFIX, "infix"), (_PREFIX, "prefix"), (_SUMS, "sum"), (_OPEN, "open"), (_CLOSE, "close"), (_BARS, "bar"))
    for signs, role in roles:
        if text in signs:
            return _Piece(text, role)
    return _Piece(text, "word" if len(text) > 1 and text.isalpha() else "atom")


def _inner(element: Element) -> str:
    return _line(_pieces(element))


def _fraction(top: str, bottom: str) -> _Piece:
    if (top, bottom) in _VULGAR:
        return _Piece(_VULGAR[top, bottom])
    above = f"({top})" if _has_terms(top) else top
    below = bottom if _ONE.fullmatch(_without_scripts(bottom)) else f"({bottom})"
    return _Piece(f"{above}/{below}", "fraction")


def _has_terms(text: str) -> bool:
    """Whether a spaced operator or a slash stands outside all parentheses."""
    depth = 0
    for index, char in enumerate(text):
        depth += (char in "([{") - (char in ")]}")
        if depth == 0 and index and (char == "/" or (char in _INFIX and text[index - 1] == " ")):
            return True
    return False


def _without_scripts(text: str) -> str:
    return re.sub(r"(?<=[‖|)])[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿᵀ]+$", "", text)


def _scripts(tag: str, children: Sequence[Element]) -> list[_Piece]:
    base = _pieces(children[0])
    head, last = base[:-1], base[-1]
    marks = [_inner(child).strip() for child in children[1:]]
    if tag == "mover" and marks[0] in _ACCENTS and len(last.text) == 1:
        return [*head, _Piece(last.text + _ACCENTS[marks[0]], last.role)]
    low = marks[0] if tag in ("msub", "munder", "msubsup", "munderover") else ""
    high = marks[-1] if tag != "msub" and tag != "munder" else ""
    scripts = (_lowered(low) if low else "") + (_raised(high) if high else "")
    text = "".join(piece.text for piece in base)
    if len(base) > 1 and any(piece.role == "infix" for piece in base):
        return [_Piece(f"({_line(base)}){scripts}")]
    return [_Piece(text + scripts, last.role if len(base) == 1 else "atom")]


def _raised(text: str) -> str:
    tight = text.replace(" ", "")
    if tight in ("'", "′", "″", "*", "∗", "°", "∘"):
        return {"'": "′", "∗": "*", "∘": "°"}.get(tight, tight)
    if all(ord(char) in _SUPER for char in tight):
        return tight.translate(_SUPER)
    return f"^{text}" if text.isalnum() else f"^({text})"


def _lowered(text: str) -> str:
    tight = text.replace(" ", "")
    if all(ord(char) in _SUB for char in tight) and not (len(tight) > 2 and tight.isalpha()):
        return tight.translate(_SUB)
    return f"_{text}" if text.isalnum() else f"_({text})"


def _line(pieces: Sequence[_Piece]) -> str:
    """Join a row: operators get spaces, signs none, and a fraction beside another factor gets parentheses."""
    row = [piece for piece in pieces if piece.text]
    out, before = "", ""
    open_bars: set[str] = set()
    for index, piece in enumerate(row):
        text, role = piece.text, piece.role
        if role == "infix":
            sign = text in _SIGNS and before in ("", "infix", "open", "comma", "word" if out.endswith("mod") else "infix")
            out = out + text if sign else f"{out.rstrip()} {text} "
            before = "open" if sign else "infix"
            continue
        if role == "space":
            wide = len(text) > 1
            out += "" if out.endswith("  ") or (out.endswith(" ") and not wide) else text
            continue
        if role == "comma":
            out, before = f"{out.rstrip()}{text} ", "comma"
            continue
        if role == "bar" or (role == "atom" and text[0] in _BARS):
            bar = text[0]
            role = "close" if bar in open_bars else "open"
            open_bars ^= {bar}
        if role == "fraction":
            text, role = (f"({text})" if _beside_factor(row, index) else text), "atom"
        if _gap(out, before, text, role):
            out += " "
        out, before = out + text, role
    return re.sub(r" {3,}", "  ", re.sub(r"(?<=[(\[]) | (?=[)\]])", "", out)).strip()


def _gap(out: str, before: str, text: str, role: Role) -> bool:
    """A function's name stands apart from its argument and from the factor before it; so does a sum."""
    if not out or out[-1] in " (/" or before == "open":
        return False
    if before == "word":
        return role in ("atom", "word", "prefix", "sum") and not text.startswith("(")
    if before == "sum":
        return role in ("atom", "word")
    return role == "word" and before in ("atom", "close")


def _beside_factor(row: Sequence[_Piece], index: int) -> bool:
    """Whether something multiplies the fraction without a sign between, so that `1/n x` could be read as `1/(nx)`."""
    factors = ("atom", "word", "fraction", "sum", "prefix")
    solid = [piece for piece in row[:index] if piece.role != "space"]
    after = [piece for piece in row[index + 1:] if piece.role != "space"]
    bars = sum(piece.role == "bar" for piece in solid)
    left = bool(solid) and (solid[-1].role in (*factors, "close") or (solid[-1].role == "bar" and bars % 2 == 0))
    right = bool(after) and (after[0].role in (*factors, "open") or (after[0].role == "bar" and bars % 2 == 0))
    return left or right
