"""A lesson is done when it is read, answered and sat through, at the instant of the last of these."""

import uuid
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import chain, combinations
from pathlib import Path

import pytest

from player.catalog.rules import Edition, Lesson
from player.enrollment.rules import TimeAccommodation, accommodated, in_force
from player.lessons import rules
from player.lessons.rules import (
    ChecksUnanswered,
    Facts,
    LessonLocked,
    LessonTimeMissing,
    LessonUnfinished,
    SectionsUnseen,
)
from player.seat_time.rules import StretchRecord
from tests.builders import CourseFolder
from tests.lessons.test_cases import CASE

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
NOTHING = Facts(seen={}, answered={}, stretches=())


def after(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def sat(lesson: Lesson, milliseconds: int, *, start: datetime = NOON) -> StretchRecord:
    """Return a stretch in which a lesson was read and counted."""
    return StretchRecord(
        id=uuid.uuid4(),
        enrollment_id=uuid.UUID(int=1),
        activity=rules.activity(lesson.id),
        kind="reading",
        started_at=start,
        ended_at=start + timedelta(milliseconds=milliseconds),
        counted_ms=milliseconds,
        reason="active",
        is_open=False,
    )


def all_of(lessons: Iterable[Lesson]) -> Facts:
    """Return all that is asked for of these lessons, done at noon."""
    lessons = list(lessons)
    return Facts(
        seen={section.id: NOON for lesson in lessons for section in lesson.sections},
        answered={check.id: NOON for lesson in lessons for check in lesson.checks},
        stretches=[sat(lesson, lesson.minimum_ms) for lesson in lessons],
    )


@pytest.fixture
def edition(tmp_path: Path) -> Edition:
    return CourseFolder(tmp_path).edition()


@pytest.fixture
def beginning(edition: Edition) -> Lesson:
    return edition.lessons[0]


def test_nothing_done_leaves_sections_checks_and_time(beginning: Lesson) -> None:
    assert rules.left_of_lesson(beginning, NOTHING, 0) == (
        SectionsUnseen(count=2, first_section_id="beginning-one", first_title="Beginning, part one"),
        ChecksUnanswered(count=1, first_check_id="beginning-check"),
        LessonTimeMissing(counted_ms=0, needed_ms=5000),
    )


@pytest.mark.parametrize("seen", [(), ("beginning-one",), ("beginning-two",), ("beginning-one", "beginning-two")])
@pytest.mark.parametrize("answered", [(), ("beginning-check",)])
@pytest.mark.parametrize("counted_ms", [0, 4999, 5000, 5001])
def test_a_lesson_is_done_by_all_three_and_nothing_less(
    beginning: Lesson, seen: tuple[str, ...], answered: tuple[str, ...], counted_ms: int
) -> None:
    facts = Facts(seen=dict.fromkeys(seen, NOON), answered=dict.fromkeys(answered, NOON), stretches=())
    missing = {reason.code for reason in rules.left_of_lesson(beginning, facts, counted_ms)}
    expected = {"sections_unseen"} if len(seen) < 2 else set()
    expected |= set() if answered else {"checks_unanswered"}
    assert missing == expected | ({"lesson_time_missing"} if counted_ms < 5000 else set())


def test_the_first_section_left_is_named(beginning: Lesson) -> None:
    facts = replace(NOTHING, seen={"beginning-one": NOON})
    reason = rules.left_of_lesson(beginning, facts, 0)[0]
    assert reason == SectionsUnseen(count=1, first_section_id="beginning-two", first_title="Beginning, part two")


@pytest.mark.parametrize(
    ("seen_at", "answered_at", "sat_from", "done_at"),
    [(5, 1, 0, 5), (1, 5, 0, 5), (1, 2, 6, 6 + 5 / 60), (0, 0, 0, 5 / 60)],
)
def test_a_lesson_is_done_at_the_last_of_its_instants(
    edition: Edition, *, seen_at: float, answered_at: float, sat_from: float, done_at: float
) -> None:
    facts = Facts(
        seen={"beginning-one": after(0), "beginning-two": after(seen_at)},
        answered={"beginning-check": after(answered_at)},
        stretches=[sat(edition.lessons[0], 60_000, start=after(sat_from))],
    )
    assert rules.states(edition, facts)[0].done_at == after(done_at)


def test_time_spent_in_another_lesson_does_not_date_this_one(edition: Edition) -> None:
    beginning, end = edition.lessons
    later = replace(sat(beginning, 60_000, start=after(10)), offset_ms=600_000)
    facts = replace(all_of(edition.lessons), stretches=[sat(end, 60_000), later])
    assert [state.done_at for state in rules.states(edition, facts)] == [after(10 + 5 / 60), after(5 / 60)]


def test_a_minimum_that_was_lowered_dates_a_lesson_when_it_was_given(edition: Edition) -> None:
    beginning, end = edition.lessons
    lowered = TimeAccommodation(
        lesson_id=beginning.id, minimum_ms=4_000, published_ms=60_000, reason="r", actor="s", at=after(30)
    )
    facts = replace(all_of(edition.lessons), stretches=[sat(beginning, 5_000), sat(end, 600_000)])
    facts = replace(facts, accommodations=in_force([lowered]))
    states = rules.states(accommodated(edition, [lowered]), facts)
    assert [state.done_at for state in states] == [after(30), after(5 / 60)]


@pytest.mark.parametrize(("finished_at", "watched_at"), [(7, 3), (3, 7)])
def test_a_lesson_with_a_case_and_a_recording_is_done_when_both_are(
    tmp_path: Path, finished_at: int, watched_at: int
) -> None:
    folder = CourseFolder(tmp_path)
    folder.add_video()
    folder.write("cases/case-bridge.yaml", CASE)
    folder.edit("lessons/01-beginning.md", "::: safety", "```case\nid: case-bridge\n```\n\n::: safety")
    edition = folder.edition()
    ended, covered = {"case-bridge": after(finished_at)}, {"walk": after(watched_at)}
    facts = replace(all_of(edition.lessons), finished=ended, watched=covered)
    assert rules.states(edition, facts)[0].done_at == after(7)


def test_what_is_not_done_has_no_instant(edition: Edition, beginning: Lesson) -> None:
    state = rules.states(edition, replace(all_of([beginning]), answered={}))[0]
    assert (state.is_done, state.done_at, state.word) == (False, None, "open")


def test_time_counts_for_the_lesson_it_was_spent_in(edition: Edition, beginning: Lesson) -> None:
    facts = replace(all_of(edition.lessons), stretches=[sat(beginning, 600_000)])
    assert [state.counted_ms for state in rules.states(edition, facts)] == [600_000, 0]
    assert [state.is_done for state in rules.states(edition, facts)] == [True, False]


def wide(edition: Edition) -> Edition:
    """Return the edition with four lessons, each with names of its own."""
    module, lesson = edition.modules[0], edition.lessons[0]
    lessons = tuple(
        replace(
            lesson,
            id=name,
            number=number,
            title=name.title(),
            sections=tuple(replace(section, id=f"{name}-{section.id}") for section in lesson.sections),
        )
        for number, name in enumerate(("one", "two", "three", "four"), 1)
    )
    return replace(edition, modules=(replace(module, lessons=lessons),))


def every_choice(lessons: tuple[Lesson, ...]) -> Iterable[tuple[Lesson, ...]]:
    return chain.from_iterable(combinations(lessons, count) for count in range(len(lessons) + 1))


def test_in_order_a_lesson_opens_when_all_before_it_are_done(edition: Edition) -> None:
    edition = wide(edition)
    for done in every_choice(edition.lessons):
        missing = [lesson for lesson in edition.lessons if not is_done(edition, lesson, done)]
        for state in rules.states(edition, all_of(done)):
            blockers = [lesson for lesson in missing if lesson.number < state.lesson.number]
            expected = LessonLocked(first_lesson_id=blockers[0].id, first_title=blockers[0].title) if blockers else None
            assert state.locked == expected


def is_done(edition: Edition, lesson: Lesson, done: tuple[Lesson, ...]) -> bool:
    return next(state for state in rules.states(edition, all_of(done)) if state.lesson == lesson).is_done


def test_in_free_order_every_lesson_is_open(edition: Edition) -> None:
    edition = replace(wide(edition), order="free")
    for done in every_choice(edition.lessons):
        assert not any(state.locked for state in rules.states(edition, all_of(done)))


def test_each_lesson_has_its_word(edition: Edition) -> None:
    assert [state.word for state in rules.states(edition, NOTHING)] == ["open", "locked"]
    assert [state.word for state in rules.states(edition, all_of(edition.lessons[:1]))] == ["done", "open"]


def test_what_is_left_names_the_lessons_in_order(edition: Edition) -> None:
    assert rules.left(rules.states(edition, all_of(edition.lessons))) == ()
    assert rules.left(rules.states(edition, all_of(edition.lessons[1:]))) == (
        LessonUnfinished(lesson_id="beginning", number=1, title="Beginning"),
    )
    assert [reason.parameters()["lesson_id"] for reason in rules.left(rules.states(edition, NOTHING))] == [
        "beginning",
        "end",
    ]


def test_after_the_last_lesson_comes_none(edition: Edition) -> None:
    beginning, end = edition.lessons
    assert (rules.next_lesson(edition, "beginning"), rules.next_lesson(edition, "end")) == (end, None)
    assert rules.activity(beginning.id) == "lesson:beginning"
