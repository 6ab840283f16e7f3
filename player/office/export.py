"""An item analysis as a file: CSV by RFC 4180."""

import csv
import io
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from player.cells import guarded
from player.posttest.rules.analysis import Analysis, Choice, ItemAnalysis
from player.posttest.rules.statistics import rounded

COLUMNS = (
    "attempts_analysed",
    "item",
    "objective",
    "stem",
    "out_of_scoring",
    "answers",
    "correct",
    "difficulty",
    "discrimination_corrected",
    "discrimination_uncorrected",
    "median_seconds",
    "times_shown",
    "small_sample",
    "flags",
    "option",
    "option_text",
    "is_key",
    "chosen",
    "chosen_upper_27",
    "chosen_lower_27",
)
"""A line per option of each item, the item's figures on each; the last option of an item is "no answer"."""


def analysis_csv(analysis: Analysis) -> str:
    """Return an item analysis as CSV: a header, then its lines, ended by CR LF; text guarded, numbers plain."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([_cell(value) for value in line] for line in _lines(analysis))
    return text.getvalue()


def _lines(analysis: Analysis) -> Iterator[list[object]]:
    for item in analysis.items:
        figures = _figures(analysis, item)
        for choice in item.choices:
            yield [*figures, *_of_choice(item, choice)]


def _figures(analysis: Analysis, item: ItemAnalysis) -> list[object]:
    return [
        analysis.which,
        item.question.id,
        item.question.objective_id,
        item.question.stem,
        item.key.is_dropped,
        item.answers,
        item.correct,
        item.difficulty,
        item.discrimination,
        item.uncorrected,
        None if item.wait_ms is None else Fraction(item.wait_ms, 1000),
        item.shown,
        item.is_small,
        " ".join(item.flags),
    ]


def _of_choice(item: ItemAnalysis, choice: Choice) -> list[object]:
    option = item.question.option(choice.option_id) if choice.option_id else None
    text = option.text if option else "(no answer)"
    return [choice.option_id, text, choice.is_key, choice.chosen, choice.upper, choice.lower]


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Fraction):
        return str(rounded(value))
    return str(value) if isinstance(value, int | Decimal) else guarded(str(value))
