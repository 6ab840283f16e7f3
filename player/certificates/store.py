"""Rows of certificates, in and out. The PDF is read only when it is asked for."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Row, Select, Uuid, bindparam, column, or_, select, table, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from player.certificates.rules import Issued, Snapshot, Status
from player.certificates.tables import Certificate
from player.db import fetch

_BATCH = 500
_award = table("award", column("id", Uuid()), column("learner_id", Uuid()))
"""Whose an award is; the room ``credit`` owns the table."""

_certificate = Certificate.__table__.c
_OF_LEARNER = (
    select(*(column for column in _certificate if column.name != "pdf"))
    .join_from(Certificate.__table__, _award, _award.c.id == _certificate.award_id)
    .where(_award.c.learner_id == bindparam("learner_id"), _certificate.ended_at.is_(None))
    .order_by(_certificate.issued_at.desc(), _certificate.number)
)


def add(session: Session, certificate: Issued, pdf: bytes) -> bool:
    """Insert a certificate; False when another one of its award is in force or was first, which then stands."""
    row = Certificate(
        id=certificate.id,
        award_id=certificate.award_id,
        ordinal=certificate.snapshot.ordinal,
        number=certificate.number,
        verify_code=certificate.verify_code,
        snapshot=certificate.snapshot.to_dict(),
        pdf=pdf,
        sha256=certificate.sha256,
        issued_at=certificate.issued_at,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        if find_newest(session, certificate.award_id) is None:
            raise
        return False
    return True


def end(session: Session, certificate_id: uuid.UUID, status: Status, *, reason: str, at: datetime) -> bool:
    """End a certificate that is in force; False when it was not."""
    statement = (
        update(Certificate)
        .where(Certificate.id == certificate_id, Certificate.ended_at.is_(None))
        .values(ended_at=at, ended_as=status, ended_reason=reason)
        .returning(Certificate.id)
    )
    return session.scalar(statement) is not None


def find(session: Session, certificate_id: uuid.UUID) -> Issued | None:
    """Return the certificate with this id, or None."""
    return _first(session, select(Certificate).where(Certificate.id == certificate_id))


def find_learner(session: Session, certificate_id: uuid.UUID) -> uuid.UUID | None:
    """Return whose certificate this is, or None."""
    of_award = _award.c.id == Certificate.award_id
    return session.scalar(
        select(_award.c.learner_id).join(Certificate, of_award).where(Certificate.id == certificate_id)
    )


def find_newest(session: Session, award_id: uuid.UUID) -> Issued | None:
    """Return an award's newest certificate, in force or not, or None."""
    wanted = select(Certificate).where(Certificate.award_id == award_id).order_by(Certificate.ordinal.desc())
    return _first(session, wanted)


def find_by_code(session: Session, code: str | None, number: str | None) -> Issued | None:
    """Return the certificate with this verify code or this number, or None; neither may be None and still match."""
    matches = or_(Certificate.verify_code == code, Certificate.number == number)
    return _first(session, select(Certificate).where(matches))


def find_pdf(session: Session, certificate_id: uuid.UUID, learner_id: uuid.UUID) -> bytes | None:
    """Return the PDF of a learner's own certificate; None when there is no such one or it is someone else's."""
    wanted = (
        select(Certificate.pdf)
        .join(_award, _award.c.id == Certificate.award_id)
        .where(Certificate.id == certificate_id, _award.c.learner_id == learner_id)
    )
    return session.scalar(wanted)


def of_learner(session: Session, learner_id: uuid.UUID) -> list[Issued]:
    """Return a learner's certificates in force, newest first."""
    return [_record(row) for row in fetch(session, _OF_LEARNER, learner_id=learner_id)]


def of_awards(session: Session, award_ids: Iterable[uuid.UUID]) -> list[Issued]:
    """Return all certificates of these awards, the ended ones too; those of one award oldest first."""
    ids = list(award_ids)
    return [
        _record(row)
        for start in range(0, len(ids), _BATCH)
        for row in session.scalars(
            select(Certificate)
            .where(Certificate.award_id.in_(ids[start : start + _BATCH]))
            .order_by(Certificate.ordinal)
        )
    ]


def _first(session: Session, wanted: Select[Certificate]) -> Issued | None:
    row = session.scalars(wanted.limit(1)).first()
    return _record(row) if row is not None else None


def _record(row: Certificate | Row[Any]) -> Issued:
    return Issued(
        id=row.id,
        award_id=row.award_id,
        verify_code=row.verify_code,
        snapshot=Snapshot.from_dict(row.snapshot),
        sha256=row.sha256,
        issued_at=row.issued_at,
        status=cast(Status, row.ended_as or "valid"),
        ended_at=row.ended_at,
        ended_reason=row.ended_reason,
    )
