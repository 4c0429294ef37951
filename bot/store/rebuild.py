"""Points from nothing: the ledger from answers, the standings and levels from the ledger."""

from __future__ import annotations

from sqlalchemy import Connection, delete, func, select

from bot.store.answers import entry
from bot.store.booking import count, enter
from bot.store.codec import round_of
from bot.store.ids import Ids
from bot.store.schema import answers, ledger, levels, rounds, standings
from bot.store.statements import lock


def rebuild(conn: Connection, ids: Ids) -> None:
    """Round by round, so that memory holds one round's answers at a time."""
    lock(conn, rounds, answers, ledger, standings, levels)
    # Boards keep their rows, since other processes remember their ids.
    for table in (levels, standings, ledger):
        conn.execute(delete(table))
    played = list(conn.execute(select(rounds).order_by(rounds.c.seq)))
    for row in played:
        if row.counts and (row.verdict == "at_once" or row.state == "closed"):
            given = conn.execute(select(answers).where(answers.c.round_seq == row.seq))
            enter(conn, [entry(round_of(row), (row.seq, a.member_id), a.points, a.result, a.at) for a in given])
    for row in played:
        sums = conn.execute(
            select(ledger.c.day, ledger.c.member_id, func.sum(ledger.c.points), func.count(),
                   func.sum(ledger.c.correct), func.max(ledger.c.at))
            .where(ledger.c.round_seq == row.seq).group_by(ledger.c.day, ledger.c.member_id)
        ).all()
        count(conn, ids, ((row.channel, day, member, (int(points), times, int(correct), at))
                          for day, member, points, times, correct, at in sums))
