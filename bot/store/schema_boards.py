"""The tables of seasons and corrections, in the manner of bot/store/schema.py."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from bot.store.schema import Serial, metadata

seasons = Table(
    "seasons", metadata,
    Column("id", Text, primary_key=True),
    Column("channel", Text, nullable=False),
    Column("name", Text, nullable=False),
    # The local dates that count, both included; without a last one it runs.
    Column("first_day", Text, nullable=False),
    Column("last_day", Text),
    Column("lang", Text, nullable=False),
    # The channel while it runs, else NULL: the unique key decides who started first.
    Column("running", Text),
    Column("started_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
    UniqueConstraint("running", name="seasons_one_a_channel"),
    Index("seasons_by_channel", "channel", "first_day"),
)

season_rows = Table(
    "season_rows", metadata,
    # The final table, as it stood; of an erased member place, rank and points remain.
    Column("season_id", Text, ForeignKey("seasons.id", name="rows_of_season"), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("rank", Integer, nullable=False),
    Column("member_id", BigInteger),
    Column("name", Text, nullable=False),
    Column("points", BigInteger, nullable=False),
    Column("answered", Integer, nullable=False),
    Column("correct", Integer, nullable=False),
    Index("season_rows_of_member", "member_id"),
    sqlite_with_rowid=False,
)

corrections = Table(
    "corrections", metadata,
    # Written once and never changed, but for the traces of who is erased.
    Column("seq", Serial, primary_key=True),
    Column("channel", Text, nullable=False),
    Column("day", Text, nullable=False),
    Column("member_id", BigInteger),
    Column("by_id", BigInteger),
    Column("points", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Index("corrections_by_channel", "channel", "day"),
    Index("corrections_of_member", "member_id"),
    Index("corrections_by_member", "by_id"),
    sqlite_autoincrement=True,
)
