"""The card of a board."""

from __future__ import annotations

from datetime import date

from bot.domain.card import Button, Card, Table
from bot.domain.scoring import Board, Period, Standing, period_key
from bot.domain.text import Lang, Text

PERIOD_NAMES: dict[Period, Text] = {
    "day": Text(zh="今日", en="today"), "week": Text(zh="本周", en="this week"), "month": Text(zh="本月", en="this month"),
    "season": Text(zh="本赛季", en="this season"), "all": Text(zh="总榜", en="all time"),
}
_TITLE = Text(zh="排行榜 · {period}", en="Leaderboard · {period}")
_HEAD = {"zh": ("#", "成员", "得分", "作答", "答对"), "en": ("#", "Member", "Points", "Answered", "Correct")}
_EMPTY = Text(zh="这段时间还没有人得分。答一道题就能上榜。", en="Nobody is on this board yet. One answer puts you on it.")
_FOOTER = Text(zh="共 {count} 人", en="{count} members")
_MINE = Text(zh="你排第 {rank}，{points} 分", en="You are number {rank} with {points} points")
_SHARE = Text(zh="分享到频道", en="Share with the channel")


def board_card(board: Board, period: Period, day: date, lang: Lang, *, me: str = "", share: bool = True) -> Card:
    """The board as a table, the asking member's row set bold; private, with a button to share it."""
    name = PERIOD_NAMES[period].to(lang)
    key = "" if period == "all" else f" · {period_key(period, day)}"
    title = _TITLE.format(period=name).to(lang) + key
    others = (Button(PERIOD_NAMES[p].to(lang), f"board1:{p}", disabled=p == period) for p in PERIOD_NAMES)
    actions = tuple(others) + ((Button(_SHARE.to(lang), f"sb1:{period}", "primary"),) if share and board.rows else ())
    if not board.rows:
        return Card(title=title, body=_EMPTY.to(lang), tone="info", buttons=actions if share else (), private=share)
    rows = list(board.rows)
    mine = board.mine
    if share and mine and all(row.member != mine.member for row in rows):
        rows.append(mine)
    table = Table(_HEAD[lang], tuple(_cells(row) for row in rows), numeric=(0, 2, 3, 4),
                  strong=tuple(i for i, row in enumerate(rows) if me and row.member == me))
    body = _MINE.format(rank=mine.rank, points=mine.points).to(lang) if share and mine else ""
    return Card(title=title, body=body, tone="info", table=table, buttons=actions if share else (), private=share,
                footer=_FOOTER.format(count=board.members).to(lang))


def _cells(row: Standing) -> tuple[str, ...]:
    return str(row.rank), row.name, str(row.points), str(row.answered), str(row.correct)
