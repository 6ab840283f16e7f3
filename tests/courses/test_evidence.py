"""Claims carry a reference and a label, boxes stand where they are owed, and nobody reads only half of the record."""

import re
from pathlib import Path

import pytest

from player.catalog.rules import Edition

_CHECK = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_IMAGE = re.compile(r"^!\[.*$", re.MULTILINE)
_CITES = re.compile(r"\[@[a-z0-9;@ -]+\]")
_LABEL = re.compile(r"\{(?:established|probable|contested)\}")
_CITED = re.compile(r'href="#ref-([a-z0-9-]+)"')

BOXES = {
    "disclosure": {"orientation", "dose-routes-troches", "medication-screening", "clinical-recreational"},
    "dated": {"kap-history-law", "dose-routes-troches", "safety-contraindications"},
    "scope": {
        "orientation", "kap-history-law", "dose-routes-troches",
        "safety-contraindications", "medication-screening", "supporting-patients",
    },
    "safety": {
        "orientation", "mechanism-plasticity", "conditions-evidence", "safety-contraindications", "supporting-patients",
    },
}  # fmt: skip
"""Where a learner is owed which box: the commercial interest beside objectives 7, 10 and 12, law with its date."""

TRIALS_WITHOUT_A_DIFFERENCE = ("lii-2023", "jelovac-2025", "smith-apeldoorn-2024", "loo-2023")
PARTNER_FIGURES = ("45,968", "89–91", "Joyous")


@pytest.fixture(scope="module")
def lessons(folder: Path) -> dict[str, str]:
    """The text of each lesson in Markdown, without its checks and figures."""
    files = sorted((folder / "lessons").glob("*.md"))
    return {file.stem[3:]: _IMAGE.sub("", _CHECK.sub("", file.read_text())) for file in files}


def test_what_is_cited_is_also_graded(lessons: dict[str, str]) -> None:
    lines = [line for text in lessons.values() for line in text.splitlines() if _CITES.search(line)]
    assert [line for line in lines if not _LABEL.search(line)] == []


def test_the_orientation_explains_the_labels(course: Edition) -> None:
    (section,) = (section for _, section in course.sections() if section.id == "orientation-labels")
    shown = "".join(block.html for block in section.blocks)
    for label in ("established", "probable", "contested"):
        assert re.search(f'evidence-{label}">{label}</span></td>\\s*<td>[A-Z]', shown), label


@pytest.mark.parametrize("kind", BOXES)
def test_a_box_stands_where_it_is_owed(course: Edition, kind: str) -> None:
    found = {
        lesson.id for lesson, section in course.sections() for block in section.blocks if f"box-{kind}" in block.html
    }
    assert found == BOXES[kind]


def test_the_partner_is_disclosed_before_the_first_lesson_about_ketamine(course: Edition) -> None:
    first = course.lessons[0]
    assert not first.objective_ids
    assert any("box-disclosure" in block.html for section in first.sections for block in section.blocks)


def test_law_and_labels_say_of_when_they_are(folder: Path) -> None:
    texts = [file.read_text() for file in (folder / "lessons").glob("*.md")]
    assert {day for text in texts for day in re.findall(r"(?m)^::: dated (\S+)", text)} == {"2026-11-22"}


def test_trials_without_a_difference_stand_in_the_table_of_the_others(lessons: dict[str, str]) -> None:
    rows = [line for line in lessons["conditions-evidence"].splitlines() if line.startswith("|")]
    for trial in (*TRIALS_WITHOUT_A_DIFFERENCE, "berman-2000", "anand-2023", "janik-2025"):
        assert any(f"[@{trial}]" in row for row in rows), trial


def test_what_a_seller_says_of_its_own_product_is_no_evidence(folder: Path) -> None:
    taught = [*(folder / "lessons").glob("*.md"), *(folder / "cases").glob("*.yaml"), folder / "post_test.yaml"]
    told = {(file.name, said) for file in taught for said in PARTNER_FIGURES if said in file.read_text()}
    assert told == set()


def test_every_lesson_cites_and_every_reference_is_cited(course: Edition) -> None:
    cited = {
        lesson.id: {key for part in lesson.sections for block in part.blocks for key in _CITED.findall(block.html)}
        for lesson in course.lessons
    }
    assert [lesson for lesson, found in cited.items() if not found] == []
    assert {reference.id for reference in course.references} == set().union(*cited.values())
