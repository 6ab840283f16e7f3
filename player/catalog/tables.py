"""Tables of the room ``catalog``: sponsors, their approvals and open questions, and courses as published."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from player.db import Base


class Sponsor(Base):
    """Who answers for the courses. ``document`` is the sponsor file as last loaded."""

    __tablename__ = "sponsor"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    is_fictional: Mapped[bool]
    time_zone: Mapped[str | None] = mapped_column(String(60))
    document: Mapped[dict[str, Any]]
    loaded_at: Mapped[datetime]


class Approval(Base):
    """One body's approval of a sponsor, as a dated record. Append-only: a change is a new revision."""

    __tablename__ = "approval"
    __table_args__ = (
        UniqueConstraint("sponsor_id", "key", "revision"),
        CheckConstraint(
            "valid_to IS NULL OR valid_from IS NULL OR valid_from <= valid_to", name="approval_ends_after_start"
        ),
        CheckConstraint("(confirmed_by IS NULL) = (confirmed_on IS NULL)", name="confirmation_has_name_and_day"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    sponsor_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("sponsor.id"))
    key: Mapped[str] = mapped_column(String(40))
    revision: Mapped[int]
    body: Mapped[str] = mapped_column(String(200))
    short: Mapped[str] = mapped_column(String(80))
    sponsor_name: Mapped[str] = mapped_column(String(300))
    number: Mapped[str | None] = mapped_column(String(40))
    jurisdiction: Mapped[str | None] = mapped_column(String(10))
    professions: Mapped[list[Any]]
    formats: Mapped[list[Any] | None]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    credit_type: Mapped[str | None] = mapped_column(String(60))
    statement: Mapped[str] = mapped_column(Text)
    confirmed_by: Mapped[str | None] = mapped_column(String(200))
    confirmed_on: Mapped[date | None]
    loaded_at: Mapped[datetime]


class OpenQuestion(Base):
    """A question that only the CE director can answer. Closed, never deleted, when the sponsor file drops it."""

    __tablename__ = "open_question"
    __table_args__ = (
        CheckConstraint(
            "about IN ('approval', 'disclosure', 'time_zone', 'title', 'course')",
            name="question_is_about_something_known",
        ),
    )

    sponsor_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("sponsor.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    about: Mapped[str] = mapped_column(String(20))
    approval: Mapped[str | None] = mapped_column(String(40))
    course: Mapped[str | None] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text)
    found: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class Course(Base):
    """A course's name in addresses and reports; what it teaches stands in its editions."""

    __tablename__ = "course"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)


class Edition(Base):
    """A course as published under a sponsor: one immutable document, addressed by its content."""

    __tablename__ = "edition"
    __table_args__ = (
        UniqueConstraint("course_id", "sponsor_id", "number"),
        UniqueConstraint("course_id", "sponsor_id", "digest"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    course_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("course.id"))
    sponsor_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("sponsor.id"))
    number: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    content: Mapped[str] = mapped_column(Text)
    published_at: Mapped[datetime]
    published_by: Mapped[str] = mapped_column(String(120))


class Requirement(Base):
    """One thing an edition asks for before credit, as a row: a kind and the component it is about."""

    __tablename__ = "requirement"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('lesson', 'seat_time', 'post_test', 'attestation', 'evaluation')",
            name="requirement_kind_is_known",
        ),
    )

    edition_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("edition.id"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    component_id: Mapped[str] = mapped_column(String(80))


class EditionMedia(Base):
    """A media file an edition names; the bytes lie outside the database under their digest."""

    __tablename__ = "edition_media"

    edition_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("edition.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    media_type: Mapped[str] = mapped_column(String(60))
    size: Mapped[int]


class Offering(Base):
    """A way to take a course from a sponsor. An on-demand course has one standing offering."""

    __tablename__ = "offering"
    __table_args__ = (
        UniqueConstraint("course_id", "sponsor_id", "kind"),
        CheckConstraint("kind IN ('on_demand')", name="offering_kind_is_known"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    course_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("course.id"))
    sponsor_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("sponsor.id"))
    kind: Mapped[str] = mapped_column(String(20))
    opened_at: Mapped[datetime]
