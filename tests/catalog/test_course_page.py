"""The sponsor's course page, brought in as it stands, fails wherever a machine can see why; corrected, it passes."""

from pathlib import Path

import pytest

from player.catalog.rules import Finding
from tests.builders import CourseFolder

PAGE = Path(__file__).parent / "seed"
OBJECTIVES = {
    "Name the first step.": "  • 7 Describe why buccal troches are preferred for psycholytic therapy and how they "
    "support patient engagement",
    "Name the second step.": "8 Describe the mechanisms through which ketamine supports symptom relief across these "
    "conditions",
}
"""Two objectives of the page, with the bullet and the numbers they have there."""

ROWS = {
    # row of the list of oddities: how bad, what the finding says, and what stands on the line it names
    "1 a doubled word": ("error", "The partner/role has a doubled word: “is is”.", "partner: {name"),
    "2 one NBCC number": ("error", "number 7190, {nbcc-listed}) and nbcc (“Palo Alto University", "- key: nbcc\n"),
    "2 the other": ("error", "number 6811, {nbcc}). Ask which of them is right.", "- key: nbcc\n"),
    "3 a choice nobody made": ("error", "a choice that nobody made: “(clinical or social work ethics)”", "ethics) con"),
    "3 no number of credits": ("error", "without “{credits} {credit_type} continuing education", "ethics) con"),
    "4 a window in one form": ("error", "of ASWB ACE writes out the day “11/22/2023”", "#1480), 11/22/2023"),
    "4 a window in another": ("error", "of ASWB ACE writes out the day “11/22/23”", "period: 11/22/23"),
    "5 superseded wording": ("error", "the superseded ACE wording (“Organizations, not individual", "period: 11/22/23"),
    "6 two names for one approval": ("error", "twice: ace-listed (“Palo Alto University, Con", "- key: ace\n"),
    "6 the other name": ("error", "and ace (“CONCEPT Professional Training”, number 1480, {ace})", "- key: ace\n"),
    "6 a name written out": ("error", "of ASWB ACE names no {sponsor_name}", "period: 11/22/23"),
    "7 two recognitions in one": ("error", "of NYSED names 2 numbers, SW-0356 and MHC-0073", "counselors. #MHC-0073"),
    "8 a number of one profession": ("error", "has the number MHC-0073, and the record has SW-0356", "#MHC-0073"),
    "9 two lists, the APA": ("error", "American Psychological Association approves the sponsor twice", "- key: apa\n"),
    "9 two lists, Canada": ("error", "Canadian Psychological Association approves the", "- key: canadian\n"),
    "10 NBCC's third sentence": ("error", "without “is solely responsible for all aspects of the", "ACEP No. 6811. P"),
    "11 a stray comma": ("error", "a comma between the sponsor and its verb: “), is”", "(CONCEPT), is approved"),
    "11 a second sentence": ("warning", "without “maintains responsibility for the program”", "(CONCEPT), is approved"),
    "12 CPA in a sentence": ("error", "says “CPA”, which names several bodies", "Association (CPA): App"),
    "12 CPA in the list": ("error", "“CPA” names several bodies; write the name in full.", 'short: "CPA"'),
    "13 a lost link": ("error", "says “visit here”, and there is no link", "visit here"),
    "13 a no-break space": ("error", "has a no-break space", "visit here"),
    "14 conditions nobody names": ("warning", "The objective ends in “these conditions”", "these conditions"),
    "17 a bullet and a number": ("warning", "The objective begins with a bullet or a number: “• 7 ”", "buccal troches"),
    "20 CEs": ("error", "The credit_method says “CEs”", "credit_method:"),
    "23 text about the page": ("error", "is a course page's text about itself, not a body's statement", "visit here"),
}  # fmt: skip

ABSENT = (
    "the level", "the audience", "the presenters", "the statement on conflicts of interest", "the cost", "the refund",
    "whom to ask for an accommodation", "the grievance policy", "the technical requirements", "the support contact",
    "the release date", "the date of the last review", "the date on which the credit expires",
)  # fmt: skip
"""Row 21: what the page does not say at all is listed as missing, and not made up."""


@pytest.fixture
def page(course: CourseFolder) -> CourseFolder:
    """The tiny course with the page's sponsor, statements and two of its objectives."""
    course.write("sponsor.yaml", (PAGE / "as-on-the-page.yaml").read_bytes())
    for old, new in OBJECTIVES.items():
        course.edit("course.yaml", old, new)
    course.edit("course.yaml", 'level: introductory\naudience: "Clinicians who test software."\n', "")
    return course


@pytest.fixture
def found(page: CourseFolder) -> list[Finding]:
    return list(page.check().findings)


def line_of(page: CourseFolder, name: str, mark: str) -> int:
    whole = page.file(name).read_text(encoding="utf-8")
    return whole[: whole.index(mark)].count("\n") + 1


def named(page: CourseFolder, says: str) -> str:
    """The words of a finding, in which {key} stands for the place of that approval's number."""
    for key in ("nbcc-listed", "nbcc", "ace"):
        line = line_of(page, "sponsor.yaml", f"- key: {key}\n") + 4
        says = says.replace(f"{{{key}}}", f"{page.sponsor_file.as_posix()}:{line}")
    return says


@pytest.mark.parametrize("row", ROWS)
def test_each_fault_of_the_page_that_a_machine_can_see_is_named(
    page: CourseFolder, found: list[Finding], row: str
) -> None:
    severity, says, mark = ROWS[row]
    name = "course.yaml" if mark in page.file("course.yaml").read_text() else "sponsor.yaml"
    expected = (page.file(name).as_posix(), line_of(page, name, mark), severity)
    said = [(one.file, one.line, one.severity) for one in found if named(page, says) in one.message]
    assert expected in said, [str(one) for one in found]


@pytest.mark.parametrize("absent", ABSENT)
def test_what_the_page_does_not_say_is_missing(found: list[Finding], absent: str) -> None:
    assert any(one.message.startswith(f"Cannot be published: {absent}") for one in found)


def test_the_page_as_it_stands_is_not_published(page: CourseFolder) -> None:
    assert page.check().edition is None


def test_every_fault_is_named_with_its_line(page: CourseFolder) -> None:
    assert all(finding.line > 0 for finding in page.check().findings)


def test_the_corrected_records_pass(course: CourseFolder) -> None:
    course.write("sponsor.yaml", (PAGE / "corrected.yaml").read_bytes())
    assert [str(finding) for finding in course.check().findings] == []
