"""REVIEW.md of a course, read as a reviewer would: which places and which sources it names."""

import re

_PLACE = re.compile(r"([a-z0-9-]+)((?:, )?#[a-z0-9-]+(?:(?:, | and )#[a-z0-9-]+)*)")
_SECTION = re.compile(r"#([a-z0-9-]+)")
_EXPLAINED = {("lesson", "section")}
"""How the record says what a place looks like."""
_STEP = re.compile(r"(case-[a-z-]+)/([a-z0-9-]+)")
_ITEM = re.compile(r"\bpt-\d\d-[a-f]\b")
_CHECK = re.compile(r"\bchecks? ([a-z]+-check-\d)")
_ROW = re.compile(r"^\| .* \|$", re.MULTILINE)
_SOURCES = 2
_CELLS = 5


class Review:
    """The places that the record names, each kind in a set."""

    def __init__(self, text: str) -> None:
        self.text = text
        found = [(lesson, _SECTION.findall(named)) for lesson, named in _PLACE.findall(text)]
        self.sections = {(lesson, section) for lesson, sections in found for section in sections} - _EXPLAINED
        self.steps = set(_STEP.findall(text))
        self.items = set(_ITEM.findall(text))
        self.checks = set(_CHECK.findall(text))

    def part(self, title: str) -> "Review":
        """Return one part of the record, from its heading to the next."""
        return Review(self.text.partition(f" {title}")[2].partition("\n## ")[0])

    @property
    def sources(self) -> set[str]:
        """The ids in the column of sources."""
        rows = [row.strip("| ").split(" | ") for row in _ROW.findall(self.text)]
        cells = [row[_SOURCES] for row in rows if len(row) == _CELLS and row[0] not in {"Statement", "---"}]
        return {word for cell in cells for word in re.findall(r"[a-z-]+-\d{4}[a-z-]*", cell)}
