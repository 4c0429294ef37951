"""Points and ranks of a live quiz: pure, from the answers of its rounds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction

from bot.domain.live import LIVES, Live, Mode, Player
from bot.domain.live_joining import MOST_PLAYERS, join
from bot.domain.round import Answer, Round
from bot.domain.scoring import points

FREE = timedelta(seconds=1.5)
"""Network luck: nothing of the speed bonus is lost in that time."""
BEST = 3
"""A team's score is the mean of so many best members."""


@dataclass(frozen=True, slots=True)
class Place:
    """A player with a rank; equal results share it (1, 2, 2, 4)."""

    rank: int
    player: Player


@dataclass(frozen=True, slots=True)
class TeamPlace:
    """A team with its rank and exact score."""

    rank: int
    team: int
    score: Fraction
    members: int


def worth(mode: Mode, difficulty: int, answer: Answer, round_: Round) -> int:
    """What an answer earns: 10 × difficulty × credit; in `speed` up to double, falling from 1.5 s to the end of the
    window."""
    base = points(difficulty, answer.credit)
    if mode != "speed":
        return base
    window = max(round_.closes_at - round_.opens_at - FREE, timedelta(milliseconds=1)) // timedelta(milliseconds=1)
    used = (answer.at - round_.opens_at - FREE) // timedelta(milliseconds=1)
    left = window - min(max(used, 0), window)
    return base + (2 * base * left + window) // (2 * window)


def score(live: Live, round_: Round, difficulty: int, answers: Sequence[Answer]) -> tuple[Live, Mapping[str, int]]:
    """The players after the open question, and what each answer earns by member.

    Who answers without having joined, or before they join, is in from this question on. In survival who is out earns nothing
    more, and no answer counts as a wrong one.
    """
    number, given = len(live.asked), {answer.member: answer for answer in answers}
    known = {player.id for player in live.players}
    for answer in answers:
        if answer.member not in known and len(live.players) < MOST_PLAYERS:
            live = join(live, answer.member, answer.name)
    live = replace(live, players=tuple(replace(player, since=number) if player.since > number and player.id in given else player
                                       for player in live.players))
    ranks = {place.player.id: place.rank for place in ranking(live)} if number > 1 else {}
    inside = {player.id for player in live.players if not player.out}
    earned = {member: worth(live.options.mode, difficulty, answer, round_) if member in inside else 0 for member, answer in given.items()}
    players = tuple(_after(live.options.mode, replace(player, was=ranks.get(player.id, 0)), number, given.get(player.id),
                           earned.get(player.id, 0), round_) for player in live.players)
    return replace(live, players=players), earned


def _after(mode: Mode, player: Player, number: int, answer: Answer | None, earned: int, round_: Round) -> Player:
    if player.out or player.since > number:
        return replace(player, gained=0)
    right = answer is not None and answer.result == "correct"
    wrong = answer is None or answer.result in ("wrong", "unsure")
    missed = player.wrong + (wrong if answer is not None or mode == "survival" else 0)
    spent = max(0, (answer.at - round_.opens_at) // timedelta(milliseconds=1)) if answer is not None and right else 0
    return replace(
        player, points=player.points + earned, gained=earned, right=player.right + right, wrong=missed,
        answered=player.answered + (answer is not None), spent=player.spent + spent,
        out=number if mode == "survival" and missed >= LIVES else 0,
    )


def ranking(live: Live) -> list[Place]:
    """Everyone, best first. In survival those who are in lead, then who stayed longest. Equal results share a rank; among
    them less time spent on right answers stands first, then who came first."""
    survival = live.options.mode == "survival"

    def result(player: Player) -> tuple[int, int]:
        return (-(player.out or 10**6) if survival else 0, -player.points)

    ordered = sorted(live.players, key=lambda player: (*result(player), player.spent))
    found: list[Place] = []
    for index, player in enumerate(ordered, 1):
        same = found and result(found[-1].player) == result(player)
        found.append(Place(found[-1].rank if same else index, player))
    return found


def team_ranking(live: Live) -> list[TeamPlace]:
    """The teams, best first, by the mean of their best three members (of all where they are fewer)."""
    members: dict[int, list[int]] = {}
    for player in live.players:
        if player.team >= 0:
            members.setdefault(player.team, []).append(player.points)
    means = {team: Fraction(sum(sorted(scores)[-BEST:]), min(BEST, len(scores))) for team, scores in members.items()}
    found: list[TeamPlace] = []
    for index, team in enumerate(sorted(means, key=lambda one: (-means[one], one)), 1):
        same = found and found[-1].score == means[team]
        found.append(TeamPlace(found[-1].rank if same else index, team, means[team], len(members[team])))
    return found


def rounded(score: Fraction) -> int:
    """A team's score as shown: half up."""
    return (2 * score.numerator + score.denominator) // (2 * score.denominator)
