"""Schedules, rounds, answers, and the points that follow from them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

Serial = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def text(*names: str, null: bool = False, key: bool = False) -> list[sa.Column[str]]:
    """Text columns of these names."""
    return [sa.Column(name, sa.Text, primary_key=key, nullable=null) for name in names]


def integer(*names: str, null: bool = False, key: bool = False, big: bool = True) -> list[sa.Column[int]]:
    """Whole-number columns of these names, of 64 bits unless small."""
    type_ = sa.BigInteger if big else sa.Integer
    return [sa.Column(name, type_, primary_key=key, nullable=null, autoincrement=False if key else "auto")
            for name in names]


def upgrade() -> None:
    """Make the tables of the quiz."""
    _schedules()
    _work()
    _rounds()
    _members()
    _answers()
    _boards()
    op.create_table("notes", *text("key", key=True), *text("value"))


def _schedules() -> None:
    op.create_table(
        "schedules", *text("tenant", "id", key=True), *text("channel", "at", "zone", "days", "filter"),
        *integer("window", null=True), *text("verdict"), *integer("deadline"),
        *text("lang", "state", "reason", "seed", "created_by"), *text("next_date", null=True),
        *integer("next_at", null=True),
    )
    op.create_index("schedules_by_channel", "schedules", ["tenant", "channel"])
    op.create_table(
        "occurrences", *text("tenant", "schedule_id", "local_date", key=True), *text("state", "reason"),
    )


def _work() -> None:
    op.create_table(
        "work", *text("kind", "tenant", "key", key=True), *text("channel", "platform"),
        *text("schedule_id", null=True), *integer("due_at", "ready_at"), *text("owner"),
        *integer("attempt", big=False), *integer("first_try_at", null=True),
    )
    op.create_index("work_by_ready", "work", ["ready_at"])
    op.create_index("work_by_schedule", "work", ["tenant", "schedule_id"])


def _rounds() -> None:
    op.create_table(
        "rounds", sa.Column("seq", Serial, primary_key=True, nullable=False),
        *text("tenant", "id", "channel", "question_id", "question_version", "shown_order", "lang", "verdict"),
        *integer("opens_at", "closes_at"), *text("schedule_id", "local_date", null=True), *text("state"),
        *text("message_id", "reveal_id", null=True),
        sa.UniqueConstraint("tenant", "id", name="rounds_once"),
        sa.UniqueConstraint("tenant", "schedule_id", "local_date", name="rounds_once_a_date"),
        sqlite_autoincrement=True,
    )
    op.create_index("rounds_by_time", "rounds", ["channel", "opens_at"])
    op.create_index("rounds_by_date", "rounds", ["channel", "local_date"])


def _members() -> None:
    op.create_table(
        "members", sa.Column("id", Serial, primary_key=True, nullable=False), *text("tenant", "user_id", "name"),
        sa.UniqueConstraint("tenant", "user_id", name="members_once"), sqlite_autoincrement=True,
    )
    op.create_table(
        "tombstones", *text("tenant", "digest", key=True), *integer("deleted_at"), *integer("answers", big=False),
    )


def _answers() -> None:
    op.create_table(
        "answers", *integer("round_seq", "member_id", key=True), *text("response", "result", "credit"),
        *integer("points", big=False), *integer("at"),
        sa.ForeignKeyConstraint(["round_seq"], ["rounds.seq"], name="answers_to_round"),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name="answers_of_member"),
        sqlite_with_rowid=False,
    )
    op.create_index("answers_by_member", "answers", ["member_id"])
    op.create_table(
        "ledger", *integer("round_seq", "member_id", key=True), *text("day"),
        *integer("points", "correct", big=False), *integer("at"),
        sa.ForeignKeyConstraint(["round_seq", "member_id"], ["answers.round_seq", "answers.member_id"],
                                name="ledger_of_answer", ondelete="CASCADE"),
        sqlite_with_rowid=False,
    )


def _boards() -> None:
    op.create_table(
        "boards", sa.Column("id", Serial, primary_key=True, nullable=False), *text("channel", "period"),
        sa.UniqueConstraint("channel", "period", name="boards_once"), sqlite_autoincrement=True,
    )
    op.create_table(
        "standings", *integer("member_id", "board_id", key=True), *integer("points"),
        *integer("answered", "correct", big=False), *integer("last_at"), sqlite_with_rowid=False,
    )
    op.create_index("standings_in_order", "standings", ["board_id", sa.text("points DESC"), "last_at", "member_id"])
    op.create_table(
        "levels", *integer("board_id", "points", key=True), *integer("members", big=False), sqlite_with_rowid=False,
    )
