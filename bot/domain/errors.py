"""Errors, by what becomes of them.

TikuError
  SettingsError        every wrong setting at once; exit code 2 at start
  ContentError         a list of problems in the content; exit code 2 at start
  StoreError           the database cannot be used (newer, foreign, locked); exit code 2 at start
  Refusal              expected; its text is shown to the person who asked
    BadInput           one argument is wrong: a stable code, the argument's name, what is allowed
  PlatformError        a platform lets the bot in no more (a dead token, a forbidden set-up); exit code 1 when it was
                       the only one
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from bot.domain.text import Text


class TikuError(Exception):
    """Anything that Tiku itself raises."""


class SettingsError(TikuError):
    """Some settings are wrong; `faults` holds one line each."""

    def __init__(self, faults: Sequence[Text | str]) -> None:
        self.faults = _texts(faults)
        super().__init__("\n".join(fault.en for fault in self.faults))


class ContentError(TikuError):
    """The content has faults; `problems` holds one line each."""

    def __init__(self, problems: Sequence[Text | str]) -> None:
        self.problems = _texts(problems)
        super().__init__("\n".join(problem.en for problem in self.problems))


class StoreError(TikuError):
    """The database cannot be used as it is."""


class PlatformError(TikuError):
    """A platform lets the bot in no more; `text` says why and what to do, in one line."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class Refusal(TikuError):
    """What a member asked for is not possible now; `text` tells them so."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


Code = Literal["E_RANGE", "E_TYPE", "E_LEN", "E_FORMAT", "E_UNKNOWN", "E_TOO_BIG", "E_MISSING"]


class BadInput(Refusal):
    """One argument is wrong: `code` is stable, `param` names it, `text` says what is allowed."""

    def __init__(self, code: Code, param: str, text: Text) -> None:
        super().__init__(text)
        self.code = code
        self.param = param


def _texts(lines: Sequence[Text | str]) -> tuple[Text, ...]:
    return tuple(Text.same(line) if isinstance(line, str) else line for line in lines)
