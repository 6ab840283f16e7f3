"""Rows of the export ledger, in and out, and which awards a report is about."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Date, Integer, String, Uuid, column, select, table
from sqlalchemy.orm import Session

from player.board_reports.rules import Filter
from player.board_reports.tables import Export
from player.db import UTCDateTime

_award = table(
    "award",
    column("id", Uuid()),
    column("enrollment_id", Uuid()),
    column("sponsor_id", Uuid()),
    column("completion_date", Date()),
    column("awarded_at", UTCDateTime()),
    column("is_sample", Boolean()),
)
_certificate = table(
    "certificate",
    column("award_id", Uuid()),
    column("ordinal", Integer()),
    column("number", String()),
    column("ended_as", String()),
)
_enrollment = table("enrollment", column("id", Uuid()), column("edition_id", Uuid()))
"""What selects completions; the rooms ``credit``, ``certificates`` and ``enrollment`` own these tables."""


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
    session: Session, sponsor_ids: Iterable[uuid.UUID], edition_ids: Iterable[uuid.UUID], wanted: Filter
) -> dict[uuid.UUID, uuid.UUID]:
    """Return the awards in these editions that have a certificate, each with its sponsor, by day of completion.

    The course of the filter is not looked at: it is in the editions. A hundred bytes are kept for each award.
    """
    statement = (
        select(_award.c.id, _award.c.sponsor_id)
        .join(_enrollment, _enrollment.c.id == _award.c.enrollment_id)
        .where(
            _award.c.sponsor_id.in_(list(sponsor_ids)),
            _enrollment.c.edition_id.in_(list(edition_ids)),
            _award.c.is_sample == wanted.samples,
            select(_certificate).where(_certificate.c.award_id == _award.c.id).exists(),
        )
        .order_by(_award.c.completion_date, _award.c.awarded_at, _award.c.id)
    )
    if wanted.since is not None:
        statement = statement.where(_award.c.completion_date >= wanted.since)
    if wanted.until is not None:
        statement = statement.where(_award.c.completion_date <= wanted.until)
    return dict(session.execute(statement).all())


def certificates(session: Session, award_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, tuple[str, str]]:
    """Return the number of each award's newest certificate, and whether it is valid, superseded or revoked."""
    statement = select(_certificate.c.award_id, _certificate.c.number, _certificate.c.ended_as)
    rows = session.execute(
        statement.where(_certificate.c.award_id.in_(list(award_ids))).order_by(_certificate.c.ordinal)
    )
    return {award_id: (number, ended_as or "valid") for award_id, number, ended_as in rows}


def newest(session: Session, sponsor_ids: Iterable[uuid.UUID], limit: int) -> list[ExportRecord]:
    """Return the newest exports of these sponsors."""
    statement = (
        select(Export).where(Export.sponsor_id.in_(list(sponsor_ids))).order_by(Export.made_at.desc()).limit(limit)
    )
    names = ExportRecord.__dataclass_fields__
    return [ExportRecord(**{name: getattr(row, name) for name in names}) for row in session.scalars(statement)]
