"""What a decision about credit is made from: an edition, requirements met or missing, approvals, and whom it is for."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from player.catalog.rules import ApprovalRecord, Edition, Requirement
from player.credit.rules import Decision, Earned, Fact, Holder, Offer
from player.errors import Reason
from player.evaluation.rules import EvaluationMissing
from player.lessons.rules import LessonUnfinished
from player.posttest.rules import NotAttested, PostTestNotPassed
from player.seat_time.rules import TimeStillToCount
from tests.builders import CourseFolder

LOS_ANGELES = "America/Los_Angeles"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LEFT: dict[Requirement, Reason] = {
    Requirement(kind="lesson", component_id="one"): LessonUnfinished(lesson_id="one", number=1, title="One"),
    Requirement(kind="lesson", component_id="two"): LessonUnfinished(lesson_id="two", number=2, title="Two"),
    Requirement(kind="seat_time", component_id="course"): TimeStillToCount(counted_ms=1, needed_ms=2),
    Requirement(kind="post_test", component_id="post_test"): PostTestNotPassed(attempts_left=2, passing_score=80),
    Requirement(kind="attestation", component_id="attestation"): NotAttested(),
    Requirement(kind="evaluation", component_id="evaluation"): EvaluationMissing(),
}
"""Everything an edition can ask for, each with what is said while it is missing."""
ACE = ApprovalRecord(
    id=uuid.UUID(int=1),
    key="ace",
    body="Association of Social Work Boards",
    short="ASWB ACE",
    sponsor_name="Harbor Lane",
    number="1480",
    jurisdiction=None,
    professions=("social-worker",),
    formats=("self-paced-reading",),
    valid_from=date(2023, 11, 22),
    valid_to=date(2026, 11, 22),
    credit_type="clinical",
    statement="{credits} {credit_type}",
    confirmed=True,
)
NY_SOCIAL_WORK = replace(ACE, id=uuid.UUID(int=2), key="ny-sw", jurisdiction="NY")
NY_COUNSELORS = replace(NY_SOCIAL_WORK, id=uuid.UUID(int=3), key="ny-mhc", professions=("mental-health-counselor",))


def met(*instants: datetime) -> list[Fact]:
    """Every requirement met: at these instants in turn, the others at noon."""
    times = [*instants, *[NOON] * (len(LEFT) - len(instants))]
    return [Fact(requirement=one, met_at=at, left=()) for one, at in zip(LEFT, times, strict=True)]


def without(facts: Sequence[Fact], *missing: Requirement) -> list[Fact]:
    return [
        replace(one, met_at=None, left=(LEFT[one.requirement],)) if one.requirement in missing else one for one in facts
    ]


def offer(*approvals: ApprovalRecord, edition: Edition | None = None, zone: str = LOS_ANGELES) -> Offer:
    return Offer(edition=edition or edition_of_two_lessons(), approvals=approvals, zone=zone)


def licensed(jurisdiction: str | None = "CA", profession: str = "social-worker") -> Holder:
    return Holder(license_id=uuid.uuid4(), profession=profession, jurisdiction=jurisdiction, label="license")


UNLICENSED = Holder(license_id=None, profession="social-worker", jurisdiction=None, label="")


def keys(decision: Decision) -> list[str]:
    return [one.key for one in decision.approvals] if isinstance(decision, Earned) else []


@cache
def edition_of_two_lessons() -> Edition:
    """The tiny course, read once: 0.5 credits until the end of 2029, by reading."""
    with TemporaryDirectory() as folder:
        edition = CourseFolder(Path(folder)).edition()
    assert (edition.terms.credits, edition.terms.expires) == (Decimal("0.5"), date(2029, 12, 31))
    return edition
