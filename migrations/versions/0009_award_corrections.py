"""Corrections of awards: the name and license as a corrected certificate says them.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "award_correction",
        sa.Column("award_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("license_snapshot_id", sa.Uuid(), nullable=True),
        sa.Column("first_name", sa.String(length=100), nullable=False),
        sa.Column("middle_name", sa.String(length=100), nullable=False),
        sa.Column("last_name", sa.String(length=100), nullable=False),
        sa.Column("suffix", sa.String(length=20), nullable=False),
        sa.Column("credentials", sa.String(length=60), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["award_id"], ["award.id"], name=op.f("fk_award_correction_award_id_award")),
        sa.ForeignKeyConstraint(
            ["license_snapshot_id"],
            ["license_snapshot.id"],
            name=op.f("fk_award_correction_license_snapshot_id_license_snapshot"),
        ),
        sa.PrimaryKeyConstraint("award_id", "number", name=op.f("pk_award_correction")),
    )
    if op.get_bind().dialect.name == "sqlite":
        for action in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER award_correction_refuses_{action.lower()} BEFORE {action} ON award_correction "
                f"BEGIN SELECT RAISE(ABORT, 'award_correction is append-only'); END"
            )
    else:
        op.execute(
            "CREATE TRIGGER award_correction_refuses_change_update BEFORE UPDATE OR DELETE ON award_correction "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    """Go back to the revision before."""
    op.drop_table("award_correction")
