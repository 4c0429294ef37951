"""Games in Slack, as the pictures of the documentation show them: each message passes the fake's checks and says what it should."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.adapters.slack.office import ADA, CHEN
from tests.adapters.slack.pictures_games import live_quiz, weeks

QUIZ = {
    "en": {"live-lobby": ("Ada starts a quiz", "In (3)", "Join"), "live-question": ("The quiz is running", "Question 1 of 3", "the answer:"),
           "live-podium": ("Ada wins", "Points", "Rematch", "<img")},
    "zh": {"live-lobby": ("陈晨 发起了一场测验", "已加入（3）", "加入"), "live-question": ("测验进行中", "第 1 / 3 题", "答案："),
           "live-podium": ("Ada 获胜", "得分", "再来一场", "<img")},
}
WEEKS = {
    "en": {"recap": ("The week in review", "Hardest question", "Top of the week", "<img"), "season": ("Season “Spring”: the final table", "Ada +25"),
           "teams": ("Night Owls", "早起鸟", "best three"), "practice": ("Practice", "Your answer", "Another one")},
    "zh": {"recap": ("一周回顾", "本周最难", "<img"), "season": ("赛季“Spring”最终排名", "Ada +25"), "teams": ("Night Owls", "早起鸟", "按团队"),
           "practice": ("练一题", "你的回答", "再来一题")},
}


def shown(parts: Sequence[str]) -> str:
    """What the picture shows, without its marks; a picture stands as `<img`."""
    return html.unescape(re.sub(r"<(?!img)[^>]*>", "", " ".join(parts)))


@pytest.mark.parametrize(("lang", "user"), [("en", ADA), ("zh", CHEN)])
async def test_a_live_quiz_reads_well(tmp_path: Path, lang: str, user: str) -> None:
    """Lobby, running board, question, reveal and podium, in the quiz's language."""
    drawn = await live_quiz(tmp_path, user, lang)
    for name, wanted in QUIZ[lang].items():
        assert all(words in shown(drawn[name]) for words in wanted), name


@pytest.mark.parametrize(("lang", "user"), [("en", ADA), ("zh", CHEN)])
async def test_a_week_of_boards_reads_well(tmp_path: Path, lang: str, user: str) -> None:
    """Recap, the season's table, the board of teams, the log of corrections and practice, in the reader's language."""
    drawn = await weeks(tmp_path, user, lang)
    for name, wanted in WEEKS[lang].items():
        assert all(words in shown(drawn[name]) for words in wanted), name
