"""Fixtures: a bot on the small Discord, checked at its end."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.adapters.discord.gates import faults
from tests.adapters.discord.server import Server, open_server


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    """A connected bot; everything that it sent has to pass the gates."""
    async with open_server(tmp_path) as opened:
        yield opened
        found = faults(opened.wire.calls)
    assert found == []
