"""Formulas: LaTeX to MathML that a page may show as it is."""

from __future__ import annotations

import html
from functools import lru_cache
from xml.etree.ElementTree import Element

from latex2mathml.converter import convert_to_element

LONGEST = 500
"""Characters of one formula; longer ones stay source."""

# The converter passes \href, \class, \style and raw markup through, so only these elements and attributes are drawn
# (the presentation part of MathML Core that formulas need).
ELEMENTS = frozenset((
    "math", "mrow", "mi", "mn", "mo", "ms", "mtext", "mspace", "mfrac", "msqrt", "mroot", "msub", "msup", "msubsup",
    "munder", "mover", "munderover", "mtable", "mtr", "mtd", "mphantom", "mpadded", "mstyle", "mmultiscripts",
    "mprescripts", "none",
))
ATTRIBUTES = frozenset((
    "display", "displaystyle", "scriptlevel", "mathvariant", "stretchy", "fence", "separator", "accent", "accentunder",
    "form", "minsize", "maxsize", "lspace", "rspace", "linethickness", "symmetric", "largeop", "movablelimits", "width",
    "height", "depth",
))


@lru_cache(maxsize=2048)
def formula(latex: str) -> str:
    """MathML for the LaTeX source; `<code>` with the source where it cannot be converted."""
    return _convert(latex) or f"<code>{html.escape(latex)}</code>"


def _convert(latex: str) -> str | None:
    if len(latex) > LONGEST:
        return None
    try:
        return _draw(convert_to_element(latex))
    except Exception:
        # The converter raises whatever its parser stumbles over: IndexError, KeyError and its own errors.
        return None


def _draw(element: Element) -> str:
    inner = html.escape(html.unescape(element.text or ""), quote=False) + "".join(_draw(child) for child in element)
    name = element.tag.rpartition("}")[2]
    if name not in ELEMENTS:
        return inner
    given = "".join(
        f' {key}="{html.escape(value)}"' for key, value in element.attrib.items() if key in ATTRIBUTES
    )
    return f"<{name}{given}>{inner}</{name}>"
