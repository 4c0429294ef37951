"""Workspaces that installed the app by OAuth, and installations under way."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "installations",
        sa.Column("enterprise", sa.Text, primary_key=True, nullable=False),
        sa.Column("team", sa.Text, primary_key=True, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("token", "bot_user", "scopes", "installed_by")),
        sa.Column("installed_at", sa.BigInteger, nullable=False),
        sa.Column("broken", sa.Text, nullable=False),
    )
    op.create_table(
        "oauth_states",
        sa.Column("digest", sa.Text, primary_key=True, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
    )
