"""Cards to HTML: what is drawn, and that nothing a person writes can become more than text."""

from __future__ import annotations

from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.web.album import Album, png_size
from adapters.web.formula import ATTRIBUTES, ELEMENTS, formula
from adapters.web.inbound import clean_name
from adapters.web.markdown import body_html, short_html
from adapters.web.render import render
from bot.domain.card import Button, Card, Field, Form, Input, Picture, Table, from_json, to_json
from tests.adapters import web_cards as cards

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
TAGS = {"p", "br", "strong", "em", "code", "pre", "ul", "ol", "li", "blockquote", "a"} | ELEMENTS
ATTRS = {"href", "rel", "target", "class", "start"} | ATTRIBUTES
ATTACKS = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</textarea><script>alert(1)</script>",
    "<svg/onload=alert(1)>", "\" onmouseover=\"alert(1)", "' autofocus onfocus='alert(1)", "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "[x](data:text/html,<script>alert(1)</script>)",
    "[x](vbscript:alert(1))", "[x](http://plain.example)", "[x](//host.example)", "[x](&#106;avascript:alert(1))",
    "[x](<javascript:alert(1)>)", "[x](https://a.example \"\" onclick=\"alert(1))", "[a]: javascript:alert(1)\n\n[a]",
    "![x](https://a.example/t.png)", "![x](javascript:alert(1))", "<https://a.example>", "<javascript:alert(1)>",
    "```\"><script>alert(1)</script>\nx\n```", "```js onload=alert(1)\nx\n```", "`<script>`", "``<b>``",
    "$\\text{<script>alert(1)</script>}$", "$\\href{javascript:alert(1)}{x}$", "$\\style{position:fixed}{x}$",
    "$\\class{card}{x}$", "$\\text{<img src=x onerror=alert(1)>}$", "$<script>$", "$\\color{red;background:url(x)}{x}$",
    "$\\unicode{60}$", "$\\begin{array}{c}<b>&</b>\\end{array}$", "$\\text{&lt;script&gt;}$", "$\\text{&#60;b&#62;}$",
    "&lt;script&gt;alert(1)&lt;/script&gt;", "&#60;script&#62;", "\u202egnp.exe", "a\u2066b\u2069c", "\0<b>", "<!-- x -->",
    "<style>*{display:none}</style>", "<math><mtext></mtext><script>alert(1)</script></math>", "]]><b>", "<?php ?>",
    "> <iframe src=x>", "- <form action=x>", "**<b>**", "*<i onclick=x>*", "\\<b>", "@everyone <@1> <!channel>",
]


class Seen(HTMLParser):
    """Collects what a browser would find in the HTML."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attrs: dict[str, set[str]] = {}
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            self.attrs.setdefault(name, set()).add(value or "")

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.tags.add("!--")

    def handle_decl(self, decl: str) -> None:
        self.tags.add("!")

    def handle_pi(self, data: str) -> None:
        self.tags.add("?")


def check_safe(html: str) -> Seen:
    """Only known elements and attributes, links to https alone, and no mark that hides or turns text."""
    seen = Seen(html)
    assert seen.tags <= TAGS
    assert set(seen.attrs) <= ATTRS
    assert all(url.lower().startswith("https://") for url in seen.attrs.get("href", ()))
    assert not set(seen.text) & set("\0\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    return seen


def draw(card: Card) -> dict[str, object]:
    album = Album()
    return render(card, lambda picture: album.show(picture, "general"))


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_attack_becomes_markup(attack: str) -> None:
    """Hostile text is drawn as text, in a body and in a label."""
    check_safe(body_html(attack))
    assert check_safe(short_html(attack)).tags <= {"code"} | ELEMENTS


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from([*ATTACKS, "*", "**", "`", "```\n", "$", "[", "](", ")", "\n", "\n\n", "> ", "- ", "\\",
                                 "<", ">", "\"", "&", "&#", "x", " ", "中", "。"]), max_size=14).map("".join))
def test_no_mixture_becomes_markup(text: str) -> None:
    """Neither does any mixture of hostile pieces and marks."""
    check_safe(body_html(text))
    check_safe(short_html(text))


@pytest.mark.parametrize(("source", "html"), [
    ("**重点。**后文", "<p><strong>重点。</strong>后文</p>"),
    ("这是*斜体*。", "<p>这是<em>斜体</em>。</p>"),
    ("**a *b* c**", "<p><strong>a <em>b</em> c</strong></p>"),
    ("2*3*4 and snake_case_name", "<p>2*3*4 and snake_case_name</p>"),
    ("a\nb", "<p>a<br>\nb</p>"),
    ("# not a heading", "<p># not a heading</p>"),
    ("costs $5 or $6", "<p>costs $5 or $6</p>"),
    ("\\$x\\$ and `$x$`", "<p>$x$ and <code>$x$</code></p>"),
    ("\\*a\\* \\_b\\_", "<p>*a* _b_</p>"),
    ("[d](https://a.example/b_c)", '<p><a href="https://a.example/b_c" rel="noopener noreferrer" target="_blank">d</a></p>'),
    ("```python\na < b\n```", '<pre><code class="language-python">a &lt; b\n</code></pre>'),
    ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
    ("> q", "<blockquote>\n<p>q</p>\n</blockquote>"),
])
def test_the_markdown_subset(source: str, html: str) -> None:
    """Each mark of the subset becomes its element, and what is no mark stays text."""
    assert body_html(source).strip() == html


def test_formulas_become_mathml() -> None:
    """A formula is drawn as MathML in a body and in a label, and its text survives."""
    found = check_safe(body_html("so $\\frac{QK^\\top}{\\sqrt{d_k}}$ it is"))
    assert {"math", "mfrac", "msqrt", "msup"} <= found.tags
    assert "math" in check_safe(short_html("$\\beta_2$ is large")).tags
    assert formula("a < b").count("&lt;") == 1


def test_a_formula_that_cannot_be_converted_stays_source() -> None:
    """What the converter refuses, and what is too long for it, is shown as code."""
    assert formula("\\left(") == "<code>\\left(</code>"
    assert formula("x" * 501).startswith("<code>x")


@pytest.mark.parametrize("text", ["*a " * 8000, "**" * 8000, "[" * 8000, "$a" * 8000, "x " + "`" * 8001, "> " * 3000, "*a**b" * 3000])
def test_long_hostile_bodies_are_drawn_in_bounded_depth(text: str) -> None:
    """Thousands of unclosed marks neither overflow the stack nor lose the text's safety."""
    assert len(body_html(text)) >= len(text) // 20
    check_safe(body_html(text))


def test_every_shape_survives_the_transcript() -> None:
    """A card drawn from its stored JSON equals the card drawn directly, for all shapes."""
    made = [cards.letters(NOW, "both"), cards.bare_letters(NOW, "zh"), cards.letters_below(NOW, "en"), cards.typed(NOW, "en"),
            cards.many(NOW, "en"), cards.rank(NOW, "zh"), cards.verdict(True, "en"), cards.board("en"), cards.result("zh"),
            cards.code("en"), cards.long("zh"), cards.fault("en"), cards.everything_form("en")]
    for card in made:
        assert draw(from_json(to_json(card))) == draw(card)


def test_user_text_is_escaped_in_every_part() -> None:
    """A hostile text in any part of a card comes out as that text."""
    bad = "<b onclick=x>&\"'"
    card = Card(bad, bad, "info", (Field(bad, bad),), Table((bad,), ((bad,),)), None,
                (Button(bad, bad, form=Form(bad, bad, (Input("x", bad, "one", ((bad, bad),), bad, bad, bad),), bad)),), None, bad)
    drawn = draw(card)

    def htmls(value: object, key: str = "") -> list[str]:
        if isinstance(value, dict):
            return [found for k, v in value.items() for found in htmls(v, k)]
        if isinstance(value, list):
            return [found for v in value for found in htmls(v, key)]
        return [value] if key in ("html", "title", "body", "footer", "label", "hint", "head", "rows") and value else []  # type: ignore[list-item]

    found = htmls(drawn)
    assert len(found) == 11
    for html in found:
        assert Seen(html).tags <= {"p"}
        assert Seen(html).text.strip() == bad


def test_options_move_onto_their_buttons() -> None:
    """Bare letters take the options from the body's last paragraphs, formulas included."""
    drawn = draw(cards.letters_below(NOW, "en"))
    buttons = drawn["buttons"]
    assert isinstance(buttons, list)
    assert [button["letter"] for button in buttons] == ["A", "B", "C", "D"]
    assert "<math" in buttons[1]["html"]
    assert buttons[2]["html"] == "To save multiplications"
    assert "multiplications" not in str(drawn["body"])


@pytest.mark.parametrize("body", [
    "Stem", "Stem\n\n**A.** one", "Stem\n\n**B.** one\n\n**A.** two", "Stem\n\n**A.** [x](https://a.example)\n\n**B.** y",
    "Stem\n\n**A.** x\n- y\n\n**B.** z",
])
def test_other_bodies_keep_their_options(body: str) -> None:
    """Where the letters do not match, or an option holds a link or a list, the body stays whole."""
    drawn = draw(Card(body=body, buttons=(Button("A", "q:1:A"), Button("B", "q:1:B"))))
    assert drawn["body"] == body_html(body)
    assert all(button["html"] == "" for button in drawn["buttons"])  # type: ignore[attr-defined]


def test_the_tone_is_drawn_once() -> None:
    """A title's own check mark gives way to the sign that the page draws."""
    assert draw(Card("✓ Correct", tone="correct"))["title"] == "Correct"
    assert draw(Card("✓ Correct"))["title"] == "✓ Correct"


def test_labels_that_only_start_like_a_letter_are_no_letters() -> None:
    """`B` and `B. x` answer to a key; a word does not."""
    buttons = draw(Card(buttons=tuple(Button(label, "a:1") for label in ("B", "B. x", "B、甲", "Bring", "I agree", "Z"))))["buttons"]
    assert [button["letter"] for button in buttons] == ["B", "B", "B", "", "", ""]  # type: ignore[attr-defined]


def test_plain_choices_of_a_question_get_letters() -> None:
    """True and false can be pressed as A and B; a button that opens a form, and other cards, stay as they are."""
    pair = (Button("对 / True", "q1:r:A"), Button("错 / False", "q1:r:B"))
    drawn = draw(Card(tone="question", buttons=pair))["buttons"]
    assert [(b["letter"], b["html"]) for b in drawn] == [("A", "对 / True"), ("B", "错 / False")]  # type: ignore[attr-defined]
    assert [b["letter"] for b in draw(Card(buttons=pair))["buttons"]] == ["", ""]  # type: ignore[attr-defined]
    assert [b["letter"] for b in draw(cards.typed(NOW, "en"))["buttons"]] == ["", ""]  # type: ignore[attr-defined]


def test_pictures_are_named_by_content_and_forgotten_in_turn() -> None:
    """The album gives a digest and the size, and drops the oldest when full."""
    png = cards.curve()
    album = Album(room=len(png) + 10)
    shown = album.show(Picture(png, "a curve"), "general")
    assert (shown["width"], shown["height"]) == (960, 480)
    name = str(shown["src"]).split("/")[-1].split(".")[0]
    assert album.get(name) == png
    album.put(b"x" * 20)
    assert album.get(name) is None
    assert png_size(b"not a picture") == (0, 0)


@pytest.mark.parametrize(("raw", "clean"), [
    ("  Ada  Lovelace ", "Ada Lovelace"), ("小明", "小明"), ("a\u202eb", "ab"), ("a\u200bb\nc", "abc"), ("👩‍🚀", "👩‍🚀"),
    ("\ud800", ""), ("e\u0301", "é"),
])
def test_names_are_cleaned(raw: str, clean: str) -> None:
    """A name is one line of visible characters in NFC."""
    assert clean_name(raw) == clean
