"""tiku check, lookup: the bank, without a database."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.cli.about import JSON, LANG, Flag, Json, Words, about
from bot.cli.output import LangOption, emit, language, show
from bot.domain.errors import BadInput, ContentError
from bot.domain.text import Lang, Text

if TYPE_CHECKING:
    from bot.bank.build import Loaded
    from bot.bank.problem import Problem

_PATHS = {"PATH": Text(zh="题包文件夹或 YAML 文件；不写则检查整个题库", en="pack folders or YAML files; without any, the whole bank")}
_RUN = {"--run": Text(zh="也运行演示和程序，看它们是否真的得出答案（数秒；只对信任的题包用）",
                      en="run demos and snippets too, to see that they yield the keys (seconds; only for packs you trust)")}
_STATS = {"--stats": Text(zh="打印题库的统计：主题、题型、难度、演示算出答案的比例",
                          en="print the bank's numbers: topics, kinds, difficulties, computed share")}
_FIX = {"--fix": Text(zh="先整理文件：字段排成标准顺序，去掉多余空白；注释原样保留",
                      en="tidy the files first: fields in the standard order, no stray white space; comments stay")}
_FIXED = Text(zh="已整理 {path}", en="tidied {path}")
_WARNING = Text(zh="（提醒）", en=" (warning)")
_TERM = {"TERM": Text(zh="术语，中文或英文，例如 余弦", en="the term, in English or Chinese, such as cosine")}
_COUNTED = Text(zh="{q} 道题，{t} 个词条，{p} 个问题", en="{q} questions, {t} terms, {p} problems")


def packs() -> list[Path]:
    """The shipped content and the packs of TIKU_CONTENT."""
    from bot.bank import CONTENT
    from bot.settings import extra_packs

    return [CONTENT, *extra_packs()]


def loaded_bank() -> Loaded:
    """Everything in the packs, without the checks that only authors need. Raises ContentError."""
    from bot.bank.build import lines, load

    loaded = load(packs(), checks=False)
    if loaded.problems:
        raise ContentError(lines(loaded.problems))
    return loaded


@about("check [PATH…] [--run] [--stats] [--fix] [--json] [--lang zh|en]", Text(zh="检查题库和你的题包，或指定的文件夹与文件",
                                                     en="Validate content: the shipped bank and your packs, or what you name."),
       _PATHS, _RUN, _STATS, _FIX, JSON, LANG)
def check(*paths: Path, run: Flag = False, stats: Flag = False, fix: Flag = False, json: Json = False,
          lang: LangOption = None) -> None:
    """Print every fault of the content; exit code 2 when there is one. Raises BadInput for a missing path."""
    from bot.bank.build import load
    from bot.bank.stats import lines_of, stats_of
    from bot.clock import SystemClock

    said = language(lang)
    missing = [path for path in paths if not path.exists()]
    if missing:
        raise BadInput("E_UNKNOWN", "path", Text(zh=f"没有 {missing[0]}；请写题包文件夹或 YAML 文件",
                                                 en=f"PATH: there is no {missing[0]}; name a pack folder or a YAML file"))
    unmoved = _fix(list(paths) or packs()) if fix else []
    loaded = load(list(paths) or packs(), partial=bool(paths), run=run, today=SystemClock().now().date())
    problems = [*loaded.problems, *unmoved]
    counts = {"q": len(loaded.bank.questions), "t": len(loaded.bank.terms), "p": len(problems)}
    if json:
        emit({"questions": counts["q"], "terms": counts["t"], "problems": _rows(problems, said),
              "warnings": _rows(loaded.warnings, said), "stats": stats_of(loaded.bank)})
    else:
        for problem in [*problems, *loaded.warnings]:
            print(f"{problem.show(said)}{_WARNING.to(said) if problem.warning else ''}")
        if stats:
            print("\n".join(lines_of(stats_of(loaded.bank), said)))
        print(_COUNTED.format(**counts).to(said))
    if problems:
        raise SystemExit(2)


def _fix(places: list[Path]) -> list[Problem]:
    """Tidy every file of the packs; what had to be left alone."""
    from bot.bank.build import files
    from bot.bank.tidy import tidied

    left: list[Problem] = []
    for path, shown in files(places):
        text, refused = tidied(path, shown)
        left += refused
        if text is not None:
            path.write_text(text, "utf-8", newline="\n")
            print(_FIXED.format(path=shown).to("en"), file=sys.stderr)
    return left


def _rows(problems: Iterable[Problem], said: Lang) -> list[dict[str, Any]]:
    return [{"file": p.file, "line": p.line, "code": p.code, "message": p.message.to(said)} for p in problems]


@about("lookup TERM [--json] [--lang zh|en]", Text(zh="查一个术语", en="Look up a term."), _TERM, JSON, LANG)
def lookup(*term: Words, json: Json = False, lang: LangOption = None) -> None:
    """Print a term's card, or the names near it. Raises BadInput without a term."""
    from bot.domain.card import to_json
    from bot.domain.cards.term import missing_card, term_card
    from bot.domain.search import SURE, Search

    said, query = language(lang), " ".join(term)
    if not query.strip():
        raise BadInput("E_MISSING", "term", Text(zh="缺少术语；试试 tiku lookup 余弦", en="TERM is missing; try tiku lookup cosine"))
    bank = loaded_bank().bank
    hits = Search(bank.terms.values()).find(query)
    found = hits[0].term if hits and hits[0].score >= SURE else None
    card = (term_card(found, bank.topic_title(found.topic), said, share=False) if found
            else missing_card(query, [hit.term for hit in hits[:5]], said))
    if json:
        emit({"hits": [{"id": hit.term.id, "title": hit.term.name.line(said), "score": round(hit.score, 4)} for hit in hits],
              "card": to_json(card, pictures=False)})
        return
    show(card)
    if found is None:
        for hit in hits[:5]:
            print(f"  {hit.term.name.line(said)}")


COMMANDS = {"check": check, "lookup": lookup}
