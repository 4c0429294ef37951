"""Every chart that is drawn as a picture beside the demos'."""

from __future__ import annotations

from bot.domain.cards.live_end import Podium
from bot.domain.cards.recap import WeekChart
from bot.domain.cards.tally import Bars

Chart = Bars | Podium | WeekChart
