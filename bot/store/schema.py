"""The tables, the same on SQLite and PostgreSQL.

Instants are whole microseconds since 1970 in UTC, lengths of time whole microseconds, calendar dates ISO text, fractions
text such as `1/3`: all compare and come back exactly. What a platform or a person named keeps that text and stands
under its tenant; members, rounds and boards have an integer besides, for the tables that grow with every answer.

`ledger`, `standings` and `levels` are derived (bot/store/rebuild.py makes them from nothing). They carry no foreign key
to members or boards, since each would cost a look-up per answer and a scan per erased member. Seasons and corrections:
bot/store/schema_boards.py.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

APPLICATION_ID = 0x54494B55
"""`TIKU`, in the header of a SQLite file: SQLite's own way to say whose file it is."""

VERSION_TABLE = "tiku_revision"
"""Where Alembic keeps the revision."""

metadata = MetaData()
Serial = BigInteger().with_variant(Integer, "sqlite")
"""SQLite counts up only a column of exactly the type INTEGER."""

schedules = Table(
    "schedules", metadata,
    Column("tenant", Text, primary_key=True), Column("id", Text, primary_key=True),
    Column("channel", Text, nullable=False),
    Column("at", Text, nullable=False), Column("zone", Text, nullable=False), Column("days", Text, nullable=False),
    Column("filter", Text, nullable=False),
    Column("window", BigInteger),
    Column("verdict", Text, nullable=False),
    Column("deadline", BigInteger, nullable=False),
    Column("lang", Text, nullable=False),
    Column("state", Text, nullable=False), Column("reason", Text, nullable=False),
    Column("seed", Text, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("next_date", Text), Column("next_at", BigInteger),
    Index("schedules_by_channel", "tenant", "channel"),
)

occurrences = Table(
    "occurrences", metadata,
    Column("tenant", Text, primary_key=True), Column("schedule_id", Text, primary_key=True),
    Column("local_date", Text, primary_key=True),
    Column("state", Text, nullable=False), Column("reason", Text, nullable=False),
)

work = Table(
    "work", metadata,
    Column("kind", Text, primary_key=True), Column("tenant", Text, primary_key=True), Column("key", Text, primary_key=True),
    Column("channel", Text, nullable=False),
    Column("platform", Text, nullable=False),
    Column("schedule_id", Text),
    Column("due_at", BigInteger, nullable=False),
    # When it may be leased: its due time, later the end of a lease or of a pause before the next try.
    Column("ready_at", BigInteger, nullable=False),
    Column("owner", Text, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("first_try_at", BigInteger),
    Index("work_by_ready", "ready_at"),
    Index("work_by_schedule", "tenant", "schedule_id"),
)

rounds = Table(
    "rounds", metadata,
    Column("seq", Serial, primary_key=True),
    Column("tenant", Text, nullable=False),
    Column("id", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("question_id", Text, nullable=False), Column("question_version", Text, nullable=False),
    Column("shown_order", Text, nullable=False),
    Column("lang", Text, nullable=False), Column("verdict", Text, nullable=False),
    Column("opens_at", BigInteger, nullable=False), Column("closes_at", BigInteger, nullable=False),
    Column("schedule_id", Text), Column("local_date", Text),
    Column("state", Text, nullable=False),
    Column("message_id", Text), Column("reveal_id", Text), Column("live_id", Text),
    # 0 while a live quiz runs, and for ever where it books nothing.
    Column("counts", Integer, nullable=False, server_default="1"),
    UniqueConstraint("tenant", "id", name="rounds_once"),
    UniqueConstraint("tenant", "schedule_id", "local_date", name="rounds_once_a_date"),
    Index("rounds_by_time", "channel", "opens_at"),
    Index("rounds_by_date", "channel", "local_date"),
    Index("rounds_by_question", "tenant", "question_id"),
    sqlite_autoincrement=True,
)

members = Table(
    "members", metadata,
    # Never given twice, so that a number remembered by another process cannot come to mean somebody else.
    Column("id", Serial, primary_key=True),
    Column("tenant", Text, nullable=False),
    Column("user_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    # 1 for who wants to be on no board; the side that one plays for, as it is shown, or an empty text.
    Column("hidden", Integer, nullable=False, server_default="0"),
    Column("team", Text, nullable=False, server_default=""),
    # Since when they have lived by which time zone, as JSON; an empty text for the channel's.
    Column("zones", Text, nullable=False, server_default=""),
    UniqueConstraint("tenant", "user_id", name="members_once"),
    sqlite_autoincrement=True,
)

tombstones = Table(
    "tombstones", metadata,
    Column("tenant", Text, primary_key=True),
    # SHA-256 of tenant and user id: says that somebody was erased, not who.
    Column("digest", Text, primary_key=True),
    Column("deleted_at", BigInteger, nullable=False),
    Column("answers", Integer, nullable=False),
)

answers = Table(
    "answers", metadata,
    Column("round_seq", BigInteger, ForeignKey("rounds.seq", name="answers_to_round"), primary_key=True,
           autoincrement=False),
    Column("member_id", BigInteger, ForeignKey("members.id", name="answers_of_member"), primary_key=True,
           autoincrement=False),
    Column("response", Text, nullable=False),
    Column("result", Text, nullable=False),
    Column("credit", Text, nullable=False),
    Column("points", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
    Index("answers_by_member", "member_id"),
    sqlite_with_rowid=False,
)

ledger = Table(
    "ledger", metadata,
    Column("round_seq", BigInteger, primary_key=True, autoincrement=False),
    Column("member_id", BigInteger, primary_key=True, autoincrement=False),
    Column("day", Text, nullable=False),
    Column("points", Integer, nullable=False),
    Column("correct", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
    ForeignKeyConstraint(["round_seq", "member_id"], ["answers.round_seq", "answers.member_id"],
                         name="ledger_of_answer", ondelete="CASCADE"),
    sqlite_with_rowid=False,
)

boards = Table(
    "boards", metadata,
    Column("id", Serial, primary_key=True),
    Column("channel", Text, nullable=False),
    Column("period", Text, nullable=False),
    UniqueConstraint("channel", "period", name="boards_once"),
    sqlite_autoincrement=True,
)

standings = Table(
    "standings", metadata,
    # The member first: an answer changes all rows of one member, and they lie together.
    Column("member_id", BigInteger, primary_key=True, autoincrement=False),
    Column("board_id", BigInteger, primary_key=True, autoincrement=False),
    Column("points", BigInteger, nullable=False),
    Column("answered", Integer, nullable=False),
    Column("correct", Integer, nullable=False),
    Column("last_at", BigInteger, nullable=False),
    # How many ledger lines and corrections it adds up: a row that holds no more than was just added is new.
    Column("lines", Integer, nullable=False, server_default="0"),
    sqlite_with_rowid=False,
)
Index("members_in_teams", members.c.tenant, members.c.team, sqlite_where=members.c.team != "",
      postgresql_where=members.c.team != "")
Index("members_hidden", members.c.tenant, sqlite_where=members.c.hidden == 1, postgresql_where=members.c.hidden == 1)
UNCLOSED = rounds.c.state != text("'closed'")
"""Written out, since an index of some rows serves only a query that names them the same way."""
Index("rounds_unclosed", rounds.c.tenant, sqlite_where=UNCLOSED, postgresql_where=UNCLOSED)
Index("standings_in_order", standings.c.board_id, standings.c.points.desc(), standings.c.last_at, standings.c.member_id)

levels = Table(
    "levels", metadata,
    # How many members of a board, hidden ones apart, have exactly that many points: a rank is a sum over a few rows.
    Column("board_id", BigInteger, primary_key=True, autoincrement=False),
    Column("points", BigInteger, primary_key=True, autoincrement=False),
    Column("members", Integer, nullable=False),
    sqlite_with_rowid=False,
)

lives = Table(
    "lives", metadata,
    Column("tenant", Text, primary_key=True), Column("id", Text, primary_key=True), Column("channel", Text, nullable=False),
    # The channel while the quiz runs, else NULL: the unique key decides who started first.
    Column("running", Text), Column("body", Text, nullable=False), UniqueConstraint("running", name="lives_one_a_channel"),
)

channel_settings = Table(
    "channel_settings", metadata,
    Column("channel", Text, primary_key=True), Column("key", Text, primary_key=True), Column("value", Text, nullable=False),
)

posted_questions = Table(
    "posted_questions", metadata,
    # The bank is the same for all tenants, and so is what was ever posted of it.
    Column("id", Text, primary_key=True),
    Column("version", Text, primary_key=True),
    Column("entry", Text, nullable=False),
)

notes = Table(
    "notes", metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

messages = Table(
    "messages", metadata,
    Column("id", Serial, primary_key=True),
    Column("channel", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("body", Text, nullable=False),
    Column("reply_to", Text),
    UniqueConstraint("channel", "key", name="messages_once"),
    Index("messages_in_order", "channel", "id"),
    sqlite_autoincrement=True,
)

installations = Table(
    "installations", metadata,
    # Where the app was installed by OAuth; the team is empty where a whole organisation installed it.
    Column("enterprise", Text, primary_key=True), Column("team", Text, primary_key=True),
    # Encrypted with TIKU_SECRET_KEY: who reads the database cannot use it.
    Column("token", Text, nullable=False),
    Column("bot_user", Text, nullable=False), Column("scopes", Text, nullable=False),
    Column("installed_by", Text, nullable=False), Column("installed_at", BigInteger, nullable=False),
    Column("broken", Text, nullable=False),
)

oauth_states = Table(
    "oauth_states", metadata,
    # SHA-256 of the state: who reads the database cannot finish somebody's installation.
    Column("digest", Text, primary_key=True),
    Column("expires_at", BigInteger, nullable=False),
)
