"""What the simulations share."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.demo_runner import ProcessDemoRunner


@pytest.fixture
async def runner() -> AsyncIterator[ProcessDemoRunner]:
    """One worker for all runs of a test; its pictures are cached."""
    async with ProcessDemoRunner() as started:
        yield started
