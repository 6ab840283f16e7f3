"""What a sheet may say: one of five points, "not applicable", a comment, or nothing, for each line of the form."""

from collections.abc import Mapping
from dataclasses import dataclass

from player.catalog.rules import EvaluationItem

RATINGS = (1, 2, 3, 4, 5)
NOT_APPLICABLE = "na"
"""What the form sends for "not applicable"."""
COMMENT_LENGTH = 2_000
"""Most characters of a comment."""


@dataclass(frozen=True, kw_only=True)
class SheetAnswer:
    """One answer of a sheet: a rating, a comment, or neither: "not applicable"."""

    item_id: str
    rating: int | None = None
    comment: str | None = None


@dataclass(frozen=True, kw_only=True)
class RatingUnknown:
    """A line was rated with something that its scale does not have."""

    item_id: str


@dataclass(frozen=True, kw_only=True)
class CommentTooLong:
    """A comment is longer than the form allows."""

    item_id: str
    length: int
    most: int = COMMENT_LENGTH


Fault = RatingUnknown | CommentTooLong
"""What can be wrong with a line of a form."""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A filled form as it was read: its answers, and what is wrong with it, in the order of the form's lines."""

    answers: tuple[SheetAnswer, ...]
    faults: tuple[Fault, ...]


def read(items: tuple[EvaluationItem, ...], filled: Mapping[str, str]) -> Sheet:
    """Return what a filled form says; a line that was left empty says nothing, and what is not asked is passed over."""
    found = [_read(item, filled.get(item.id, "")) for item in items]
    return Sheet(
        answers=tuple(one for one in found if isinstance(one, SheetAnswer)),
        faults=tuple(one for one in found if isinstance(one, Fault)),
    )


def _read(item: EvaluationItem, value: str) -> SheetAnswer | Fault | None:
    if item.kind == "comment":
        return _comment(item.id, _written(value))
    if value == "":
        return None
    if value == NOT_APPLICABLE:
        return SheetAnswer(item_id=item.id)
    rating = {str(one): one for one in RATINGS}.get(value)
    return RatingUnknown(item_id=item.id) if rating is None else SheetAnswer(item_id=item.id, rating=rating)


def _comment(item_id: str, text: str) -> SheetAnswer | CommentTooLong | None:
    if len(text) > COMMENT_LENGTH:
        return CommentTooLong(item_id=item_id, length=len(text))
    return SheetAnswer(item_id=item_id, comment=text) if text else None


def _written(text: str) -> str:
    """Return text as it was typed: a browser sends each line's end as two characters; PostgreSQL stores no NUL."""
    return text.replace("\r\n", "\n").replace("\0", "").strip()
