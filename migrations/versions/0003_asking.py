"""Learners may choose to be asked now and then whether they are there, instead of being watched for input.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision; both engines add and drop a plain column in place, so that no row of a learner is copied."""
    op.add_column("learner", sa.Column("prefers_asking", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    """Come back from it."""
    op.drop_column("learner", "prefers_asking")
