"""Which board is meant, and the board of teams."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, get_args

from bot.domain.scoring import PERIODS, Period

Scope = Literal["channel", "tenant"]
By = Literal["members", "teams"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
BYS: tuple[By, ...] = get_args(By)
BEST = 3
"""A team's score is the mean of so many best members."""


@dataclass(frozen=True, slots=True)
class View:
    """One board: of a channel or of all channels of its tenant, of every topic or of one, of members or of teams."""

    period: Period
    scope: Scope = "channel"
    topic: str = ""
    by: By = "members"

    def code(self) -> str:
        """The view for an action text: `week` for the plain board of a channel, else `week:t:m:<topic>`."""
        rest = f":{self.scope[0]}:{self.by[0]}:{self.topic}"
        return self.period if rest == ":c:m:" else f"{self.period}{rest}"


def view_of(parts: Sequence[str]) -> View | None:
    """The view that `code` wrote, split at its colons; None for anything else. The topic is not looked up."""
    period, scope, by, topic = (*parts, *("", "c", "m", "")[len(parts):])[:4]
    scopes, bys = {name[0]: name for name in SCOPES}, {name[0]: name for name in BYS}
    if period not in PERIODS or scope not in scopes or by not in bys or len(parts) > 4:
        return None
    return View(period, scopes[scope], topic, bys[by])


@dataclass(frozen=True, slots=True)
class TeamStanding:
    """A team with the exact mean of its best three members (of all where they are fewer) and how many it has on the board.
    Equal scores share a rank (1, 2, 2, 4); the larger team stands first among them."""

    rank: int
    team: str
    score: Fraction
    members: int


@dataclass(frozen=True, slots=True)
class TeamBoard:
    """The best teams, the team of the member who asks (an empty text for none) with its row, and how many there are."""

    rows: tuple[TeamStanding, ...]
    team: str
    mine: TeamStanding | None
    teams: int
    season: str = ""


def team_key(name: str) -> str:
    """What two spellings of one team share: case and width do not matter."""
    return unicodedata.normalize("NFKC", name).casefold()


def ranked_teams(earned: Iterable[tuple[str, int]]) -> list[TeamStanding]:
    """All teams, best first, from (team, points) of each member on the board."""
    scores: dict[str, list[int]] = {}
    names: dict[str, str] = {}
    for team, points in earned:
        key = team_key(team)
        names[key] = min(names.get(key, team), team)
        scores.setdefault(key, []).append(points)
    means = {key: Fraction(sum(sorted(found)[-BEST:]), min(BEST, len(found))) for key, found in scores.items()}
    rows: list[TeamStanding] = []
    for place, key in enumerate(sorted(means, key=lambda one: (-means[one], -len(scores[one]), one)), 1):
        same = rows and rows[-1].score == means[key]
        rows.append(TeamStanding(rows[-1].rank if same else place, names[key], means[key], len(scores[key])))
    return rows
