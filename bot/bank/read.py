"""Read a YAML file strictly: every scalar stays a string, and every mistake has a line.

YAML 1.1 turns `yes`, `No`, `12:30` and `010` into other things and lets the last of two equal keys win; a few hundred
bytes of aliases unfold into gigabytes. So nothing is resolved, duplicate keys, anchors, aliases, tags and merge keys are
refused, and size and depth are capped.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bot.bank.problem import Problem
from bot.domain.text import Text

try:
    from yaml import CSafeLoader as Loader
except ImportError:  # a build without libyaml is slower and reads the same
    from yaml import SafeLoader as Loader  # type: ignore[assignment]

MAX_BYTES = 256 * 1024
MAX_DEPTH = 12
_MAY_BE_ANCHOR = re.compile(r"(?:^|[\s,\[{:-])[&*!]\S", re.MULTILINE)
_DEEP = re.compile(rf"[\[{{]{{{MAX_DEPTH}}}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a list: its raw values (strings, lists and maps of them) and the line of each field."""

    file: str
    line: int
    raw: Mapping[str, Any]
    lines: Mapping[str, int] = field(default_factory=dict)

    def problem(self, code: str, message: Text, at: str = "") -> Problem:
        """A problem of this entry, at the line of the field `at` when it has one."""
        return Problem(self.file, self.lines.get(at, self.line), code, message)


class ReadError(Exception):
    """What stops a file from being read, at a line."""

    def __init__(self, line: int, code: str, message: Text) -> None:
        super().__init__(message.en)
        self.line, self.code, self.message = line, code, message


def read_list(path: Path, shown: str) -> tuple[list[Entry], list[Problem]]:
    """The entries of a file that holds one list of maps, and its problems; never raises for what a file may hold."""
    try:
        return _entries(_text(path), shown), []
    except ReadError as fault:
        return [], [Problem(shown, fault.line, fault.code, fault.message)]


def _text(path: Path) -> str:
    if path.is_symlink() or not path.is_file():
        raise ReadError(1, "file", Text(zh="不是普通文件（链接不读取）。", en="not a regular file (links are not followed)"))
    if path.stat().st_size > MAX_BYTES:
        raise ReadError(1, "file", Text(zh="文件超过 256 KB，请拆开。", en="larger than 256 KB; split the file"))
    data = path.read_bytes()
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ReadError(line, "file", Text(zh="不是 UTF-8 文本。", en="not UTF-8 text")) from error


def _entries(text: str, shown: str) -> list[Entry]:
    node = _compose(text)
    if node is None:
        return []
    if not isinstance(node, yaml.SequenceNode):
        raise ReadError(node.start_mark.line + 1, "shape", Text(
            zh="整个文件应是一个列表：每条以“- id: …”开头。", en="the file must be one list; start each entry with “- id: …”"))
    entries = []
    for item in node.value:
        line = item.start_mark.line + 1
        raw = _plain(item, 1)
        if not isinstance(raw, dict):
            raise ReadError(line, "shape", Text(zh="每条应是“字段: 值”的映射。", en="each entry must be a map of “field: value”"))
        entries.append(Entry(shown, line, raw, {key.value: key.start_mark.line + 1 for key, _ in item.value}))
    return entries


def _compose(text: str) -> yaml.Node | None:
    if _DEEP.search(text):
        raise _too_deep(1)
    try:
        if _MAY_BE_ANCHOR.search(text):
            _refuse_anchors(text)
        return yaml.compose(text, Loader=Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = error.problem or "cannot be read"
        raise ReadError(mark.line + 1 if mark else 1, "yaml", Text(
            zh=f"YAML 语法错误：{problem}", en=f"YAML cannot be read here: {problem}")) from error
    except yaml.YAMLError as error:
        raise ReadError(1, "yaml", Text(zh="YAML 语法错误：含有不允许的字符。",
                                    en="YAML cannot be read: it holds a character that is not allowed")) from error
    except RecursionError as error:
        raise _too_deep(1) from error


def _refuse_anchors(text: str) -> None:
    for token in yaml.scan(text, Loader=Loader):
        if isinstance(token, (yaml.AnchorToken, yaml.AliasToken, yaml.TagToken)):
            raise ReadError(token.start_mark.line + 1, "yaml", Text(
                zh="不允许锚点 &、别名 * 和标签 !；若是普通文字，请加引号。",
                en="anchors (&), aliases (*) and tags (!) are not allowed; quote the text if it is one"))


def _too_deep(line: int) -> ReadError:
    return ReadError(line, "yaml", Text(zh=f"嵌套超过 {MAX_DEPTH} 层。", en=f"nested deeper than {MAX_DEPTH} levels"))


def _plain(node: yaml.Node, depth: int) -> Any:
    line = node.start_mark.line + 1
    if depth > MAX_DEPTH:
        raise _too_deep(line)
    if isinstance(node, yaml.ScalarNode):
        return node.value
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, depth + 1) for item in node.value]
    assert isinstance(node, yaml.MappingNode)
    found: dict[str, Any] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise ReadError(line, "yaml", Text(zh="字段名应是文字。", en="a field's name must be text"))
        if key.value in found:
            raise ReadError(key.start_mark.line + 1, "duplicate-key", Text(
                zh=f"字段 {key.value} 写了两次。", en=f"the field {key.value} is given twice"))
        if key.value == "<<":
            raise ReadError(key.start_mark.line + 1, "yaml", Text(zh="不允许合并键 <<。", en="merge keys (<<) are not allowed"))
        found[key.value] = _plain(value, depth + 1)
    return found
