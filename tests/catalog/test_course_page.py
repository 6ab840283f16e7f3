"""The sponsor's course page, brought in as it stands, fails wherever a machine can see why; corrected, it passes."""

from pathlib import Path

import pytest

from tests.builders import CourseFolder

PAGE = Path(__file__).parent / "seed"
OBJECTIVES = {
    "Name the first step.": "  • 7 Describe why buccal troches are preferred for psycholytic therapy and how they "
    "support patient engagement",
    "Name the second step.": "8 Describe the mechanisms through which ketamine supports symptom relief across these "
    "conditions",
}
"""Two objectives of the page, with the bullet and the numbers they have there."""

FAULTS = {
    "a doubled word": ("error", "The partner/role has a doubled word: “is is”."),
    "two NBCC numbers, both named": ("error", "number 7190) and nbcc (Palo Alto University"),
    "two NBCC numbers, the other": ("error", "number 6811). Ask which of them is right."),
    "a choice nobody made": ("error", "has a choice that nobody made: “(clinical or social work ethics)”"),
    "credits without a number": ("error", "names ASWB without “{credits} {credit_type} continuing education credits”"),
    "a window in one form": ("error", "The statement of ASWB ACE writes out the day “11/22/2023”"),
    "a window in another form": ("error", "The statement of ASWB ACE writes out the day “11/22/23”"),
    "superseded wording": ("error", "is the superseded ACE wording (“Organizations, not individual courses”)"),
    "three names for one sponsor": ("error", "ace-listed (Palo Alto University, Continuing & Professional"),
    "a name instead of the approved one": ("error", "names no {sponsor_name}"),
    "two recognitions in one sentence": ("error", "The statement of NYSED names 2 numbers, SW-0356 and MHC-0073"),
    "a body listed twice": ("error", "American Psychological Association approves the sponsor twice"),
    "NBCC's third sentence": ("error", "names NBCC without “is solely responsible for all aspects of the programs”"),
    "a stray comma": ("error", "has a comma between the sponsor and its verb: “), is”"),
    "the Canadian second sentence": (
        "warning",
        "names Canadian Psychological Association without “maintains responsibility for the program”",
    ),
    "CPA in a sentence": ("error", "says “CPA”, which names several bodies"),
    "CPA in the list": ("error", "“CPA” names several bodies; write the name in full."),
    "a lost link": ("error", "says “visit here”, and there is no link"),
    "text about the page": ("error", "is a course page's text about itself, not a body's statement"),
    "conditions that nobody names": ("warning", "The objective ends in “these conditions”, which it does not name."),
    "a bullet and a number": ("warning", "The objective begins with a bullet or a number: “• 7 ”."),
    "CEs": ("error", "The credit_method says “CEs”"),
}  # fmt: skip


@pytest.fixture
def page(course: CourseFolder) -> CourseFolder:
    """The tiny course with the page's sponsor, statements and two of its objectives."""
    course.write("sponsor.yaml", (PAGE / "as-on-the-page.yaml").read_bytes())
    for old, new in OBJECTIVES.items():
        course.edit("course.yaml", old, new)
    return course


def test_each_fault_of_the_page_that_a_machine_can_see_is_named(page: CourseFolder) -> None:
    checked = page.check()
    found = [(finding.severity, finding.message) for finding in checked.findings]
    missed = [fault for fault, (how, says) in FAULTS.items() if not any(s == how and says in m for s, m in found)]
    assert missed == []
    assert checked.edition is None


def test_every_fault_is_named_with_its_line(page: CourseFolder) -> None:
    assert all(finding.line > 0 for finding in page.check().findings)


def test_the_corrected_records_pass(course: CourseFolder) -> None:
    course.write("sponsor.yaml", (PAGE / "corrected.yaml").read_bytes())
    assert [str(finding) for finding in course.check().findings] == []
