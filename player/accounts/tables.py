"""Tables of the room ``accounts``: learners, licenses, staff and their roles, and the logins that point to them."""

import uuid
from datetime import datetime

from flask_security import UserMixin
from sqlalchemy import CheckConstraint, ForeignKey, String, false
from sqlalchemy.orm import Mapped, mapped_column

from player.db import Base


class Learner(Base):
    """A person who takes courses. Not a login: several logins may point here, and two learners can be merged."""

    __tablename__ = "learner"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    first_name: Mapped[str] = mapped_column(String(100), default="")
    middle_name: Mapped[str] = mapped_column(String(100), default="")
    last_name: Mapped[str] = mapped_column(String(100), default="")
    suffix: Mapped[str] = mapped_column(String(20), default="")
    credentials: Mapped[str] = mapped_column(String(60), default="")
    profession: Mapped[str | None] = mapped_column(String(40))
    locale: Mapped[str] = mapped_column(String(10), default="en")
    display_zone: Mapped[str | None] = mapped_column(String(60))
    prefers_asking: Mapped[bool] = mapped_column(default=False, server_default=false())
    joined_at: Mapped[datetime]
    merged_into_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("learner.id"))


class License(Base):
    """A license as printed: the number is text and is never reformatted. Removed licenses stay, with their end."""

    __tablename__ = "license"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    learner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("learner.id"), index=True)
    jurisdiction: Mapped[str] = mapped_column(String(10))
    profession: Mapped[str] = mapped_column(String(40))
    license_type: Mapped[str] = mapped_column(String(40))
    number: Mapped[str] = mapped_column(String(60))
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class Staff(Base):
    """A person who works for a sponsor; separate from learners."""

    __tablename__ = "staff"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    joined_at: Mapped[datetime]


class StaffRole(Base):
    """What a staff member may do for one sponsor."""

    __tablename__ = "staff_role"
    __table_args__ = (CheckConstraint("role IN ('administrator', 'viewer')", name="staff_role_is_known"),)

    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    sponsor_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("sponsor.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(20))
    granted_at: Mapped[datetime]


class Login(UserMixin, Base):
    """A way to sign in with a password. Points to a learner or to a staff member, never to both."""

    __tablename__ = "login"
    __table_args__ = (
        CheckConstraint("(learner_id IS NULL) <> (staff_id IS NULL)", name="login_is_a_learner_or_staff"),
        CheckConstraint("email = lower(email)", name="login_email_is_lower_case"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(320), unique=True)
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool]
    confirmed_at: Mapped[datetime | None]
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    learner_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("learner.id"), index=True)
    staff_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"), index=True)
    is_demo: Mapped[bool] = mapped_column(default=False)
