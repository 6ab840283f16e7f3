"""The coverage of a course as a table: each objective with the sections, checks, items and evaluation that serve it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from player.catalog.rules.edition import Edition, LearningObjective, Lesson, Section

COLUMNS = (
    "objective", "objective_text", "lesson", "lesson_title", "section", "section_title",
    "knowledge_checks", "post_test_items", "evaluation_items",
)  # fmt: skip
"""The columns of ``cells``."""

_HEAD = ("lesson / section", "knowledge checks", "post-test items", "evaluation")


@dataclass(frozen=True, kw_only=True)
class MatrixRow:
    """One section that serves an objective: what is checked there, and which items about the objective it teaches.

    ``lesson`` and ``section`` are None for an objective that no section serves.
    """

    objective: LearningObjective
    lesson: Lesson | None
    section: Section | None
    check_ids: tuple[str, ...]
    item_ids: tuple[str, ...]
    evaluation_ids: tuple[str, ...]


def coverage_matrix(edition: Edition) -> tuple[MatrixRow, ...]:
    """Return a row for every objective and section that serves it, in order.

    A section serves the objectives of its lesson, and those of the items that name it. A knowledge check stands in a
    section and names no objective, so it counts for every objective of its section.
    """
    return tuple(row for objective in edition.objectives for row in _rows(edition, objective))


def cells(row: MatrixRow) -> tuple[str, ...]:
    """Return a row as texts, in the order of ``COLUMNS``; several ids stand with a space between them."""
    return (
        row.objective.id,
        row.objective.text,
        row.lesson.id if row.lesson else "",
        row.lesson.title if row.lesson else "",
        row.section.id if row.section else "",
        row.section.title if row.section else "",
        " ".join(row.check_ids),
        " ".join(row.item_ids),
        " ".join(row.evaluation_ids),
    )


def matrix_lines(edition: Edition) -> tuple[str, ...]:
    """Return the matrix as a table for a terminal: below each objective its sections, "-" for what is missing."""
    rows = coverage_matrix(edition)
    shown = [_HEAD, *map(_shown, rows)]
    widths = [max(len(line[column]) for line in shown) for column in range(len(_HEAD))]
    return tuple(_lines(rows, widths))


def _lines(rows: Iterable[MatrixRow], widths: list[int]) -> Iterator[str]:
    yield _padded(_HEAD, widths)
    before = None
    for row in rows:
        if row.objective != before:
            before = row.objective
            yield f"{row.objective.number}. {row.objective.id}: {row.objective.text}"
        yield _padded(_shown(row), widths)


def _padded(line: tuple[str, ...], widths: list[int]) -> str:
    return "   " + "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()


def _shown(row: MatrixRow) -> tuple[str, ...]:
    place = f"{row.lesson.id} / {row.section.id}" if row.lesson and row.section else "-"
    return (place, _listed(row.check_ids), _listed(row.item_ids), _listed(row.evaluation_ids))


def _listed(ids: tuple[str, ...]) -> str:
    return ", ".join(ids) or "-"


def _rows(edition: Edition, objective: LearningObjective) -> Iterator[MatrixRow]:
    items = [item for item in edition.post_test.items if item.objective_id == objective.id]
    evaluated = tuple(item.id for item in edition.evaluation if item.objective_id == objective.id)
    asked = {item.section_id for item in items}
    serving = [(le, se) for le, se in edition.sections() if objective.id in le.objective_ids or se.id in asked]
    for lesson, section in serving:
        yield MatrixRow(
            objective=objective,
            lesson=lesson,
            section=section,
            check_ids=tuple(check.id for check in section.checks),
            item_ids=tuple(item.id for item in items if item.section_id == section.id),
            evaluation_ids=evaluated,
        )
    if not serving:
        yield MatrixRow(
            objective=objective,
            lesson=None,
            section=None,
            check_ids=(),
            item_ids=tuple(item.id for item in items),
            evaluation_ids=evaluated,
        )
