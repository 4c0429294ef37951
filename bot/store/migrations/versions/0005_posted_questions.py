"""Every version of a question that was posted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "posted_questions",
        sa.Column("id", sa.Text, primary_key=True, nullable=False),
        sa.Column("version", sa.Text, primary_key=True, nullable=False),
        sa.Column("entry", sa.Text, nullable=False),
    )
