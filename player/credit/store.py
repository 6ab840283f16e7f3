"""Rows of awards, license snapshots and statements, in and out."""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, case, func, select
from sqlalchemy.orm import Session, aliased

from player.accounts.rules import LicenseRecord, Name
from player.credit.rules import AwardRecord, StatementRecord
from player.credit.tables import Award, AwardCorrection, AwardStatement, LicenseSnapshot
from player.db import fetch


def add(session: Session, award: AwardRecord) -> None:
    """Insert an award with its license snapshot and statements."""
    snapshot_id = _add_snapshot(session, award.license, at=award.awarded_at)
    session.add(
        Award(
            id=award.id,
            enrollment_id=award.enrollment_id,
            learner_id=award.learner_id,
            sponsor_id=award.sponsor_id,
            license_id=award.license.id if award.license is not None else None,
            license_snapshot_id=snapshot_id,
            **_parts(award.name),
            profession=award.profession,
            credits=award.credits,
            completed_at=award.completed_at,
            completion_date=award.completion_date,
            completion_zone=award.completion_zone,
            awarded_at=award.awarded_at,
            is_sample=award.is_sample,
        )
    )
    session.flush()
    for ordinal, one in enumerate(award.statements):
        session.add(AwardStatement(award_id=award.id, ordinal=ordinal, **vars(one)))
    session.flush()


def add_correction(session: Session, award: AwardRecord, *, actor: str, at: datetime) -> None:
    """Insert the name and license that hold for an award from now on."""
    table = AwardCorrection
    behind = session.scalar(select(func.count()).where(table.award_id == award.id)) or 0
    session.add(
        table(
            award_id=award.id,
            number=behind + 1,
            license_snapshot_id=_add_snapshot(session, award.license, at=at),
            **_parts(award.name),
            actor=actor,
            corrected_at=at,
        )
    )
    session.flush()


def _parts(name: Name) -> dict[str, str]:
    return {
        "first_name": name.first,
        "middle_name": name.middle,
        "last_name": name.last,
        "suffix": name.suffix,
        "credentials": name.credentials,
    }


def _add_snapshot(session: Session, license_: LicenseRecord | None, *, at: datetime) -> uuid.UUID | None:
    if license_ is None:
        return None
    snapshot = LicenseSnapshot(
        id=uuid.uuid4(),
        license_id=license_.id,
        jurisdiction=license_.jurisdiction,
        profession=license_.profession,
        license_type=license_.license_type,
        number=license_.number,
        taken_at=at,
    )
    session.add(snapshot)
    session.flush()
    return snapshot.id


def of_enrollments(session: Session, enrollment_ids: Iterable[uuid.UUID]) -> list[AwardRecord]:
    """Return the awards of these enrollments, in the order they were made."""
    return _records(session, "enrollment_id", enrollment_ids)


def of_ids(session: Session, award_ids: Iterable[uuid.UUID]) -> list[AwardRecord]:
    """Return the awards with these ids, by their day of completion, then in the order they were made."""
    return _records(session, "id", award_ids)


PRINTED = ("first_name", "middle_name", "last_name", "suffix", "credentials", "license_snapshot_id")
"""What an award's last correction, if it has one, puts in place of its own."""


def _records(session: Session, column: str, values: Iterable[uuid.UUID]) -> list[AwardRecord]:
    rows = fetch(session, _awards(column), wanted=list(values))
    if not rows:
        return []
    statements = _statements(session, [row.id for row in rows])
    snapshots = _snapshots(session, [row.license_snapshot_id for row in rows if row.license_snapshot_id])
    return [_record(row, snapshots, statements.get(row.id, ())) for row in rows]


@cache
def _awards(column: str) -> Select[Any]:
    """Return the statement of the awards with one of the ``wanted`` values in a column, made once.

    Columns, not mapped objects: a report reads awards by the ten thousand.
    """
    correction, newest = AwardCorrection, aliased(AwardCorrection)
    last = select(func.max(newest.number)).where(newest.award_id == Award.id).scalar_subquery()
    of_award = (correction.award_id == Award.id) & (correction.number == last)
    found = select(*_in_force()).outerjoin(correction, of_award)
    found = found.where(getattr(Award, column).in_(bindparam("wanted", expanding=True)))
    return found.order_by(Award.completion_date, Award.awarded_at, Award.id)


def _in_force() -> Iterator[ColumnElement[Any]]:
    is_corrected = AwardCorrection.award_id.is_not(None)
    for column in Award.__table__.columns:
        corrected = AwardCorrection.__table__.columns.get(column.name) if column.name in PRINTED else None
        yield column if corrected is None else case((is_corrected, corrected), else_=column).label(column.name)


def _record(
    row: Row[Any],
    snapshots: Mapping[uuid.UUID, LicenseRecord],
    statements: Sequence[StatementRecord],
) -> AwardRecord:
    return AwardRecord(
        id=row.id,
        enrollment_id=row.enrollment_id,
        learner_id=row.learner_id,
        sponsor_id=row.sponsor_id,
        license=snapshots[row.license_snapshot_id] if row.license_snapshot_id else None,
        name=Name(
            first=row.first_name,
            middle=row.middle_name,
            last=row.last_name,
            suffix=row.suffix,
            credentials=row.credentials,
        ),
        profession=row.profession,
        credits=row.credits,
        completed_at=row.completed_at,
        completion_date=row.completion_date,
        completion_zone=row.completion_zone,
        awarded_at=row.awarded_at,
        is_sample=row.is_sample,
        statements=tuple(statements),
    )


_statement, _snapshot = AwardStatement.__table__.c, LicenseSnapshot.__table__.c
_STATEMENTS = (
    select(*_statement)
    .where(_statement.award_id.in_(bindparam("award_ids", expanding=True)))
    .order_by(_statement.award_id, _statement.ordinal)
)
_SNAPSHOTS = select(*_snapshot).where(_snapshot.id.in_(bindparam("snapshot_ids", expanding=True)))


def _statements(session: Session, award_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[StatementRecord]]:
    found: dict[uuid.UUID, list[StatementRecord]] = {}
    for row in fetch(session, _STATEMENTS, award_ids=award_ids):
        record = StatementRecord(
            approval_id=row.approval_id,
            body=row.body,
            sponsor_name=row.sponsor_name,
            number=row.number,
            credit_type=row.credit_type,
            statement=row.statement,
        )
        found.setdefault(row.award_id, []).append(record)
    return found


def _snapshots(session: Session, snapshot_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, LicenseRecord]:
    return {
        row.id: LicenseRecord(
            id=row.license_id,
            jurisdiction=row.jurisdiction,
            profession=row.profession,
            license_type=row.license_type,
            number=row.number,
        )
        for row in fetch(session, _SNAPSHOTS, snapshot_ids=snapshot_ids)
    }
