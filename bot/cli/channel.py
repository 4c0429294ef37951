"""tiku leaderboard, round: what goes on in a channel."""

from __future__ import annotations

from typing import Any

from cyclopts import App

from bot.cli.environment import channel_id, open_database, run
from bot.cli.output import Failure, LangOption, emit, language, show
from bot.domain.scoring import PERIODS, Period

group = App(name="round", help="What is open in a channel.", help_format="plaintext")


@group.command(name="list")
def list_(channel: str, *, json: bool = False) -> None:
    """List a channel's open rounds.

    Parameters
    ----------
    channel
        Such as web:local:general.
    json
        Print one JSON object.
    """
    where = channel_id(channel)

    async def job() -> list[dict[str, Any]]:
        async with open_database() as (store, _):
            tenant = store.tenant(where.rsplit(":", 1)[0])
            return [{"id": r.id, "question": r.question_id, "date": r.local_date.isoformat() if r.local_date else None,
                     "opens": r.opens_at.isoformat(), "closes": r.closes_at.isoformat(),
                     "answered": await tenant.answered_count(r.id)}
                    for r in await tenant.rounds(where, state="open", limit=50)]

    rounds = run(job, as_json=json)
    if json:
        emit({"rounds": rounds})
        return
    for row in rounds:
        print(f"{row['id']}  {row['question']}  closes {row['closes']}  {row['answered']} answered")
    if not rounds:
        print("no open rounds")


@group.command
def close(round_id: str, *, json: bool = False) -> None:
    """Close and reveal a round now; a running bot does it within seconds.

    Parameters
    ----------
    round_id
        The round's id, as tiku round list shows it.
    json
        Print one JSON object.
    """
    async def job() -> bool:
        async with open_database() as (store, now):
            return await store.close_soon(round_id, now)

    if not run(job, as_json=json):
        raise Failure.usage(f"ROUND: {round_id[:40]!r} is not open; tiku round list CHANNEL shows what is")
    if json:
        emit({"id": round_id, "closing": True})
    else:
        print(f"{round_id}: closing; a running bot reveals it within seconds")


def leaderboard(channel: str, *, period: Period = "all", limit: int = 10, json: bool = False,
                lang: LangOption = None) -> None:
    """Show a channel's board.

    Parameters
    ----------
    channel
        Such as web:local:general.
    period
        day, week, month, season or all.
    limit
        How many rows; 0 for everyone.
    json
        Print one JSON object.
    lang
        Language of the text: zh or en.
    """
    from bot.domain.cards.board import board_card
    from bot.domain.occurrences import zone_info

    where, said = channel_id(channel), language(lang)
    if limit < 0:
        raise Failure.usage(f"--limit: {limit} is below 0; 0 lists everyone")
    assert period in PERIODS

    async def job() -> Any:
        async with open_database() as (store, now):
            tenant = store.tenant(where.rsplit(":", 1)[0])
            plans = await tenant.schedules(where)
            day = now.astimezone(zone_info(plans[0].zone)).date() if plans else now.date()
            return day, await tenant.board(where, period, day, limit=limit)

    day, board = run(job, as_json=json)
    if json:
        emit({"rows": [{"rank": r.rank, "member": r.member, "name": r.name, "points": r.points, "answered": r.answered}
                       for r in board.rows]})
    else:
        show(board_card(board, period, day, said, share=False))


COMMANDS = (leaderboard,)
