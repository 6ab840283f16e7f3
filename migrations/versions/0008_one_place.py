"""One place: where a learner stopped is what the beats of the lease in force say; bookmarks of old join them.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision: a bookmark is kept where no beat has said a place."""
    op.execute(
        "INSERT INTO seat_time_place (enrollment_id, activity, section, media_ms, at) "
        "SELECT enrollment_id, 'lesson:' || lesson_id, section_id, media_ms, at FROM place WHERE NOT EXISTS "
        "(SELECT 1 FROM seat_time_place AS other WHERE other.enrollment_id = place.enrollment_id "
        "AND other.activity = 'lesson:' || place.lesson_id)"
    )
    op.drop_table("place")


def downgrade() -> None:
    """Go back to the one before: the places of lessons are bookmarks again."""
    op.create_table(
        "place",
        sa.Column("enrollment_id", sa.Uuid(), nullable=False),
        sa.Column("lesson_id", sa.String(length=80), nullable=False),
        sa.Column("section_id", sa.String(length=80), nullable=False),
        sa.Column("media_ms", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["enrollment_id"], ["enrollment.id"], name=op.f("fk_place_enrollment_id_enrollment")),
        sa.PrimaryKeyConstraint("enrollment_id", "lesson_id", name=op.f("pk_place")),
    )
    op.execute(
        "INSERT INTO place (enrollment_id, lesson_id, section_id, media_ms, at) "
        "SELECT enrollment_id, substr(activity, 8), section, coalesce(media_ms, 0), at FROM seat_time_place "
        "WHERE activity LIKE 'lesson:%' AND section IS NOT NULL"
    )
