"""What surrounds the lessons of Ketamine Basics: policy, evaluation, glossary and handout."""

import pytest

from player.catalog.rules import Edition
from tests.courses.reading import sentences, texts

MINUTES = 120
WORDS_PER_MINUTE = 190
TERMS = 40
LINES = 3

APA = {
    "How much did you learn as a result of this CE program?": ("very little", "a great deal"),
    "How useful was the content of this CE program for your practice or other professional development?": (
        "not useful",
        "extremely useful",
    ),
}
"""The two items that APA asks of its sponsors, with their ends (CE-RULES 5)."""
ASKED_TOO = (
    "know the subject", "clearly", "relevant", "level", "materials", "technology",
    "accommodation", "administered", "commercial bias", "recommend",
)  # fmt: skip
"""What ASWB ACE, NBCC and NASW want to be asked about (CE-RULES 5)."""


def test_the_policy_says_how_long_and_how_fast(course: Edition) -> None:
    assert course.course_minimum_ms == MINUTES * 60_000
    assert course.words_per_minute == WORDS_PER_MINUTE
    assert course.counts == ("reading", "media", "checks", "cases", "post-test")
    assert sum(lesson.minimum_ms for lesson in course.lessons) < course.course_minimum_ms


def test_the_evaluation_asks_about_every_objective_once(course: Edition) -> None:
    asked = [item.objective_id for item in course.evaluation if item.kind == "objective"]
    assert asked == [objective.id for objective in course.objectives]


def test_the_evaluation_has_the_two_items_of_apa_word_by_word(course: Edition) -> None:
    scales = {item.text: (item.low, item.high) for item in course.evaluation if item.kind == "scale"}
    assert {text: scales.get(text) for text in APA} == APA


@pytest.mark.parametrize("subject", ASKED_TOO)
def test_the_evaluation_asks_what_the_other_bodies_want_to_know(course: Edition, subject: str) -> None:
    assert any(subject in item.text for item in course.evaluation if item.kind == "scale")


def test_a_comment_can_be_left(course: Edition) -> None:
    assert any(item.kind == "comment" for item in course.evaluation)


def test_every_term_of_the_glossary_is_linked_where_a_lesson_meets_it(course: Edition) -> None:
    linked = {term for lesson in course.lessons for term in lesson.term_ids}
    assert len(course.glossary) >= TERMS
    assert {term.id for term in course.glossary} - linked == set()


def test_the_handout_sums_up_every_lesson_with_its_labels(course: Edition) -> None:
    assert course.handout is not None
    assert [part.lesson_id for part in course.handout.parts] == [lesson.id for lesson in course.lessons]
    assert min(len(part.lines) for part in course.handout.parts) >= LINES
    assert [line for part in course.handout.parts for line in part.lines if "evidence-" not in line] == []


def test_the_sponsor_s_announcement_stays_on_the_course_page(course: Edition) -> None:
    announced = {one for text in (*course.description, *(o.text for o in course.objectives)) for one in sentences(text)}
    taught = {one for lesson in course.lessons for text in texts(lesson) for one in sentences(text)}
    assert announced & taught == set()
