"""Honest seat time: the learner's own ledger, grace, places, voids.

Stretches that stand get their place on the ledger by their wall times. Leases end: open pages ask for a new one.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

Row = dict[str, Any]


def upgrade() -> None:
    """Put the stretches on a ledger, and make the tables of voids and places."""
    rows = _take_stretches()
    op.drop_table("seat_time_lease")
    _make_lease()
    _make_stretch(*_ledger_columns())
    _put_stretches([{**row, "asked": False, "grace_ms": 0, "is_open": False} for row in _on_the_ledger(rows)])
    _guard("seat_time_stretch", "UPDATE", "NOT OLD.is_open")
    _guard("seat_time_stretch", "DELETE", "TRUE")
    op.create_table(
        "seat_time_void",
        sa.Column("stretch_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["stretch_id"], ["seat_time_stretch.id"], name=op.f("fk_seat_time_void_stretch_id_seat_time_stretch")
        ),
        sa.PrimaryKeyConstraint("stretch_id", name=op.f("pk_seat_time_void")),
    )
    _guard("seat_time_void", "UPDATE OR DELETE", "TRUE")
    op.create_table(
        "seat_time_place",
        sa.Column("enrollment_id", sa.Uuid(), nullable=False),
        sa.Column("activity", sa.String(length=120), nullable=False),
        sa.Column("section", sa.String(length=80), nullable=True),
        sa.Column("media_ms", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrollment_id"], ["enrollment.id"], name=op.f("fk_seat_time_place_enrollment_id_enrollment")
        ),
        sa.PrimaryKeyConstraint("enrollment_id", "activity", name=op.f("pk_seat_time_place")),
    )


def downgrade() -> None:
    """Take voids, places and the ledger away; the stretches stay."""
    op.drop_table("seat_time_place")
    op.drop_table("seat_time_void")
    rows = _take_stretches()
    op.drop_table("seat_time_lease")
    op.create_table(
        "seat_time_lease",
        *_lease_columns(),
        sa.Column("secret_digest", sa.String(length=64), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_sequence", sa.Integer(), nullable=False),
        *_lease_constraints(),
    )
    _make_stretch()
    gone = {"asked", "grace_ms", "offset_ms", "length_ms"}
    _put_stretches([{name: row[name] for name in row if name not in gone} for row in rows])
    _guard("seat_time_stretch", "UPDATE", "NOT OLD.is_open")
    _guard("seat_time_stretch", "DELETE", "TRUE")


def _make_lease() -> None:
    op.create_table(
        "seat_time_lease",
        *_lease_columns(),
        sa.Column("policy", sa.String(length=20), nullable=False),
        sa.Column("asked", sa.Boolean(), nullable=False),
        sa.Column("secret_digest", sa.String(length=64), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_sequence", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ledger_ms", sa.BigInteger(), nullable=False),
        sa.Column("grace_ms", sa.Integer(), nullable=False),
        sa.Column("counted_ms", sa.BigInteger(), nullable=False),
        sa.Column("activity_before_ms", sa.BigInteger(), nullable=False),
        sa.Column("course_before_ms", sa.BigInteger(), nullable=False),
        sa.Column("section", sa.String(length=80), nullable=True),
        sa.Column("media_ms", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("grace_ms >= 0", name=op.f("grace_is_not_negative")),
        sa.CheckConstraint("counted_ms >= 0", name=op.f("a_lease_earns_no_less_than_nothing")),
        *_lease_constraints(),
    )


def _lease_columns() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("enrollment_id", sa.Uuid(), nullable=False),
        sa.Column("activity", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
    )


def _lease_constraints() -> tuple[sa.Constraint, ...]:
    return (
        sa.ForeignKeyConstraint(
            ["enrollment_id"], ["enrollment.id"], name=op.f("fk_seat_time_lease_enrollment_id_enrollment")
        ),
        sa.ForeignKeyConstraint(["learner_id"], ["learner.id"], name=op.f("fk_seat_time_lease_learner_id_learner")),
        sa.PrimaryKeyConstraint("learner_id", name=op.f("pk_seat_time_lease")),
        sa.UniqueConstraint("secret_digest", name=op.f("uq_seat_time_lease_secret_digest")),
    )


def _ledger_columns() -> tuple[sa.Column[Any] | sa.Constraint, ...]:
    return (
        sa.Column("asked", sa.Boolean(), nullable=False),
        sa.Column("offset_ms", sa.BigInteger(), nullable=False),
        sa.Column("length_ms", sa.BigInteger(), nullable=False),
        sa.Column("grace_ms", sa.Integer(), nullable=False),
        sa.CheckConstraint("counted_ms <= length_ms", name=op.f("no_more_counts_than_passed")),
        sa.CheckConstraint("grace_ms >= 0 AND grace_ms <= counted_ms", name=op.f("grace_is_part_of_what_counts")),
        sa.CheckConstraint("offset_ms >= 0", name=op.f("the_ledger_begins_at_nothing")),
    )


def _make_stretch(*more: sa.Column[Any] | sa.Constraint) -> None:
    op.create_table(
        "seat_time_stretch",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("enrollment_id", sa.Uuid(), nullable=False),
        sa.Column("activity", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("policy", sa.String(length=20), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counted_ms", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.CheckConstraint("counted_ms >= 0", name=op.f("counted_time_is_not_negative")),
        sa.CheckConstraint("ended_at >= started_at", name=op.f("stretch_ends_after_its_start")),
        sa.ForeignKeyConstraint(
            ["enrollment_id"], ["enrollment.id"], name=op.f("fk_seat_time_stretch_enrollment_id_enrollment")
        ),
        sa.ForeignKeyConstraint(["learner_id"], ["learner.id"], name=op.f("fk_seat_time_stretch_learner_id_learner")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat_time_stretch")),
        *more,
    )
    order = "offset_ms" if more else "started_at"
    op.create_index("ix_seat_time_stretch_enrollment", "seat_time_stretch", ["enrollment_id", order])
    if more:
        op.create_index("ix_seat_time_stretch_learner", "seat_time_stretch", ["learner_id", "offset_ms"])
    op.create_index(
        "one_open_stretch_per_learner",
        "seat_time_stretch",
        ["learner_id"],
        unique=True,
        sqlite_where=sa.text("is_open"),
        postgresql_where=sa.text("is_open"),
    )


def _take_stretches() -> list[Row]:
    """Return every stretch, a learner's together and oldest first; their table is gone, with its triggers."""
    table = sa.Table("seat_time_stretch", sa.MetaData(), autoload_with=op.get_bind())
    every = sa.select(table).order_by(table.c.learner_id, table.c.started_at, table.c.ended_at)
    rows = [dict(row) for row in op.get_bind().execute(every).mappings()]
    op.drop_table("seat_time_stretch")
    return rows


def _put_stretches(rows: Sequence[Row]) -> None:
    if rows:
        table = sa.Table("seat_time_stretch", sa.MetaData(), autoload_with=op.get_bind())
        op.get_bind().execute(sa.insert(table), rows)


def _on_the_ledger(rows: Sequence[Row]) -> list[Row]:
    """Return the rows with their offsets since the learner's first; one that would overlap begins after the other."""
    learner_id, first, end_ms = None, None, 0
    placed = []
    for row in rows:
        if row["learner_id"] != learner_id:
            learner_id, first, end_ms = row["learner_id"], row["started_at"], 0
        offset_ms = max(end_ms, _ms(row["started_at"], first))
        length_ms = max(row["counted_ms"], _ms(row["ended_at"], row["started_at"]))
        end_ms = offset_ms + length_ms
        placed.append({**row, "offset_ms": offset_ms, "length_ms": length_ms})
    return placed


def _ms(until: datetime, since: datetime) -> int:
    return (until - since) // timedelta(milliseconds=1)


def _guard(table: str, events: str, condition: str) -> None:
    """Make the triggers by which the first revision keeps what is written."""
    if op.get_bind().dialect.name == "sqlite":
        for action in events.split(" OR "):
            op.execute(
                f"CREATE TRIGGER {table}_refuses_{action.lower()} BEFORE {action} ON {table} "
                f"WHEN {condition} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {table}_refuses_change_{events.split(maxsplit=1)[0].lower()} BEFORE {events} ON {table} "
        f"FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION refuse_change()"
    )
