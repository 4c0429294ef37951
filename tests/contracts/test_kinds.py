"""The contract of every question kind, run over the examples that each kind carries."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise, permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.kinds import kinds
from bot.domain.question import LETTERS, Example, Kind, Question, Result
from bot.domain.text import Lang, Text

LANGS: tuple[Lang, Lang] = ("zh", "en")
NAMES = {"single_choice", "multiple_choice", "true_false", "numeric", "short_text", "code_output", "ordering", "discussion"}
RAW_FIELDS = {"id", "kind", "topic", "difficulty", "stem", "explanation", "computed_by", "sources", "tags", "terms", "as_of"}
ODD_REPLIES = (
    "", " ", "\n", "\x00", "\ud800", "\udfff\ud800", "\u202eABC", "\u200b" * 50, "A" * 10_000, "1" * 10_000,
    "是" * 10_000, "```", "`" * 100, "¹²³", "🎉", "A\u0301" * 500, "\ufdfa" * 1999, "None", "null", "{}", "{0}", "%s",
    "\\", "'", '"', "…",
)
ODD_TEXT = st.one_of(st.text(max_size=200), st.text(st.characters(), max_size=40), st.sampled_from(ODD_REPLIES),
                     st.text("ABCDEFGHIJabc ,、>1234567890.%-是不对错true" + "\u202e\u200f\ud800", max_size=40))


def common(kind: Kind, entry: Example) -> Question:
    """The question as the loader hands it to a kind: the common fields typed, key and data not."""
    options = tuple(Text.parse(option) for option in entry.entry.get("options", ()))
    return Question(id="example", kind=kind.name, topic="topic", difficulty=2, stem=Text.same("stem"),
                    explanation=Text.same("explanation"), options=options)


def parsed() -> Iterator[tuple[Kind, Example, Question]]:
    """Every kind with each of its examples, parsed."""
    for kind in kinds().values():
        for example in kind.examples:
            yield kind, example, kind.parse(common(kind, example), example.entry)


PARSED = list(parsed())
REPLIES = [(kind, question, reply, result) for kind, example, question in PARSED for reply, result in example.replies.items()]
IDS = [f"{kind.name}-{index}" for index, (kind, _, _) in enumerate(PARSED)]


def orders(question: Question) -> list[tuple[int, ...]]:
    """Every order of up to four options; none at all where there are no options."""
    return list(permutations(range(len(question.options))))[:24]


def keys_of(question: Question) -> list[str]:
    """The right answer as a form or a member would send it."""
    match question.kind:
        case "multiple_choice" | "ordering":
            return ["".join(question.key)]
        case "true_false":
            return ["A" if question.key else "B", str(question.key)]
        case "numeric":
            return [str(question.key), question.data.key]
        case "short_text" | "code_output":
            return [question.key.zh, question.key.en]
        case _:
            return [question.key]


def test_the_eight_kinds_are_found() -> None:
    """The registry finds each kind under its own name, and no other."""
    assert set(kinds()) == NAMES
    assert all(kind.name == name for name, kind in kinds().items())


@pytest.mark.parametrize("kind", kinds().values(), ids=lambda kind: kind.name)
def test_declaration(kind: Kind) -> None:
    """A kind has a title in both languages, fields of its own, and examples that use only those."""
    assert kind.title.zh != kind.title.en
    assert kind.examples
    assert not RAW_FIELDS & set(kind.fields)
    for example in kind.examples:
        assert set(example.entry) <= set(kind.fields)
        wanted: set[Result] = {"correct", "wrong"} if kind.graded else {"unsure"}
        assert wanted <= set(example.replies.values())


@pytest.mark.parametrize(("kind", "question", "reply", "result"), REPLIES)
def test_examples(kind: Kind, question: Question, reply: str, result: Result) -> None:
    """Every reply of an example gets the result that it declares, with matching credit and a reason in both languages."""
    verdict = kind.grade(question, reply)
    assert verdict.result == result
    assert verdict.credit == 1 if result == "correct" else verdict.credit < 1
    assert (0 < verdict.credit < 1) == (result == "partly")
    assert verdict.reason.zh
    assert verdict.reason.en
    assert verdict.reason.zh != verdict.reason.en


@pytest.mark.parametrize(("kind", "example", "question"), PARSED, ids=IDS)
def test_parse_keeps_what_is_common(kind: Kind, example: Example, question: Question) -> None:
    """Parsing types key and data and leaves every other field alone."""
    before = common(kind, example)
    for field in ("id", "kind", "topic", "difficulty", "stem", "explanation", "options", "computed_by", "sources"):
        assert getattr(question, field) == getattr(before, field)
    assert (question.key is not None) == kind.graded


@pytest.mark.parametrize(("kind", "example", "question"), PARSED, ids=IDS)
def test_the_key_is_correct(kind: Kind, example: Example, question: Question) -> None:
    """The key itself earns full credit."""
    for reply in keys_of(question) if kind.graded else ():
        assert kind.grade(question, reply).correct, reply


@pytest.mark.parametrize(("kind", "example", "question"), PARSED, ids=IDS)
def test_prompt(kind: Kind, example: Example, question: Question) -> None:
    """A prompt has a label in both languages and shows the options in the round's order."""
    for order in orders(question):
        prompt = kind.prompt(question, order)
        assert prompt.label.zh
        assert prompt.label.en
        if question.options:
            assert prompt.choices == tuple(question.options[index] for index in order)
        assert bool(prompt.choices) == (prompt.style in ("letters", "pick_many", "rank"))


@pytest.mark.parametrize(("kind", "example", "question"), PARSED, ids=IDS)
def test_show_key(kind: Kind, example: Example, question: Question) -> None:
    """The reveal names the right answer in both languages, with the letters that members saw."""
    for order in orders(question):
        said = kind.show_key(question, order)
        assert said.zh.strip()
        assert said.en.strip()
        if not question.options:
            continue
        stored = question.key if isinstance(question.key, (str, tuple)) else sorted(question.key)
        for own in stored:
            index = LETTERS.index(own)
            letter = LETTERS[list(order).index(index)] if order else own
            for lang in LANGS:
                assert f"{letter} · {question.options[index].to(lang)}" in said.to(lang)


@pytest.mark.parametrize(("kind", "example", "question"), PARSED, ids=IDS)
def test_a_prompt_never_gives_the_key_away(kind: Kind, example: Example, question: Question) -> None:
    """Label and hint of a typed question do not hold its key."""
    if question.kind in ("numeric", "short_text", "code_output"):
        prompt = kind.prompt(question, ())
        for lang in LANGS:
            said = prompt.label.to(lang) + prompt.hint.to(lang)
            assert not any(key in said for key in keys_of(question) if len(key) > 2)


@pytest.mark.parametrize(("kind", "question", "reply", "result"), REPLIES)
def test_a_wrong_verdict_never_gives_the_key_away(kind: Kind, question: Question, reply: str, result: Result) -> None:
    """No reason that is not full credit holds the key or a right option's text."""
    if result == "correct" or not kind.graded:
        return
    secret = [key for key in keys_of(question) if len(key) > 2]
    if question.options:
        secret += [text for own in question.key for option in [question.options[LETTERS.index(own)]]
                   for text in (option.zh, option.en) if len(text) > 2]
    reason = kind.grade(question, reply).reason
    for lang in LANGS:
        assert not any(text.casefold() in reason.to(lang).casefold() for text in secret)


@settings(max_examples=150, deadline=None)
@given(ODD_TEXT)
def test_never_raises(reply: str) -> None:
    """Whatever a reply holds, every kind gives a verdict with a credit from 0 to 1."""
    for kind, _, question in PARSED:
        verdict = kind.grade(question, reply)
        assert 0 <= verdict.credit <= 1
        assert (verdict.credit == 1) == verdict.correct


@pytest.mark.parametrize("reply", ODD_REPLIES)
def test_odd_replies_earn_nothing(reply: str) -> None:
    """Nothing visible, far too much, or noise is never right and never costs an exception."""
    for kind, _, question in PARSED:
        assert not kind.grade(question, reply).correct


def question_of(name: str, options: list[str] | None = None, **entry: object) -> Question:
    """A parsed question of a kind; raises ValueError for a bad entry."""
    kind = kinds()[name]
    raw = {**entry, **({"options": options} if options is not None else {})}
    return kind.parse(common(kind, Example(raw, {})), raw)


TYPED = ("short_text", "code_output")
THREE = ["red", "green", "blue"]
BAD: list[tuple[str, Any, Any]] = [
    *[("single_choice", THREE, {"key": key}) for key in ("D", "b", "", "AB", ["A"], None, "1")],
    ("single_choice", ["red"], {"key": "A"}), ("single_choice", [], {"key": "A"}), ("single_choice", THREE, {}),
    ("single_choice", ["red", "red"], {"key": "A"}), ("single_choice", ["red", " "], {"key": "A"}),
    ("single_choice", [str(n) for n in range(11)], {"key": "A"}),
    *[("multiple_choice", THREE, {"key": key}) for key in ("A", [], ["A", "A"], ["D"], ["a"], None, ["AB"])],
    ("multiple_choice", ["red", "green"], {"key": ["A"]}),
    *[("true_false", None, {"key": key}) for key in ("True", "yes", "A", "", None, "1")],
    ("true_false", ["对", "错"], {"key": "true"}),
    *[("numeric", None, {"key": key}) for key in ("", "abc", "nan", "inf", "1e999", "1 or 2", None, ["1"], "3 ms", "1/0")],
    ("numeric", None, {"key": "1", "tolerance": "-1"}), ("numeric", None, {"key": "1", "tolerance": "x"}),
    ("numeric", THREE, {"key": "1"}), ("numeric", None, {"key": "1", "tolerance": "1", "rel_tolerance": "0.1"}),
    ("numeric", None, {"key": "0", "rel_tolerance": "0.1"}), ("numeric", None, {"key": "1", "rel_tolerance": "1"}),
    ("numeric", None, {"key": "1", "units": ["ms"]}), ("numeric", None, {"key": "1", "unit": ""}),
    ("numeric", None, {"key": "1", "unit": ["ms"]}), ("numeric", None, {"key": "1", "unit": {"zh": "秒"}}),
    ("numeric", None, {"key": "1", "unit": "s", "units": "ms"}),
    *[(name, None, {"key": key}) for name in TYPED
      for key in ("", "  ", "\u200b", None, ["a"], {"zh": "a"}, "x" * 2001)],
    *[(name, None, {"key": "a", "accept": accept}) for name in TYPED
      for accept in ("b", [""], [["b"]], {"zh": "b", "en": "b"})],
    ("short_text", None, {"key": "a", "case": "loose"}), ("code_output", None, {"key": "a", "case": "lower"}),
    ("code_output", None, {"key": "a", "quotes": "no"}), ("short_text", None, {"key": "a", "reject": ["A"]}),
    ("short_text", THREE, {"key": "a"}), ("code_output", THREE, {"key": "a"}),
    *[("ordering", THREE, {"key": key}) for key in ("ABC", ["A", "B"], ["A", "B", "B"], ["A", "B", "D"], [], None)],
    ("ordering", ["red"], {"key": ["A"]}), ("discussion", None, {}), ("discussion", None, {"rubric": ""}),
    ("discussion", None, {"rubric": "r", "key": "a"}), ("discussion", THREE, {"rubric": "r"}),
]


@pytest.mark.parametrize(("name", "options", "entry"), BAD)
def test_bad_entries_are_refused(name: str, options: list[str] | None, entry: dict[str, object]) -> None:
    """A bad entry is refused with one sentence on one line."""
    with pytest.raises(ValueError, match=r"^[^\n]{10,160}$"):
        question_of(name, options, **entry)


@given(st.sets(st.sampled_from("ABCDE"), min_size=1), st.sets(st.sampled_from("ABCDE"), min_size=1))
def test_multiple_choice_credit(key: set[str], picks: set[str]) -> None:
    """Credit is (right picks − wrong picks) / right options, never below 0, and only the exact set is correct."""
    question = question_of("multiple_choice", ["red", "green", "blue", "white", "black"], key=sorted(key))
    verdict = kinds()["multiple_choice"].grade(question, "".join(sorted(picks)))
    assert verdict.credit == max(Fraction(0), Fraction(len(picks & key) - len(picks - key), len(key)))
    assert verdict.correct == (picks == key)


@given(st.permutations("ABCDE"), st.permutations("ABCDE"))
def test_ordering_credit(key: list[str], reply: list[str]) -> None:
    """Credit is the share of the key's neighbours in the right order, 0 below one half; only the whole order is correct."""
    question = question_of("ordering", ["red", "green", "blue", "white", "black"], key=key)
    verdict = kinds()["ordering"].grade(question, "".join(reply))
    share = Fraction(sum(reply.index(a) < reply.index(b) for a, b in pairwise(key)), 4)
    assert verdict.credit == (share if share >= Fraction(1, 2) else 0)
    assert verdict.correct == (reply == key)


CHOICES: list[tuple[list[str], str, str, Result]] = [
    (["0.5", "5", "50", "500"], "B", "5", "correct"), (["0.5", "5", "50", "500"], "B", "50", "wrong"),
    (["0.5", "5", "50", "500"], "B", "2", "wrong"), (["-1", "1", "0"], "B", "1", "correct"),
    (["-1", "1", "0"], "B", "-1", "wrong"), (["L1", "L2", "Huber"], "B", "L2", "correct"),
    (["L1", "L2", "Huber"], "B", "L1", "wrong"), (["L1", "L2", "Huber"], "B", "L", "wrong"),
    (["PNG", "JPEG", "GIF"], "B", "jpeg", "correct"), (["A", "B", "C"], "C", "C", "correct"),
    (["sync", "async"], "A", "sync", "correct"), (["sync", "async"], "A", "async", "wrong"),
    (["`print(x)`", "`return x`"], "A", "print(x)", "correct"), (["**red**", "blue"], "A", "red", "correct"),
    (["$x^2$", "$x^3$"], "A", "x^2", "correct"), (["red", "green"], "A", "red green", "wrong"),
    (["red", "green"], "A", "red or green", "wrong"), (["red", "dark red"], "A", "dark red", "wrong"),
    (["red", "dark red"], "B", "red", "wrong"), (["1 2 3", "3"], "B", "1 2 3", "wrong"),
    (["AB", "BA"], "A", "AB", "correct"), (["0.5", "5"], "B", "B (5)", "correct"), (["0.5", "5"], "B", "B，5", "correct"),
    (["0.5", "5"], "B", "B - 5", "correct"), (["0.5", "5"], "B", "B=5", "correct"), (["0.5", "5"], "B", "5 (B)", "correct"),
    (["0.5", "5"], "B", "A 5", "wrong"), (["0.5", "5"], "B", "5（A）", "wrong"), (["0.5", "5"], "B", "B 0.5", "wrong"),
]


@pytest.mark.parametrize(("options", "key", "reply", "result"), CHOICES)
def test_choices_by_text(options: list[str], key: str, reply: str, result: Result) -> None:
    """An option may be named by its text; numbers and symbols among the options are told apart."""
    question = question_of("single_choice", options, key=key)
    assert kinds()["single_choice"].grade(question, reply).result == result


OUTPUTS: list[tuple[str, dict[str, object], str, Result]] = [
    ("Woof!\nMeow!\nQuack!", {}, "Woof! Meow! Quack!", "correct"),
    ("Woof! Meow! Quack!", {}, "Woof!\nMeow!\nQuack!", "correct"),
    ("Woof! Meow! Quack!", {}, "Woof!Meow!Quack!", "wrong"), ("Woof! Meow! Quack!", {}, "woof! meow! quack!", "wrong"),
    ("2", {}, "2.", "wrong"), ("2", {}, "2。", "correct"), ("[0, 0]", {}, "[0,0]", "correct"),
    ("[0, 0]", {}, "[0 0]", "wrong"), ("[0, 0]", {}, "0, 0", "wrong"), ("['a, b']", {}, "['a,b']", "wrong"),
    ("['CPUExecutionProvider']", {}, "[‘CPUExecutionProvider’]", "correct"), ("['CPU']", {}, '["CPU"]', "wrong"),
    ("['CPU']", {"quotes": "any"}, '["CPU"]', "correct"), ("78.53999999999999", {}, "78.54", "wrong"),
    ("78.53999999999999", {}, "78.53999999999999", "correct"), ("True", {}, "true", "wrong"),
    ("True", {}, "Ｔｒｕｅ", "correct"), ("Vector(7, 10)", {}, "Vector(7,10)", "correct"),
    ("Vector(7, 10)", {}, "Vector(7, 10) ", "correct"), ("Vector(7, 10)", {}, "Vector（7，10）", "correct"),
    ("a  b", {}, "a b", "wrong"), ("a  b", {}, "a  b", "correct"), ("  a", {}, "a", "wrong"),
    ("a\n\nb", {}, "a\n\nb", "correct"), ("1\n2", {}, "```python\n1\n2\n```", "correct"),
    ("1\n2", {}, "`1 2`", "correct"), ("6 24 0", {}, "6, 24, 0", "wrong"), ("inf", {}, "inf", "correct"),
    ("inf", {}, "Inf", "wrong"), ("AttributeError", {}, "It prints AttributeError", "correct"),
    ("a\tb", {}, "a b", "wrong"), ("TypeError", {"accept": ["unhashable"]}, "unhashable", "correct"),
    ("b'M'", {}, "M", "wrong"), ("Buddy says Woof!", {}, "Buddy says Woof", "wrong"),
    ("Buddy says Woof!", {}, "“Buddy says Woof!”", "wrong"), ("Man", {}, "'Man'", "wrong"), ("1", {}, "[1]", "wrong"),
    ("1", {}, "(1)", "wrong"), ("Man", {}, "应该输出 Man 吧", "correct"),
    ("Man", {}, "I think it prints `Man`", "correct"), ("-1", {}, "1", "wrong"),
    ("-1", {}, "−1", "correct"), ("错误", {}, "錯誤", "correct"), ("2", {}, "not 2", "wrong"),
    ("1 2\n3 4", {}, "输出：\n1 2\n3 4", "correct"), ("1 2\n3 4", {}, "The output is:\n1 2\n3 4", "correct"),
    ("1 2\n3 4", {}, "Ada\n1 2\n3 4", "wrong"), ("Pz8-", {}, "Pz8–", "correct"), ("[0, 1]", {}, "[0, 1].", "correct"),
    ("TypeError", {}, "报错 TypeError", "correct"), ("TypeError", {}, "It raises TypeError", "correct"),
    ("1 2\n3 4", {}, "1 2 3 4", "wrong"), ("1 2\n3 4", {}, "1 2\r\n3 4", "correct"),
]


@pytest.mark.parametrize(("key", "entry", "reply", "result"), OUTPUTS)
def test_code_output(key: str, entry: dict[str, object], reply: str, result: Result) -> None:
    """White space is forgiven only where it carries no meaning; case, quotes and digits count."""
    question = question_of("code_output", None, key=key, **entry)
    assert kinds()["code_output"].grade(question, reply).result == result


ORDERS: list[tuple[list[str], list[str], str, Result]] = [
    (["V3", "V1", "V2"], ["B", "C", "A"], "V1, V2, V3", "correct"),
    (["V3", "V1", "V2"], ["B", "C", "A"], "V1 < V2 < V3", "correct"),
    (["V3", "V1", "V2"], ["B", "C", "A"], "2 3 1", "correct"), (["V3", "V1", "V2"], ["B", "C", "A"], "V3 V2 V1", "wrong"),
    (["3", "1", "2"], ["B", "C", "A"], "1 2 3", "correct"), (["3", "1", "2"], ["B", "C", "A"], "2 3 1", "partly"),
    (["ReLU", "quick_gelu", "tanh 0.044715"], ["C", "B", "A"], "tanh 0.044715 < quick_gelu < ReLU", "correct"),
    (["step", "step two", "end"], ["A", "B", "C"], "step, step two, end", "correct"),
    (["set", "get", "reset"], ["A", "B", "C"], "set get reset", "correct"),
    (["`run()`", "`stop()`"], ["A", "B"], "run(), stop()", "correct"),
    (["run", "stop"], ["A", "B"], "run, walk, stop", "wrong"),
    (["run", "stop"], ["A", "B"], "first run, and then stop", "correct"),
    (["run", "stop"], ["A", "B"], "runstop", "wrong"), (["run", "stop"], ["A", "B"], "A", "wrong"),
]


@pytest.mark.parametrize(("options", "key", "reply", "result"), ORDERS)
def test_orderings(options: list[str], key: list[str], reply: str, result: Result) -> None:
    """An order may be typed as names; names that are numbers or hold each other are told apart."""
    question = question_of("ordering", options, key=key)
    assert kinds()["ordering"].grade(question, reply).result == result


SIDES: list[tuple[str, bool | None]] = [
    *[(reply, True) for reply in ("yeah", "yup", "I think so", "I agree", "同意", "✅", "✔️", "👍", "👍🏻", "⭕", "当然", "没毛病", "it holds",
                                  "the statement holds", "该说法正确", "说法成立", "判断：对", "对😀", "对，是真的", "yes, it is",
                                  "yes it does", "absolutely", "of course", "A、对", "当然对", "对 👍")],
    *[(reply, False) for reply in ("nah", "x", "X", "✖️", "👎", "🙅", "不", "不是的", "不对吧", "并不对", "并非如此", "不是真的", "不同意",
                                   "I don't think so", "I disagree", "not really", "no, it's false", "no it isn't", "B、错",
                                   "it doesn't hold", "does not hold", "statement is false", "of course not", "说法不成立")],
    *[(reply, None) for reply in ("yes, it's false", "对，不是", "不，是对的", "A、错", "是不是", "对不对", "对错", "yes and no", "not sure",
                                  "no idea", "不一定", "half true", "maybe not", "true false")],
]


@pytest.mark.parametrize(("reply", "side"), SIDES)
def test_sides_as_people_say_them(reply: str, side: bool | None) -> None:
    """Agreeing and denying are understood in the usual words of chats; what says both or neither is asked again."""
    for key in (True, False):
        verdict = kinds()["true_false"].grade(question_of("true_false", key=str(key).lower()), reply)
        assert verdict.correct == (side is key)
        assert verdict.again == (side is None)


@pytest.mark.parametrize(("entry", "zh", "en"), [
    ({"key": "3", "unit": {"zh": "秒", "en": "s"}}, "单位：秒；填准确值", "In s; the exact value"),
    ({"key": "3", "tolerance": "0.05"}, "误差不超过 0.05", "within ±0.05"),
    ({"key": "3", "rel_tolerance": "0.01"}, "相对误差不超过 1%", "within 1% of the value"),
    ({"key": "0.123"}, "至少六位有效数字", "at least six significant digits"),
])
def test_numeric_hints(entry: dict[str, object], zh: str, en: str) -> None:
    """A numeric prompt says the unit and the precision wanted."""
    assert kinds()["numeric"].prompt(question_of("numeric", None, **entry), ()).hint == Text(zh, en)


@pytest.mark.parametrize(("kind", "question", "reply", "result"), REPLIES)
def test_the_kept_form_of_a_reply_grades_the_same(kind: Kind, question: Question, reply: str, result: Result) -> None:
    """What is stored of a reply is judged as the reply was."""
    assert kind.grade(question, kind.canonical(question, reply)).result == result
