"""Hidden members, teams, seasons and corrections."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("members", sa.Column("hidden", sa.Integer, nullable=False, server_default="0"))
    op.add_column("members", sa.Column("team", sa.Text, nullable=False, server_default=""))
    op.create_index("members_in_teams", "members", ["tenant", "team"], sqlite_where=sa.text("team != ''"),
                    postgresql_where=sa.text("team != ''"))
    op.create_index("members_hidden", "members", ["tenant"], sqlite_where=sa.text("hidden = 1"),
                    postgresql_where=sa.text("hidden = 1"))
    op.add_column("standings", sa.Column("lines", sa.Integer, nullable=False, server_default="0"))
    op.execute("UPDATE standings SET lines = answered")
    op.create_index("rounds_by_question", "rounds", ["tenant", "question_id"])
    _seasons()
    _corrections()


def _seasons() -> None:
    op.create_table(
        "seasons",
        sa.Column("id", sa.Text, primary_key=True, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("first_day", sa.Text, nullable=False),
        sa.Column("last_day", sa.Text),
        sa.Column("lang", sa.Text, nullable=False),
        sa.Column("running", sa.Text),
        sa.Column("started_at", sa.BigInteger, nullable=False),
        sa.Column("ended_at", sa.BigInteger),
        sa.UniqueConstraint("running", name="seasons_one_a_channel"),
    )
    op.create_index("seasons_by_channel", "seasons", ["channel", "first_day"])
    op.create_table(
        "season_rows",
        sa.Column("season_id", sa.Text, sa.ForeignKey("seasons.id", name="rows_of_season"), primary_key=True, nullable=False),
        sa.Column("place", sa.Integer, primary_key=True, autoincrement=False, nullable=False),
        sa.Column("rank", sa.Integer, nullable=False),
        sa.Column("member_id", sa.BigInteger),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("points", sa.BigInteger, nullable=False),
        sa.Column("answered", sa.Integer, nullable=False),
        sa.Column("correct", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("season_rows_of_member", "season_rows", ["member_id"])


def _corrections() -> None:
    op.create_table(
        "corrections",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("day", sa.Text, nullable=False),
        sa.Column("member_id", sa.BigInteger),
        sa.Column("by_id", sa.BigInteger),
        sa.Column("points", sa.Integer, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("corrections_by_channel", "corrections", ["channel", "day"])
    op.create_index("corrections_of_member", "corrections", ["member_id"])
    op.create_index("corrections_by_member", "corrections", ["by_id"])
