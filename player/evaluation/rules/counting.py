"""When answers are counted: in fives, so that no two views of what was counted differ by the answers of fewer.

An answer waits until four others of its kind to the same line of the same edition wait with it. Then all of them are
counted at once, in the quarter in which the last one came, and never move again. Everything that is shown is made of
such groups, whole: whatever is taken from whatever else, over any filters and any dates, at least five answers are left
or none. "Not applicable" is a kind of its own, and so are comments (CE-RULES 5 asks for n of five).
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from player.evaluation.rules.sheet import SheetAnswer

FEWEST = 5
"""The least number of answers that are counted, and shown, together (CE-RULES 5; 13, 44)."""

Answers = TypeVar("Answers", bound=SheetAnswer)


def quarter(day: date) -> str:
    """Return the quarter of a civil day as "2026-Q4": the finest time an answer is stored with."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def together(answers: Iterable[Answers]) -> tuple[tuple[Answers, ...], tuple[Answers, ...]]:
    """Return which answers to an edition can be counted now, and which go on waiting."""
    groups: dict[tuple[str, str], list[Answers]] = defaultdict(list)
    for answer in answers:
        groups[answer.item_id, _kind(answer)].append(answer)
    return (
        tuple(answer for group in groups.values() if len(group) >= FEWEST for answer in group),
        tuple(answer for group in groups.values() if len(group) < FEWEST for answer in group),
    )


def _kind(answer: SheetAnswer) -> str:
    if answer.comment is not None:
        return "comment"
    return "not applicable" if answer.rating is None else "rating"
