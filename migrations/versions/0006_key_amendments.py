"""Key amendments: corrections of an edition's key, their application, and what replaying the attempts gave.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

APPEND_ONLY = ("key_amendment", "key_application", "regrade")
"""Tables whose rows are never changed or deleted."""


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "key_amendment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.String(length=80), nullable=False),
        sa.Column("accepted", sa.JSON(), nullable=False),
        sa.Column("is_dropped", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("idempotency_key", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(reason) > 0", name=op.f("amendment_has_a_reason")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_key_amendment_edition_id_edition")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_amendment")),
        sa.UniqueConstraint("edition_id", "number", name="amendments_are_numbered_once"),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_key_amendment_idempotency_key")),
    )
    op.create_table(
        "key_application",
        sa.Column("amendment_id", sa.Uuid(), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["amendment_id"], ["key_amendment.id"], name=op.f("fk_key_application_amendment_id_key_amendment")
        ),
        sa.PrimaryKeyConstraint("amendment_id", name=op.f("pk_key_application")),
    )
    op.create_table(
        "regrade",
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("amendment_id", sa.Uuid(), nullable=False),
        sa.Column("correct", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("passing_score", sa.Integer(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("takes_pass", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("regraded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("correct BETWEEN 0 AND total", name=op.f("regrade_is_within_the_form")),
        sa.CheckConstraint(
            "passed = (correct * 100 >= passing_score * total)", name=op.f("regraded_pass_follows_the_score")
        ),
        sa.CheckConstraint("takes_pass = (length(reason) > 0)", name=op.f("a_pass_is_taken_for_a_reason")),
        sa.CheckConstraint("NOT (takes_pass AND passed)", name=op.f("a_pass_is_taken_from_a_fail_only")),
        sa.ForeignKeyConstraint(
            ["amendment_id"], ["key_amendment.id"], name=op.f("fk_regrade_amendment_id_key_amendment")
        ),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["submission.attempt_id"], name=op.f("fk_regrade_attempt_id_submission")
        ),
        sa.PrimaryKeyConstraint("attempt_id", "number", name=op.f("pk_regrade")),
    )
    for table in APPEND_ONLY:
        _guard(table)


def downgrade() -> None:
    """Go back to the revision before."""
    for table in reversed(APPEND_ONLY):
        op.drop_table(table)


def _guard(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for action in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_refuses_{action.lower()} BEFORE {action} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {table}_refuses_change_update BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
