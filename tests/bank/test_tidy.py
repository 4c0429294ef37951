"""`tiku check --fix`: what it moves, what it leaves alone, and that nothing is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.bank import CONTENT
from bot.bank.build import files
from bot.bank.read import read_list
from bot.bank.tidy import tidied
from tests.scenarios.process import tiku

MESSY = """\
# Questions of our own.
- kind: true_false\x20\x20
  id: own
  topic: gunicorn
  key: 'true'   # as everybody knows
  stem:
    zh: |
      对吗？
        # 这一行是内容\x20\x20

      第二段。
    en: "Is it?"
  sources: [us]
  explanation: {zh: 对。, en: It is.}
  difficulty: 1


# The next one is in order.
- id: other
  kind: true_false
  topic: gunicorn
"""
TIDY = """\
# Questions of our own.
- id: own
  kind: true_false
  topic: gunicorn
  difficulty: 1
  stem:
    zh: |
      对吗？
        # 这一行是内容\x20\x20

      第二段。
    en: "Is it?"
  key: 'true'   # as everybody knows
  explanation: {zh: 对。, en: It is.}
  sources: [us]


# The next one is in order.
- id: other
  kind: true_false
  topic: gunicorn
"""


def test_fields_are_put_in_order_and_nothing_else_changes(tmp_path: Path) -> None:
    """Fields move with their lines; comments, quotes, blank lines and what a text holds stay; a second time changes nothing."""
    path = tmp_path / "a.yaml"
    path.write_text(MESSY, "utf-8")
    assert tidied(path, "a.yaml") == (TIDY, [])
    before = read_list(path, "a.yaml")[0]
    path.write_text(TIDY, "utf-8")
    assert tidied(path, "a.yaml") == (None, [])
    assert [entry.raw for entry in read_list(path, "a.yaml")[0]] == [entry.raw for entry in before]


def test_windows_line_ends_and_a_byte_order_mark_go(tmp_path: Path) -> None:
    """A file from another editor comes out with plain line ends."""
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + TIDY.replace("\n", "\r\n").encode())
    assert tidied(path, "a.yaml")[0] == TIDY


def test_an_entry_with_comments_inside_is_refused(tmp_path: Path) -> None:
    """Where a comment line would have to go nobody can tell: the entry stays as it is, and that is told with its line."""
    path = tmp_path / "a.yaml"
    text = MESSY.replace("  sources: [us]\n", "  # a thought\n  sources: [us]\n").replace("true_false  \n", "true_false\n")
    path.write_text(text, "utf-8")
    new, left = tidied(path, "a.yaml")
    assert new is None
    assert [(problem.code, problem.line) for problem in left] == [("comment", 2)]


@pytest.mark.parametrize("text", ["- [a", "id: one\n", "- {name: x, id: t}\n", "- id: &a one\n"])
def test_what_cannot_be_moved_is_left_alone(text: str, tmp_path: Path) -> None:
    """Files that cannot be read, and entries on one line, are not touched."""
    path = tmp_path / "a.yaml"
    path.write_text(text, "utf-8")
    assert tidied(path, "a.yaml") == (None, [])


def test_the_shipped_content_can_be_tidied(tmp_path: Path) -> None:
    """Of the shipped files none is refused, and each is tidy after one pass, with the same entries and comments."""
    for path, shown in files([CONTENT]):
        text, left = tidied(path, shown)
        assert left == []
        if text is not None:
            copy = tmp_path / path.name
            copy.write_text(text, "utf-8")
            assert tidied(copy, shown) == (None, [])
            assert [entry.raw for entry in read_list(copy, shown)[0]] == [entry.raw for entry in read_list(path, shown)[0]]
            assert sorted(text.split()) == sorted(path.read_text("utf-8").split())


def test_the_command(tmp_path: Path) -> None:
    """`tiku check --fix` writes the file and says so; what is still wrong is told as always."""
    path = tmp_path / "pack" / "questions" / "a.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(MESSY.split("\n\n\n", maxsplit=1)[0] + "\n", "utf-8")
    done = tiku(tmp_path, "check", "pack", "--fix")
    assert done.returncode == 0, done.stdout
    assert "tidied pack/questions/a.yaml" in done.stderr
    assert path.read_text("utf-8") == TIDY.split("\n\n\n", maxsplit=1)[0] + "\n"
