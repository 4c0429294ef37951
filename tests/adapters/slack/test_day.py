"""A day in a workspace: the question comes, members answer, the reveal follows in its thread."""

from __future__ import annotations

from pathlib import Path

from tests.adapters.slack.office import ADA, BO, BOSS, CHANNEL, CHEN, words, open_office
from tests.scenarios.stage import small_bank
