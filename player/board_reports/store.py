"""Rows of the export ledger, in and out, and the completions that a report is about."""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Boolean, ColumnElement, Date, Integer, Numeric, Select, Uuid, case, column, func, select, table
from sqlalchemy.orm import Session

from player.board_reports.rules import Filter
from player.board_reports.tables import Export
from player.db import UTCDateTime

NAME = ("last_name", "first_name", "middle_name", "suffix", "credentials")
LICENSE = ("jurisdiction", "license_type", "number")
STATEMENT = ("body", "number", "credit_type")

_award = table(
    "award",
    *(column(name, Uuid()) for name in ("id", "enrollment_id", "sponsor_id", "license_snapshot_id")),
    *(column(name) for name in (*NAME, "profession", "completion_zone")),
    column("credits", Numeric(6, 2)),
    column("completion_date", Date()),
    column("awarded_at", UTCDateTime()),
    column("is_sample", Boolean()),
)
_correction = table("award_correction", *map(column, ("award_id", "number", "license_snapshot_id", *NAME)))
_license = table("license_snapshot", *map(column, ("id", *LICENSE)))
_statement = table("award_statement", *map(column, ("award_id", "ordinal", *STATEMENT)))
_certificate = table("certificate", *map(column, ("award_id", "number", "ended_as")), column("ordinal", Integer()))
_enrollment = table("enrollment", column("id", Uuid()), column("edition_id", Uuid()))
"""What a completion is read from; the rooms ``credit``, ``certificates`` and ``enrollment`` own these tables."""


class Completed(NamedTuple):
    """A completion as its snapshots say it, with its newest certificate; nothing of its edition or its score."""

    sponsor_id: uuid.UUID
    enrollment_id: uuid.UUID
    edition_id: uuid.UUID
    certificate_no: str
    ended_as: str | None
    last_name: str
    first_name: str
    middle: str
    suffix: str
    credentials: str
    jurisdiction: str | None
    license_type: str | None
    license_number: str | None
    profession: str
    credits: Decimal
    completion_date: date
    completion_zone: str
    statements: tuple[tuple[str, str | None, str | None], ...]
    """Of each approval: body, number, type of credit."""


@dataclass(frozen=True, kw_only=True)
class ExportRecord:
    """One export as the ledger knows it."""

    id: uuid.UUID
    sponsor_id: uuid.UUID
    kind: str
    made_at: datetime
    made_by: str
    filter: dict[str, Any]
    row_count: int
    sha256: str


def add(session: Session, record: ExportRecord) -> None:
    """Insert one export."""
    session.add(Export(**vars(record)))
    session.flush()


def completed(
    session: Session,
    sponsor_ids: Iterable[uuid.UUID],
    edition_ids: Iterable[uuid.UUID],
    wanted: Filter,
    *,
    at_once: int,
) -> Iterator[Completed]:
    """Yield the completions in these editions, one per award that has a certificate, by day of completion.

    The editions are those of the filter's course. One query finds all, ``at_once`` rows are fetched.
    """
    return _read(session, _selected(sponsor_ids, edition_ids, wanted), at_once)


def newest_completed(
    session: Session,
    sponsor_ids: Iterable[uuid.UUID],
    edition_ids: Iterable[uuid.UUID],
    wanted: Filter,
    *,
    limit: int,
) -> Iterator[Completed]:
    """Yield the last ones of the same completions, in the same order."""
    backwards = (_award.c.completion_date.desc(), _award.c.awarded_at.desc(), _award.c.id.desc())
    return _read(session, _selected(sponsor_ids, edition_ids, wanted).order_by(*backwards).limit(limit), limit)


def count_completed(
    session: Session, sponsor_ids: Iterable[uuid.UUID], edition_ids: Iterable[uuid.UUID], wanted: Filter
) -> int:
    """Return how many completions the filter selects."""
    selected = _selected(sponsor_ids, edition_ids, wanted).with_only_columns(func.count())
    return int(session.execute(selected).scalar_one())


def _selected(sponsor_ids: Iterable[uuid.UUID], edition_ids: Iterable[uuid.UUID], wanted: Filter) -> Select[Any]:
    statement = (
        select(*_award.c, _enrollment.c.edition_id)
        .join(_enrollment, _enrollment.c.id == _award.c.enrollment_id)
        .where(
            _award.c.sponsor_id.in_(list(sponsor_ids)),
            _award.c.is_sample == wanted.samples,
            select(_certificate).where(_certificate.c.award_id == _award.c.id).exists(),
        )
    )
    if wanted.course is not None:  # without one the sponsor says it all, and days come by their index
        statement = statement.where(_enrollment.c.edition_id.in_(list(edition_ids)))
    if wanted.since is not None:
        statement = statement.where(_award.c.completion_date >= wanted.since)
    if wanted.until is not None:
        statement = statement.where(_award.c.completion_date <= wanted.until)
    return statement


def _read(session: Session, selected: Select[Any], at_once: int) -> Iterator[Completed]:
    rows = session.execute(_in_words(selected), execution_options={"yield_per": at_once})
    width = len(Completed._fields) - 1
    for _number, lines in groupby(rows, key=itemgetter(Completed._fields.index("certificate_no"))):
        first = next(lines)
        statements = [tuple(line[width:]) for line in (first, *lines) if line[width] is not None]
        yield Completed._make((*first[:width], tuple(statements)))


def _in_words(selected: Select[Any]) -> Select[Any]:
    """Return the statement of ``Completed``'s columns, then of one approval a row; a license may have none."""
    award, newer = selected.subquery("selected"), _certificate.alias("newer")
    last_number = select(func.max(newer.c.ordinal)).where(newer.c.award_id == award.c.id).scalar_subquery()
    latest = _correction.alias("latest")
    last_correction = select(func.max(latest.c.number)).where(latest.c.award_id == award.c.id).scalar_subquery()

    def in_force(name: str) -> ColumnElement[Any]:
        return case((_correction.c.award_id.is_not(None), _correction.c[name]), else_=award.c[name])

    return (
        select(
            award.c.sponsor_id,
            award.c.enrollment_id,
            award.c.edition_id,
            _certificate.c.number,
            _certificate.c.ended_as,
            *map(in_force, NAME),
            *(_license.c[name] for name in LICENSE),
            award.c.profession,
            award.c.credits,
            award.c.completion_date,
            award.c.completion_zone,
            *(_statement.c[name] for name in STATEMENT),
        )
        .select_from(award)
        .join(_certificate, (_certificate.c.award_id == award.c.id) & (_certificate.c.ordinal == last_number))
        .outerjoin(_correction, (_correction.c.award_id == award.c.id) & (_correction.c.number == last_correction))
        .outerjoin(_license, _license.c.id == in_force("license_snapshot_id"))
        .outerjoin(_statement, _statement.c.award_id == award.c.id)
        .order_by(award.c.completion_date, award.c.awarded_at, award.c.id, _statement.c.ordinal)
    )


def newest(session: Session, sponsor_ids: Iterable[uuid.UUID], limit: int) -> list[ExportRecord]:
    """Return the newest exports of these sponsors."""
    statement = (
        select(Export).where(Export.sponsor_id.in_(list(sponsor_ids))).order_by(Export.made_at.desc()).limit(limit)
    )
    names = ExportRecord.__dataclass_fields__
    return [ExportRecord(**{name: getattr(row, name) for name in names}) for row in session.scalars(statement)]
