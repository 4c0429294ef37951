"""The database behind the Store port: SQLite in a file, or PostgreSQL."""

from bot.store.opening import open_store

__all__ = ["open_store"]
