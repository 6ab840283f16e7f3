"""Counted evaluations: answers wait until five of a kind are together; until now they stood alone.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_participation = sa.table("evaluation_participation", sa.column("submitted_at", sa.DateTime(timezone=True)))
_FEW = """
    (SELECT count(*) FROM evaluation_answer AS other
     WHERE other.edition_id = evaluation_answer.edition_id AND other.item_id = evaluation_answer.item_id
       AND other.quarter = evaluation_answer.quarter
       AND (other.rating IS NULL) = (evaluation_answer.rating IS NULL)) < 5
"""
"""Chooses answers that stand in their quarter with fewer than four others of their kind."""


def upgrade() -> None:
    """Go to this revision: answers that are too few to be shown wait for others."""
    op.create_table(
        "evaluation_waiting",
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.String(length=80), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.CheckConstraint("rating IS NULL OR rating BETWEEN 1 AND 5", name=op.f("waiting_rating_is_one_to_five")),
        sa.CheckConstraint("rating IS NULL OR comment IS NULL", name=op.f("waiting_answer_is_of_one_kind")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_evaluation_waiting_edition_id_edition")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_evaluation_waiting")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("evaluation_waiting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evaluation_waiting_edition_id"), ["edition_id"], unique=False)

    op.execute(
        "INSERT INTO evaluation_waiting (key, edition_id, item_id, rating, comment) "  # noqa: S608 - our own words
        f"SELECT key, edition_id, item_id, rating, comment FROM evaluation_answer WHERE {_FEW} ORDER BY key"
    )
    _unguard()
    op.execute("DELETE FROM evaluation_answer WHERE key IN (SELECT key FROM evaluation_waiting)")
    _guard()


def downgrade() -> None:
    """Go back to the one before: what waits stands in the quarter of the last sheet."""
    last = op.get_bind().scalar(sa.select(sa.func.max(_participation.c.submitted_at)))
    if last is not None:  # without a sheet nothing waits
        move = sa.text(
            "INSERT INTO evaluation_answer (key, edition_id, item_id, quarter, rating, comment) "
            "SELECT key, edition_id, item_id, :quarter, rating, comment FROM evaluation_waiting ORDER BY key"
        )
        op.execute(move.bindparams(quarter=f"{last.year}-Q{(last.month + 2) // 3}"))
    op.drop_table("evaluation_waiting")


def _unguard() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER evaluation_answer_refuses_delete")
    else:
        op.execute("DROP TRIGGER evaluation_answer_refuses_change_update ON evaluation_answer")


def _guard() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER evaluation_answer_refuses_delete BEFORE DELETE ON evaluation_answer "
            "WHEN TRUE BEGIN SELECT RAISE(ABORT, 'evaluation_answer is append-only'); END"
        )
    else:
        op.execute(
            "CREATE TRIGGER evaluation_answer_refuses_change_update BEFORE UPDATE OR DELETE ON evaluation_answer "
            "FOR EACH ROW WHEN (TRUE) EXECUTE FUNCTION refuse_change()"
        )
