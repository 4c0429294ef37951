"""Do the derived tables say what the answers say? Counted anew, by other statements than those that wrote them."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import ColumnElement, Connection, and_, func, literal, or_, select, union_all

from bot.store.booking import Tally, periods
from bot.store.schema import answers, boards, ledger, levels, members, rounds, standings
from bot.store.schema_boards import corrections
from bot.store.season_days import season_on, spans

Sums = dict[tuple[int, int], Tally]
"""(board, member) -> points, answered, correct, last answer or correction, lines."""


def audit(conn: Connection) -> list[str]:
    """One line for each kind of difference; none when all is sound."""
    return [*_ledger(conn), *_standings(conn), *_levels(conn)]


def _ledger(conn: Connection) -> list[str]:
    booked: ColumnElement[bool] = (rounds.c.counts == 1) & ((rounds.c.verdict == "at_once") | (rounds.c.state == "closed"))
    entry = and_(ledger.c.round_seq == answers.c.round_seq, ledger.c.member_id == answers.c.member_id)
    joined = answers.join(rounds, rounds.c.seq == answers.c.round_seq).outerjoin(ledger, entry)
    unlike = or_(
        ledger.c.round_seq.is_(None), ledger.c.points != answers.c.points, ledger.c.at != answers.c.at,
        (ledger.c.correct == 1) != (answers.c.result == "correct"), ledger.c.day != rounds.c.local_date,
    )
    wrong = conn.execute(select(func.count()).select_from(joined).where(booked, unlike)).scalar_one()
    early = conn.execute(
        select(func.count()).select_from(joined).where(~booked, ledger.c.round_seq.is_not(None))).scalar_one()
    lines = [f"the ledger lacks {wrong} answers or has them otherwise"] if wrong else []
    return [*lines, f"the ledger has {early} answers before their reveal"] if early else lines


def _standings(conn: Connection) -> list[str]:
    lines = []
    for channel in conn.execute(select(rounds.c.channel).distinct().order_by(rounds.c.channel)).scalars().all():
        expected = _recount(conn, channel)
        stored: Sums = {
            (board, member): (points, answered, correct, last, lines)
            for member, board, points, answered, correct, last, lines in conn.execute(
                select(standings).join(boards, boards.c.id == standings.c.board_id).where(boards.c.channel == channel)
            )
        }
        differ = sum(1 for key in expected.keys() | stored.keys() if expected.get(key) != stored.get(key))
        if differ:
            lines.append(f"{differ} standings of {channel} differ from a recount")
    return lines


def _recount(conn: Connection, channel: str) -> Sums:
    ids = {period: id_ for id_, _, period in conn.execute(
        select(boards).where(boards.c.channel == channel))}
    named = spans(conn, [channel])
    sums: Sums = {}
    for day, member, points, answered, correct, at in conn.execute(union_all(
        select(ledger.c.day, ledger.c.member_id, ledger.c.points, literal(1), ledger.c.correct, ledger.c.at)
        .join(rounds, rounds.c.seq == ledger.c.round_seq).where(rounds.c.channel == channel),
        select(corrections.c.day, corrections.c.member_id, corrections.c.points, literal(0), literal(0), corrections.c.at)
        .where(corrections.c.channel == channel, corrections.c.member_id.is_not(None)),
    )):
        for period in periods(day, season_on(named, channel, day)):
            key = (ids.get(period, 0), member)
            had = sums.get(key, (0, 0, 0, at, 0))
            sums[key] = (had[0] + points, had[1] + answered, had[2] + correct, max(had[3], at), had[4] + 1)
    return sums


def _levels(conn: Connection) -> list[str]:
    expected = Counter({
        (board, points): members for board, points, members in conn.execute(
            select(standings.c.board_id, standings.c.points, func.count())
            .join(members, members.c.id == standings.c.member_id).where(members.c.hidden == 0)
            .group_by(standings.c.board_id, standings.c.points))
    })
    stored = Counter({(board, points): members for board, points, members in conn.execute(select(levels))})
    differ = len({key for key in expected | stored if expected[key] != stored[key]})
    return [f"{differ} levels differ from a recount"] if differ else []
