"""The columns of a completion report."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from player.cells import guarded

COLUMNS = (
    "certificate_no",
    "last_name",
    "first_name",
    "middle",
    "suffix",
    "credentials",
    "jurisdiction",
    "profession",
    "license_type",
    "license_number",
    "course_id",
    "course_version",
    "course_title",
    "format",
    "credits",
    "credit_type",
    "completion_date",
    "completion_zone",
    "score_percent",
    "sponsor_body",
    "sponsor_number",
    "status",
)
"""The generic roster of CE-RULES 8.3: one row per completion and license."""


@dataclass(frozen=True, kw_only=True)
class Filter:
    """Which completions a report is about: civil days are inclusive; samples never stand beside real ones."""

    course: str | None = None
    since: date | None = None
    until: date | None = None
    samples: bool = False


@dataclass(frozen=True, kw_only=True)
class Completion:
    """One completion for one license, in the words of its snapshot."""

    certificate_no: str
    last_name: str
    first_name: str
    middle: str
    suffix: str
    credentials: str
    jurisdiction: str
    profession: str
    license_type: str
    license_number: str
    course_id: str
    course_version: int
    course_title: str
    format: str
    credits: Decimal
    credit_type: str
    completion_date: date
    completion_zone: str
    score_percent: int
    sponsor_body: str
    sponsor_number: str
    status: str


def row(completion: Completion) -> Sequence[str]:
    """Return the cells of a completion in the order of ``COLUMNS``: text guarded, numbers and days plain."""
    return [guarded(value) if type(value) is str else _plain(value) for value in vars(completion).values()]


def _plain(value: object) -> str:
    return f"{value:.2f}" if isinstance(value, Decimal) else str(value)
