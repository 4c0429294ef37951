"""What the contracts of the store share."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store.store import SqlStore
from tests.store.places import MAKES, fresh_store


@pytest.fixture(params=MAKES)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[SqlStore]:
    """An empty store on each database."""
    async with fresh_store(request.param, tmp_path) as opened:
        yield opened
