"""The files of branching cases: every way is looked at, and every mistake has its line."""

from pathlib import Path

import pytest

from tests.builders import CourseFolder
from tests.lessons.test_cases import CASE


@pytest.fixture
def folder(tmp_path: Path) -> CourseFolder:
    folder = CourseFolder(tmp_path)
    folder.write("cases/case-bridge.yaml", CASE)
    folder.edit("lessons/01-beginning.md", "::: safety", "```case\nid: case-bridge\n```\n\n::: safety")
    return folder


def findings(folder: CourseFolder) -> list[str]:
    return [finding.message for finding in folder.check().findings if "case-bridge" in finding.file]


def test_a_case_stands_in_its_lesson_with_its_start_first(folder: CourseFolder) -> None:
    case = folder.edition().lessons[0].cases[0]
    assert ([step.id for step in case.steps], case.decisions) == (["near", "wet", "far"], 2)
    assert case.steps[0].choices[0].consequence == "<p>It holds.</p>"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("next: far", "next: fra", "A choice leads to “fra”, and there is no such step."),
        ("next: wet", "next: far", "Nobody can come to the step “wet”."),
        ("next: far", "next: wet", "No ending can be reached from the step “near”."),
        ("start: near", "start: here", "The case starts at “here”, and there is no such step."),
        ("    ending: true", "    question: Well?", "The step “far” has choices or is an ending, one of the two."),
        ("id: case-bridge", "id: case-river", "The file of the case “case-river” is called case-river.yaml."),
        ("It holds.", "It holds [@nobody].", "The reference “nobody” is not in references.yaml."),
        ("It holds.", "<script>x</script>", "Raw HTML is not allowed: “<script>”."),
    ],
)
def test_every_mistake_in_a_case_is_said(folder: CourseFolder, old: str, new: str, said: str) -> None:
    folder.edit("cases/case-bridge.yaml", old, new)
    assert said in findings(folder)


def test_a_case_that_is_not_there_is_said(folder: CourseFolder) -> None:
    (folder.path / "cases" / "case-bridge.yaml").unlink()
    assert findings(folder) == ["The file is missing or cannot be read."]
