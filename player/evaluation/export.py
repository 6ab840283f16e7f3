"""A report of an evaluation as a file: CSV by RFC 4180, in UTF-8, for the annual report to an accrediting body."""

import csv
import io
from collections.abc import Iterator

from player.cells import guarded
from player.evaluation.rules import FEWEST, CourseReport, Line, Ratings

COLUMNS = (
    "course", "edition", "item", "kind", "objective", "text", "period",
    "n", "mean", "rated_1", "rated_2", "rated_3", "rated_4", "rated_5", "not_applicable", "note",
)  # fmt: skip
"""One row per line and period: the whole period first, then its quarters."""
NOT_SHOWN = f"fewer than {FEWEST}, not shown"


def csv_file(report: CourseReport) -> bytes:
    """Return a report as CSV: a header, then a line per item and period, ended by CR LF. Comments stay on the page."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for line in report.rated:
        for period, ratings in _periods(report, line):
            writer.writerow([*_about(report, line), period, *_numbers(ratings)])
    return text.getvalue().encode()


def _periods(report: CourseReport, line: Line) -> Iterator[tuple[str, Ratings]]:
    yield report.period or "all", line.ratings
    if report.period not in report.quarters:
        yield from ((quarter, line.by_quarter.get(quarter, Ratings())) for quarter in report.quarters)


def _about(report: CourseReport, line: Line) -> tuple[str, ...]:
    item, edition = line.item, "all" if report.number is None else str(report.number)
    return report.slug, edition, item.id, item.kind, item.objective_id, guarded(item.text)


def _numbers(ratings: Ratings) -> tuple[str, ...]:
    not_applicable = str(ratings.not_applicable) if ratings.not_applicable >= FEWEST else ""
    if not ratings.is_shown:
        return ("", "", "", "", "", "", "", not_applicable, NOT_SHOWN)
    return (str(ratings.n), str(ratings.mean), *map(str, ratings.counts), not_applicable, "")
