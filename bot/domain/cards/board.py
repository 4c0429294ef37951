"""The card of a board."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from bot.domain.boards import TeamBoard, TeamStanding, View
from bot.domain.card import Button, Card, Table
from bot.domain.scoring import Board, Period, Standing, period_key
from bot.domain.text import Lang, PostLang, Text

PERIOD_NAMES: dict[Period, Text] = {
    "day": Text(zh="今日", en="today"), "week": Text(zh="本周", en="this week"), "month": Text(zh="本月", en="this month"),
    "season": Text(zh="本赛季", en="this season"), "all": Text(zh="总榜", en="all time"),
}
_TITLE = Text(zh="排行榜", en="Leaderboard")
_EVERYWHERE = Text(zh="所有频道", en="all channels")
_TEAMS = Text(zh="按团队", en="teams")
HEAD: dict[PostLang, tuple[str, ...]] = {
    "zh": ("#", "成员", "得分", "作答", "答对"), "en": ("#", "Member", "Points", "Answered", "Correct"),
    "both": ("#", "成员 Name", "分 Pts", "答 Tried", "对 ✓")}
"""Both languages must leave room for a name in the text that Discord shows as a table."""
_TEAM_HEAD = {"zh": ("#", "团队", "得分", "人数"), "en": ("#", "Team", "Score", "Members")}
_EMPTY = Text(zh="这段时间还没有人得分。答一道题就能上榜。", en="Nobody is on this board yet. One answer puts you on it.")
_NO_TEAMS = Text(zh="这张榜上还没有团队。用 `/quiz team` 加上团队名就能加入。",
                 en="No team is on this board yet. Join one with `/quiz team` and its name.")
_MANY = Text(zh="共 {count} 人", en="{count} members")
_ONE = Text(zh="共 1 人", en="1 member")
_TEAMS_FOOTER = Text(zh="团队数：{count}。得分是最好的三名成员的平均分。", en="Teams: {count}. A score is the mean of the best three members.")
_MINE = Text(zh="你排第 {rank}，{points} 分", en="You are number {rank} with {points} points")
_HIDDEN = Text(zh="你已从排行榜隐藏，只有你自己看得到：{points} 分，本可排第 {rank}。`/privacy show` 可以恢复显示。",
               en="You are hidden from boards, so only you see this: {points} points, which would be number {rank}. "
                  "`/privacy show` puts you back.")
_NOBODY_SEES = Text(zh="你已从排行榜隐藏。`/privacy show` 可以恢复显示。",
                    en="You are hidden from boards. `/privacy show` puts you back.")
_YOURS = Text(zh="你的团队排第 {rank}，{points} 分", en="Your team is number {rank} with {points} points")
_NOT_YET = Text(zh="你的团队还不在这张榜上。", en="Your team is not on this board yet.")
_SHARE = Text(zh="分享到频道", en="Share with the channel")


def board_card(board: Board, view: View, topic: Text | None, day: date, lang: Lang, *, me: str = "", share: bool = True) -> Card:
    """The board as a table, the asking member's own row set bold; private, with a button to share it. `topic` is its title."""
    title = board_title(board.season, view, topic, day, lang)
    buttons = _buttons(view, lang, share=bool(board.rows)) if share else ()
    told = _told(board, lang) if share else ""
    rows, mine = [_cells(row) for row in board.rows], board.mine
    strong = tuple(i for i, row in enumerate(board.rows) if me and row.member == me)
    if share and mine and not strong:
        rows.append(_cells(mine, "—" if board.hidden else ""))
        strong = (len(rows) - 1,) if me else ()
    if not rows:
        body = "\n\n".join(part for part in (_EMPTY.to(lang), told) if part)
        return Card(title=title, body=body, tone="info", buttons=buttons, private=share)
    return Card(title=title, body=told, tone="info", table=Table(HEAD[lang], tuple(rows), numeric=(0, 2, 3, 4), strong=strong),
                buttons=buttons, private=share, footer=headcount(board.members).to(lang))


def team_card(board: TeamBoard, view: View, topic: Text | None, day: date, lang: Lang, *, share: bool = True) -> Card:
    """The board of teams, the asking member's own team set bold; private, with a button to share it."""
    title = board_title(board.season, view, topic, day, lang)
    buttons = _buttons(view, lang, share=bool(board.rows)) if share else ()
    if not board.rows:
        return Card(title=title, body=_NO_TEAMS.to(lang), tone="info", buttons=buttons, private=share)
    rows, mine = list(board.rows), board.mine if share else None
    if mine and mine not in rows:
        rows.append(mine)
    table = Table(_TEAM_HEAD[lang], tuple(_team_cells(row) for row in rows), numeric=(0, 2, 3),
                  strong=tuple(i for i, row in enumerate(rows) if row == mine))
    body = _YOURS.format(rank=mine.rank, points=one_decimal(mine.score)).to(lang) if mine else ""
    if share and board.team and not mine:
        body = _NOT_YET.to(lang)
    return Card(title=title, body=body, tone="info", table=table, buttons=buttons, private=share,
                footer=_TEAMS_FOOTER.format(count=board.teams).to(lang))


def board_title(season: str, view: View, topic: Text | None, day: date, lang: Lang) -> str:
    """`Leaderboard · this week · 2026-W48 · all channels · teams`; a season that runs stands by its name."""
    key = "" if view.period == "all" else season or period_key(view.period, day)
    parts = (_TITLE.to(lang), PERIOD_NAMES[view.period].to(lang), key, topic.to(lang) if topic else "",
             _EVERYWHERE.to(lang) if view.scope == "tenant" else "", _TEAMS.to(lang) if view.by == "teams" else "")
    return " · ".join(part for part in parts if part)


def headcount(count: int) -> Text:
    """`3 members`, under a board."""
    return _ONE if count == 1 else _MANY.format(count=count)


def one_decimal(score: Fraction) -> str:
    """A mean of one to three whole numbers, so that unequal ones look unequal: `12`, `12.3`, `12.7`."""
    tenths = (20 * score.numerator + score.denominator) // (2 * score.denominator)
    return str(tenths // 10) if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10}"


def _told(board: Board, lang: Lang) -> str:
    mine = board.mine
    if mine is None:
        return _NOBODY_SEES.to(lang) if board.hidden else ""
    return (_HIDDEN if board.hidden else _MINE).format(rank=mine.rank, points=mine.points).to(lang)


def _buttons(view: View, lang: Lang, *, share: bool) -> tuple[Button, ...]:
    """The other periods of the same board, and the button to share it."""
    periods = tuple(
        Button(PERIOD_NAMES[period].to(lang), f"board1:{View(period, view.scope, view.topic, view.by).code()}",
               disabled=period == view.period) for period in PERIOD_NAMES)
    return (*periods, Button(_SHARE.to(lang), f"sb1:{view.code()}", "primary")) if share else periods


def _cells(row: Standing, rank: str = "") -> tuple[str, ...]:
    return rank or str(row.rank), row.name, str(row.points), str(row.answered), str(row.correct)


def _team_cells(row: TeamStanding) -> tuple[str, ...]:
    return str(row.rank), row.team, one_decimal(row.score), str(row.members)
