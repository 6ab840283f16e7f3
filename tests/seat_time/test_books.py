"""What `player seat-time verify` finds in a learner's books: every stretch, their order, and what a page was told."""

import uuid
from dataclasses import replace

import pytest

from player.seat_time.rules import Books, StretchRecord, Told, faults
from tests.seat_time.ledger import ENROLLMENT, stretch

ELSEWHERE = uuid.UUID(int=2)
TOLD = Told(enrollment_id=ENROLLMENT, activity="reading", activity_ms=20_000, course_ms=20_000)


def found(*stretches: StretchRecord, told: Told | None = None) -> list[str]:
    """Return the faults of these stretches, without the ids in them."""
    said = list(faults(Books(stretches=stretches, told=told)))
    for one in stretches:
        said = [fault.replace(str(one.id), "one") for fault in said]
    return said


def test_stretches_that_follow_each_other_have_no_fault() -> None:
    assert found(stretch(20, 50), stretch(0, 20), replace(stretch(50, 50), is_open=True)) == []


def test_a_millisecond_that_two_stretches_hold_is_found() -> None:
    assert found(stretch(0, 20.001), stretch(20, 40)) == ["stretch one begins before stretch one ends"]


def test_two_open_stretches_are_found() -> None:
    opened = [replace(stretch(at, at + 10), is_open=True) for at in (0, 10)]
    assert found(*opened) == ["more than one stretch is open"]


@pytest.mark.parametrize(("counted_ms", "grace_ms"), [(20_001, 0), (10_000, 10_001), (10_000, -1), (-1, -1)])
def test_a_stretch_that_counts_more_than_it_holds_is_found(counted_ms: int, grace_ms: int) -> None:
    wrong = replace(stretch(0, 20), counted_ms=counted_ms, grace_ms=grace_ms)
    assert found(wrong) == [f"stretch one counts {counted_ms} ms, {grace_ms} of them late, in 20000 ms"]


@pytest.mark.parametrize("reason", ["away", "not_active", "late"])
def test_a_stretch_that_counts_though_its_reason_says_no_is_found(reason: str) -> None:
    assert found(stretch(0, 20, reason=reason)) == [f"stretch one counts 20000 ms and says {reason}"]
    assert found(stretch(0, 20, reason="clock_stepped")) == []


def test_what_was_told_of_one_course_holds_no_time_of_another() -> None:
    other = replace(stretch(20, 40), enrollment_id=ELSEWHERE)
    assert found(stretch(0, 20), other, told=TOLD) == []
    assert found(stretch(0, 20), other, told=replace(TOLD, course_ms=40_000)) == [
        "the course is told as 40000 ms, its stretches count 20000 ms"
    ]
