"""Who answers for courses: sponsors, their approvals as dated records, and what only their CE director can answer."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from player.catalog.rules.terms import Terms


@dataclass(frozen=True, kw_only=True)
class ApprovalRecord:
    """One body's approval of the sponsor, as a dated record. ``formats`` None: not known. Days are inclusive."""

    key: str
    body: str
    short: str
    sponsor_name: str
    number: str | None
    jurisdiction: str | None
    professions: tuple[str, ...]
    formats: tuple[str, ...] | None
    valid_from: date | None
    valid_to: date | None
    credit_type: str | None
    statement: str
    confirmed: bool
    blocked_by: tuple[str, ...] = ()
    """Keys of the open questions about this approval."""
    confirmed_by: str | None = None
    confirmed_on: date | None = None
    id: uuid.UUID | None = None
    """The stored revision this is; None in a sponsor file."""
    revision: int = 0

    def in_force(self, on: date) -> bool:
        """Tell whether the approval may be claimed for a completion on this civil day.

        It must be confirmed, free of open questions, and the day within its window (CE-RULES 13, 6).
        """
        return (
            self.confirmed
            and not self.blocked_by
            and (self.valid_from is None or self.valid_from <= on)
            and (self.valid_to is None or on <= self.valid_to)
        )

    def claimed(self, on: date, *, delivery_format: str) -> bool:
        """Tell whether a course in this format may say, on this civil day, that the approval covers it."""
        return self.in_force(on) and self.formats is not None and delivery_format in self.formats

    def covers(self, *, profession: str, jurisdiction: str | None, delivery_format: str) -> bool:
        """Tell whether the approval speaks of this profession, jurisdiction and delivery format."""
        return (
            profession in self.professions
            and (self.jurisdiction is None or self.jurisdiction == jurisdiction)
            and self.formats is not None
            and delivery_format in self.formats
        )


@dataclass(frozen=True, kw_only=True)
class OpenQuestion:
    """A question that only the CE director can answer, and where it was found. Never answered by a guess."""

    key: str
    about: Literal["approval", "disclosure", "time_zone", "title", "course"]
    text: str
    found: str
    approval: str | None = None
    course: str | None = None
    sponsor_id: uuid.UUID | None = None
    asked_at: datetime | None = None

    def blocks(self, slug: str) -> bool:
        """Tell whether the course with this slug cannot be published while the question is open.

        A question about an approval holds back that approval's statement instead; one about the course is a reminder.
        """
        return self.about == "time_zone" or (self.about in {"disclosure", "title"} and self.course == slug)


@dataclass(frozen=True, kw_only=True)
class Contact:
    """How a sponsor is reached."""

    email: str
    phone: str


@dataclass(frozen=True, kw_only=True)
class Signatory:
    """Who signs a sponsor's certificates."""

    name: str
    title: str


@dataclass(frozen=True, kw_only=True)
class SponsorDocument:
    """A sponsor file as read: the sponsor, its approvals and open questions, and its terms for each course."""

    key: str
    name: str
    is_fictional: bool
    time_zone: str | None
    address: str | None
    contact: Contact | None
    signatory: Signatory | None
    approvals: tuple[ApprovalRecord, ...] = ()
    questions: tuple[OpenQuestion, ...] = ()
    courses: Mapping[str, Terms] = field(default_factory=dict)

    def approval(self, key: str) -> ApprovalRecord | None:
        """Return the approval with this key, or None."""
        return next((approval for approval in self.approvals if approval.key == key), None)


@dataclass(frozen=True, kw_only=True)
class SponsorRecord:
    """A sponsor as stored. What its file leaves open is None."""

    id: uuid.UUID
    key: str
    name: str
    is_fictional: bool
    time_zone: str | None
    address: str | None
    contact: Contact | None
    signatory: Signatory | None
