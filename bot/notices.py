"""Notices: telling the manager who set up a schedule that it has stopped, and why."""

from __future__ import annotations

import structlog

from bot.domain.card import Card
from bot.domain.schedule import Schedule
from bot.domain.text import Text
from bot.ports import Sent
from bot.quiz import Quiz

_log = structlog.get_logger(__name__)
_TITLE = {"paused": Text(zh="每日一题已暂停", en="The daily question is paused"),
          "disabled": Text(zh="每日一题已停用", en="The daily question has stopped")}
_BODY = Text(zh="你在频道 `{channel}` 设置的每日一题停下了：{reason}\n\n问题解决后，在那个频道用 `/schedule resume` 继续。",
             en="The daily question that you set up in `{channel}` has stopped: {reason}\n\nOnce that is mended, go on with "
                "`/schedule resume` in that channel.")
NOBODY = ("", "operator", "welcome")
"""What stands for a schedule's maker where no member made it."""


async def stopped(quiz: Quiz, plan: Schedule) -> None:
    """Tell the maker of a paused or disabled schedule, privately and once; where that is not possible the log has it.

    Never raises for what the platform answers.
    """
    _log.warning("schedule_stopped", schedule=plan.id, channel=plan.channel, state=plan.state, reason=plan.reason)
    platform = quiz.platforms.get(plan.channel.partition(":")[0])
    if platform is None or plan.created_by in NOBODY or plan.state not in _TITLE:
        return
    card = Card(title=_TITLE[plan.state].line(plan.lang), tone="error", private=True,
                body=_BODY.format(channel=plan.channel, reason=plan.reason).to(plan.lang))
    outcome = await platform.tell(plan.channel, plan.created_by, card)
    if not isinstance(outcome, Sent):
        _log.info("manager_not_told", schedule=plan.id, outcome=repr(outcome))
