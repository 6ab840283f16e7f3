"""What an evaluation sheet may say, when its answers are counted, and what is shown of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from player.errors import Reason
from player.evaluation.rules.counting import FEWEST, quarter, together
from player.evaluation.rules.pictures import Band, Mark, bar, course_of_means
from player.evaluation.rules.report import (
    ALL_TIME,
    CourseReport,
    Line,
    Ratings,
    Tally,
    in_period,
    lines,
    overall,
    periods,
    quarters_between,
)
from player.evaluation.rules.sheet import (
    COMMENT_LENGTH,
    NOT_APPLICABLE,
    RATINGS,
    CommentTooLong,
    Fault,
    RatingUnknown,
    Sheet,
    SheetAnswer,
    read,
)

__all__ = [
    "ALL_TIME",
    "COMMENT_LENGTH",
    "FEWEST",
    "NOT_APPLICABLE",
    "RATINGS",
    "Band",
    "CommentTooLong",
    "CourseReport",
    "EvaluationMissing",
    "Fault",
    "Line",
    "Mark",
    "RatingUnknown",
    "Ratings",
    "Sheet",
    "SheetAnswer",
    "Tally",
    "bar",
    "course_of_means",
    "in_period",
    "left",
    "lines",
    "overall",
    "periods",
    "quarter",
    "quarters_between",
    "read",
    "together",
]


@dataclass(frozen=True, kw_only=True)
class EvaluationMissing(Reason):
    """The evaluation is not submitted yet."""

    code: ClassVar[str] = "evaluation_missing"


def left(submitted_at: datetime | None) -> tuple[Reason, ...]:
    """Return what is left of the evaluation: its submission, whatever it says (CE-RULES 5)."""
    return () if submitted_at is not None else (EvaluationMissing(),)
