"""Rows of the export ledger, in and out."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from player.board_reports.tables import Export


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


def newest(session: Session, sponsor_ids: Iterable[uuid.UUID], limit: int) -> list[ExportRecord]:
    """Return the newest exports of these sponsors."""
    statement = (
        select(Export).where(Export.sponsor_id.in_(list(sponsor_ids))).order_by(Export.made_at.desc()).limit(limit)
    )
    names = ExportRecord.__dataclass_fields__
    return [ExportRecord(**{name: getattr(row, name) for name in names}) for row in session.scalars(statement)]
