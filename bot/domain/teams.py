"""Teams of a live quiz: how many there are, who is in which, and what they are called."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.domain.live import Live, Player
from bot.domain.text import Text

NAMES = (
    Text(zh="🔵 蓝队", en="🔵 Blue"), Text(zh="🟠 橙队", en="🟠 Orange"), Text(zh="🟢 绿队", en="🟢 Green"),
    Text(zh="🟣 紫队", en="🟣 Violet"), Text(zh="🔴 红队", en="🔴 Red"), Text(zh="🟡 黄队", en="🟡 Yellow"),
)
SIDES = 2
"""Among so many sides one picks."""
SIZE = 4
"""Teams are made of about so many."""


def count(players: int) -> int:
    """2 to 6 teams of about four."""
    return max(2, min(len(NAMES), (players + SIZE // 2) // SIZE))


def divide(live: Live, strengths: Mapping[str, int]) -> Live:
    """Put every player into a team by the quiz's rule: `random` deals them out, `balanced` deals the strongest first and
    back and forth, `pick` keeps what was picked and fills the smaller side."""
    rule = live.options.teams
    if rule == "none" or not live.players:
        return live
    if rule == "pick":
        return replace(live, players=_picked(live.players))
    shuffled = sorted(live.players, key=lambda player: _mix(live.seed, player.id))
    if rule == "balanced":
        shuffled.sort(key=lambda player: -strengths.get(player.id, 0))
    teams = count(len(shuffled))
    team_of = {player.id: _snake(index, teams) if rule == "balanced" else index % teams for index, player in enumerate(shuffled)}
    return replace(live, players=tuple(replace(player, team=team_of[player.id]) for player in live.players))


def _picked(players: Sequence[Player]) -> tuple[Player, ...]:
    sizes = [sum(player.team == side for player in players) for side in range(SIDES)]
    found = []
    for player in players:
        if player.team not in range(SIDES):
            side = sizes.index(min(sizes))
            sizes[side] += 1
            player = replace(player, team=side)
        found.append(player)
    return tuple(found)


def _snake(index: int, teams: int) -> int:
    turn, place = divmod(index, teams)
    return place if turn % 2 == 0 else teams - 1 - place


def _mix(seed: int, member: str) -> int:
    return int.from_bytes(hashlib.blake2b(f"{seed}/{member}".encode(), digest_size=8).digest(), "big")
