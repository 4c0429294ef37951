"""The verdicts that do not depend on the question; no reason on a wrong one says what would have been right."""

from __future__ import annotations

from fractions import Fraction

from bot.domain.question import Verdict
from bot.domain.text import Text

ALL, NONE = Fraction(1), Fraction(0)


def right(zh: str, en: str) -> Verdict:
    """Full credit."""
    return Verdict("correct", ALL, Text(zh, en))


def wrong(zh: str, en: str) -> Verdict:
    """No credit."""
    return Verdict("wrong", NONE, Text(zh, en))


def no_answer(zh: str, en: str) -> Verdict:
    """No credit, and nothing that can be judged: whoever sent it is asked again."""
    return Verdict("wrong", NONE, Text(zh, en), again=True)


def unsure(zh: str, en: str) -> Verdict:
    """No credit, and no judgement either: nothing could be read, or nothing is graded."""
    return Verdict("unsure", NONE, Text(zh, en))


RIGHT = right("正确", "correct")
WRONG = wrong("不正确", "not correct")

ALIAS = right("正确：这是另一种叫法", "accepted: alias")
SPELLING = right("正确：有一点小笔误", "close: spelling")
CLOSE = wrong("很接近，但拼写差得有点多", "close, but the spelling is too far off")
CASE = wrong("很接近，但这里区分大小写", "close, but upper and lower case matter here")
SPACES = right("正确：空白不同，不影响", "accepted: only the white space differs")
QUOTES = wrong("很接近，请留意引号", "close, but mind the quotation marks")

NOTHING = Verdict("unsure", NONE, Text("没有读到内容", "there is nothing to read in this reply"), again=True)
TOO_LONG = Verdict("unsure", NONE, Text("回答太长，最多 2000 个字符", "too long: at most 2,000 characters"), again=True)

NO_OPTION = no_answer("没有这个选项", "that is not one of the options")
ONE_OPTION = no_answer("只能选一项", "choose exactly one option")
NO_SIDE = no_answer("请判断这个说法是否成立", "say whether the statement holds")
EACH_ONCE = no_answer("每一项都要出现，而且只出现一次", "name every item exactly once")

NO_NUMBER = no_answer("没有读到数字", "there is no number in this reply")
ONE_NUMBER = no_answer("请只给一个数", "give exactly one number")
ODD_NUMBER = no_answer("这个数读不懂", "this number cannot be read")
ODD_WORDS = no_answer("请只写数字，需要时加单位", "write only the number, with its unit if you like")
WRONG_UNIT = wrong("数对了，单位不对", "right number, wrong unit")
OUTSIDE = wrong("很接近，但超出了允许的误差", "close, but outside the tolerance")
