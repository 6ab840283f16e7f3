"""What an evaluation sheet may say, and what is left of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from player.catalog.rules import EvaluationItem
from player.errors import Reason

RATINGS = (1, 2, 3, 4, 5)
COMMENT_LENGTH = 2_000
"""Most characters of a comment."""


@dataclass(frozen=True, kw_only=True)
class EvaluationMissing(Reason):
    """The evaluation is not submitted yet."""

    code: ClassVar[str] = "evaluation_missing"


@dataclass(frozen=True, kw_only=True)
class SheetAnswer:
    """One answer of a sheet: a rating (None: not applicable) or a comment."""

    item_id: str
    rating: int | None = None
    comment: str | None = None


def left(submitted_at: datetime | None) -> tuple[Reason, ...]:
    """Return what is left of the evaluation: its submission, whatever it says (CE-RULES 5)."""
    return () if submitted_at is not None else (EvaluationMissing(),)


def quarter(at: datetime) -> str:
    """Return the quarter of an instant as "2026-Q4": the finest time an answer is stored with."""
    return f"{at.year}-Q{(at.month + 2) // 3}"


def sheet(items: tuple[EvaluationItem, ...], filled: Mapping[str, str]) -> tuple[SheetAnswer, ...]:
    """Return the answers of a filled form; items that were left empty or are not applicable give no rating.

    What the form does not hold is passed over: other items, and ratings beyond the five.
    """
    answers: list[SheetAnswer] = []
    for item in items:
        value = _written(filled.get(item.id, ""))
        if item.kind == "comment":
            if value:
                answers.append(SheetAnswer(item_id=item.id, comment=value))
        else:
            rating = int(value) if value in {str(one) for one in RATINGS} else None
            answers.append(SheetAnswer(item_id=item.id, rating=rating))
    return tuple(answers)


def too_long(answers: Iterable[SheetAnswer]) -> bool:
    """Tell whether a comment is longer than the form allows."""
    return any(len(answer.comment or "") > COMMENT_LENGTH for answer in answers)


def _written(text: str) -> str:
    """Return text as it was typed: a browser sends each line's end as two characters; PostgreSQL stores no NUL."""
    return text.replace("\r\n", "\n").replace("\0", "").strip()
