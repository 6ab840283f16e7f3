"""What a role lets a staff member do, and which approvals are about to end."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from player.accounts.rules import StaffRecord
from player.catalog.rules import ApprovalRecord, EditionSummary

REMINDED_DAYS = (7, 30, 90)
"""An approval that ends within so many days is pointed out, the more urgently the fewer (CE-RULES 13, 14)."""


@dataclass(frozen=True, kw_only=True)
class Ending:
    """An approval of a sponsor, how long it lasts, and the published courses that claim it.

    ``days_left`` counts from today: 0 is its last day, a negative number says how long it is over, None that its end is
    not stated. ``within`` is the smallest of ``REMINDED_DAYS`` that holds it, or None.
    """

    sponsor_id: uuid.UUID
    approval: ApprovalRecord
    days_left: int | None
    within: int | None
    courses: tuple[EditionSummary, ...]


def endings(
    sponsor_id: uuid.UUID, approvals: Iterable[ApprovalRecord], courses: Iterable[EditionSummary], *, on: date
) -> list[Ending]:
    """Return a sponsor's approvals with the courses they carry, the next to end first and those without an end last."""
    published = [course for course in courses if course.sponsor_id == sponsor_id]
    found = [_ending(sponsor_id, approval, published, on) for approval in approvals]
    return sorted(found, key=lambda one: (one.days_left is None, one.days_left or 0, one.approval.key))


def _ending(sponsor_id: uuid.UUID, approval: ApprovalRecord, courses: list[EditionSummary], on: date) -> Ending:
    days_left = None if approval.valid_to is None else (approval.valid_to - on).days
    return Ending(
        sponsor_id=sponsor_id,
        approval=approval,
        days_left=days_left,
        within=next((days for days in REMINDED_DAYS if days_left is not None and 0 <= days_left <= days), None),
        courses=tuple(course for course in courses if approval.key in course.edition.terms.approvals),
    )


def may_change(staff: StaffRecord, sponsor_id: uuid.UUID) -> bool:
    """Tell whether a staff member may change what holds for a sponsor's learners and keys, and export it."""
    return staff.administers(sponsor_id)


def may_export(staff: StaffRecord) -> bool:
    """Tell whether a staff member may take completions out of the house: administrators may, viewers only look."""
    return bool(staff.roles) and all(role == "administrator" for _sponsor_id, role in staff.roles)
