"""What the cards of a live quiz share: names of modes and teams, and one line for the state of a team contest."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.card import Button, Style, Table
from bot.domain.live import Live, Mode, TeamRule
from bot.domain.live_scoring import Place, TeamPlace, ranking, rounded, team_ranking
from bot.domain.teams import NAMES
from bot.domain.text import PostLang, Text

MODE_NAMES: dict[Mode, Text] = {
    "classic": Text(zh="经典：难题分高", en="Classic: harder questions earn more"),
    "speed": Text(zh="抢答：越快越多，最多双倍", en="Speed: the faster the more, up to double"),
    "survival": Text(zh="生存：错两次出局", en="Survival: two wrong answers and you are out"),
}
TEAM_NAMES: dict[TeamRule, Text] = {
    "none": Text(zh="各自为战", en="everyone for themselves"),
    "random": Text(zh="随机分队", en="random"),
    "balanced": Text(zh="按以往成绩均衡分队", en="balanced from past results"),
    "pick": Text(zh="自己选边", en="pick your side"),
}
TEAMS = Text(zh="队伍", en="Teams")
_HEAD: dict[PostLang, tuple[str, ...]] = {
    "zh": ("#", "", "成员", "得分", "本题"), "en": ("#", "", "Member", "Points", "This one"),
    "both": ("#", "", "成员 Name", "分 Pts", "本题 Last")}
_OUT: dict[PostLang, str] = {"zh": "{name}（出局）", "en": "{name} (out)", "both": "{name}（出局 out）"}
_BEST = 5
_THREAD = Text(zh="{name} 的测验", en="Quiz by {name}")
_OTHERS = Text(zh="{names} 和另外 {more} 人", en="{names} and {more} more")


def verb(live: Live, what: str) -> str:
    """The action text of a button of this quiz."""
    return f"live1:{live.id}:{what}"


def button(live: Live, label: Text, what: str, style: Style = "plain") -> Button:
    """A button in the language of the post."""
    return Button(label.line(live.options.lang), verb(live, what), style)


def thread_title(live: Live) -> str:
    """What the thread of its questions is called."""
    return _THREAD.format(name=live.host_name).line(live.options.lang)


def listed(names: Sequence[str], lang: PostLang, most: int) -> str:
    """At most so many names, and how many there are beside them."""
    joint = (", " if lang == "en" else "、").join(names[:most])
    if len(names) <= most:
        return joint
    more = len(names) - most
    return f"{joint} +{more}" if lang == "both" else _OTHERS.format(names=joint, more=more).to(lang)


def teams_line(live: Live) -> str:
    """`🔵 Blue 120 · 🟠 Orange 95`, the best first; empty where nobody is in a team."""
    return " · ".join(team_words(place, live.options.lang) for place in team_ranking(live))


def team_name(team: int, lang: PostLang) -> str:
    """`🔵 Blue`, in both languages `🔵 蓝队 Blue`."""
    name = NAMES[team]
    return f"{name.zh} {name.en.partition(' ')[2]}" if lang == "both" else name.to(lang)


def team_words(place: TeamPlace, lang: PostLang) -> str:
    """`🔵 Blue 120`."""
    return f"{team_name(place.team, lang)} {rounded(place.score)}"


def running_board(live: Live) -> Table | None:
    """The first five with what the last question gave them and how they moved; None while nobody is in."""
    rows = ranking(live)[:_BEST]
    if not rows:
        return None
    lang = live.options.lang
    return Table(_HEAD[lang], tuple(
        (str(place.rank), _moved(place), _OUT[lang].format(name=place.player.name) if place.player.out else place.player.name,
         str(place.player.points), f"+{place.player.gained}") for place in rows), numeric=(0, 3, 4))


def _moved(place: Place) -> str:
    if not place.player.was or place.player.was == place.rank:
        return "·"
    return f"▲{place.player.was - place.rank}" if place.player.was > place.rank else f"▼{place.rank - place.player.was}"
