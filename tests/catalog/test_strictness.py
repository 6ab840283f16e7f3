"""Each mistake a writer can make is found, on its line, with a sentence that says what to do; and it is found alone."""

import pytest

from player.catalog.rules import Finding
from tests.builders import CourseFolder
from tests.catalog.mistakes import MISTAKES

ONE, END = "lessons/01-beginning.md", "lessons/02-end.md"

NOT_ALONE = {
    "a capital letter in an id",
    "a lesson whose file has another name",
    "a partner nobody named",
    "a slug that is not the folder's",
    "an alias",
}
"""Mistakes that are several at once, or stand in several places."""


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named_with_its_file_and_line(course: CourseFolder, mistake: str) -> None:
    course.write("media/a.svg", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>')
    name, old, new, mark, sentence = MISTAKES[mistake]
    course.edit(name, old, new)
    where, text = mark if isinstance(mark, tuple) else (name, mark)
    checked = course.check()
    errors = [(finding.file, finding.line, finding.message) for finding in checked.findings if is_error(finding)]
    expected = (place(course, where), line_of(course, where, text), sentence.replace("{path}", place(course, "")))
    assert expected in errors
    assert len(errors) == 1 or mistake in NOT_ALONE
    assert checked.edition is None


def is_error(finding: Finding) -> bool:
    return finding.severity == "error"


def place(course: CourseFolder, name: str) -> str:
    return course.file(name).as_posix()


def line_of(course: CourseFolder, name: str, text: str) -> int:
    """The line of the last character of a text that may span lines, without the line end it starts with."""
    whole = course.file(name).read_text(encoding="utf-8")
    start = whole.index(text) + (len(text) if text.startswith("\n") else 0)
    return whole[:start].count("\n") + 1


def test_a_policy_leaves_no_time_on_the_clock_uncounted(course: CourseFolder) -> None:
    course.edit("course.yaml", "course_minimum_minutes: 2", "course_minimum_minutes: 2\n  counts: [reading, post-test]")
    (finding,) = course.check().findings
    assert finding.line == line_of(course, "course.yaml", "counts")
    assert "must name each of reading, media, checks, cases, post-test once" in finding.message


def test_mistakes_of_all_files_are_found_at_once(course: CourseFolder) -> None:
    edits = {
        "course.yaml": ("attempts: 3", "attempts: many"),
        "references.yaml": ("year: 2021", "year: then"),
        "post_test.yaml": ("rationale", "because"),
        "evaluation.yaml": ("kind: comment", "kind: stars"),
        ONE: ("{established}", "{proven}"),
        "sponsor.yaml": ("time_zone", "zone"),
    }
    for name, (old, new) in edits.items():
        course.edit(name, old, new)
    assert {finding.file for finding in course.check().findings} == {course.file(name).as_posix() for name in edits}


@pytest.mark.parametrize(
    "name", ["course.yaml", "references.yaml", "post_test.yaml", "evaluation.yaml", "sponsor.yaml"]
)
def test_a_missing_file_is_a_finding_and_hides_no_other(course: CourseFolder, name: str) -> None:
    course.file(name).unlink()
    course.edit(END, "Look where", "<i>Look</i> where")
    found = {(finding.file, finding.message) for finding in course.check().findings}
    assert (course.file(name).as_posix(), "The file is missing or cannot be read.") in found
    assert (course.file(END).as_posix(), "Raw HTML is not allowed: “<i>”.") in found


@pytest.mark.parametrize(
    ("data", "line", "message"),
    [
        (b"items:\n  - \xff\n", 2, "The file is not UTF-8 text."),
        (b"items: []\n\r\n", 2, "Lines end in LF alone, and this one ends in CR."),
        (b"\xef\xbb\xbfitems: []\n", 1, "The file starts with a byte order mark; save it as UTF-8 without one."),
        (b"items: \x07\n", 1, "A character nobody sees: U+0007."),
        (b"- 1\n", 1, "The file must be a mapping of keys to values."),
        (b"", 1, "The file must be a mapping of keys to values."),
        (b"[" * 50_000, 1, "This YAML is nested too deeply."),
        (b"- " * 50_000, 1, "This YAML is nested too deeply."),
        (b"".join(b" " * n + b"a:\n" for n in range(2_000)), 1, "This YAML is nested too deeply."),
        (b"#" * (8 << 20) + b"\n", 1, "The file is larger than 8 MB."),
    ],
)
def test_a_file_that_is_no_text_is_a_finding(course: CourseFolder, data: bytes, line: int, message: str) -> None:
    course.write("evaluation.yaml", data)
    found = {(finding.file, finding.line, finding.message) for finding in course.check().findings}
    assert (course.file("evaluation.yaml").as_posix(), line, message) in found
