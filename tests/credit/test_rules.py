"""When credit is earned: all or nothing, dated by the last requirement, per license."""

import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import product

import pytest

from player.accounts.rules import LicenseRecord
from player.catalog.rules import ApprovalRecord, Requirement
from player.credit import rules
from player.credit.rules import Completion, Earned, NoApprovalInForce, Withheld
from player.enrollment.rules import CourseExpired
from player.posttest.rules import AttemptsUsedUp, NotAttested
from tests.credit.facts import (
    ACE,
    LEFT,
    LOS_ANGELES,
    NOON,
    NY_COUNSELORS,
    NY_SOCIAL_WORK,
    UNLICENSED,
    edition_of_two_lessons,
    keys,
    licensed,
    met,
    offer,
    without,
)


def subsets() -> Iterator[tuple[Requirement, ...]]:
    for chosen in product((False, True), repeat=len(LEFT)):
        yield tuple(one for one, is_in in zip(LEFT, chosen, strict=True) if is_in)


def test_credit_is_withheld_for_exactly_what_is_missing() -> None:
    for missing in subsets():
        decision = rules.decide(offer(ACE), without(met(), *missing), licensed())
        found = decision.reasons if isinstance(decision, Withheld) else ()
        assert found == tuple(LEFT[one] for one in missing)


def test_a_requirement_with_two_reasons_gives_both() -> None:
    reasons = (AttemptsUsedUp(attempts=3), NotAttested())
    facts = [replace(met()[0], left=reasons), *met()[1:]]
    decision = rules.decide(offer(ACE), facts, licensed())
    assert isinstance(decision, Withheld)
    assert decision.reasons == reasons


@pytest.mark.parametrize("last", range(len(LEFT)))
def test_the_completion_is_the_last_requirement_whichever_that_is(last: int) -> None:
    late = NOON + timedelta(days=3)
    instants = [NOON] * last + [late]
    decision = rules.decide(offer(ACE), met(*instants), licensed())
    assert isinstance(decision, Earned)
    assert (decision.completed_at, decision.completion_date) == (late, date(2026, 3, 5))


@pytest.mark.parametrize(
    ("at", "zone", "day"),
    [
        ("2026-11-23T07:59:59Z", LOS_ANGELES, date(2026, 11, 22)),
        ("2026-11-23T08:00:00Z", LOS_ANGELES, date(2026, 11, 23)),
        ("2026-11-22T01:50:00Z", LOS_ANGELES, date(2026, 11, 21)),
        ("2026-11-23T04:59:59Z", "America/New_York", date(2026, 11, 22)),
        ("2026-11-22T12:00:00Z", "Pacific/Auckland", date(2026, 11, 23)),
        ("2026-03-08T10:00:00Z", LOS_ANGELES, date(2026, 3, 8)),
        ("2026-11-23T07:59:59Z", "UTC", date(2026, 11, 23)),
    ],
)
def test_the_completion_date_is_the_sponsors_civil_day(at: str, zone: str, day: date) -> None:
    decision = rules.decide(offer(replace(ACE, valid_to=None), zone=zone), met(datetime.fromisoformat(at)), licensed())
    assert isinstance(decision, Earned)
    assert (decision.completion_date, decision.zone) == (day, zone)


@pytest.mark.parametrize(
    ("at", "is_inside"),
    [
        ("2026-11-23T07:59:59Z", True),
        ("2026-11-23T08:00:00Z", False),
        ("2023-11-22T08:00:00Z", True),
        ("2023-11-22T07:59:59Z", False),
    ],
)
def test_the_ace_window_is_held_to_the_second(at: str, *, is_inside: bool) -> None:
    instants = [datetime.fromisoformat(at)] * len(LEFT)
    decision = rules.decide(offer(ACE), met(*instants), licensed())
    assert isinstance(decision, Earned if is_inside else Withheld)


APPROVALS: dict[str, tuple[ApprovalRecord, bool]] = {
    "confirmed and in its window": (ACE, True),
    "without an end": (replace(ACE, valid_to=None), True),
    "without a beginning": (replace(ACE, valid_from=None), True),
    "not confirmed": (replace(ACE, confirmed=False), False),
    "with an open question": (replace(ACE, blocked_by=("ace-window",)), False),
    "for another profession": (replace(ACE, professions=("psychologist",)), False),
    "for several professions": (replace(ACE, professions=("psychologist", "social-worker")), True),
    "for nobody": (replace(ACE, professions=()), False),
    "for this place": (replace(ACE, jurisdiction="CA"), True),
    "for another place": (replace(ACE, jurisdiction="NY"), False),
    "for another format": (replace(ACE, formats=("self-paced-video",)), False),
    "for formats nobody knows": (replace(ACE, formats=None), False),
    "for no format": (replace(ACE, formats=()), False),
    "on its first day": (replace(ACE, valid_from=date(2026, 3, 2)), True),
    "on its last day": (replace(ACE, valid_to=date(2026, 3, 2)), True),
    "before its first day": (replace(ACE, valid_from=date(2026, 3, 3)), False),
    "after its last day": (replace(ACE, valid_to=date(2026, 3, 1)), False),
}


@pytest.mark.parametrize("case", APPROVALS)
def test_only_an_approval_that_covers_the_completion_gives_credit(case: str) -> None:
    approval, covers = APPROVALS[case]
    decision = rules.decide(offer(approval), met(), licensed("CA"))
    if covers:
        assert keys(decision) == ["ace"]
    else:
        assert isinstance(decision, Withheld)
        assert decision.reasons == (NoApprovalInForce(profession="social-worker", jurisdiction="CA"),)


def test_of_several_approvals_those_that_cover_are_kept_in_order() -> None:
    approvals = (NY_COUNSELORS, ACE, replace(ACE, key="gone", valid_to=date(2026, 1, 1)), NY_SOCIAL_WORK)
    assert keys(rules.decide(offer(*approvals), met(), licensed("NY"))) == ["ace", "ny-sw"]


@pytest.mark.parametrize(
    ("profession", "jurisdiction", "expected"),
    [
        ("social-worker", "NY", ["ny-sw"]),
        ("social-worker", "NJ", []),
        ("social-worker", None, []),
        ("mental-health-counselor", "NY", ["ny-mhc"]),
        ("mental-health-counselor", "CA", []),
        ("psychologist", "NY", []),
        ("marriage-family-therapist", "NY", []),
        ("creative-arts-therapist", "NY", []),
        ("psychoanalyst", "NY", []),
    ],
)
def test_new_york_recognizes_social_workers_and_counselors_only(
    profession: str, jurisdiction: str | None, expected: list[str]
) -> None:
    decision = rules.decide(offer(NY_SOCIAL_WORK, NY_COUNSELORS), met(), licensed(jurisdiction, profession))
    assert keys(decision) == expected


def test_one_license_may_earn_what_another_does_not() -> None:
    decisions = [rules.decide(offer(ACE), met(), licensed(profession=one)) for one in ("social-worker", "psychologist")]
    assert [type(one) for one in decisions] == [Earned, Withheld]


def test_without_a_license_the_profession_decides() -> None:
    assert keys(rules.decide(offer(ACE, NY_SOCIAL_WORK), met(), UNLICENSED)) == ["ace"]
    other = rules.decide(offer(ACE), met(), replace(UNLICENSED, profession="nurse"))
    assert isinstance(other, Withheld)
    assert other.reasons == (NoApprovalInForce(profession="nurse", jurisdiction=""),)


def test_credits_are_those_of_the_edition() -> None:
    decision = rules.decide(offer(ACE), met(), licensed())
    assert isinstance(decision, Earned)
    assert decision.credits == Decimal("0.5")


@pytest.mark.parametrize("credits", [None, Decimal(2)])
def test_a_course_without_credit_is_completed_with_none(credits: Decimal | None) -> None:  # noqa: A002 - the field's word
    edition = edition_of_two_lessons()
    plain = replace(edition, credit_bearing=False, terms=replace(edition.terms, credits=credits))
    decision = rules.decide(offer(ACE, edition=plain), met(), UNLICENSED)
    assert isinstance(decision, Earned)
    assert (decision.credits, decision.approvals) == (Decimal(0), ())


def test_a_course_without_credit_needs_all_its_requirements_too() -> None:
    plain = replace(edition_of_two_lessons(), credit_bearing=False)
    decision = rules.decide(offer(edition=plain), without(met(), *LEFT), UNLICENSED)
    assert isinstance(decision, Withheld)


@pytest.mark.parametrize(("expires", "is_earned"), [(date(2026, 3, 2), True), (date(2026, 3, 1), False), (None, True)])
def test_a_course_gives_credit_through_its_last_day(expires: date | None, *, is_earned: bool) -> None:
    edition = edition_of_two_lessons()
    ending = replace(edition, terms=replace(edition.terms, expires=expires))
    decision = rules.decide(offer(ACE, edition=ending), met(), licensed())
    assert isinstance(decision, Earned) is is_earned
    if isinstance(decision, Withheld) and expires:
        assert decision.reasons == (CourseExpired(expires=expires),)


def test_a_completion_that_is_settled_is_never_dated_again() -> None:
    settled = Completion(at=NOON - timedelta(days=9), day=date(2026, 2, 21), zone="America/New_York")
    decision = rules.decide(replace(offer(ACE), settled=settled), met(), licensed())
    assert isinstance(decision, Earned)
    assert (decision.completed_at, decision.completion_date, decision.zone) == (settled.at, settled.day, settled.zone)


def test_a_license_typed_in_again_is_the_same_one_and_any_correction_another() -> None:
    def key(**other: str) -> object:
        usual = {"jurisdiction": "NY", "profession": "social-worker", "license_type": "LCSW", "number": "0a-12345"}
        return rules.license_holder(LicenseRecord(id=uuid.uuid4(), **{**usual, **other})).key

    corrections = [key(number="a-12345"), key(jurisdiction="CA"), key(license_type="LMSW"), key(profession="nurse")]
    assert key() == key(number="0A-12345", license_type="lcsw")
    assert key() not in corrections
    assert UNLICENSED.key is None
