"""Words that cannot stay in a course, wherever they stand; and items, objectives and times that give rise to doubt."""

import pytest

from player.catalog.rules import Option, Question, wording_problems
from player.catalog.rules.cues import telling_lengths, uneven_places
from tests.builders import CourseFolder
from tests.catalog.test_publishing import errors, warnings
from tests.tiny import ITEM

END = "lessons/02-end.md"


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("It is is so.", ("has a doubled word: “is is”",)),
        ("It is\nis so.", ("has a doubled word: “is\nis”",)),
        ("She said that that was all she had had.", ()),
        ("Doses of 2 2 and 3.", ()),
        ("2 CEUs", ("says “CEUs”; say credits or contact hours (one CEU is ten contact hours)",)),
        ("2 CEs", ("says “CEs”; say credits or contact hours (one CEU is ten contact hours)",)),
        ("Ask the CPA.", ("says “CPA”, which names several bodies; write the name in full",)),
        ("The Canadian Psychological Association (CPA) asks; the CPA answers.", ()),
        ("Describe ____.", ("has a blank that nobody filled: “____”",)),
        ("Provider XXXX.", ("has a blank that nobody filled: “XXXX”",)),
        ("An ordinary sentence, with an under_score.", ()),
    ],
)
def test_a_text_is_looked_through(text: str, problems: tuple[str, ...]) -> None:
    assert wording_problems(text) == problems


@pytest.mark.parametrize(
    ("name", "old", "new", "sentence"),
    [
        ("course.yaml", "A small course.", "A a small course.", "The description has a doubled word: “A a”."),
        ("course.yaml", "Name the first", "Name the the first", "The text has a doubled word: “the the”."),
        ("post_test.yaml", "What is asked in pt-1-a?", "What is is asked?", "The stem has a doubled word: “is is”."),
        ("evaluation.yaml", "What should be", "What should should be", "The text has a doubled word: “should should”."),
        ("references.yaml", "Walkers' Code.", "____", "The text has a blank that nobody filled: “____”."),
        (END, 'title: "End"', 'title: "End end"', "The title has a doubled word: “End end”."),
        (END, "## End, part two", "## End, part two two", "The heading has a doubled word: “two two”."),
        (END, "Look where you", "Look where\nwhere you", "The text has a doubled word: “where where”."),
        (END, "Mind the gap", "Mind the the gap", "The box's title has a doubled word: “the the”."),
        (END, "Which step is", "Which step is is", "The stem has a doubled word: “is is”."),
        (END, "Not yet.", "Not yet yet.", "The feedback has a doubled word: “yet yet”."),
        ("sponsor.yaml", '"Counted."', '"Counted in CEUs."', "The credit_method says “CEUs”; say credits or contact"),
        ("sponsor.yaml", "Announces the", "Announces the the", "The partner/role has a doubled word: “the the”."),
    ],
)
def test_every_text_of_a_course_is_looked_through(
    course: CourseFolder, name: str, old: str, new: str, sentence: str
) -> None:
    course.edit(name, old, new)
    found = {finding for finding in course.check().findings if finding.message.startswith(sentence)}
    assert [finding.file for finding in found] == [course.file(name).as_posix()]
    assert course.check().edition is None


def test_a_name_in_a_reference_may_stand_twice(course: CourseFolder) -> None:
    course.edit("references.yaml", "Stone, A.", "Stone Stone, A.")
    assert errors(course) == []


def test_a_word_before_a_citation_and_after_it_is_not_doubled(course: CourseFolder) -> None:
    course.edit(END, "Each has a name [@undated].", "Each has steps [@undated] steps.")
    assert errors(course) == []


def test_words_do_not_hide_what_the_course_lacks(course: CourseFolder) -> None:
    course.edit(END, "Look where", "Look look where")
    course.edit(END, "objectives: [lo-3]", "objectives: [lo-1]")
    assert errors(course) == ["No lesson serves the objective lo-3.", "The text has a doubled word: “Look look”."]


def test_a_reference_that_no_lesson_cites_is_a_warning(course: CourseFolder) -> None:
    for lesson in ("lessons/01-beginning.md", END):
        course.edit(lesson, " [@undated]", "")
    assert warnings(course) == ["No lesson and no item cites the reference undated."]


def test_a_part_of_a_section_does_not_stand_before_it(course: CourseFolder) -> None:
    course.edit(END, "## End, part one", "### Too small {#small}\n\n## End, part one")
    assert errors(course) == ["A heading ### stands before the first section heading, ##."]


def test_a_right_answer_that_is_much_the_longest_is_a_warning(course: CourseFolder) -> None:
    course.edit("post_test.yaml", 'text: "That."', 'text: "That, of course, and nothing but that."')
    assert warnings(course)[0] == "The right answer of pt-1-a is much the longest."
    assert len(warnings(course)) == 6


def test_among_short_options_the_longest_is_nothing(course: CourseFolder) -> None:
    course.edit("post_test.yaml", 'text: "That."', 'text: "That, of course."')
    assert warnings(course) == []


def bank(*keys: str) -> list[Question]:
    return [
        Question(
            id=f"pt-{number}",
            stem="Which?",
            options=tuple(Option(id=option, text="This.", correct=option == key) for option in "abcd"),
        )
        for number, key in enumerate(keys)
    ]


@pytest.mark.parametrize(
    ("keys", "uneven"),
    [("abcd" * 9, []), ("b" * 20 + "acd" * 5, [(1, 20, 9)]), ("bbbbb", []), ("abcd" * 3 + "aaaa", [])],
)
def test_a_right_answer_in_the_same_place_is_noticed_in_a_large_bank(
    keys: str, uneven: list[tuple[int, int, int]]
) -> None:
    assert list(uneven_places(bank(*keys))) == uneven


def test_an_uneven_bank_is_a_warning(course: CourseFolder) -> None:
    more = (ITEM.format(id=f"pt-{o}-{n}", objective=f"lo-{o}") for o in (1, 2, 3) for n in "cdef")
    course.write("post_test.yaml", course.file("post_test.yaml").read_text() + "".join(more))
    assert warnings(course) == ["The right answer is option 2 in 18 of 18 items; 6 would be even."]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            'text: "Neither."',
            'text: "None of the above."',
            "An option of pt-1-a speaks of the others; each stands",
        ),
        ('text: "Neither."', 'text: "this"', "Two options of pt-1-a say the same."),
        ("What is asked in pt-1-b?", "What is asked in pt-1-a?", "The item pt-1-b asks what pt-1-a asks."),
    ],
)
def test_an_item_stands_for_itself(course: CourseFolder, old: str, new: str, sentence: str) -> None:
    course.edit("post_test.yaml", old, new)
    assert [one for one in (*errors(course), *warnings(course)) if one.startswith(sentence)]


@pytest.mark.parametrize(
    ("lengths", "telling"),
    [
        ([(9, 5, 5, 5)] * 8, [("longest", 8, 2)]),
        ([(3, 5, 5, 5)] * 8, [("shortest", 8, 2)]),
        ([(9, 9, 5, 5)] * 8, []),
        ([(9, 5, 5, 5)] * 4 + [(5, 9, 3, 6)] * 4, []),
    ],
)
def test_a_right_answer_that_is_often_the_longest_or_shortest_is_noticed(
    lengths: list[tuple[int, ...]], telling: list[tuple[str, int, int]]
) -> None:
    items = [
        Question(
            id=f"pt-{number}",
            stem="Which?",
            options=tuple(Option(id=key, text="x" * n, correct=key == "a") for key, n in zip("abcd", one, strict=True)),
        )
        for number, one in enumerate(lengths)
    ]
    assert list(telling_lengths(items)) == telling


def test_a_course_does_not_ask_for_more_time_than_is_in_it(course: CourseFolder) -> None:
    course.edit("course.yaml", "course_minimum_minutes: 2", "course_minimum_minutes: 13")
    assert errors(course) == []
    course.edit("course.yaml", "course_minimum_minutes: 13", "course_minimum_minutes: 14")
    assert errors(course) == ["The course asks for 14 minutes, and what is in it takes about 13 (0 of them reading)."]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("• 1 Name it.", "The objective begins with a bullet or a number: “• 1 ”."),
        ("1. Name it.", "The objective begins with a bullet or a number: “1. ”."),
        (
            "Describe relief across these conditions",
            "The objective ends in “these conditions”, which it does not name.",
        ),
    ],
)
def test_an_objective_as_a_page_has_it_is_a_warning(course: CourseFolder, text: str, sentence: str) -> None:
    course.edit("course.yaml", "Name the first step.", text)
    assert warnings(course) == [sentence]


def test_many_objectives_with_one_verb_are_a_warning(course: CourseFolder) -> None:
    for number in (5, 4):
        objective = f'  - {{id: lo-{number}, text: "Name step {number}."}}\n'
        course.edit("course.yaml", "modules:", f"{objective}modules:")
    found = warnings(course)
    assert "All 5 objectives begin with “Name”." in found
    assert "5 objectives for 0.5 credits: up to 4 for each are usual." in found
