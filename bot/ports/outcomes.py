"""What may come of sending a message: five outcomes, the same on every platform."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.text import Text


@dataclass(frozen=True, slots=True)
class Sent:
    """The platform has the message. `lacking` names the permissions without which it stands elsewhere than it should, and what
    to do, for who asked for it."""

    message_id: str
    lacking: Text | None = None


@dataclass(frozen=True, slots=True)
class NotSent:
    """The platform surely has no such message; try again after `seconds`."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may or may not have arrived: read back before any second try."""


@dataclass(frozen=True, slots=True)
class Permanent:
    """It can never work: `gone` means that the channel is no more, else a permission or a rule stands in the way."""

    reason: str
    gone: bool = False


@dataclass(frozen=True, slots=True)
class AuthDead:
    """The token is refused: no further call."""

    reason: str


Outcome = Sent | NotSent | Unknown | Permanent | AuthDead
