"""Use cases of credit: how a learner stands, and the award when everything is met."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from player.accounts import service as accounts
from player.accounts.rules import LicenseRecord
from player.audit import service as audit
from player.catalog import rules as catalog_rules
from player.catalog import service as catalog
from player.catalog.rules import Requirement
from player.credit import rules, store
from player.credit.rules import (
    AwardRecord,
    Completion,
    Decision,
    Earned,
    Fact,
    Holder,
    Offer,
    StatementRecord,
    Withheld,
)
from player.enrollment import service as enrollment
from player.enrollment.rules import Taking
from player.errors import NotAllowed, Reason
from player.evaluation import rules as evaluation_rules
from player.evaluation import service as evaluation
from player.lessons import rules as lesson_rules
from player.lessons import service as lessons
from player.lessons.rules.minimums import minimum_met_at
from player.posttest import rules as post_test_rules
from player.posttest import service as post_test
from player.seat_time import rules as seat_time_rules


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How a learner stands in a course: the requirements one by one, and the decision for each license."""

    taking: Taking
    facts: tuple[Fact, ...]
    decisions: tuple[Decision, ...]
    awards: tuple[AwardRecord, ...]

    @property
    def earned(self) -> tuple[Earned, ...]:
        """The decisions that give credit."""
        return tuple(one for one in self.decisions if isinstance(one, Earned))

    @property
    def to_award(self) -> tuple[Earned, ...]:
        """What is earned and not awarded yet: one for each license that is not among the awards."""
        return tuple(one for one in self.earned if one.holder.key not in self._awarded)

    @property
    def withheld(self) -> tuple[Withheld, ...]:
        """The decisions that give no credit, of licenses that have no award."""
        withheld = (one for one in self.decisions if isinstance(one, Withheld))
        return tuple(one for one in withheld if one.holder.key not in self._awarded)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why there is no credit at all, each reason once; nothing as soon as one license has it."""
        if self.earned or self.awards:
            return ()
        return tuple(dict.fromkeys(reason for one in self.withheld for reason in one.reasons))

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left to do for the learner in the course."""
        return not any(fact.left for fact in self.facts)

    @property
    def _awarded(self) -> set[object]:
        return {rules.license_holder(one.license).key if one.license else None for one in self.awards}


def standing(session: Session, taking: Taking) -> Standing:
    """Return how a learner stands: what home, every gate and the certificate go by."""
    facts = _facts(session, taking)
    sponsor = catalog.sponsor_of_edition(session, taking.enrollment.edition_id)
    approvals = catalog.approvals(session, sponsor.id, taking.edition.terms.approvals)
    awards = tuple(store.of_enrollments(session, [taking.id]))
    offer = Offer(
        edition=taking.edition, approvals=approvals, zone=sponsor.time_zone or "UTC", settled=_settled(awards)
    )
    holders = _holders(session, taking)
    return Standing(
        taking=taking,
        facts=facts,
        decisions=tuple(rules.decide(offer, facts, holder) for holder in holders),
        awards=awards,
    )


def _settled(awards: tuple[AwardRecord, ...]) -> Completion | None:
    if not awards:
        return None
    first = awards[0]
    return Completion(at=first.completed_at, day=first.completion_date, zone=first.completion_zone)


def _facts(session: Session, taking: Taking) -> tuple[Fact, ...]:
    done = lessons.facts(session, taking)
    states = {state.lesson.id: state for state in lesson_rules.states(taking.edition, done)}
    stretches = done.stretches
    attempts = post_test.attempts(session, taking.id)
    passed = post_test_rules.passing(attempts)
    attestation = post_test.find_attestation(session, taking.id)
    evaluated_at = evaluation.submitted_at(session, taking.id)
    needed_ms = taking.edition.course_minimum_ms

    def lesson(one: Requirement) -> Fact:
        state = states[one.component_id]
        return Fact(requirement=one, met_at=state.done_at, left=lesson_rules.left((state,)))

    def fixed(met_at: datetime | None, left: tuple[Reason, ...]) -> Callable[[Requirement], Fact]:
        return lambda one: Fact(requirement=one, met_at=met_at, left=left)

    by_kind: dict[str, Callable[[Requirement], Fact]] = {
        "lesson": lesson,
        "seat_time": fixed(
            minimum_met_at(stretches, needed_ms, taking.accommodation(None)),
            seat_time_rules.left(stretches, needed_ms),
        ),
        "post_test": fixed(
            passed.submission.passed_at if passed and passed.submission else None,
            post_test_rules.left(taking.edition, attempts, post_test.allowances(session, taking.id)),
        ),
        "attestation": fixed(
            attestation.attested_at if attestation else None, post_test_rules.left_to_attest(attestation)
        ),
        "evaluation": fixed(evaluated_at, evaluation_rules.left(evaluated_at)),
    }
    requirements = catalog.requirements(session, taking.enrollment.edition_id)
    return tuple(by_kind[requirement.kind](requirement) for requirement in requirements)


def _holders(session: Session, taking: Taking) -> tuple[Holder, ...]:
    learner = accounts.get_learner(session, taking.enrollment.learner_id)
    licenses = accounts.licenses(session, learner.id)
    if taking.edition.credit_bearing and licenses:
        return tuple(rules.license_holder(one) for one in licenses)
    return (Holder(license_id=None, profession=learner.profession or "other", jurisdiction=None, label=""),)


def claim(session: Session, taking: Taking, *, at: datetime) -> tuple[AwardRecord, ...]:
    """Award what is earned and not awarded yet, for every license, and return all awards of the enrollment.

    Claiming twice awards once. The enrollment ends with its first award, so that the course can be taken anew.

    Raises:
        NotAllowed: nothing is earned; carries the first reason.
    """
    stands = standing(session, taking)
    if stands.reasons:
        reason = stands.reasons[0]
        raise NotAllowed(reason.code, **reason.parameters(), enrollment_id=taking.id)
    for earned in stands.to_award:
        _award(session, taking, earned, at=at)
    enrollment.close(session, taking.id, at=at)
    return tuple(store.of_enrollments(session, [taking.id]))


def _award(session: Session, taking: Taking, earned: Earned, *, at: datetime) -> None:
    sponsor = catalog.sponsor_of_edition(session, taking.enrollment.edition_id)
    learner = accounts.get_learner(session, taking.enrollment.learner_id)
    award = AwardRecord(
        id=uuid.uuid4(),
        enrollment_id=taking.id,
        learner_id=taking.enrollment.learner_id,
        sponsor_id=sponsor.id,
        license=_license(session, taking, earned.holder.license_id),
        name=learner.name,
        profession=earned.holder.profession,
        credits=earned.credits,
        completed_at=earned.completed_at,
        completion_date=earned.completion_date,
        completion_zone=earned.zone,
        awarded_at=at,
        is_sample=taking.enrollment.is_sample,
        statements=tuple(_statement(approval, earned) for approval in earned.approvals),
    )
    store.add(session, award)
    actor = f"learner:{award.learner_id}"
    audit.record(session, actor=actor, action="credit.awarded", subject=f"award:{award.id}", at=at)


def _statement(approval: catalog_rules.ApprovalRecord, earned: Earned) -> StatementRecord:
    assert approval.id is not None  # it was read from the database
    return StatementRecord(
        approval_id=approval.id,
        body=approval.body,
        sponsor_name=approval.sponsor_name,
        number=approval.number,
        credit_type=approval.credit_type,
        statement=catalog_rules.statement_text(approval, credits=earned.credits),
    )


def _license(session: Session, taking: Taking, license_id: uuid.UUID | None) -> LicenseRecord | None:
    owned = accounts.licenses(session, taking.enrollment.learner_id)
    return next((one for one in owned if one.id == license_id), None)


def awards(session: Session, award_ids: Iterable[uuid.UUID]) -> list[AwardRecord]:
    """Return the awards with these ids, by their day of completion; ask for some hundreds at once."""
    return store.of_ids(session, award_ids)


def awards_of_enrollments(session: Session, enrollment_ids: Iterable[uuid.UUID]) -> list[AwardRecord]:
    """Return the awards of these enrollments."""
    return store.of_enrollments(session, enrollment_ids)


def as_in_profile(session: Session, award: AwardRecord) -> AwardRecord:
    """Return an award with the name and license as they stand in the learner's profile now; nothing is stored."""
    name = accounts.get_learner(session, award.learner_id).name
    held = accounts.licenses(session, award.learner_id)
    awarded = [one.license for one in store.of_enrollments(session, [award.enrollment_id]) if one.license]
    return replace(award, name=name, license=rules.license_now(award.license, held, awarded))


def correct(session: Session, award: AwardRecord, *, actor: str, at: datetime) -> None:
    """Let an award name its learner and license as the record given does; what was earned stays (CE-RULES 13, 49).

    Reports and later certificates go by it. Hold the learner's row before.
    """
    store.add_correction(session, award, actor=actor, at=at)
    audit.record(session, actor=actor, action="credit.name_corrected", subject=f"award:{award.id}", at=at)
