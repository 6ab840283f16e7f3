"""Media and time: what was watched, which transcripts were read, which minimums were changed for one learner.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "media_watch",
        sa.Column("enrollment_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("recording_id", sa.String(length=80), nullable=False),
        sa.Column("from_ms", sa.Integer(), nullable=False),
        sa.Column("to_ms", sa.Integer(), nullable=False),
        sa.Column("allowance_ms", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("idempotency_key", sa.Uuid(), nullable=False),
        sa.CheckConstraint("allowance_ms >= 0", name=op.f("nobody_watches_faster_than_the_clock_allows")),
        sa.CheckConstraint("from_ms >= 0 AND to_ms >= from_ms", name=op.f("watched_piece_ends_after_its_start")),
        sa.ForeignKeyConstraint(
            ["enrollment_id"], ["enrollment.id"], name=op.f("fk_media_watch_enrollment_id_enrollment")
        ),
        sa.PrimaryKeyConstraint("enrollment_id", "sequence", name=op.f("pk_media_watch")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_media_watch_idempotency_key")),
    )
    op.create_table(
        "transcript_read",
        sa.Column("enrollment_id", sa.Uuid(), nullable=False),
        sa.Column("recording_id", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrollment_id"], ["enrollment.id"], name=op.f("fk_transcript_read_enrollment_id_enrollment")
        ),
        sa.PrimaryKeyConstraint("enrollment_id", "recording_id", name=op.f("pk_transcript_read")),
    )
    op.create_table(
        "time_accommodation",
        sa.Column("enrollment_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("lesson_id", sa.String(length=80), nullable=True),
        sa.Column("minimum_ms", sa.Integer(), nullable=False),
        sa.Column("published_ms", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("idempotency_key", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(reason) > 0", name=op.f("accommodation_has_a_reason")),
        sa.CheckConstraint("minimum_ms >= 0", name=op.f("accommodated_minimum_is_not_negative")),
        sa.ForeignKeyConstraint(
            ["enrollment_id"], ["enrollment.id"], name=op.f("fk_time_accommodation_enrollment_id_enrollment")
        ),
        sa.PrimaryKeyConstraint("enrollment_id", "sequence", name=op.f("pk_time_accommodation")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_time_accommodation_idempotency_key")),
    )
    for table in APPEND_ONLY:
        _guard(table)


def downgrade() -> None:
    """Go back to the one before."""
    op.drop_table("time_accommodation")
    op.drop_table("transcript_read")
    op.drop_table("media_watch")


APPEND_ONLY = ("media_watch", "transcript_read", "time_accommodation")
"""Tables whose rows are never changed or deleted."""


def _guard(table: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {table}_refuses_change_update BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        return
    for action in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_refuses_{action.lower()} BEFORE {action} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
