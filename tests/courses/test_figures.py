"""Every objective has its figure: described, drawn in the page's own colors, and with no value that the text lacks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from config import ROOT
from player.catalog.rules import Edition

OBJECTIVES = 12
PHONE = 340
LEAST_TEXT = 12
"""A figure is drawn 340 units wide with text of at least 12, so that a phone shows it readably."""

_IMAGE = re.compile(r'^!\[(?P<alt>[^\]]+)\]\(media/(?P<name>[a-z0-9-]+\.svg) "(?P<caption>[^"]+)"\)$', re.MULTILINE)
_DRAWN_TEXT = re.compile(r"<text[^>]*>(.*?)</text>", re.DOTALL)
_TICK = re.compile(r"<text[^>]*fig-quiet[^>]*>[\d.,]+%?</text>")
_VALUE = re.compile(r"(?<=n=)\d+|\d+\.\d+|\d+ of \d+|\d+ ± \d+|\d\d+%")
_SOURCE = re.compile(r"\d{4}|[Ll]abel|text, the table")


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A figure as an author placed it. ``text`` is what the lesson says outside the text alternatives."""

    name: str
    alt: str
    caption: str
    svg: str
    lesson: str
    text: str

    @property
    def words(self) -> list[str]:
        """What is written in the drawing, except at the ticks of an axis."""
        drawn = _DRAWN_TEXT.findall(_TICK.sub("", self.svg))
        return [" ".join(re.sub(r"<[^>]+>", " ", text).split()) for text in drawn]


@pytest.fixture(scope="module")
def figures(folder: Path) -> list[Figure]:
    return sorted(read(folder), key=lambda figure: figure.name)


def read(folder: Path) -> Iterator[Figure]:
    for file in (folder / "lessons").glob("*.md"):
        markdown = file.read_text()
        for found in _IMAGE.finditer(markdown):
            yield Figure(
                name=found["name"],
                alt=found["alt"],
                caption=found["caption"],
                svg=(folder / "media" / found["name"]).read_text(),
                lesson=file.stem[3:],
                text=_IMAGE.sub(r"\g<caption>", markdown),
            )


def test_every_objective_has_its_figure_in_a_lesson_that_serves_it(course: Edition, figures: list[Figure]) -> None:
    serves = {lesson.id: lesson.objective_ids for lesson in course.lessons}
    assert [figure.name[:5] for figure in figures] == [f"lo-{number:02}" for number in range(1, OBJECTIVES + 1)]
    assert [figure.name for figure in figures if figure.name[:5] not in serves[figure.lesson]] == []


def test_a_figure_is_described(figures: list[Figure]) -> None:
    for figure in figures:
        assert re.search(r"<title>[^<]{10,}</title>\s*<desc>[^<]{60,}</desc>", figure.svg), figure.name
        assert len(figure.alt) > len(figure.caption), figure.name


def test_a_figure_takes_its_colors_from_the_page(figures: list[Figure]) -> None:
    fixed = r'\b(?:fill|stroke|style|color)="(?!none|url\()'
    assert [figure.name for figure in figures if re.search(fixed, figure.svg)] == []


def test_a_figure_can_be_read_on_a_phone(figures: list[Figure]) -> None:
    stylesheet = (ROOT / "player" / "web" / "static" / "figure.css").read_text()
    sizes = re.findall(r"figure svg .*font-size: ([0-9.]+)px", stylesheet)
    assert [figure.name for figure in figures if f'viewBox="0 0 {PHONE} ' not in figure.svg] == []
    assert [figure.name for figure in figures if "font-size" in figure.svg] == []
    assert min(float(size) for size in sizes) >= LEAST_TEXT


def test_a_figure_draws_no_value_that_its_lesson_does_not_give(figures: list[Figure]) -> None:
    drawn = {(figure.name, value) for figure in figures for word in figure.words for value in _VALUE.findall(word)}
    text = {figure.name: figure.text for figure in figures}
    assert {(name, value) for name, value in drawn if value not in text[name]} == set()


def test_a_figure_names_its_sources(figures: list[Figure]) -> None:
    assert [figure.name for figure in figures if not _SOURCE.search(figure.caption)] == []


def test_what_is_drawn_without_values_says_that_it_is_a_scheme(figures: list[Figure]) -> None:
    to_scale = {"lo-01-timeline.svg"}
    schemes = {figure.name for figure in figures if "scheme, not to scale" in figure.caption.lower()}
    assert {figure.name for figure in figures} - schemes == to_scale
