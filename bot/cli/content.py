"""tiku check, lookup, grade, question: the bank, without a database."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from bot.cli.output import Failure, LangOption, emit, language, show
from bot.domain.text import Text

Words = Annotated[str, Parameter(allow_leading_hyphen=True)]
_NUMBERS = ("tolerance", "rel_tolerance")
_TEXTS = ("stem", "explanation", "unit", "rubric")


def packs() -> list[Path]:
    """The shipped content and the packs of TIKU_CONTENT."""
    from bot.bank import CONTENT
    from bot.settings import extra_packs

    return [CONTENT, *extra_packs()]


def loaded_bank() -> Any:
    from bot.bank.build import lines, load
    from bot.domain.errors import ContentError

    loaded = load(packs(), checks=False)
    if loaded.problems:
        raise Failure.of(ContentError(lines(loaded.problems)), "en")
    return loaded


def check(*paths: Path, json: bool = False, lang: LangOption = None) -> None:
    """Validate content: the shipped bank and your packs, or the folders and files named.

    Parameters
    ----------
    paths
        Pack folders or YAML files; without any, the whole bank.
    json
        Print one JSON object.
    lang
        Language of the messages: zh or en.
    """
    from bot.bank.build import load

    said = language(lang)
    missing = [path for path in paths if not path.exists()]
    if missing:
        raise Failure.usage(f"PATH: there is no {missing[0]}; name a pack folder or a YAML file")
    loaded = load([path.resolve() for path in paths] or packs(), partial=bool(paths))
    problems = loaded.problems
    if json:
        emit({"questions": len(loaded.bank.questions), "terms": len(loaded.bank.terms), "problems": [
            {"file": p.file, "line": p.line, "code": p.code, "message": p.message.to(said)} for p in problems]})
    else:
        for problem in problems:
            print(problem.show(said))
        print(Text(zh="{q} 道题，{t} 个词条，{p} 个问题", en="{q} questions, {t} terms, {p} problems").format(
            q=len(loaded.bank.questions), t=len(loaded.bank.terms), p=len(problems)).to(said))
    if problems:
        raise SystemExit(2)


def lookup(*term: Words, json: bool = False, lang: LangOption = None) -> None:
    """Look up a term, in Chinese or English.

    Parameters
    ----------
    term
        The term, such as cosine or 余弦.
    json
        Print one JSON object.
    lang
        Language of the card: zh or en.
    """
    from bot.domain.card import to_json
    from bot.domain.cards.term import missing_card, term_card
    from bot.domain.search import SURE, Search

    said, query = language(lang), " ".join(term)
    if not query.strip():
        raise Failure.usage("TERM is missing; try tiku lookup cosine")
    bank = loaded_bank().bank
    hits = Search(bank.terms.values()).find(query)
    found = hits[0].term if hits and hits[0].score >= SURE else None
    card = (term_card(found, bank.topic_title(found.topic), said, share=False) if found
            else missing_card(query, [hit.term for hit in hits[:5]], said))
    if json:
        emit({"hits": [{"id": hit.term.id, "title": hit.term.name.line(said), "score": round(hit.score, 4)} for hit in hits],
              "card": to_json(card, pictures=False)})
    else:
        show(card)


def grade(question_id: str, *response: Words, json: bool = False, lang: LangOption = None) -> None:
    """Grade a response to a question, letters as stored in the bank.

    Parameters
    ----------
    question_id
        The question's id, as tiku question lists it.
    response
        The response: a letter, a number or text; a lone - reads it from standard input.
    json
        Print one JSON object.
    lang
        Language of the reason: zh or en.
    """
    from bot.cli.laboratory import from_stdin
    from bot.domain.kinds import kinds
    from bot.domain.scoring import points

    said = language(lang)
    question = _question(loaded_bank().bank.questions, question_id)
    reply = " ".join(from_stdin(word) for word in response)
    verdict = kinds()[question.kind].grade(question, reply)
    earned = points(question.difficulty, verdict.credit)
    if json:
        emit({"verdict": verdict.result, "points": earned, "reason": verdict.reason.to(said)})
    else:
        print(f"{verdict.result} · {earned} · {verdict.reason.to(said)}".rstrip(" ·"))


def question(question_id: str = "", *, json: bool = False, lang: LangOption = None) -> None:
    """Show a question as loaded, or list all of them.

    Parameters
    ----------
    question_id
        The question's id; without one, all questions are listed.
    json
        Print one JSON object.
    lang
        Language of the text: zh or en.
    """
    said, loaded = language(lang), loaded_bank()
    questions = loaded.bank.questions
    if not question_id:
        rows = [{"id": q.id, "kind": q.kind, "topic": q.topic, "difficulty": q.difficulty,
                 "stem": {"zh": q.stem.zh, "en": q.stem.en}} for q in questions.values()]
        if json:
            emit({"questions": rows})
        else:
            for q in questions.values():
                stem = q.stem.to(said).split("\n")[0]
                print(f"{q.id:42} {q.kind:16} {q.topic:24} {q.difficulty}  {stem[:60]}")
        return
    found = _question(questions, question_id)
    if json:
        emit(_fields(loaded.questions[found.id].raw))
        return
    print(f"{found.id} · {found.kind} · {found.topic} · {found.difficulty}\n\n{found.stem.to(said)}\n")
    for letter, option in zip("ABCDEFGHIJ", found.options, strict=False):
        print(f"  {letter}. {option.to(said)}")
    print(f"\n{found.explanation.to(said)}")


def _question(questions: Any, question_id: str) -> Any:
    import difflib

    if question_id not in questions:
        near = difflib.get_close_matches(question_id, questions, 1)
        hint = f"; did you mean {near[0]}?" if near else "; tiku question lists them all"
        raise Failure.usage(f"QUESTION_ID: there is no question {question_id[:60]!r}{hint}")
    return questions[question_id]


def _fields(raw: Any) -> dict[str, Any]:
    """The entry with its types: whole numbers, booleans, numbers, and both languages of every text."""
    found: dict[str, Any] = dict(raw)
    found["difficulty"] = int(raw["difficulty"])
    for name in _TEXTS:
        if name in found:
            found[name] = _both(raw[name])
    if "options" in found:
        found["options"] = [_both(option) for option in raw["options"]]
    for name in _NUMBERS:
        if name in found:
            found[name] = float(raw[name])
    if raw["kind"] == "true_false":
        found["key"] = raw["key"] == "true"
    elif raw["kind"] == "numeric":
        found["key"] = _number(raw["key"])
    return found


def _both(value: Any) -> dict[str, str]:
    text = Text.parse(value)
    return {"zh": text.zh, "en": text.en}


def _number(raw: str) -> float | int | str:
    for read in (int, float):
        try:
            return read(raw)
        except ValueError:
            continue
    return raw


COMMANDS = (check, lookup, grade, question)
