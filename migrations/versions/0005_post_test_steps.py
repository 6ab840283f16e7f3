"""Post-test steps: flags among the answers, what each answer was based on, and what staff grant.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

CHECKS = {
    "steps_answer_or_flag": "kind IN ('answer', 'flag', 'unflag')",
    "answers_alone_name_an_option": "(kind = 'answer') = (option_id <> '')",
    "steps_know_only_what_came_before": "based_on BETWEEN 0 AND sequence - 1",
}


def upgrade() -> None:
    """Go to this revision. Steps from before it are answers, each based on the one before it."""
    _drop_guards("attempt_step")
    with op.batch_alter_table("attempt_step") as batch:
        batch.add_column(sa.Column("kind", sa.String(length=10), nullable=False, server_default="answer"))
        batch.add_column(sa.Column("based_on", sa.Integer(), nullable=False, server_default="0"))
    op.execute("UPDATE attempt_step SET based_on = sequence - 1")
    with op.batch_alter_table("attempt_step") as batch:
        batch.alter_column("kind", server_default=None)
        batch.alter_column("based_on", server_default=None)
        for name, condition in CHECKS.items():
            batch.create_check_constraint(op.f(name), condition)
    _guard("attempt_step")
    op.create_table(
        "post_test_allowance",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enrollment_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("granted_by", sa.String(length=80), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("idempotency_key", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('extra_attempt', 'no_cool_down', 'one_by_one', 'all_on_one_page', 'learner_chooses')",
            name=op.f("allowance_is_one_we_grant"),
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("allowances_have_a_reason")),
        sa.ForeignKeyConstraint(
            ["enrollment_id"], ["enrollment.id"], name=op.f("fk_post_test_allowance_enrollment_id_enrollment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_test_allowance")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_post_test_allowance_idempotency_key")),
    )
    op.create_index(op.f("ix_post_test_allowance_enrollment_id"), "post_test_allowance", ["enrollment_id"])
    _guard("post_test_allowance")


def downgrade() -> None:
    """Go back. Flags, and answers that a newer one outranked, are left out: a log without them reads the same."""
    op.drop_table("post_test_allowance")
    _drop_guards("attempt_step")
    op.execute("DELETE FROM attempt_step WHERE kind <> 'answer'")
    _drop_outranked()
    with op.batch_alter_table("attempt_step") as batch:
        for name in CHECKS:
            batch.drop_constraint(op.f(name), type_="check")
        batch.drop_column("based_on")
        batch.drop_column("kind")
    _guard("attempt_step")


def _drop_outranked() -> None:
    """Remove the answers that never stood; which they are follows from those before them, so they are read in order."""
    steps = sa.table("attempt_step", *map(sa.column, ("attempt_id", "sequence", "question_id", "based_on")))
    standing: dict[tuple[object, str], int] = {}
    for step in op.get_bind().execute(sa.select(steps).order_by(steps.c.attempt_id, steps.c.sequence)).all():
        place = (step.attempt_id, step.question_id)
        if step.based_on >= standing.get(place, 0):
            standing[place] = step.sequence
            continue
        this = sa.and_(steps.c.attempt_id == step.attempt_id, steps.c.sequence == step.sequence)
        op.execute(sa.delete(steps).where(this))


def _drop_guards(table: str) -> None:
    """Let a table be changed for the length of a migration. SQLite copies it, and a copy has no triggers."""
    if op.get_bind().dialect.name == "sqlite":
        for action in ("update", "delete"):
            op.execute(f"DROP TRIGGER {table}_refuses_{action}")
        return
    op.execute(f"DROP TRIGGER {table}_refuses_change_update ON {table}")


def _guard(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for action in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_refuses_{action.lower()} BEFORE {action} ON {table} "
                f"WHEN TRUE BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {table}_refuses_change_update BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW WHEN (TRUE) EXECUTE FUNCTION refuse_change()"
    )
