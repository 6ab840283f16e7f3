"""The handout: a PDF made from the edition, for learners of a course that has one."""

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.builders import CourseFolder
from tests.site import TestSite
from tests.walk import Character

HANDOUT = """\
title: "Steps, in short"
lessons:
  - lesson: beginning
    lines:
      - "Take one step & then another [@stone-2019] {established}."
"""
GLOSSARY = """\
terms:
  - {id: step, term: "step", also: ["steps"], text: "What one foot does."}
"""


@pytest.fixture
def ada(site: TestSite) -> Character:
    """Ada, enrolled in a course with a handout and a glossary."""
    folder = site.course()
    folder.write("handout.yaml", HANDOUT)
    folder.write("glossary.yaml", GLOSSARY)
    folder.publish(site.database, at=site.clock.now(), media=site.folder / "media")
    return site.learner().enroll("first-steps")


def test_a_learner_prints_lines_words_and_only_the_sources_they_cite(ada: Character) -> None:
    paper = ada.get(f"{ada.course}/handout.pdf").data
    text = " ".join(PdfReader(io.BytesIO(paper)).pages[0].extract_text().split())
    for words in (
        "Steps, in short",
        "Take one step & then another [1] (established).",
        "step: What one foot does.",
        "Stone, A.",
    ):
        assert words in text
    assert "Brook" not in text


def test_the_same_edition_gives_the_same_handout(ada: Character) -> None:
    assert ada.get(f"{ada.course}/handout.pdf").data == ada.get(f"{ada.course}/handout.pdf").data


def test_a_course_without_a_handout_says_so(site: TestSite) -> None:
    site.course()
    ada = site.learner().enroll("first-steps")
    assert ada.get(f"{ada.course}/handout.pdf").status_code == 404


def test_a_term_is_linked_where_a_lesson_meets_it_first(tmp_path: Path) -> None:
    folder = CourseFolder(tmp_path)
    folder.write("glossary.yaml", GLOSSARY)
    lesson = folder.edition().lessons[0]
    html = "".join(block.html for section in lesson.sections for block in section.blocks)
    assert html.count('href="#term-step"') == 1
    assert lesson.term_ids == ("step",)
