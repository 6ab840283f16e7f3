"""Ketamine Basics holds what it promises, counted from its files: words, pauses, checks and cases."""

from collections import Counter

from player.catalog.rules import Case, Edition
from tests.courses.reading import sentences, stretches, texts

LESSONS = 10
OBJECTIVES = 12
WORDS = 13_000
WORDS_WITHOUT_PAUSE = 400
SECTION = (140, 450)
CHECKS = 30
CASES = 3
DECISIONS = 8


def test_an_orientation_and_nine_lessons_serve_twelve_objectives(course: Edition) -> None:
    assert len(course.lessons) == LESSONS
    assert [lesson.id for lesson in course.lessons if not lesson.objective_ids] == ["orientation"]
    assert {key for lesson in course.lessons for key in lesson.objective_ids} == {o.id for o in course.objectives}
    assert len(course.objectives) == OBJECTIVES


def test_the_words_of_instruction_suffice(course: Edition) -> None:
    counted = {count.words for count in course.credit_counts if count.method == "nbcc"}
    assert min(counted) >= WORDS


def test_a_section_is_neither_a_scrap_nor_a_chapter(course: Edition) -> None:
    least, most = SECTION
    odd = [(section.id, section.words) for _, section in course.sections() if not least <= section.words <= most]
    assert odd == []


def test_a_figure_a_check_or_a_case_comes_every_few_hundred_words(course: Edition) -> None:
    long = [(at, n) for lesson in course.lessons for at, n in stretches(lesson) if n > WORDS_WITHOUT_PAUSE]
    assert long == []


def test_no_sentence_is_said_twice(course: Edition) -> None:
    said = Counter(sentence for lesson in course.lessons for text in texts(lesson) for sentence in sentences(text))
    assert [sentence for sentence, times in said.items() if times > 1] == []


def test_nothing_is_exclaimed(course: Edition) -> None:
    loud = [text for lesson in course.lessons for text in texts(lesson) if "!" in text and "Good news!" not in text]
    assert loud == []


def test_knowledge_checks_answer_every_option(course: Edition) -> None:
    checks = [check for lesson in course.lessons for check in lesson.checks]
    assert len(checks) >= CHECKS
    assert [option.id for check in checks for option in check.options if not option.feedback] == []


def cases(course: Edition) -> tuple[Case, ...]:
    return tuple(case for lesson in course.lessons for case in lesson.cases)


def ways(case: Case) -> dict[str, frozenset[str]]:
    return {step.id: frozenset(choice.next for choice in step.choices) for step in case.steps}


def test_three_cases_ask_for_eight_decisions_on_the_shortest_way(course: Edition) -> None:
    assert len(cases(course)) == CASES
    for case in cases(course):
        at, decided, after = {case.steps[0].id}, 0, ways(case)
        while not any(not after[step] for step in at):
            at, decided = {following for step in at for following in after[step]}, decided + 1
        assert decided >= DECISIONS, case.id


def test_every_wrong_turn_of_a_case_leads_back(course: Edition) -> None:
    for case in cases(course):
        after, led = ways(case), {"done-well"}
        for _ in after:
            led |= {step for step, following in after.items() if following & led}
        endings = {step for step, following in after.items() if not following}
        assert set(after) - led == endings - {"done-well"}, case.id


def test_every_choice_of_a_case_has_its_consequence(course: Edition) -> None:
    for case in cases(course):
        for step in case.steps:
            said = [choice.consequence for choice in step.choices]
            assert len(set(said)) == len(said) != 1, (case.id, step.id)
            assert all(said), (case.id, step.id)
