"""Points from nothing: the ledger from answers, the standings and levels from ledger and corrections."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import Connection, Select, delete, func, literal, select

from bot.store.answers import entry
from bot.store.booking import Tally, count, enter
from bot.store.codec import round_of
from bot.store.ids import Ids
from bot.store.schema import answers, boards, ledger, levels, rounds, standings
from bot.store.schema_boards import corrections
from bot.store.statements import lock

Sum = tuple[str, str, int, Tally]
"""Channel, day, member, and what that adds up to."""


def rebuild(conn: Connection, ids: Ids) -> None:
    """Round by round, so that memory holds one round's answers at a time."""
    lock(conn, rounds, answers, ledger, corrections, standings, levels)
    # Boards keep their rows, since other processes remember their ids.
    for table in (levels, standings, ledger):
        conn.execute(delete(table))
    played = list(conn.execute(select(rounds).order_by(rounds.c.seq)))
    for row in played:
        if row.counts and (row.verdict == "at_once" or row.state == "closed"):
            given = conn.execute(select(answers).where(answers.c.round_seq == row.seq))
            enter(conn, [entry(round_of(row), (row.seq, a.member_id), a.points, a.result, a.at) for a in given])
    for row in played:
        count(conn, ids, _sums(conn, row.channel, _LEDGER.where(ledger.c.round_seq == row.seq)))
    for channel in conn.execute(select(corrections.c.channel).distinct()).scalars().all():
        count(conn, ids, _sums(conn, channel, _CORRECTIONS.where(corrections.c.channel == channel)))


def recount(conn: Connection, ids: Ids, channel: str, keys: Collection[str], since: str) -> None:
    """Some of a channel's boards anew from ledger and corrections, of which only those from an ISO date on count there."""
    of_boards = select(boards.c.id).where(boards.c.channel == channel, boards.c.period.in_(list(keys)))
    for table in (levels, standings):
        conn.execute(delete(table).where(table.c.board_id.in_(of_boards)))
    booked = _LEDGER.join(rounds, rounds.c.seq == ledger.c.round_seq).where(rounds.c.channel == channel, ledger.c.day >= since)
    fixed = _CORRECTIONS.where(corrections.c.channel == channel, corrections.c.day >= since)
    count(conn, ids, [*_sums(conn, channel, booked), *_sums(conn, channel, fixed)], keys)


_LEDGER = select(ledger.c.day, ledger.c.member_id, func.sum(ledger.c.points), func.count(), func.sum(ledger.c.correct),
                 func.max(ledger.c.at), func.count()).group_by(ledger.c.day, ledger.c.member_id)
_CORRECTIONS = select(
    corrections.c.day, corrections.c.member_id, func.sum(corrections.c.points), literal(0), literal(0), func.max(corrections.c.at), func.count(),
).where(corrections.c.member_id.is_not(None)).group_by(corrections.c.day, corrections.c.member_id)


def _sums(conn: Connection, channel: str, query: Select[Any]) -> Iterator[Sum]:
    for day, member, points, answered, correct, at, lines in conn.execute(query).all():
        yield channel, day, member, (int(points), answered, int(correct), at, lines)
