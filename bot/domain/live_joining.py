"""The ways into a live quiz and out of its lobby."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.errors import Refusal
from bot.domain.live import Live, Player, check_running
from bot.domain.text import Text

MOST_PLAYERS = 2000
GONE = "—"
"""In place of an erased name."""
_FULL = Text(zh="人数已满，这次加不进来了。", en="This quiz is full.")
_BEGUN = Text(zh="测验已经开始；不答题就可以了，不影响别人。", en="The quiz has begun; simply stop answering, that harms nobody.")


def join(live: Live, member: str, name: str, side: int = -1) -> Live:
    """Take the member in; in the lobby they may change sides. Raises Refusal when it is over or full.

    Who comes late starts with no points at the next question, in the smallest team.
    """
    check_running(live)
    known = live.player(member)
    if known is not None:
        if side < 0 or live.phase != "lobby" or live.options.teams != "pick":
            return live
        return replace(live, players=tuple(replace(p, team=side) if p.id == member else p for p in live.players))
    if len(live.players) >= MOST_PLAYERS:
        raise Refusal(_FULL)
    since = len(live.asked) + 1
    team = side if live.phase == "lobby" else smallest(live)
    return replace(live, players=(*live.players, Player(member, name, team, since=since)))


def forget(live: Live, member: str) -> Live:
    """Nothing names the member any more: out of a quiz that runs, and without a name in one that is over."""
    if live.phase == "over":
        players = tuple(replace(player, id="", name=GONE) if player.id == member else player for player in live.players)
    else:
        players = tuple(player for player in live.players if player.id != member)
    hosts, named = live.host == member, [player.name for player in live.players if player.id == member]
    name, host = (*named, live.host_name)[0] if hosts or named else "", "" if hosts else live.host
    told = name and (name in live.reason.zh or name in live.reason.en)
    return replace(live, players=players, host=host, host_name=GONE if hosts else live.host_name,
                   votes=tuple(one for one in live.votes if one != member), reason=Text.same("") if told else live.reason)


def smallest(live: Live) -> int:
    """The team with the fewest members, or -1 where there are none."""
    sizes: dict[int, int] = {}
    for player in live.players:
        if player.team >= 0:
            sizes[player.team] = sizes.get(player.team, 0) + 1
    return min(sizes, key=lambda team: (sizes[team], team)) if sizes and live.options.teams != "none" else -1


def leave(live: Live, member: str) -> Live:
    """Out of the lobby. Raises Refusal once it has begun."""
    check_running(live)
    if live.phase != "lobby":
        raise Refusal(_BEGUN)
    return replace(live, players=tuple(player for player in live.players if player.id != member))
