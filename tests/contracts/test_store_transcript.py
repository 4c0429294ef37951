"""Both stores: the transcript of the local page."""

from __future__ import annotations

from datetime import timedelta

from bot.store.store import SqlStore
from tests.store.samples import AWAY, HOME, NINE


async def test_a_message_is_stored_once_for_its_key(store: SqlStore) -> None:
    """A second append with the key gives the first one's id and keeps its body; channels have their own keys."""
    log = store.transcript
    first = await log.append(HOME, "k", NINE, "one", None)
    assert await log.append(HOME, "k", NINE + timedelta(hours=1), "two", None) == first
    other = await log.append(AWAY, "k", NINE, "three", None)
    assert other != first
    assert await log.find(HOME, "k") == first
    assert await log.find(HOME, "none") is None
    assert await log.recent(HOME) == [(first, NINE, "one", None)]
    assert await log.channels() == sorted([HOME, AWAY])


async def test_a_message_is_replaced_only_in_its_channel(store: SqlStore) -> None:
    """An id of another channel, or one that is no id, replaces nothing."""
    log = store.transcript
    id_ = await log.append(HOME, "k", NINE, "one", None)
    assert await log.replace(HOME, id_, "two")
    for channel, message in ((AWAY, id_), (HOME, "x"), (HOME, "9" * 30), (HOME, "999")):
        assert not await log.replace(channel, message, "three")
    assert [body for _, _, body, _ in await log.recent(HOME)] == ["two"]


async def test_the_recent_messages_are_the_newest_oldest_first(store: SqlStore) -> None:
    """With the message that each replies to."""
    log = store.transcript
    ids: list[str] = []
    for number in range(5):
        ids.append(await log.append(HOME, f"k{number}", NINE, f"b{number}", ids[-1] if ids else None))
    found = await log.recent(HOME, limit=2)
    assert [(id_, body, reply) for id_, _, body, reply in found] == [(ids[3], "b3", ids[2]), (ids[4], "b4", ids[3])]
