"""Cards of named seasons: the final table, the list, and the log of corrections."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.card import Button, Card, Field, Picture, Table
from bot.domain.cards.board import HEAD, headcount
from bot.domain.cards.live_end import Podium
from bot.domain.season import Correction, Season, SeasonRow, SeasonTable
from bot.domain.text import Lang, PostLang, Text, single

_FINAL = Text(zh="赛季“{name}”最终排名", en="Season “{name}”: the final table")
_NOBODY = Text(zh="这个赛季没有人作答。", en="Nobody answered in this season.")
_FROM = Text(zh="开始", en="From")
_TO = Text(zh="结束", en="To")
_MINE = Text(zh="你排第 {rank}，{points} 分", en="You were number {rank} with {points} points")
_ERASED = Text(zh="已删除的成员", en="deleted member")
_HIDDEN = Text(zh="已隐藏的成员", en="hidden member")
_PLACE = Text(zh="第 {rank} 名 {name}，{points} 分", en="number {rank}: {name}, {points} points")
_LIST = Text(zh="这个频道的赛季", en="This channel's seasons")
_NONE = Text(zh="这个频道还没有赛季。管理员可以用 `/quiz season start` 开一个；在那之前按季度计。",
             en="This channel has had no season yet. A manager starts one with `/quiz season start`; until then the quarter counts.")
_LIST_HEAD = {"zh": ("赛季", "开始", "结束"), "en": ("Season", "From", "To")}
_RUNS = Text(zh="进行中", en="running")
_LOG = Text(zh="分数更正", en="Corrections of points")
_LOG_EMPTY = Text(zh="这个频道没有更正过分数。", en="No points have been corrected in this channel.")
_ENTRY = Text(zh="{day} · {name} {points}", en="{day} · {name} {points}")
_WHY = Text(zh="{reason}（{by}）", en="{reason} ({by})")
_NO_REASON = Text(zh="（理由已随成员数据删除）", en="(the reason went with the member's data)")
_SHARE = Text(zh="分享到频道", en="Share with the channel")
_SHOWN = 5


def final_card(season: Season, table: SeasonTable, lang: PostLang, *, me: str = "", private: bool = True, share: bool = False,
               picture: Picture | None = None) -> Card:
    """The table that an ended season left. Private, it sets the asking member's own row bold and adds it where it is not among
    the rows."""
    side = single(lang)
    title = _FINAL.format(name=season.name).line(lang)
    fields = (Field(_FROM.line(lang), season.first.isoformat()), Field(_TO.line(lang), str(season.last)))
    if not table.rows:
        return Card(title=title, body=_NOBODY.to(lang), tone="info", fields=fields, private=private)
    rows = list(table.rows)
    if table.mine and table.mine not in rows:
        rows.append(table.mine)
    cells = tuple((str(row.rank), _named(row, me).line(side), str(row.points), str(row.answered), str(row.correct)) for row in rows)
    strong = tuple(i for i, row in enumerate(rows) if row == table.mine or (not private and row.rank == 1))
    body = _MINE.format(rank=table.mine.rank, points=table.mine.points).to(lang) if table.mine else ""
    return Card(title=title, body=body, tone="info" if private else "correct", fields=fields, picture=picture, private=private,
                table=Table(HEAD[lang], cells, numeric=(0, 2, 3, 4), strong=strong),
                buttons=(Button(_SHARE.to(side), f"ss1:{season.id}", "primary"),) if share else (),
                footer=headcount(table.members).line(lang))


def season_podium(season: Season, table: SeasonTable) -> Podium | None:
    """The picture of the first three, or None when nobody has points."""
    lang = single(season.lang)
    places = tuple((row.rank, _named(row, "").to(lang), row.points) for row in table.rows[:3] if row.points)
    if not places:
        return None
    told = [_PLACE.format(rank=rank, name=name, points=points).to(lang) for rank, name, points in places]
    alt = f"{season.name}：{'；'.join(told)}" if lang == "zh" else f"{season.name}: {'; '.join(told)}"
    return Podium(season.name, places, (), alt, "season.png")


def seasons_card(seasons: Sequence[Season], lang: Lang) -> Card:
    """The channel's seasons, newest first, with a button to each of the last tables."""
    if not seasons:
        return Card(title=_LIST.to(lang), body=_NONE.to(lang), tone="info", private=True)
    rows = tuple((one.name, one.first.isoformat(), str(one.last) if one.ended_at else _RUNS.to(lang)) for one in seasons)
    buttons = tuple(Button(one.name, f"season1:{one.id}") for one in seasons[:_SHOWN] if one.ended_at)
    return Card(title=_LIST.to(lang), tone="info", private=True, buttons=buttons,
                table=Table(_LIST_HEAD[lang], rows, strong=tuple(i for i, one in enumerate(seasons) if not one.ended_at)))


def corrections_card(log: Sequence[Correction], lang: Lang) -> Card:
    """The log, newest first: who got or lost how much, why, and by whom."""
    fields = tuple(Field(
        _ENTRY.format(day=one.day, name=one.name or _ERASED, points=signed(one.points)).to(lang),
        _WHY.format(reason=one.reason or _NO_REASON, by=one.by_name or _ERASED).to(lang)) for one in log)
    return Card(title=_LOG.to(lang), body="" if log else _LOG_EMPTY.to(lang), tone="info", fields=fields, private=True)


def signed(points: int) -> str:
    """`+10` or `−10`."""
    return f"+{points}" if points > 0 else f"−{-points}"


def _named(row: SeasonRow, me: str) -> Text:
    """The name as it stood; not of who has been erased, nor to others of who is hidden now."""
    if not row.name:
        return _ERASED
    return _HIDDEN if row.hidden and row.member != me else Text.same(row.name)
