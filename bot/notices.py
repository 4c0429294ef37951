"""Notices: telling the manager who set up a schedule or a recap that it has stopped, and why."""

from __future__ import annotations

import structlog

from bot.domain.card import Card, Field
from bot.domain.recap import Recap
from bot.domain.schedule import Schedule
from bot.domain.text import Text
from bot.ports import Sent
from bot.quiz import Quiz

_log = structlog.get_logger(__name__)
_TITLE = {"paused": Text(zh="每日一题已暂停", en="The daily question is paused"),
          "disabled": Text(zh="每日一题已停用", en="The daily question has stopped")}
_BODY = Text(zh="你设置的每日一题停下了：{reason}\n\n问题解决后，在那个频道用 `/schedule resume` 继续。",
             en="The daily question that you set up has stopped: {reason}\n\nOnce that is mended, go on with `/schedule resume` in that "
                "channel.")
_RECAP = Text(zh="每周回顾已停用", en="The weekly recap has stopped")
_RECAP_BODY = Text(zh="你设置的每周回顾停下了：{reason}\n\n问题解决后，在那个频道用 `/quiz recap` 重新打开。",
                   en="The weekly recap that you set up has stopped: {reason}\n\nOnce that is mended, turn it on again with "
                      "`/quiz recap` in that channel.")
_CHANNEL = Text(zh="频道", en="Channel")
NOBODY = ("", "operator", "welcome")
"""What stands for a schedule's maker where no member made it."""


async def stopped(quiz: Quiz, plan: Schedule) -> None:
    """Tell the maker of a paused or disabled schedule, privately and once; where that is not possible the log has it.

    Never raises for what the platform answers.
    """
    _log.warning("schedule_stopped", schedule=plan.id, channel=plan.channel, state=plan.state, reason=plan.reason)
    if plan.state in _TITLE:
        await _tell(quiz, plan.channel, plan.created_by, _TITLE[plan.state].line(plan.lang),
                    _BODY.format(reason=plan.reason).to(plan.lang))


async def recap_stopped(quiz: Quiz, recap: Recap) -> None:
    """The same for who set up a weekly recap."""
    _log.warning("recap_stopped", channel=recap.channel, reason=recap.stopped)
    await _tell(quiz, recap.channel, recap.by, _RECAP.line(recap.lang),
                _RECAP_BODY.format(reason=recap.stopped).to(recap.lang))


async def _tell(quiz: Quiz, channel: str, member: str, title: str, body: str) -> None:
    platform = quiz.platforms.get(channel.partition(":")[0])
    if platform is None or member in NOBODY:
        return
    card = Card(title=title, body=body, tone="error", private=True, fields=(Field(_CHANNEL.line("both"), channel=channel),))
    outcome = await platform.tell(channel, member, card)
    if not isinstance(outcome, Sent):
        _log.info("manager_not_told", channel=channel, outcome=repr(outcome))
