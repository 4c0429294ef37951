"""What a channel has set for itself."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from bot.store.schema import channel_settings
from bot.store.statements import insert_into


def get(conn: Connection, tenant: str, channel: str, key: str) -> str | None:
    """The channel's setting, or None; another tenant's channel has none."""
    if not channel.startswith(f"{tenant}:"):
        return None
    return conn.execute(select(channel_settings.c.value).where(
        channel_settings.c.channel == channel, channel_settings.c.key == key)).scalar_one_or_none()


def put(conn: Connection, tenant: str, channel: str, key: str, value: str) -> None:
    """Set it; an empty value takes it away. Raises ValueError for another tenant's channel."""
    if not channel.startswith(f"{tenant}:"):
        raise ValueError(f"{channel} does not belong to {tenant}")
    if not value:
        conn.execute(delete(channel_settings).where(channel_settings.c.channel == channel, channel_settings.c.key == key))
        return
    row = insert_into(conn.dialect.name, channel_settings).values(channel=channel, key=key, value=value)
    conn.execute(row.on_conflict_do_update(index_elements=["channel", "key"], set_={"value": row.excluded.value}))
