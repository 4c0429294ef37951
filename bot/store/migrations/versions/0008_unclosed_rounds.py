"""What is open or about to be, over all channels of a tenant: an index of those few rounds alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_index("rounds_unclosed", "rounds", ["tenant"], sqlite_where=sa.text("state != 'closed'"),
                    postgresql_where=sa.text("state != 'closed'"))
