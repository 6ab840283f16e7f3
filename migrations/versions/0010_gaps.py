"""Gaps: whether a beat of a lease came before the one it follows.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision; both engines add and drop a plain column in place."""
    op.add_column("seat_time_lease", sa.Column("has_gap", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    """Go back to the revision before."""
    op.drop_column("seat_time_lease", "has_gap")
