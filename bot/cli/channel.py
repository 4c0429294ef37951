"""tiku leaderboard, round: what goes on in a channel."""

from __future__ import annotations

from typing import Any

from bot.cli.about import CHANNEL, JSON, LANG, Json, about
from bot.cli.environment import channel_id, open_database, run
from bot.cli.output import LangOption, emit, language, show
from bot.domain.boards import SCOPES
from bot.domain.errors import BadInput
from bot.domain.param import Param
from bot.domain.reading import read
from bot.domain.request import tenant_of
from bot.domain.scoring import PERIODS, Board
from bot.domain.text import Text

_ROUND = {"ROUND": Text(zh="题目的编号，tiku round list 会列出", en="the round's id, as tiku round list shows it")}
_BOARD = {
    "--period PERIOD": Text(zh="day、week、month、season 或 all（默认）", en="day, week, month, season or all (the default)"),
    "--scope SCOPE": Text(zh="channel（默认）或 tenant：整个服务器或工作区",
                          en="channel (the default), or tenant: the whole server or workspace"),
    "--limit N": Text(zh="几行，默认 10；0 表示所有人", en="how many rows, 10 by default; 0 for everyone"),
}
_PERIOD = Param("period", "choice", Text(zh="时段", en="period"), example="week", choices=PERIODS)
_SCOPE = Param("scope", "choice", Text(zh="范围", en="scope"), example="tenant", choices=SCOPES)
_LIMIT = Param("limit", "int", Text(zh="行数", en="rows"), example="10", low=0, high=1_000_000)
_EMPTY = Text(zh="没有开放的题目", en="no open rounds")
_LINE = Text(zh="{id}  {question}  {closes} 截止  {answered} 人已答", en="{id}  {question}  closes {closes}  {answered} answered")
_CLOSING = Text(zh="{id}：正在关闭；运行中的机器人会在几秒内揭晓", en="{id}: closing; a running bot reveals it within seconds")


@about("round list CHANNEL [--json] [--lang zh|en]", Text(zh="列出频道里开放的题目", en="List a channel's open rounds."),
       CHANNEL, JSON, LANG)
def list_(channel: str, /, *, json: Json = False, lang: LangOption = None) -> None:
    """Print a channel's open rounds. Raises BadInput or StoreError."""
    where, said = channel_id(channel), language(lang)

    async def job() -> list[dict[str, Any]]:
        async with open_database() as (store, _):
            tenant = store.tenant(tenant_of(where))
            return [{"id": r.id, "question": r.question_id, "date": r.local_date.isoformat() if r.local_date else None,
                     "opens": f"{r.opens_at:%Y-%m-%dT%H:%M:%SZ}", "closes": f"{r.closes_at:%Y-%m-%dT%H:%M:%SZ}",
                     "answered": await tenant.answered_count(r.id)}
                    for r in await tenant.rounds(where, state="open", limit=50)]

    rounds = run(job)
    if json:
        emit({"rounds": rounds})
        return
    for row in rounds:
        print(_LINE.format(**row).to(said))
    if not rounds:
        print(_EMPTY.to(said))


@about("round close ROUND [--json] [--lang zh|en]", Text(
    zh="现在就关闭并揭晓一道题；运行中的机器人几秒内完成", en="Close and reveal a round now; a running bot does it within seconds."),
    _ROUND, JSON, LANG)
def close(round_id: str, /, *, json: Json = False, lang: LangOption = None) -> None:
    """Make a round's close due now. Raises BadInput for a round that is not open."""
    said = language(lang)

    async def job() -> bool:
        async with open_database() as (store, now):
            return await store.close_soon(round_id, now)

    if not run(job):
        raise BadInput("E_UNKNOWN", "round", Text(
            zh=f"题目“{round_id[:40]}”没有开放；tiku round list CHANNEL 会列出开放的",
            en=f"ROUND {round_id[:40]!r} is not open; tiku round list CHANNEL shows what is"))
    if json:
        emit({"id": round_id, "closing": True})
    else:
        print(_CLOSING.format(id=round_id).to(said))


@about("leaderboard CHANNEL [--period day|week|month|season|all] [--scope channel|tenant] [--limit N] [--json] [--lang zh|en]",
       Text(zh="看频道的排行榜", en="Show a channel's board."), CHANNEL, _BOARD, JSON, LANG)
def leaderboard(channel: str, /, *, period: str = "all", scope: str = "channel", limit: str = "10", json: Json = False,
                lang: LangOption = None) -> None:
    """Print the standings of a channel, or of all channels of its tenant. Raises BadInput or StoreError."""
    from bot.domain.boards import View
    from bot.domain.cards.board import board_card
    from bot.domain.occurrences import zone_info

    where, said = channel_id(channel), language(lang)
    view, rows = View(read(_PERIOD, period), read(_SCOPE, scope)), read(_LIMIT, limit)

    async def job() -> tuple[Any, Board]:
        async with open_database() as (store, now):
            tenant = store.tenant(tenant_of(where))
            plans = await tenant.schedules(where)
            day = now.astimezone(zone_info(plans[0].zone)).date() if plans else now.date()
            return day, await tenant.board(where, view.period, day, scope=view.scope, limit=rows)

    day, board = run(job)
    if json:
        emit({"rows": [{"rank": r.rank, "member": r.member, "name": r.name, "points": r.points, "answered": r.answered}
                       for r in board.rows]})
    else:
        show(board_card(board, view, None, day, said, share=False))


COMMANDS = {"leaderboard": leaderboard, "round list": list_, "round close": close}
