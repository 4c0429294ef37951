"""Option letters as people type them, and the reply made plain before anything reads it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.matching.letters import letter, letters
from bot.domain.matching.reply import MAX_REPLY, bare, fold, plain, simplified, visible, without_article
from bot.domain.question import LETTERS


@pytest.mark.parametrize("reply", ["B", "b", "Ｂ", "b.", "B)", "(b)", "（B）", "“B”", "`b`", "选B", "选 B", "我选B",
                                   "答案是 B", "应该是B吧", "選B",
                                   "选项 B", "option b", "Option B.", "I think B", "I think it's b", "maybe B?",
                                   "it is b", "B!", "B，",
                                   "B选项", "b 项", "B项", "B对", "B is right", "B is the right answer", "B it is", "B (I think)",
                                   "pick B", "choose B",
                                   "my guess is B", "The right answer is B", "final answer: B", "answer = B", "ans. B", "就选B",
                                   "猜B", "大概率是B", "绝对是B", "B呗", "最后选B", "不知道，选B", "no idea, B", "👉B", "B 🙂", "B 👍🏽",
                                   "B😀", "\U0001f171\ufe0f", "\U0001f1e7", "\U0001f151",
                                   "[B]", " B ", "\u200bB", "the answer is B", "answer: b", "ⓑ", "𝐁", "B:"])
def test_one_letter(reply: str) -> None:
    """The second option, in every usual way to say so."""
    assert letter(reply, 4) == "B"


@pytest.mark.parametrize("reply", ["", " ", "E", "Z", "AB", "A B", "a b", "A, B", "A or B", "A/B", "A和B", "A B C D",
                                   "not B", "不是B", "非B", "不选B", "别选B", "B不对", "B is wrong", "B is not right",
                                   "B错", "A不对，B对", "B对吗还是C", "❌B", "👎B", "B 👎", "2",
                                   "B2", "B++", "B#", "B+", "B-", "bb", "BC", "option", "选", "?", "б", "β", "\ud800",
                                   "banana"])
def test_not_one_letter(reply: str) -> None:
    """No letter, no option of four, several letters, or something else altogether."""
    assert letter(reply, 4) is None


@pytest.mark.parametrize("reply", ["CAB", "cab", "C A B", "c a b", "C,A,B", "C，A，B", "C、A、B", "C>A>B", "C > A > B",
                                   "C→A→B", "C → A → B",
                                   "C->A->B", "C=>A=>B", "C<A<B", "C;A;B", "C；A；B", "C/A/B", "C|A|B", "C-A-B",
                                   "C\nA\nB", "ＣＡＢ", "(C, A, B)",
                                   "[C, A, B]", "C, A and B", "C, then A, then B", "C然后A然后B", "C，再A，再B",
                                   "答案是 C A B", "我觉得是CAB",
                                   "C. A. B.", "“CAB”", "`CAB`", "3 1 2", "312", "3,1,2", "3→1→2", "３ １ ２", "3、1、2",
                                   "③①②", "C+A+B", "C ~ A ~ B", "C-->A-->B", "C——A——B", "C≥A≥B", "C≻A≻B", "C➡️A➡️B", "C➔A➔B",
                                   "1.C 2.A 3.B", "1) C\n2) A\n3) B", "顺序是CAB", "正确顺序：CAB", "the order is CAB", "先C再A最后B",
                                   "first C, then A, finally B", "C到A到B", "C to A to B", "选C、选A、选B", "CAB都对", "✅C✅A✅B",
                                   "选项C、选项A和选项B", "3️⃣1️⃣2️⃣", "CAB 🎉"])
def test_listed_letters(reply: str) -> None:
    """One order, with every usual separator, as letters or as numbers."""
    assert letters(reply, 3, digits=True) == "CAB"


@pytest.mark.parametrize("reply", ["", "CAD", "C A 4", "3 1 0", "3 1 C", "C++", "cat", "not CAB", "不是CAB", "反过来CAB", "B后A先",
                                    "从小到大：CAB", "2.C 1.A 3.B", "C不A不B", "3.1.22",
                                   "１００", "CAB!D", "C or A or B", "> >", "、"])
def test_not_listed_letters(reply: str) -> None:
    """Anything beside the letters (or numbers) of three options is no list of them."""
    assert letters(reply, 3, digits=True) is None


def test_digits_only_where_allowed() -> None:
    """Numbers stand for places only where the caller says so."""
    assert letters("3 1 2", 3) is None


def test_a_range_is_no_list_of_picks() -> None:
    """Among picks "A to C" may mean B as well, so it is read only as an order."""
    assert letters("A to C", 3) is None
    assert letters("A到C", 3) is None
    assert letters("A to C", 3, digits=True) == "AC"


def test_repeats_are_kept() -> None:
    """A list is given as typed, repeats included: what they mean is the kind's own matter."""
    assert letters("A A B", 3) == "AAB"


@given(st.permutations(LETTERS), st.integers(1, 10),
       st.sampled_from([" ", ",", "、", " > ", "→", "", ", ", "\n", "，", " 和 "]), st.booleans())
def test_every_list_is_read_back(order: list[str], count: int, between: str, lower: bool) -> None:
    """Any order of any options comes back, whatever stands between the letters."""
    chosen = [own for own in order if own in LETTERS[:count]]
    typed = between.join(chosen)
    assert letters(typed.lower() if lower else typed, count) == "".join(chosen)


@pytest.mark.parametrize("reply", ["-" * 2000, "- " * 1000, "先" * 2000, "后先" * 1000, "1.A " * 500, "🎉" * 2000, "A、" * 1000,
                                   "x" + "-" * 1998 + "x", "B选项" * 600, "is right " * 200, "(i think)" * 200, "到" * 2000])
def test_hostile_length_is_cheap(reply: str) -> None:
    """Two thousand characters of anything are read in linear time: under 0.1 s of processor time."""
    start = time.process_time()
    letters(reply, 4, digits=True)
    assert time.process_time() - start < 0.1


@given(st.permutations([1, 2, 3, 4]), st.sampled_from([" ", ",", "、", " > ", "→", ""]))
def test_every_order_of_numbers_is_read_back(order: list[int], between: str) -> None:
    """Places given as numbers come back as letters; an order that looks like the numbers of a list is none."""
    assert letters(between.join(map(str, order)), 4, digits=True) == "".join(LETTERS[place - 1] for place in order)


@given(st.text(max_size=100), st.integers(1, 10), st.booleans())
def test_only_options_come_back(reply: str, count: int, digits: bool) -> None:
    """Whatever is typed, the result holds letters of existing options only."""
    found = letters(reply, count, digits=digits)
    assert found is None or (found and set(found) <= set(LETTERS[:count]))


@given(st.text())
def test_plain_is_visible_and_stable(reply: str) -> None:
    """A plain text holds no control, no invisible character, no double space, and making it plain again changes nothing."""
    text = plain(reply)
    assert text == " ".join(text.split())
    assert text.isprintable() or not text
    assert plain(text) == text


@pytest.mark.parametrize(("reply", "expected"), [
    ("ＢＥＲＴ", "BERT"), ("  a \t b\n", "a b"), ("\u202ea\u202c", "a"), ("a\u00adb", "ab"), ("a\x00b", "a b"),
    ("\ud800x", "x"),
    ("ﬁ", "fi"), ("①", "1"), ("2\ufe0f\u20e3", "2"), ("✔\ufe0f", "✔"), ("℃", "°C"), ("x" * MAX_REPLY, "x" * MAX_REPLY), ("x" * (MAX_REPLY + 1), ""),
    ("\ufdfa" * MAX_REPLY, ""),
])
def test_plain(reply: str, expected: str) -> None:
    """Width, ligatures, white space and invisible characters are made plain; what is too long is not read."""
    assert plain(reply) == expected


@pytest.mark.parametrize(("text", "expected"), [
    ("“x”。", "x"), ("(x)", "x"), ("x 🎉", "x"), ("🤔 x 🤔", "x"),
     ("👍", "👍"), ("🎉", "🎉"), ("((x))", "x"), ("`x`", "x"), ("**x**", "x"), ("||x||", "x"), ("x...", "x"),
    ("(a) b", "(a) b"),
    ("C++", "C++"), ("-1", "-1"), (".5", ".5"), ("/9j/", "/9j/"), ("__init__", "__init__"), ("TQ==", "TQ=="),
    ("\"", "\""), ("?!", "?!"), ("()", "()"),
])
def test_bare(text: str, expected: str) -> None:
    """Decoration comes off in pairs and at the end; symbols that mean something stay."""
    assert bare(text) == expected


@pytest.mark.parametrize(("text", "expected"), [
    ("the key", "key"), ("a 0.5", "a 0.5"), ("a 余弦", "a 余弦"),
     ("the 0.5", "0.5"), ("a key", "key"), ("an apple", "apple"), ("a b", "a b"), ("a", "a"), ("the", "the"),
    ("anode", "anode"), ("theory", "theory"),
])
def test_article(text: str, expected: str) -> None:
    """A leading article goes, unless what follows is a single letter."""
    assert without_article(text) == expected


@pytest.mark.parametrize(("text", "expected"), [
    ("STRASSE", "strasse"), ("Straße", "strasse"), ("naïve", "naive"), ("İ", "i"), ("繼承", "继承"), ("O’Neil", "o'neil"),
    ("が", "が"), ("й", "й"), ("机器", "机器"),
])
def test_fold(text: str, expected: str) -> None:
    """Case, Latin accents and traditional characters are levelled; marks of other scripts stay."""
    assert fold(text) == expected


@pytest.mark.parametrize(("traditional", "expected"), [
    ("隨機梯度下降", "随机梯度下降"), ("卷積神經網絡", "卷积神经网络"), ("注意力機制", "注意力机制"), ("繼承與多態", "继承与多态"),
    ("餘弦相似度", "余弦相似度"), ("損失函數", "损失函数"), ("歸一化", "归一化"), ("編碼", "编码"), ("線程", "线程"), ("已簡化", "已简化"),
])
def test_simplified_covers_the_subject(traditional: str, expected: str) -> None:
    """The words of the bank read the same in traditional characters."""
    assert simplified(traditional) == expected


def test_visible_keeps_lines() -> None:
    """Line breaks and tabs carry meaning in code and stay."""
    assert visible("a\n\tb\u200b\x07") == "a\n\tb "
