"""tiku grade, question: single questions of the bank, without a database."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.cli.about import JSON, LANG, Json, Words, about
from bot.cli.content import loaded_bank, packs
from bot.cli.laboratory import with_stdin
from bot.cli.output import LangOption, emit, language
from bot.domain.bank import Bank
from bot.domain.errors import BadInput
from bot.domain.kinds import kinds
from bot.domain.matching.number import number
from bot.domain.question import LETTERS, Question
from bot.domain.scoring import points
from bot.domain.text import Lang, Text

_ID = Text(zh="题目的编号，tiku question 会列出", en="the question's id, as tiku question lists it")
_GRADE = {"QUESTION_ID": _ID, "RESPONSE": Text(
    zh="回答：字母、数字或文字；单独的 - 表示从标准输入读", en="a letter, a number or text; a lone - reads it from standard input")}
_QUESTION = {"QUESTION_ID": Text(zh="题目的编号；不写则列出全部", en="the question's id; without one all are listed")}
_NEW = {"new TOPIC KIND": Text(zh="写一道这个主题、这种题型的新题草稿", en="begin a question of that topic and kind"),
        "--pack DIR": Text(zh="写进哪个题包（默认是 TIKU_CONTENT 的最后一个，没有则是自带题库）",
                           en="the pack to write it into (else the last of TIKU_CONTENT, else the shipped one)")}
_WRITTEN = Text(zh="{path}：{id}（草稿）。改好后用 tiku check {pack} 检查，再去掉 state: draft。",
                en="{path}: {id} (a draft). Write over it, run tiku check {pack}, then take out state: draft.")
_RESULTS = {"correct": Text(zh="对", en="correct"), "partly": Text(zh="部分对", en="partly"),
            "wrong": Text(zh="错", en="wrong"), "unsure": Text(zh="未判", en="unsure")}
_POINTS = Text(zh="{points} 分", en="{points} points")


@about("grade QUESTION_ID RESPONSE [--json] [--lang zh|en]", Text(
    zh="给一个回答评分；选项字母以题库中的顺序为准", en="Grade a response to a question, letters as stored in the bank."),
    _GRADE, JSON, LANG)
def grade(question_id: str, /, *response: Words, json: Json = False, lang: LangOption = None) -> None:
    """Print the verdict of a response. Raises BadInput for an unknown question or no response."""
    said = language(lang)
    question = _question(loaded_bank().bank.questions, question_id)
    if not response:
        raise BadInput("E_MISSING", "response", Text(zh=f"缺少回答；例如 tiku grade {question.id} B",
                                                     en=f"RESPONSE is missing; for example tiku grade {question.id} B"))
    verdict = kinds()[question.kind].grade(question, with_stdin(response))
    earned = points(question.difficulty, verdict.credit)
    if json:
        emit({"verdict": verdict.result, "points": earned, "reason": verdict.reason.to(said)})
    else:
        print(" · ".join([_RESULTS[verdict.result].to(said), _POINTS.format(points=earned).to(said), verdict.reason.to(said)]))


@about("question [QUESTION_ID | new TOPIC KIND [--pack DIR]] [--json] [--lang zh|en]", Text(
    zh="显示一道题的全部内容（含答案），列出所有题目，或写一道新题的草稿",
    en="Show a question as loaded, key included; list all of them; or begin a new one as a draft."),
    _QUESTION, _NEW, JSON, LANG)
def question(question_id: str = "", /, *words: Words, pack: Path | None = None, json: Json = False, lang: LangOption = None) -> None:
    """Print a question, or the list of all. Raises BadInput for an unknown one."""
    said, loaded = language(lang), loaded_bank()
    questions = loaded.bank.questions
    if question_id == "new":
        _begin(loaded.bank, words, pack, said, json)
        return
    if words or pack:
        extra = " ".join(words) or "--pack"
        raise BadInput("E_UNKNOWN", "words", Text(zh=f"多余的参数：{extra}", en=f"not understood: {extra}"))
    if not question_id:
        rows = [{"id": q.id, "kind": q.kind, "topic": q.topic, "difficulty": q.difficulty, "stem": _both(q.stem)}
                for q in questions.values()]
        if json:
            emit({"questions": rows})
            return
        for q in questions.values():
            print(f"{q.id:42} {q.kind:16} {q.topic:24} {q.difficulty}  {q.stem.to(said).splitlines()[0][:60]}")
        return
    found = _question(questions, question_id)
    if json:
        emit(_fields(found, loaded.questions[found.id].raw))
        return
    print(f"{found.id} · {found.kind} · {found.topic} · {found.difficulty}\n\n{found.stem.to(said).strip()}\n")
    for letter, option in zip(LETTERS, found.options, strict=False):
        print(f"  {letter}. {option.to(said)}")
    key = kinds()[found.kind].show_key(found, ())
    if found.options:
        print()
    print(f"✓ {key.to(said)}\n\n{found.explanation.to(said)}")


def _begin(bank: Bank, words: Sequence[str], pack: Path | None, said: Lang, json: bool) -> None:
    """Write a skeleton into the pack's file of the topic. Raises BadInput for an unknown topic or kind."""
    from bot.bank.read import read_list
    from bot.bank.skeleton import append, fresh_id, skeleton
    from bot.clock import SystemClock

    topic, kind = (*words, "", "")[:2]
    for name, given, known in (("topic", topic, bank.topics), ("kind", kind, kinds())):
        if given not in known or len(words) != 2:
            listed = ", ".join(known)
            raise BadInput("E_UNKNOWN", name, Text(zh=f"用法：tiku question new TOPIC KIND；{name.upper()} 可以是 {listed}",
                                                   en=f"tiku question new TOPIC KIND; {name.upper()} is one of {listed}"))
    path = (pack or packs()[-1]) / "questions" / f"{topic}.yaml"
    there = read_list(path, str(path))[0] if path.exists() else []
    made = fresh_id(topic, {*bank.questions, *(str(entry.raw.get("id")) for entry in there)})
    line = append(path, skeleton(topic, kind, made, SystemClock().now().date()))
    if json:
        emit({"id": made, "file": str(path), "line": line})
    else:
        print(_WRITTEN.format(id=made, path=f"{path}:{line}", pack=path.parents[1]).to(said))


def _question(questions: Mapping[str, Question], question_id: str) -> Question:
    if question_id not in questions:
        near = difflib.get_close_matches(question_id, questions, 1)
        raise BadInput("E_UNKNOWN", "question_id", Text(
            zh=f"没有题目“{question_id[:60]}”{f'，是不是 {near[0]}？' if near else '；tiku question 会列出全部'}",
            en=f"QUESTION_ID: there is no question {question_id[:60]!r}"
               f"{f'; did you mean {near[0]}?' if near else '; tiku question lists them all'}"))
    return questions[question_id]


def _fields(question: Question, raw: Mapping[str, Any]) -> dict[str, Any]:
    """The entry with its types: whole numbers, booleans, numbers, and both languages of every text."""
    found: dict[str, Any] = dict(raw)
    found["difficulty"] = question.difficulty
    for name in ("stem", "explanation", "unit", "rubric"):
        if name in found:
            found[name] = _both(Text.parse(raw[name]))
    if "options" in found:
        found["options"] = [_both(option) for option in question.options]
    for name in ("tolerance", "rel_tolerance"):
        read = number(str(found[name])) if name in found else None
        if read is not None:
            found[name] = float(read)
    if question.kind in ("true_false", "numeric"):
        found["key"] = question.key
    return found


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


COMMANDS = {"grade": grade, "question": question}
