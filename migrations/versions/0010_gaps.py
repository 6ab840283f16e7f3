"""Gaps: the highest beat of a lease that came before the one it follows.

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
    op.add_column("seat_time_lease", sa.Column("refused_sequence", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    """Go back to the revision before."""
    op.drop_column("seat_time_lease", "refused_sequence")
