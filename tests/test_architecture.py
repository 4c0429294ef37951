"""The house rules, as far as a program can see them."""

from __future__ import annotations

import ast
import re
import string
import subprocess
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CODE = ("bot", "adapters")
Function = ast.FunctionDef | ast.AsyncFunctionDef

LARGE_CLASSES = {
    "bot/ports/tenant.py: TenantStore": "the port of the database: one method for each question that a use case asks",
    "bot/ports/store.py: Store": "the same, across tenants",
    "bot/store/store.py: SqlTenantStore": "one line for each method of the port; the statements stand in their own files",
    "bot/store/store.py: SqlStore": "the same, across tenants",
}
TIME_AND_CHANCE = {
    "bot/clock.py": "the clock and the ids themselves",
    "bot/app.py": "measures how late the event loop wakes",
    "adapters/discord/connection.py": "pauses between connections to a real gateway, which no other clock can shorten",
    "adapters/discord/calls.py": "keeps below a real platform's number of calls a second",
}
SLEEPERS = {
    "tests/demos/rogue": "demos that misbehave on purpose, in a process of their own",
    "tests/demos/serving_apps": "apps that block on purpose, behind real servers in processes of their own",
}
ALEMBICS = {"upgrade", "downgrade"}
"""Functions of a migration, whose promise is Alembic's; the module's docstring says what changes."""
FORBIDDEN_CALLS = re.compile(
    r"(datetime|datetime\.datetime)\.(now|utcnow|today)|(date|datetime\.date)\.today|time\.(time|time_ns|sleep|localtime|gmtime)"
    r"|asyncio\.sleep|random\.\w+|secrets\.\w+|uuid\.uuid[14]|os\.urandom|(np|numpy)\.random\.(\w+|default_rng\(\))")
SEEDED = re.compile(r"(np|numpy)\.random\.default_rng|random\.Random")
"""A generator with a seed gives the same numbers every time; without one it must come from the clock module."""
MACHINE_PATHS = re.compile(r"(?<![\w.:/-])/(?:work|home/\w+|root|Users/\w+|mnt|var/folders)/")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def modules(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions(path: Path) -> Iterator[Function]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)))


def classes(path: Path) -> Iterator[ast.ClassDef]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.ClassDef))


def public_methods(node: ast.ClassDef) -> list[Function]:
    return [item for item in node.body if isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef)) and not item.name.startswith("_")]


def calls(path: Path) -> Iterator[tuple[int, str]]:
    """The line and dotted name of everything that is called."""
    return ((node.lineno, ast.unparse(node.func)) for node in ast.walk(tree(path)) if isinstance(node, ast.Call)
            and not (node.args and SEEDED.fullmatch(ast.unparse(node.func))))


def test_import_contracts_hold() -> None:
    """Who may import whom: the contracts of pyproject.toml."""
    done = subprocess.run([sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"], cwd=ROOT,
                          capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    assert "0 broken" in done.stdout


def test_modules_are_short() -> None:
    """A module of the bot or an adapter has at most 250 lines."""
    assert {shown(path): length for path in modules(*CODE) if (length := path.read_text("utf-8").count("\n")) > 250} == {}


def test_functions_are_short() -> None:
    """A function has at most 40 lines, docstring and signature included."""
    assert [f"{shown(path)}: {node.name} has {node.end_lineno - node.lineno + 1}" for path in modules(*CODE) for node in functions(path)
            if node.end_lineno and node.end_lineno - node.lineno >= 40] == []


def test_classes_are_small() -> None:
    """A class has at most 12 public methods, where its port does not ask for more."""
    large = [f"{shown(path)}: {node.name}" for path in modules(*CODE) for node in classes(path) if len(public_methods(node)) > 12]
    assert sorted(set(large) - set(LARGE_CLASSES)) == []


def test_exceptions_to_the_sizes_are_still_needed() -> None:
    """What is excused above exists, so that the list does not outlive its reasons."""
    known = {f"{shown(path)}: {node.name}" for path in modules(*CODE) for node in classes(path)}
    assert sorted(set(LARGE_CLASSES) - known) == []


def promised() -> set[str]:
    """The methods whose promise stands in a Protocol: who keeps it need not say it again."""
    return {method.name for path in modules(*CODE) for node in classes(path)
            if any(ast.unparse(base).split("[")[0] == "Protocol" for base in node.bases) for method in public_methods(node)}


def undocumented(path: Path, known: set[str]) -> Iterator[str]:
    for node in tree(path).body:
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) or node.name.startswith("_"):
            continue
        if not ast.get_docstring(node) and not ("migrations" in path.parts and node.name in ALEMBICS):
            yield f"{shown(path)}: {node.name}"
        for method in public_methods(node) if isinstance(node, ast.ClassDef) else ():
            if not ast.get_docstring(method) and method.name not in known:
                yield f"{shown(path)}: {node.name}.{method.name}"


def test_what_is_public_says_what_it_promises() -> None:
    """Every public function, class and method has a docstring, in its own place or in the Protocol that it keeps."""
    known = promised()
    assert [name for path in modules(*CODE) for name in undocumented(path, known)] == []


def test_every_module_says_what_it_is() -> None:
    """Every module of the bot, the adapters and the tests begins with a docstring."""
    assert [shown(path) for path in modules(*CODE, "tests") if not ast.get_docstring(tree(path))
            and path.read_text("utf-8").strip()] == []


def test_every_test_says_what_it_shows() -> None:
    """Every test function has a docstring."""
    assert [f"{shown(path)}: {node.name}" for path in modules("tests") if path.name.startswith("test_") for node in functions(path)
            if node.name.startswith("test_") and not ast.get_docstring(node)] == []


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_tests_use_no_mocks() -> None:
    """No mock library, and nothing of the code is replaced under test."""
    assert [f"{shown(path)}: {name}" for path in modules("tests", "bot", "adapters") for name in imported(path)
            if name.split(".")[0] in ("mock", "pytest_mock") or name.startswith("unittest.mock")] == []
    assert [f"{shown(path)}:{line}" for path in modules("tests") for line, name in calls(path)
            if re.search(r"\bmonkeypatch\.(setattr|delattr)$|\bmocker\.", name)] == []


def test_tests_do_not_sleep() -> None:
    """No test waits by the wall clock for something to happen."""
    found = [f"{shown(path)}:{line}" for path in modules("tests") for line, name in calls(path) if name in ("time.sleep", "sleep")]
    assert [place for place in found if not place.startswith(tuple(SLEEPERS))] == []


def test_time_and_chance_are_ports() -> None:
    """Only the clock reads the time, sleeps or is random; everything else is handed what it needs."""
    found = [f"{shown(path)}:{line}: {name}" for path in modules(*CODE) for line, name in calls(path) if FORBIDDEN_CALLS.fullmatch(name)]
    assert [place for place in found if place.split(":")[0] not in TIME_AND_CHANCE] == []
    chance = [f"{shown(path)}: {name}" for path in modules(*CODE) for name in imported(path) if name.split(".")[0] in ("random", "uuid")]
    allowed = {"random.Random"}
    assert [place for place in chance if place.split(": ")[1] not in allowed] == []


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_lock_files_name_no_host(name: str) -> None:
    """A lock file holds versions and hashes only: no address and no option that names an index."""
    text = (ROOT / name).read_text("utf-8")
    assert not re.search(r"://|--(extra-)?index-url|--find-links|--trusted-host|^-[if]\b|@ file", text, re.MULTILINE)
    pinned = re.findall(r"^([A-Za-z0-9_.\[\]-]+)==", text, re.MULTILINE)
    assert len(pinned) > 20
    assert text.count("--hash=sha256:") >= len(pinned)


def kept_files() -> Iterable[Path]:
    """The files that belong to the project, without what is built or downloaded."""
    folders = ("bot", "adapters", "tests", "content", "docs", "bench", ".ci", ".github")
    below = (path for folder in folders for path in (ROOT / folder).rglob("*") if "__pycache__" not in path.parts)
    return (path for path in (*ROOT.iterdir(), *below) if path.is_file() and path.name != ".coverage")


def test_no_file_names_a_machine() -> None:
    """No file of the project holds a path of somebody's machine."""
    found = []
    for path in kept_files():
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{shown(path)}:{number}" for number, line in enumerate(text.splitlines(), 1) if MACHINE_PATHS.search(line)]
    assert found == []


def test_the_image_copies_what_is_there() -> None:
    """Every source of a COPY in the Dockerfile, as far as it comes from the project, exists."""
    dockerfile = ROOT / "Dockerfile"
    lines = dockerfile.read_text("utf-8").replace("\\\n", " ").splitlines() if dockerfile.exists() else []
    for line in lines:
        words = line.split()
        if words[:1] == ["COPY"] and not any(word.startswith("--from") for word in words):
            sources = [word for word in words[1:-1] if not word.startswith("--")]
            assert [source for source in sources if not any(ROOT.glob(source.rstrip("/")))] == [], line


def test_content_limits_stand_in_one_place() -> None:
    """Lengths of content are named in bot/domain/limits.py; the reader and its checks hold no number of their own."""
    limits = {target.id for node in tree(ROOT / "bot/domain/limits.py").body if isinstance(node, ast.Assign)
              for target in node.targets if isinstance(target, ast.Name)}
    assert {"STEM", "OPTION", "EXPLANATION", "MEANING", "ID"} <= limits
    again = [f"{shown(path)}: {target.id}" for path in modules("bot/bank") for node in ast.walk(tree(path))
             if isinstance(node, ast.Assign) for target in node.targets if isinstance(target, ast.Name) and target.id in limits]
    numbers = [f"{shown(path)}:{node.value.lineno}" for path in modules("bot/bank") for node in ast.walk(tree(path))
               if isinstance(node, ast.keyword) and node.arg in ("max_length", "max_len") and isinstance(node.value, ast.Constant)]
    assert again + numbers == []


def texts(path: Path) -> Iterator[tuple[int, ast.expr, ast.expr]]:
    """Line, Chinese and English of each `Text(…)` whose sides are written on the spot."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Text":
            sides = dict(zip(("zh", "en"), node.args, strict=False)) | {word.arg: word.value for word in node.keywords if word.arg}
            if len(sides) == 2 and all(isinstance(side, (ast.Constant, ast.JoinedStr)) for side in sides.values()):
                yield node.lineno, sides["zh"], sides["en"]


def places(side: ast.expr) -> set[str]:
    """What a text is filled with: the `{names}` of a template, or the variables of an f-string.

    A variable may have a form for each language (`zh` and `en`, `sort_zh` and `sort_en`). What one language alone may
    need is left out: functions and comparisons (English has plurals), and constants, which are words rather than values.
    """
    if isinstance(side, ast.Constant):
        return {name for _, name, _, _ in string.Formatter().parse(str(side.value)) if name is not None}
    inside = [node for part in ast.walk(side) if isinstance(part, ast.FormattedValue) for node in ast.walk(part.value)]
    aside = {id(node.func) for node in inside if isinstance(node, ast.Call)}
    aside |= {id(part) for node in inside if isinstance(node, ast.Compare) for part in ast.walk(node)}
    names = {node.id for node in inside if isinstance(node, ast.Name) and id(node) not in aside and not node.id.isupper()}
    return {re.sub(r"_(zh|en)$", "", name) for name in names} - {"zh", "en"}


def test_every_text_speaks_both_languages() -> None:
    """Where one side of a Text says something the other does too, and both are filled with the same values."""
    empty, different, count = [], [], 0
    for path in modules(*CODE):
        for line, zh, en in texts(path):
            count += 1
            where = f"{shown(path)}:{line}"
            said = [not isinstance(side, ast.Constant) or bool(str(side.value).strip()) for side in (zh, en)]
            if said[0] != said[1]:
                empty.append(where)
            if places(zh) != places(en):
                different.append(f"{where}: {sorted(places(zh) ^ places(en))}")
    assert empty == []
    assert different == []
    assert count > 300
