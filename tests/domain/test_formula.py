"""Formulas as text: each one of the bank reads well, and the hard ones read exactly so."""

from __future__ import annotations

import re
import unicodedata
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given
from hypothesis import strategies as st
from latex2mathml.converter import convert_to_element

from bot.app import load_bank
from bot.domain.formula import LONGEST, readable
from bot.domain.markup import Span, blocks, short_spans, spans
from bot.domain.text import Text

GOLDEN = {
    r"\|a\|^2": "‖a‖²",
    r"\cos\theta = \dfrac{a\cdot b}{\|a\|\,\|b\|}": "cos θ = (a · b)/(‖a‖ ‖b‖)",
    r"-\left(\frac{b}{\|a\|\|b\|} - \cos\theta\,\frac{a}{\|a\|^2}\right)": "−(b/(‖a‖‖b‖) − cos θ (a/‖a‖²))",
    r"L = \frac1n\sum_i(\hat y_i - y_i)^2": "L = (1/n)∑ᵢ(ŷᵢ − yᵢ)²",
    r"1 - \cos = \frac12\|u - v\|^2": "1 − cos = ½‖u − v‖²",
    r"\frac{1}{2}\,x\,(1 + \tanh(\sqrt{2/\pi}\,(x + 0.044715\,x^3)))": "½ x (1 + tanh(√(2/π) (x + 0.044715 x³)))",
    r"\Phi(x)=\frac{1}{2}\left(1+f(x/\sqrt2)\right)": "Φ(x) = ½(1 + f(x/√2))",
    r"p\approx 1-e^{-n^2/2^{33}}": "p ≈ 1 − e^(−n²/2³³)",
    r"E=\frac{1}{1+10^{(1600-1500)/400}}\approx 0.3599": "E = 1/(1 + 10^((1600 − 1500)/400)) ≈ 0.3599",
    r"E_A = 1 / (1 + 10^{(R_B - R_A)/400})": "E_A = 1/(1 + 10^((R_B − R_A)/400))",
    r"L = -\ln\dfrac{e^{s^+/\tau}}{e^{s^+/\tau} + \sum_j e^{s^-_j/\tau}}": "L = −ln(e^(s⁺/τ)/(e^(s⁺/τ) + ∑ⱼ e^(sⱼ⁻/τ)))",
    r"C=\dfrac{\frac{a^c}{c!}\frac{c}{c-a}}{\sum_{k=0}^{c-1}\frac{a^k}{k!}+\frac{a^c}{c!}\frac{c}{c-a}}":
        "C = (aᶜ/c!)(c/(c − a))/(∑ₖ₌₀ᶜ⁻¹ (aᵏ/k!) + (aᶜ/c!)(c/(c − a)))",
    r"d(u, v) = \arccos\dfrac{u\cdot v}{\|u\|\,\|v\|}": "d(u, v) = arccos((u · v)/(‖u‖ ‖v‖))",
    r"-\ln p(y\mid x) = \frac{1}{2\sigma^2}\sum_i(y_i - f(x_i))^2 + \text{const}":
        "−ln p(y ∣ x) = (1/(2σ²))∑ᵢ(yᵢ − f(xᵢ))² + const",
    r"\mathrm{softmax}(Q K^T / \sqrt{d_k})\,V": "softmax(QKᵀ/√dₖ) V",
    r"\frac12 e^2\ (|e|\le\delta);\quad \delta\left(|e| - \frac12\delta\right)\ (|e|>\delta)":
        "½e² (|e| ≤ δ);  δ(|e| − ½δ) (|e| > δ)",
    r"L = 4\left\lceil n/3 \right\rceil": "L = 4⌈n/3⌉",
    r"p = (3 - n \bmod 3) \bmod 3": "p = (3 − n mod 3) mod 3",
    r"2^{32}=4\,294\,967\,296": "2³² = 4 294 967 296",
    r"\nabla_w^2 L = \frac2n X^\top X": "∇_w²L = (2/n)XᵀX",
    r"\mathrm{GELU}'(0)=\Phi(0)=0.5": "GELU′(0) = Φ(0) = 0.5",
    r"10\,\log_{10}(255^2 / \mathrm{MSE})": "10 log₁₀(255²/MSE)",
    r"\cos(f_{\mathrm{image}},\ f_{\mathrm{text}})": "cos(f_image, f_text)",
    r"1, -1, 2, -2, 10": "1, −1, 2, −2, 10",
    r"\sqrt{\frac1n\sum_i x_i}": "√((1/n)∑ᵢ xᵢ)",
    r"\frac{a+b}{c}": "(a + b)/c",
    r"\frac{a}{b}\cdot\frac{c}{d}": "a/b · c/d",
    r"\sqrt[3]{x}": "³√x",
}


def _formulas() -> list[str]:
    """Every formula of the bank's questions and terms, in either language."""
    bank = load_bank([])
    texts: list[Text] = []
    for question in bank.questions.values():
        texts += [question.stem, question.explanation, *question.options]
    for term in bank.terms.values():
        texts += [term.meaning, term.misconception or Text.same(""), Text.same(term.formula or "")]
    found = {span.text for text in texts for side in (text.zh, text.en) for block in blocks(side) if block.kind != "code"
             for span in _flat(spans(block.text)) if span.kind == "formula"}
    return sorted(found)


def _flat(found: tuple[Span, ...]) -> list[Span]:
    return [inner for span in found for inner in (span, *_flat(span.inner))]


FORMULAS = _formulas()


@pytest.mark.parametrize("latex", GOLDEN, ids=range(len(GOLDEN)))
def test_a_hard_formula_reads_exactly_so(latex: str) -> None:
    """Fractions, norms, roots and scripts keep their meaning on one line."""
    assert readable(latex) == unicodedata.normalize("NFC", GOLDEN[latex])


def test_the_bank_has_formulas() -> None:
    """The next tests look at something."""
    assert len(FORMULAS) > 200


def _signs(text: str) -> list[str]:
    """The letters and digits, whatever their height; a fraction of its own counts as its two numbers."""
    plain = unicodedata.normalize("NFKD", text)
    return sorted(char for char in plain if char.isalnum())


def _source_signs(latex: str) -> list[str]:
    import html

    def texts(element: Element) -> list[str]:
        return [html.unescape(element.text or ""), *(piece for child in element for piece in texts(child))]

    return _signs("".join(texts(convert_to_element(latex))).replace("⊤", "T"))  # a transposed matrix has its T


@pytest.mark.parametrize("latex", FORMULAS, ids=range(len(FORMULAS)))
def test_every_formula_of_the_bank_reads_well(latex: str) -> None:
    """No source is left, all letters and digits are there, and the parentheses close."""
    found = readable(latex)
    assert not re.search(r"[\\{}$]|\^\(?\)|  ( |$)|\( | \)", found), found
    assert _signs(found) == _source_signs(latex), found
    opened = found.count("(") + found.count("[")
    assert opened == found.count(")") + found.count("]"), found


@given(st.text(max_size=60) | st.text(alphabet=r"\frac{}^_ab12+-()|sqrt$&", max_size=40))
def test_anything_else_gives_some_text(latex: str) -> None:
    """What is no LaTeX comes back as it is, or as some text; nothing is raised."""
    assert isinstance(readable(latex), str)


def test_a_formula_that_is_too_long_stays_source() -> None:
    """Above 500 characters nothing is converted."""
    latex = "x+" * LONGEST + "x"
    assert readable(latex) == latex


@given(st.text(alphabet="*`$\\ab 1\n中。", max_size=40))
def test_spans_lose_nothing_but_marks(text: str) -> None:
    """Whatever is typed, its letters are all in the spans, in their order."""
    letters = "".join(span.text for span in _flat(spans(text)))
    assert [c for c in letters if c.isalnum()] == [c for c in text if c.isalnum()]


@pytest.mark.parametrize(("text", "kinds"), [
    ("**bold**", ["bold"]), ("a **b** c", ["plain", "bold", "plain"]), ("2*3*4", ["plain"]), ("*it* `c` $x$", ["italic", "plain",
     "code", "plain", "formula"]), ("$5 and $6", ["plain"]), (r"\*no\*", ["plain"]), ("**重点。**后文", ["bold", "plain"]),
    ("`**`", ["code"]), ("** no **", ["plain"]),
])
def test_spans_are_told_apart(text: str, kinds: list[str]) -> None:
    """Products, prices and escaped stars are no markup."""
    assert [span.kind for span in spans(text)] == kinds


def test_a_label_knows_only_code_and_formulas() -> None:
    """Stars in a title are stars."""
    assert [span.kind for span in short_spans("**a** `b` $c$")] == ["plain", "code", "plain", "formula"]


def test_blocks_keep_code_whole() -> None:
    """A fence with empty lines is one block; items, quotes and gaps are told apart."""
    found = blocks("one\n\n- two\n> three\n```python\na\n\nb\n```\nfour")
    assert [(block.kind, block.text, block.gap) for block in found] == [
        ("text", "one", False), ("item", "two", True), ("quote", "three", False), ("code", "a\n\nb", False), ("text", "four", False)]
