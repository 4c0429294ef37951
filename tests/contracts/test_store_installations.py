"""Where installed workspaces are kept: tokens encrypted, states taken once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.domain.errors import StoreError
from bot.ports import Installation, Installations
from bot.store.schema import installations, oauth_states
from bot.store.store import SqlStore
from tests.store.places import MAKES, NOW, fresh_store

KEY, TOKEN = "a key of thirty-two characters or more", "xoxb-token-to-keep"
HERE = Installation("", "T1", TOKEN, "U9", "chat:write,commands", "U1", NOW)
WIDE = Installation("E1", "", "xoxb-organisation", "U8", "chat:write", "U2", NOW)


def box(store: SqlStore, key: str = KEY) -> Installations:
    names = iter(f"state-{number}" for number in range(100))
    return store.installations(key, lambda: next(names))


@pytest.mark.parametrize("make", MAKES)
async def test_an_installation_comes_back(make: str, tmp_path: Path) -> None:
    """What is saved is found by its workspace, replaced by a later one, and deleted with its token."""
    async with fresh_store(make, tmp_path) as store:
        kept = box(store)
        await kept.save(HERE)
        assert await kept.find("", "T1") == HERE
        assert await kept.find("E7", "T1") == HERE
        await kept.save(replace(HERE, token="xoxb-newer"))
        found = await kept.find("", "T1")
        assert found is not None
        assert found.token == "xoxb-newer"
        assert await kept.find("", "T2") is None
        assert await kept.delete("", "T1")
        assert not await kept.delete("", "T1")
        assert await kept.find("", "T1") is None


@pytest.mark.parametrize("make", MAKES)
async def test_an_organisation_serves_its_workspaces(make: str, tmp_path: Path) -> None:
    """A workspace without an installation of its own has that of its organisation, and of no other."""
    async with fresh_store(make, tmp_path) as store:
        kept = box(store)
        await kept.save(WIDE)
        await kept.save(replace(HERE, enterprise="E1"))
        assert await kept.find("E1", "T5") == WIDE
        assert await kept.find("E1", "T1") == replace(HERE, enterprise="E1")
        assert await kept.find("E2", "T5") is None
        assert await kept.find("", "") is None
        assert await kept.find("", "T5") is None
        assert {one.team for one in await kept.all()} == {"", "T1"}


@pytest.mark.parametrize("make", MAKES)
async def test_a_broken_installation_is_remembered(make: str, tmp_path: Path) -> None:
    """A refused token stays marked until the app is installed again."""
    async with fresh_store(make, tmp_path) as store:
        kept = box(store)
        await kept.save(HERE)
        await kept.mark_broken("", "T1", "token_revoked")
        found = await kept.find("", "T1")
        assert found is not None
        assert found.broken == "token_revoked"
        await kept.save(HERE)
        assert await kept.find("", "T1") == HERE


@pytest.mark.parametrize("make", MAKES)
async def test_tokens_are_encrypted_at_rest(make: str, tmp_path: Path) -> None:
    """The table holds no token, and another key opens none."""
    async with fresh_store(make, tmp_path) as store:
        await box(store).save(HERE)
        rows = await store._database.read(lambda conn: [tuple(row) for row in conn.execute(select(installations))])
        assert TOKEN not in str(rows)
        assert "T1" in str(rows)
        with pytest.raises(StoreError, match="TIKU_SECRET_KEY"):
            await box(store, "another key of thirty-two characters").find("", "T1")
    if make == "sqlite":
        assert TOKEN.encode() not in (tmp_path / "tiku.db").read_bytes()


@pytest.mark.parametrize("make", MAKES)
async def test_a_state_is_taken_once_and_in_time(make: str, tmp_path: Path) -> None:
    """A state that was given out is taken once, before it expires; the table does not hold it."""
    async with fresh_store(make, tmp_path) as store:
        kept = box(store)
        state = await kept.new_state(NOW, NOW + timedelta(minutes=10))
        late = await kept.new_state(NOW, NOW + timedelta(minutes=10))
        rows = await store._database.read(lambda conn: [row.digest for row in conn.execute(select(oauth_states))])
        assert len(rows) == 2
        assert state not in rows
        assert not await kept.take_state("made up", NOW)
        assert await kept.take_state(state, NOW)
        assert not await kept.take_state(state, NOW)
        assert not await kept.take_state(late, NOW + timedelta(minutes=10))
        await kept.new_state(NOW + timedelta(hours=1), NOW + timedelta(hours=2))
        assert len(await store._database.read(lambda conn: list(conn.execute(select(oauth_states))))) == 1
