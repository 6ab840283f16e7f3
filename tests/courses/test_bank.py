"""The post-test bank of Ketamine Basics: large enough, without cues, and more about judging than about remembering."""

import re
from collections import Counter
from statistics import mean

import pytest

from player.catalog.rules import Edition, Question, cue_findings
from player.catalog.rules.findings import Places
from tests.courses.reading import question_texts, sentences

ITEMS = 72
ITEMS_OF_AN_OBJECTIVE = 6
OPTIONS = 4
KEYS_APART = 4
"""The places of the right answer differ by no more: chance alone would let them."""
LONGEST = 25
SHORTEST = 27
"""So often at most is the right answer the longest or the shortest: about as often as one of four would be."""

_NOT_AN_ANSWER = re.compile(r"\b(all|none|both|any) of (the above|these|them)\b|^(true|false)\.?$", re.IGNORECASE)
_SOMEBODY = re.compile(
    r"\b(?:clients?|colleague|counselor|manager|psychologist|resident|therapist|trainee|woman|man)\b"
    r"|\d\d-year-old|, \d\d"
)
_SITUATION_THEN_QUESTION = re.compile(r"[.”] [A-Z][^.]*\?$")


@pytest.fixture(scope="module")
def items(course: Edition) -> tuple[Question, ...]:
    return course.post_test.items


def lengths(item: Question) -> tuple[int, list[int]]:
    """Return the length of the right answer, and those of the others."""
    right = next(len(option.text) for option in item.options if option.correct)
    return right, [len(option.text) for option in item.options if not option.correct]


def test_six_items_ask_about_each_objective(course: Edition, items: tuple[Question, ...]) -> None:
    asked = Counter(item.objective_id for item in items)
    assert len(items) >= ITEMS
    assert {objective.id for objective in course.objectives if asked[objective.id] < ITEMS_OF_AN_OBJECTIVE} == set()


def test_an_item_has_four_options_and_one_best_answer(items: tuple[Question, ...]) -> None:
    assert [item.id for item in items if len(item.options) != OPTIONS] == []
    assert [item.id for item in items if sum(option.correct for option in item.options) != 1] == []
    assert [option.text for item in items for option in item.options if _NOT_AN_ANSWER.search(option.text)] == []


def test_the_right_answer_stands_in_every_place_equally_often(items: tuple[Question, ...]) -> None:
    places = Counter(item.key for item in items)
    assert max(places.values()) - min(places.values()) <= KEYS_APART
    assert set(places) == set("abcd")


def test_its_length_does_not_give_the_right_answer_away(items: tuple[Question, ...]) -> None:
    measured = [lengths(item) for item in items]
    assert sum(right >= max(others) for right, others in measured) <= LONGEST
    assert sum(right <= min(others) for right, others in measured) <= SHORTEST
    assert mean(right / mean(others) for right, others in measured) == pytest.approx(1, abs=0.1)


def test_the_check_finds_no_cue(course: Edition) -> None:
    assert list(cue_findings(course, places=Places())) == []


def test_an_item_says_why_and_whence_and_where_it_is_taught(course: Edition, items: tuple[Question, ...]) -> None:
    taught = {section.id: lesson for lesson, section in course.sections()}
    known = {reference.id for reference in course.references}
    for item in items:
        assert item.objective_id in taught[item.section_id].objective_ids, item.id
        assert item.rationale, item.id
        assert item.references, item.id
        assert set(item.references) <= known, item.id


def test_an_item_rests_on_a_source_that_its_lesson_cites(course: Edition, items: tuple[Question, ...]) -> None:
    text = {
        section.id: "".join(block.html for part in lesson.sections for block in part.blocks)
        for lesson, section in course.sections()
    }
    for item in items:
        assert any(f'"#ref-{source}"' in text[item.section_id] for source in item.references), item.id


def test_at_least_half_of_the_items_apply_knowledge_to_a_case(items: tuple[Question, ...]) -> None:
    assert {item.level for item in items} == {"apply", "recall"}
    assert 2 * sum(item.level == "apply" for item in items) >= len(items)


def test_each_objective_is_asked_about_in_three_cases(items: tuple[Question, ...]) -> None:
    applied = Counter(item.objective_id for item in items if item.level == "apply")
    assert min(applied.values()) >= ITEMS_OF_AN_OBJECTIVE // 2


def test_an_item_that_applies_describes_somebody_in_a_situation(items: tuple[Question, ...]) -> None:
    for item in items:
        is_scene = bool(_SOMEBODY.search(item.stem) and _SITUATION_THEN_QUESTION.search(item.stem))
        assert is_scene == (item.level == "apply"), item.id


def test_no_item_repeats_another_or_a_knowledge_check(course: Edition, items: tuple[Question, ...]) -> None:
    checks = [check for lesson in course.lessons for check in lesson.checks]
    said = Counter(one for each in (*items, *checks) for text in question_texts(each) for one in sentences(text))
    assert [sentence for sentence, times in said.items() if times > 1] == []
