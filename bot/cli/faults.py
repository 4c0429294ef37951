"""How a command fails: an exit code, one line for each fault, and the JSON object for scripts."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cyclopts import CycloptsError, MissingArgumentError, UnknownCommandError, UnknownOptionError, UnusedCliTokensError
from cyclopts.exceptions import RepeatArgumentError

from bot.domain.errors import BadInput, ContentError, PlatformError, Refusal, SettingsError, StoreError
from bot.domain.text import Lang, Text
from bot.logs import redact


@dataclass(frozen=True, slots=True)
class Fault:
    """What was wrong: exit code 1 (the run failed) or 2 (bad input or settings), and one text for each fault."""

    exit_code: int
    code: str
    param: str
    messages: Sequence[Text]

    def lines(self, lang: Lang) -> list[str]:
        """One line for each fault, without secrets and without line breaks inside."""
        return [" ".join(redact(message.to(lang)).split()) for message in self.messages]

    def data(self, lang: Lang) -> Mapping[str, Any]:
        """`{"error": {"code", "param", "message"}}`; the lines of several faults are joined."""
        return {"error": {"code": self.code, "param": self.param, "message": "\n".join(self.lines(lang))}}


def fault_of(error: Exception) -> Fault:
    """What an error of ours, or of the system, means to the person at the command line."""
    match error:
        case BadInput():
            return Fault(2, error.code, error.param, [error.text])
        case Refusal():
            return Fault(1, "E_REFUSED", "", [error.text])
        case SettingsError():
            return Fault(2, "E_SETTINGS", "", error.faults)
        case ContentError():
            return Fault(2, "E_CONTENT", "", error.problems)
        case PlatformError():
            return Fault(1, "E_PLATFORM", "", [error.text])
        case StoreError():
            return Fault(2, "E_DATABASE", "", [Text.same(str(error))])
        case CycloptsError():
            return _usage_fault(error)
        case OSError():
            return Fault(1, "E_FAILED", "", [Text.same(_system(error))])
        case _:
            said = f"{type(error).__name__}: {error}".rstrip(": ")
            return Fault(1, "E_INTERNAL", "", [Text(
                zh=f"出现了没有料到的错误（{said}）；设 TIKU_LOG_LEVEL=debug 再运行可看到详情。",
                en=f"something unexpected went wrong ({said}); run again with TIKU_LOG_LEVEL=debug to see where")])


def _system(error: OSError) -> str:
    reason = error.strerror or str(error)
    return f"{error.filename}: {reason}" if error.filename else reason


def _usage_fault(error: CycloptsError) -> Fault:
    """A command line that does not fit the command."""
    called = " ".join(["tiku", *(error.command_chain or ())])
    see = Text(zh=f"；见 {called} --help", en=f"; see {called} --help")
    match error:
        case MissingArgumentError():
            name = error.argument.name if error.argument else ""
            shown = name if name.startswith("--") and name.islower() else name.lstrip("-").replace("-", "_").upper()
            return _one("E_MISSING", name, Text(zh=f"缺少 {shown}", en=f"{shown} is missing"), see)
        case UnknownOptionError():
            given = error.token.keyword or error.token.value
            known = [name for argument in error.argument_collection for name in argument.names]
            return _one("E_UNKNOWN", given, Text(zh=f"没有选项 {given[:40]}", en=f"there is no option {given[:40]}"),
                        _near(given, known) or see)
        case UnknownCommandError():
            given = (error.unused_tokens or [""])[0]
            known = [name for name in error.app or () if not name.startswith("-")]
            return _one("E_UNKNOWN", "command", Text(zh=f"没有命令“{given[:40]}”", en=f"there is no command {given[:40]!r}"),
                        _near(given, known) or see)
        case UnusedCliTokensError():
            left = " ".join(error.unused_tokens or ())[:40]
            return _one("E_LEN", "", Text(zh=f"多出了“{left}”", en=f"{left!r} is left over"), see)
        case RepeatArgumentError():
            twice = error.token.keyword or ""
            return _one("E_FORMAT", twice, Text(zh=f"{twice} 给了两次", en=f"{twice} is given twice"), see)
        case _:
            said = " ".join(str(error).split()).rstrip(".")
            return _one("E_TYPE", "", Text(zh=f"这条命令读不懂（{said}）", en=f"that cannot be read ({said})"), see)


def _one(code: str, written: str, problem: Text, hint: Text) -> Fault:
    param = written.lstrip("-").split("=")[0].replace("-", "_").lower()
    return Fault(2, code, param, [Text(problem.zh + hint.zh, problem.en + hint.en)])


def _near(given: str, known: Sequence[str]) -> Text | None:
    found = difflib.get_close_matches(given, known, 1)
    return Text(zh=f"，是不是 {found[0]}？", en=f"; did you mean {found[0]}?") if found else None
