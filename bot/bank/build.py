"""From packs (folders of YAML) to a Bank: read, type, then run every check."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from bot.bank import CONTENT
from bot.bank.problem import Problem
from bot.bank.read import Entry, read_list, read_map
from bot.bank.schema import PackEntry, QuestionEntry, TermEntry, TopicEntry, faults
from bot.domain.bank import Bank, Term, Topic
from bot.domain.entry import question_of, term_of, topic_of
from bot.domain.kinds import kinds
from bot.domain.question import Question
from bot.domain.text import Text
from bot.registry import collect

_Model = TypeVar("_Model", bound=BaseModel)


@dataclass(slots=True)
class Loaded:
    """A bank with the entries it came from (by id) and every problem found."""

    bank: Bank
    questions: dict[str, Entry] = field(default_factory=dict)
    terms: dict[str, Entry] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    context: Bank = field(default_factory=Bank)
    """What the packs may refer to beside themselves."""
    packs: list[PackEntry] = field(default_factory=list)
    """The manifests, in the order of the packs that have one."""
    today: date | None = None
    """What age is measured against; without it nothing ages."""
    warnings: list[Problem] = field(default_factory=list)
    """What is worth a look; it makes no bank bad."""

    def texts(self) -> Iterator[tuple[Entry, str, Text]]:
        """Every text that people read, with its entry and field."""
        for question in self.bank.questions.values():
            entry = self.questions[question.id]
            yield entry, "stem", question.stem
            yield entry, "explanation", question.explanation
            yield from ((entry, "options", option) for option in question.options)
        for term in self.bank.terms.values():
            yield self.terms[term.id], "meaning", term.meaning
            if term.misconception:
                yield self.terms[term.id], "misconception", term.misconception


def load(packs: Sequence[Path], *, checks: bool = True, partial: bool = False, run: bool = False,
         today: date | None = None) -> Loaded:
    """Load all packs as one bank; with `checks`, run every rule of `bot.bank.checks` over it, with `run` those of
    `bot.bank.runs` too, which take seconds: they run the demos and the snippets.

    `partial` packs may refer to the shipped bank: it is loaded first, and only problems of the packs are told.
    """
    building = _Building()
    for pack in packs:
        building.add_pack(pack)
    loaded = building.done()
    places = [pack.resolve() for pack in packs]
    if partial and CONTENT not in places:
        shipped = _shipped()
        loaded.context = shipped.bank
        if not any(CONTENT in place.parents for place in places):
            loaded.problems.extend(_taken(loaded, shipped))
    loaded.today = today
    for package in ("bot.bank.checks",) * checks + ("bot.bank.runs",) * run:
        for check in collect(package, "CHECK"):
            for problem in check(loaded):
                (loaded.warnings if problem.warning else loaded.problems).append(problem)
    loaded.problems.sort(key=lambda problem: (problem.file, problem.line, problem.code))
    return loaded


@cache
def _shipped() -> Loaded:
    """The shipped content, read once: authors check one pack after the other against it."""
    return load([CONTENT], checks=False)


def _taken(loaded: Loaded, shipped: Loaded) -> Iterator[Problem]:
    """Ids of a pack that the shipped bank has too: the bot would not start with both."""
    for found, there in ((loaded.questions, shipped.questions), (loaded.terms, shipped.terms)):
        for entry_id, entry in found.items():
            if entry_id in there:
                yield _duplicate(entry, entry_id, there[entry_id])


def _duplicate(entry: Entry, entry_id: str, first: Entry) -> Problem:
    return entry.problem("duplicate-id", Text(zh=f"编号 {entry_id} 已在 {first.file}:{first.line} 用过。",
                                              en=f"the id {entry_id} is taken by {first.file}:{first.line}"), "id")


class _Building:
    """A bank in the making."""

    def __init__(self) -> None:
        self.packs: list[PackEntry] = []
        self.topics: dict[str, Topic] = {}
        self.found: dict[str, Question] = {}
        self.defined: dict[str, Term] = {}
        self.question_entries: dict[str, Entry] = {}
        self.term_entries: dict[str, Entry] = {}
        self.problems: list[Problem] = []

    def done(self) -> Loaded:
        bank = Bank(self.topics, self.found, self.defined)
        return Loaded(bank, self.question_entries, self.term_entries, self.problems, packs=self.packs)

    def add_pack(self, pack: Path) -> None:
        """A folder with `pack.yaml`, `topics.yaml`, `questions/*.yaml` and `terms/*.yaml`, one of those two folders, or one file."""
        if pack.is_file():
            self._add_file(pack, "terms" if pack.absolute().parent.name == "terms" else "questions")
            return
        if not pack.is_dir():
            self._trouble(pack, Text(zh="没有这个文件夹。", en="there is no such folder"))
            return
        folders = [pack / name for name in ("questions", "terms") if (pack / name).is_dir()]
        manifest = pack / "pack.yaml"
        if manifest.exists():
            self._manifest(manifest)
        topics = pack / "topics.yaml"
        if topics.exists():
            self._add_file(topics, "topics")
        for folder in folders if folders or topics.exists() else [pack]:
            self._add_folder(folder)

    def _add_folder(self, folder: Path) -> None:
        found = sorted(path for path in folder.iterdir() if path.suffix in (".yaml", ".yml"))
        for path in found:
            if path.suffix == ".yml":
                self._trouble(path, Text(zh="请改名为 .yaml，否则不会读取。", en="name it .yaml: other files are not read"))
            else:
                self._add_file(path, "terms" if folder.name == "terms" else "questions")
        if not found:
            self._trouble(folder, Text(zh="这个文件夹里没有 YAML 文件；题包应有 questions/ 或 terms/。",
                                       en="there is no YAML file in this folder; a pack has questions/ or terms/"))

    def _trouble(self, path: Path, message: Text) -> None:
        self.problems.append(Problem(_shown(path), 1, "file", message))

    def _add_file(self, path: Path, sort: str) -> None:
        entries, problems = read_list(path, _shown(path))
        self.problems.extend(problems)
        add = {"topics": self._topic, "questions": self._question, "terms": self._term}[sort]
        for entry in entries:
            add(entry)

    def _typed(self, entry: Entry, model: type[_Model]) -> _Model | None:
        raw = dict(entry.raw)
        if model is TermEntry:
            raw.setdefault("topic", Path(entry.file).stem)
        try:
            return model.model_validate(raw)
        except ValidationError as error:
            self.problems.extend(entry.problem("schema", message, at) for at, message in faults(error))
            return None

    def _is_new(self, entry: Entry, entry_id: str, known: Mapping[str, Any], where: Mapping[str, Entry]) -> bool:
        if entry_id not in known:
            return True
        self.problems.append(_duplicate(entry, entry_id, where[entry_id]))
        return False

    def _manifest(self, path: Path) -> None:
        entry, problems = read_map(path, _shown(path))
        self.problems.extend(problems)
        typed = self._typed(entry, PackEntry) if entry else None
        if typed:
            self.packs.append(typed)

    def _topic(self, entry: Entry) -> None:
        typed = self._typed(entry, TopicEntry)
        if typed:
            self.topics[typed.id] = topic_of(entry.raw)

    def _term(self, entry: Entry) -> None:
        typed = self._typed(entry, TermEntry)
        if typed is None or not self._is_new(entry, typed.id, self.defined, self.term_entries):
            return
        self.defined[typed.id] = term_of(entry.raw, Path(entry.file).stem)
        self.term_entries[typed.id] = entry

    def _question(self, entry: Entry) -> None:
        typed = self._typed(entry, QuestionEntry)
        if typed is None:
            return
        kind = kinds().get(typed.kind)
        if kind is None:
            self.problems.append(entry.problem("schema", Text(
                zh=f"kind：没有题型“{typed.kind[:40]}”，可用：{'、'.join(kinds())}。",
                en=f"kind: there is no kind “{typed.kind[:40]}”; there are {', '.join(kinds())}"), "kind"))
            return
        unknown = sorted(set(typed.model_extra or {}) - set(kind.fields))
        if unknown:
            self.problems.append(entry.problem("schema", Text(
                zh=f"{kind.title.zh}没有字段 {unknown[0]}，它自己的字段是 {'、'.join(kind.fields)}。",
                en=f"a {kind.name} question has no field {unknown[0]}; its own are {', '.join(kind.fields)}"), unknown[0]))
            return
        try:
            question = question_of(entry.raw)
        except ValueError as error:
            self.problems.append(entry.problem("key", Text.same(str(error)), "key"))
            return
        if self._is_new(entry, question.id, self.found, self.question_entries):
            self.found[question.id] = question
            self.question_entries[question.id] = entry


def files(packs: Sequence[Path]) -> Iterator[tuple[Path, str]]:
    """The question and term files of the packs, each with the path as a problem shows it."""
    for pack in packs:
        for path in [pack] if pack.is_file() else sorted([*pack.glob("*.yaml"), *pack.glob("questions/*.yaml"), *pack.glob("terms/*.yaml")]):
            if path.name not in ("pack.yaml", "topics.yaml") and not path.is_symlink():
                yield path, _shown(path)


def _shown(path: Path) -> str:
    """The path as an editor can open it: from the working directory where it lies below it."""
    here = Path.cwd()
    whole = path.absolute()
    return str(whole.relative_to(here)) if here in whole.parents else str(whole)


def lines(problems: Iterable[Problem]) -> list[Text]:
    """The problems as an operator reads them."""
    return [Text(problem.show("zh"), problem.show("en")) for problem in problems]
