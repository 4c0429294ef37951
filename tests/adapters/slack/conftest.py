"""Fixtures: a bot in a fake workspace; every body that the fake got was right."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.adapters.slack.office import Office, open_office
from tests.scenarios.stage import small_bank


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    """A connected bot with the small bank."""
    async with open_office(tmp_path, bank=small_bank()) as opened:
        yield opened
