"""REVIEW.md leads the sponsor's clinician to every statement that is not established, and to no missing place."""

from collections.abc import Iterator

import pytest

from player.catalog.rules import Case, Edition
from tests.courses.review import Review

UNSURE = ("evidence-probable", "evidence-contested")
LEGEND = {("orientation", "orientation-labels")}
"""The section that explains the labels shows them all."""


def cases(course: Edition) -> Iterator[Case]:
    return (case for lesson in course.lessons for case in lesson.cases)


def is_unsure(*html: str) -> bool:
    return any(label in text for label in UNSURE for text in html)


def test_every_section_with_a_probable_or_contested_statement_is_listed(course: Edition, review: Review) -> None:
    unsure = {
        (lesson.id, section.id)
        for lesson, section in course.sections()
        if is_unsure(*(block.html for block in section.blocks))
    }
    assert unsure - LEGEND - review.sections == set()


def test_every_step_of_a_case_with_such_a_statement_is_listed(course: Edition, review: Review) -> None:
    unsure = {
        (case.id, step.id)
        for case in cases(course)
        for step in case.steps
        if is_unsure(step.html, *(choice.consequence for choice in step.choices))
    }
    assert unsure - review.steps == set()


def test_what_the_record_names_is_there(course: Edition, review: Review) -> None:
    assert review.sections - {(lesson.id, section.id) for lesson, section in course.sections()} == set()
    assert review.steps - {(case.id, step.id) for case in cases(course) for step in case.steps} == set()
    assert review.items - {item.id for item in course.post_test.items} == set()
    assert review.checks - {check.id for lesson in course.lessons for check in lesson.checks} == set()
    assert review.sources - {reference.id for reference in course.references} == set()


@pytest.mark.parametrize("what", ["sections", "steps", "items", "checks", "sources"])
def test_the_record_names_some_of_each(review: Review, what: str) -> None:
    assert getattr(review, what)


@pytest.mark.parametrize(
    "part",
    [
        "Details from memory",
        "Statements that learners see as probable",
        "Statements that learners see as contested",
        "Worked illustrations",
        "Gaps",
        "Label texts to open again before release",
        "Dates that can expire",
    ],
)
def test_the_record_has_its_parts(review: Review, part: str) -> None:
    assert f" {part}" in review.text


def test_every_worked_illustration_is_listed(course: Edition, review: Review) -> None:
    illustrated = {
        (lesson.id, section.id)
        for lesson, section in course.sections()
        if any("Worked illustration" in block.html for block in section.blocks)
    }
    listed = review.part("Worked illustrations")
    assert illustrated - listed.sections == set()
