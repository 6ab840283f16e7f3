"""What must be true before credit is awarded: one pure decision per license."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar
from zoneinfo import ZoneInfo

from player.accounts.rules import LicenseRecord, Name
from player.catalog.rules import ApprovalRecord, Edition, Requirement
from player.enrollment import rules as enrollment_rules
from player.errors import Reason


@dataclass(frozen=True, kw_only=True)
class NoApprovalInForce(Reason):
    """No approval covers this profession, place and delivery format on the completion date."""

    code: ClassVar[str] = "no_approval_in_force"
    profession: str
    jurisdiction: str


@dataclass(frozen=True, kw_only=True)
class Fact:
    """How one requirement stands: since when it is met, or what is left of it."""

    requirement: Requirement
    met_at: datetime | None
    left: tuple[Reason, ...]


@dataclass(frozen=True, kw_only=True)
class Holder:
    """Whom credit would be for: one license of the learner, or the learner's profession without a license."""

    license_id: uuid.UUID | None
    profession: str
    jurisdiction: str | None
    label: str

    @property
    def key(self) -> tuple[str | None, ...] | None:
        """What makes a license another one for a board: all that is printed on it, as typed. None without a license.

        A license that was removed and typed in again is the same one: boards refuse duplicates.
        """
        return None if self.license_id is None else (self.profession, self.jurisdiction, self.label.casefold())


@dataclass(frozen=True, kw_only=True)
class Completion:
    """When a course was completed: the instant, and the civil day it was in the sponsor's zone."""

    at: datetime
    day: date
    zone: str


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What an edition offers: how much credit, in which format, under which approvals, dated in which zone.

    ``settled`` is the completion as the enrollment's first award has it: later awards take it over, whatever became of
    the zone or the record of time since (CE-RULES 13, 2-3).
    """

    edition: Edition
    approvals: tuple[ApprovalRecord, ...]
    zone: str
    settled: Completion | None = None


@dataclass(frozen=True, kw_only=True)
class Earned:
    """Credit is due. ``completion_date`` is the civil day, in ``zone``, on which the last requirement was met."""

    holder: Holder
    credits: Decimal
    completed_at: datetime
    completion_date: date
    zone: str
    approvals: tuple[ApprovalRecord, ...]


@dataclass(frozen=True, kw_only=True)
class Withheld:
    """Credit is not due, for these reasons."""

    holder: Holder
    reasons: tuple[Reason, ...]


Decision = Earned | Withheld


def license_holder(record: LicenseRecord) -> Holder:
    """Return whom credit would be for when it is for this license."""
    return Holder(
        license_id=record.id,
        profession=record.profession,
        jurisdiction=record.jurisdiction,
        label=f"{record.jurisdiction} {record.license_type} {record.number}",
    )


def decide(offer: Offer, facts: Sequence[Fact], holder: Holder) -> Decision:
    """Return whether credit is earned for one license, or every reason why not.

    All or nothing: there is no partial credit (APA; CE-RULES 4). The completion date is the day, in the sponsor's zone,
    on which the last requirement was met, and only approvals in force on that day count, whenever this is asked
    (CE-RULES 13, 4-7).
    """
    missing = tuple(reason for fact in facts for reason in fact.left)
    if missing:
        return Withheld(holder=holder, reasons=missing)
    completion = offer.settled or _completion(facts, offer.zone)
    expired = enrollment_rules.left(offer.edition, on=completion.day)
    if expired:
        return Withheld(holder=holder, reasons=expired)
    approvals = _covering(offer, holder, completion.day)
    if offer.edition.credit_bearing and not approvals:
        nowhere = NoApprovalInForce(profession=holder.profession, jurisdiction=holder.jurisdiction or "")
        return Withheld(holder=holder, reasons=(nowhere,))
    return Earned(
        holder=holder,
        credits=(offer.edition.terms.credits or Decimal(0)) if offer.edition.credit_bearing else Decimal(0),
        completed_at=completion.at,
        completion_date=completion.day,
        zone=completion.zone,
        approvals=approvals,
    )


def _completion(facts: Sequence[Fact], zone: str) -> Completion:
    at = max(fact.met_at for fact in facts if fact.met_at is not None)
    return Completion(at=at, day=at.astimezone(ZoneInfo(zone)).date(), zone=zone)


def _covering(offer: Offer, holder: Holder, day: date) -> tuple[ApprovalRecord, ...]:
    if not offer.edition.credit_bearing:
        return ()
    return tuple(
        approval
        for approval in offer.approvals
        if approval.in_force(day)
        and approval.covers(
            profession=holder.profession, jurisdiction=holder.jurisdiction, delivery_format=offer.edition.format
        )
    )


@dataclass(frozen=True, kw_only=True)
class StatementRecord:
    """One approval that covers an award, in the words of the completion date."""

    approval_id: uuid.UUID
    body: str
    sponsor_name: str
    number: str | None
    credit_type: str | None
    statement: str


@dataclass(frozen=True, kw_only=True)
class AwardRecord:
    """Credit as awarded, with the name and license as they then were or were corrected, and its statements."""

    id: uuid.UUID
    enrollment_id: uuid.UUID
    learner_id: uuid.UUID
    sponsor_id: uuid.UUID
    license: LicenseRecord | None
    name: Name
    profession: str
    credits: Decimal
    completed_at: datetime
    completion_date: date
    completion_zone: str
    awarded_at: datetime
    is_sample: bool
    statements: tuple[StatementRecord, ...]

    @property
    def credit_type(self) -> str:
        """The types of credit its statements name, or nothing."""
        return ", ".join(dict.fromkeys(one.credit_type for one in self.statements if one.credit_type))


def license_now(
    printed: LicenseRecord | None, held: Sequence[LicenseRecord], awarded: Collection[LicenseRecord]
) -> LicenseRecord | None:
    """Return the license that a corrected certificate names, out of those a learner holds now.

    It stays while it is held. One that was removed gives way to the one typed in its stead: of the same profession and
    place, so that the same approvals cover it, and without an award of its own. None or several such: it stays.
    """
    if printed is None:
        return None
    taken = {license_holder(one).key for one in awarded}
    same = [one for one in held if license_holder(one).key == license_holder(printed).key]
    alike = [
        one
        for one in held
        if (one.profession, one.jurisdiction) == (printed.profession, printed.jurisdiction)
        and license_holder(one).key not in taken
    ]
    if same:
        return same[0]
    return alike[0] if len(alike) == 1 else printed
