"""Every finding stands on the line of the words it is about, however these are folded; and nothing hides the rest."""

import pytest

from tests.builders import CourseFolder
from tests.catalog.test_course_page import line_of
from tests.catalog.test_publishing import errors
from tests.lessons.test_cases import CASE

END = "lessons/02-end.md"
CASE_FILE = "cases/case-bridge.yaml"


@pytest.mark.parametrize(
    ("name", "old", "new", "mark"),
    [
        ("course.yaml", "It has two paragraphs.", "It has two\n  paragraphs and\n  one one.", "one one"),
        ("course.yaml", "It has two paragraphs.", "It has\n  has two.", "It has\n"),
        (END, "Look where you step.", "Look where\nyou step,\nand and stop.", "and and"),
        (END, "Look where you step.", "Look\nwhere you\nyou step.", "where you"),
        (END, "Mind the gap", "Mind the the gap", "the the"),
        (END, 'stem: "Which step is taken now?"', "stem: >-\n  Which step\n  is is taken now?", "is is"),
        (
            "post_test.yaml",
            'rationale: "It is that."',
            "rationale: >-\n      It is\n      is that.",
            "It is\n",
        ),
    ],
)
def test_a_doubled_word_is_named_on_its_own_line(
    course: CourseFolder, name: str, old: str, new: str, mark: str
) -> None:
    course.edit(name, old, new)
    doubled = [one for one in course.check().findings if "has a doubled word" in one.message]
    assert doubled[0].file == course.file(name).as_posix()
    assert doubled[0].line == line_of(course, name, mark)


@pytest.mark.parametrize(
    ("old", "new", "mark"),
    [
        ("It holds.", "It holds [@nobody].", "[@nobody]"),
        ("next: far", "next: fra", "id: near"),
        ("next: wet", "next: far", "id: wet"),
        ("start: near", "start: here", "start: here"),
    ],
)
def test_a_mistake_in_a_case_is_named_at_its_step(course: CourseFolder, old: str, new: str, mark: str) -> None:
    course.write(CASE_FILE, CASE)
    course.edit("lessons/01-beginning.md", "::: safety", "```case\nid: case-bridge\n```\n\n::: safety")
    course.edit(CASE_FILE, old, new)
    assert {one.line for one in course.check().findings} >= {course.line(CASE_FILE, mark)}


def test_an_unknown_key_does_not_hide_what_the_course_lacks(course: CourseFolder) -> None:
    course.edit("course.yaml", "language: en", "language: en\nsubtitle: x")
    course.edit(END, "objectives: [lo-3]", "objectives: [lo-1]")
    assert errors(course) == ["“subtitle” is no key of this format.", "No lesson serves the objective lo-3."]


def test_an_unknown_citation_does_not_hide_what_the_course_lacks(course: CourseFolder) -> None:
    course.edit(END, "[@undated]", "[@nobody]")
    course.edit(END, "objectives: [lo-3]", "objectives: [lo-1]")
    assert errors(course) == [
        "No lesson serves the objective lo-3.",
        "The reference “nobody” is not in references.yaml.",
    ]


def test_what_a_broken_file_holds_is_not_called_missing(course: CourseFolder) -> None:
    course.edit("post_test.yaml", "section: beginning-one", "sections: beginning-one")
    course.edit("sponsor.yaml", 'cost: "Free."', "cost: null")
    assert set(errors(course)) == {
        "“section” is missing.",
        "“sections” is no key of this format.",
        "Cannot be published: the cost is missing.",
    }
