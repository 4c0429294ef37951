"""Live quizzes, seasons, corrections of points, members' wishes and channels' settings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    serial = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.add_column("rounds", sa.Column("live_id", sa.Text))
    op.add_column("rounds", sa.Column("counts", sa.Integer, nullable=False, server_default="1"))
    op.create_table(
        "lives",
        sa.Column("tenant", sa.Text, primary_key=True, nullable=False),
        sa.Column("id", sa.Text, primary_key=True, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("running", sa.Text),
        sa.Column("body", sa.Text, nullable=False),
        sa.UniqueConstraint("running", name="lives_one_a_channel"),
    )
    op.create_table(
        "seasons",
        sa.Column("tenant", sa.Text, primary_key=True, nullable=False),
        sa.Column("id", sa.Text, primary_key=True, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("running", sa.Text),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("started_at", sa.BigInteger, nullable=False),
        sa.Column("ended_at", sa.BigInteger),
        sa.Column("final", sa.Text, nullable=False),
        sa.UniqueConstraint("running", name="seasons_one_a_channel"),
    )
    op.create_table(
        "corrections",
        sa.Column("id", serial, primary_key=True, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("member_id", sa.BigInteger, sa.ForeignKey("members.id", name="corrections_of_member", ondelete="CASCADE"),
                  nullable=False),
        sa.Column("day", sa.Text, nullable=False),
        sa.Column("points", sa.Integer, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("corrections_by_member", "corrections", ["member_id"])
    op.create_table(
        "wishes",
        sa.Column("member_id", sa.BigInteger, sa.ForeignKey("members.id", name="wishes_of_member", ondelete="CASCADE"),
                  primary_key=True, nullable=False, autoincrement=False),
        sa.Column("hidden", sa.Integer, nullable=False),
    )
    op.create_table(
        "channel_settings",
        sa.Column("channel", sa.Text, primary_key=True, nullable=False),
        sa.Column("key", sa.Text, primary_key=True, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
    )
