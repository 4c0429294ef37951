"""Live quizzes, and what a channel has set for itself."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
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
        "channel_settings",
        sa.Column("channel", sa.Text, primary_key=True, nullable=False),
        sa.Column("key", sa.Text, primary_key=True, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
    )
