"""Rows of the catalog, and what they say as plain values.

An edition is one canonical JSON text (sorted keys, no spaces, UTF-8), addressed by its SHA-256: the same words have the
same digest on every machine.
"""

import hashlib
import json
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Row, Select, bindparam, func, select
from sqlalchemy.orm import Session

from player.catalog import rules, tables
from player.db import fetch
from player.kept import Kept

_EDITION = TypeAdapter(rules.Edition)
_DOCUMENT = TypeAdapter(rules.SponsorDocument)
_SPONSOR_FIELDS = [field.name for field in fields(rules.SponsorRecord) if field.name != "id"]
_QUESTION_FIELDS = [field.name for field in fields(rules.OpenQuestion)]
_APPROVAL_FIELDS = [
    field.name for field in fields(rules.ApprovalRecord) if field.name not in {"confirmed", "blocked_by"}
]
_CACHED_EDITIONS = 64


class EditionAlteredError(RuntimeError):
    """What is stored as an edition is not what was published: its digest does not match."""


_editions: Kept[uuid.UUID, rules.Edition] = Kept(_CACHED_EDITIONS)
"""The editions this process read last, by their ids: they never change."""

_edition, _course_row, _sponsor_row = (table.__table__.c for table in (tables.Edition, tables.Course, tables.Sponsor))
_offering_row, _requirement = tables.Offering.__table__.c, tables.Requirement.__table__.c
_approval_row, _question = tables.Approval.__table__.c, tables.OpenQuestion.__table__.c
_later = tables.Edition.__table__.alias().c
_REQUIREMENTS = (
    select(_requirement.kind, _requirement.component_id)
    .where(_requirement.edition_id == bindparam("edition_id"))
    .order_by(_requirement.ordinal)
)
_SUMMARIES = (
    select(
        _edition.id.label("edition_id"),
        _offering_row.id.label("offering_id"),
        _sponsor_row.is_fictional,
        *(_edition[name] for name in ("number", "digest", "published_at", "course_id", "sponsor_id")),
    )
    .join_from(tables.Edition.__table__, tables.Course.__table__, _course_row.id == _edition.course_id)
    .join(tables.Sponsor.__table__, _sponsor_row.id == _edition.sponsor_id)
    .join(
        tables.Offering.__table__,
        (_offering_row.course_id == _course_row.id) & (_offering_row.sponsor_id == _sponsor_row.id),
    )
    .where(_offering_row.kind == "on_demand")
    .order_by(_course_row.slug, _edition.published_at.desc(), _sponsor_row.key, _edition.number.desc())
)
_is_later = (_later.course_id == _edition.course_id) & (_later.sponsor_id == _edition.sponsor_id)
_CURRENT = _SUMMARIES.where(~select(_later.id).where(_is_later, _later.number > _edition.number).exists())
_CURRENT_OF_COURSE = _CURRENT.where(_course_row.slug == bindparam("slug"))
_OF_SPONSORS = _SUMMARIES.where(_edition.sponsor_id.in_(bindparam("sponsor_ids", expanding=True)))
_SUMMARY = _SUMMARIES.where(_edition.id == bindparam("edition_id"))
_SPONSORS = select(_sponsor_row.id, _sponsor_row.document).order_by(_sponsor_row.key)
_SPONSOR = _SPONSORS.where(_sponsor_row.id == bindparam("sponsor_id"))
_SPONSOR_OF_EDITION = _SPONSORS.join_from(
    tables.Sponsor.__table__, tables.Edition.__table__, _edition.sponsor_id == _sponsor_row.id
).where(_edition.id == bindparam("edition_id"))
_APPROVALS = (
    select(tables.Approval.__table__)
    .where(_approval_row.sponsor_id == bindparam("sponsor_id"))
    .order_by(_approval_row.revision)
)
_OPEN_QUESTIONS = (
    select(*(_question[name] for name in _QUESTION_FIELDS))
    .where(_question.sponsor_id.in_(bindparam("sponsor_ids", expanding=True)), _question.closed_at.is_(None))
    .order_by(_question.asked_at, _question.key)
)


def canonical(edition: rules.Edition) -> tuple[str, str]:
    """Return an edition's canonical text and its digest."""
    plain = _EDITION.dump_python(edition, mode="json")
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text, hashlib.sha256(text.encode()).hexdigest()


def parse(text: str, digest: str) -> rules.Edition:
    """Return the edition a canonical text says; raises EditionAlteredError when it is not the one with this digest."""
    if hashlib.sha256(text.encode()).hexdigest() != digest:
        raise EditionAlteredError(f"the edition {digest} was altered")
    return _EDITION.validate_json(text)


def find_edition(session: Session, edition_id: uuid.UUID) -> rules.Edition | None:
    """Return an edition, or None."""
    kept = _editions.find(edition_id)
    if kept is not None:
        return kept
    query = select(tables.Edition.content, tables.Edition.digest).where(tables.Edition.id == edition_id)
    row = session.execute(query).one_or_none()
    return None if row is None else _editions.keep(edition_id, parse(row.content, row.digest))


def find_published(session: Session, *, slug: str, sponsor_id: uuid.UUID, digest: str) -> rules.PublishedEdition | None:
    """Return the edition of a course that says exactly this, or None when nothing says it yet."""
    row = session.execute(
        select(tables.Edition.id, tables.Edition.number)
        .join(tables.Course, tables.Course.id == tables.Edition.course_id)
        .where(tables.Course.slug == slug, tables.Edition.sponsor_id == sponsor_id, tables.Edition.digest == digest)
    ).one_or_none()
    return None if row is None else rules.PublishedEdition(id=row.id, number=row.number, digest=digest, is_new=False)


def add_edition(
    session: Session, edition: rules.Edition, *, edition_id: uuid.UUID, sponsor_id: uuid.UUID, at: datetime, actor: str
) -> rules.PublishedEdition:
    """Add an edition under the next number, with its requirements and media, and its course and offering if new."""
    course_id = _course(session, edition.slug)
    _offering(session, course_id, sponsor_id, at)
    text, digest = canonical(edition)
    last = session.scalar(
        select(func.max(tables.Edition.number)).where(
            tables.Edition.course_id == course_id, tables.Edition.sponsor_id == sponsor_id
        )
    )
    row = tables.Edition(
        id=edition_id,
        course_id=course_id,
        sponsor_id=sponsor_id,
        number=(last or 0) + 1,
        digest=digest,
        content=text,
        published_at=at,
        published_by=actor,
    )
    session.add(row)
    session.flush()
    session.add_all(_parts(edition, edition_id))
    session.flush()
    return rules.PublishedEdition(id=edition_id, number=row.number, digest=digest, is_new=True)


def requirements(session: Session, edition_id: uuid.UUID) -> tuple[rules.Requirement, ...]:
    """Return what an edition asks for, in order."""
    rows = fetch(session, _REQUIREMENTS, edition_id=edition_id)
    return tuple(rules.Requirement(kind=row.kind, component_id=row.component_id) for row in rows)


def find_media(session: Session, digest: str) -> rules.MediaFile | None:
    """Return a media file that some edition names, or None."""
    row = session.scalars(select(tables.EditionMedia).where(tables.EditionMedia.digest == digest).limit(1)).first()
    return None if row is None else rules.MediaFile(digest=digest, media_type=row.media_type, size=row.size)


def current_editions(session: Session, *, slug: str | None = None) -> list[rules.EditionSummary]:
    """Return the newest edition of every course of every sponsor, or of the course with this slug."""
    return _summaries(session, _CURRENT) if slug is None else _summaries(session, _CURRENT_OF_COURSE, slug=slug)


def editions_of(session: Session, sponsor_ids: Iterable[uuid.UUID]) -> list[rules.EditionSummary]:
    """Return all editions of these sponsors, older ones too."""
    return _summaries(session, _OF_SPONSORS, sponsor_ids=list(sponsor_ids))


def find_summary(session: Session, edition_id: uuid.UUID) -> rules.EditionSummary | None:
    """Return an edition with the ids around it, or None."""
    return next(iter(_summaries(session, _SUMMARY, edition_id=edition_id)), None)


def _summaries(session: Session, which: Select[Any], **wanted: object) -> list[rules.EditionSummary]:
    return [_summary(session, row._asdict()) for row in fetch(session, which, **wanted)]


def _summary(session: Session, values: dict[str, Any]) -> rules.EditionSummary:
    edition = find_edition(session, values["edition_id"])
    assert edition is not None  # its row was just read
    return rules.EditionSummary(edition=edition, **values)


def _course(session: Session, slug: str) -> uuid.UUID:
    found = session.scalar(select(tables.Course.id).where(tables.Course.slug == slug))
    if found is not None:
        return found
    course = tables.Course(id=uuid.uuid4(), slug=slug)
    session.add(course)
    session.flush()
    return course.id


def _offering(session: Session, course_id: uuid.UUID, sponsor_id: uuid.UUID, at: datetime) -> None:
    standing = {"course_id": course_id, "sponsor_id": sponsor_id, "kind": "on_demand"}
    if session.scalar(select(tables.Offering.id).filter_by(**standing)) is None:
        session.add(tables.Offering(id=uuid.uuid4(), opened_at=at, **standing))
        session.flush()


def _parts(edition: rules.Edition, edition_id: uuid.UUID) -> Iterator[tables.Requirement | tables.EditionMedia]:
    for ordinal, asked in enumerate(edition.requirements):
        yield tables.Requirement(
            edition_id=edition_id, ordinal=ordinal, kind=asked.kind, component_id=asked.component_id
        )
    for file in edition.media:
        yield tables.EditionMedia(edition_id=edition_id, digest=file.digest, media_type=file.media_type, size=file.size)


def lock_sponsor(session: Session, key: str) -> tuple[uuid.UUID, rules.SponsorDocument] | None:
    """Return a sponsor's id and its file as last loaded, with its row held until the transaction ends, or None."""
    row = session.scalars(select(tables.Sponsor).where(tables.Sponsor.key == key).with_for_update()).one_or_none()
    return None if row is None else (row.id, _DOCUMENT.validate_python(row.document))


def save_sponsor(session: Session, sponsor_id: uuid.UUID, document: rules.SponsorDocument, *, at: datetime) -> None:
    """Write a sponsor's row as its file has it now."""
    row = session.get(tables.Sponsor, sponsor_id) or tables.Sponsor(id=sponsor_id, key=document.key)
    row.name, row.is_fictional, row.time_zone = document.name, document.is_fictional, document.time_zone
    row.document, row.loaded_at = _DOCUMENT.dump_python(document, mode="json"), at
    session.add(row)
    session.flush()


def sponsors(session: Session) -> list[rules.SponsorRecord]:
    """Return the sponsors, by key."""
    return list(_sponsors(session, _SPONSORS))


def find_sponsor(session: Session, sponsor_id: uuid.UUID) -> rules.SponsorRecord | None:
    """Return a sponsor, or None."""
    return next(_sponsors(session, _SPONSOR, sponsor_id=sponsor_id), None)


def find_sponsor_of_edition(session: Session, edition_id: uuid.UUID) -> rules.SponsorRecord | None:
    """Return the sponsor of an edition, or None."""
    return next(_sponsors(session, _SPONSOR_OF_EDITION, edition_id=edition_id), None)


def approval_keys(session: Session, sponsor_id: uuid.UUID) -> set[str]:
    """Return the keys of the approvals that the sponsor's file has now."""
    found = fetch(session, _SPONSOR, sponsor_id=sponsor_id)
    return {approval["key"] for row in found for approval in row.document["approvals"]}


def newest_approvals(session: Session, sponsor_id: uuid.UUID) -> dict[str, rules.ApprovalRecord]:
    """Return the newest revision of each approval a sponsor ever had, by key; questions are not looked at."""
    return {row.key: _approval(row) for row in fetch(session, _APPROVALS, sponsor_id=sponsor_id)}


def add_approval(session: Session, sponsor_id: uuid.UUID, approval: rules.ApprovalRecord, *, at: datetime) -> None:
    """Add a revision of an approval, under the id and number it carries."""
    values = {name: getattr(approval, name) for name in _APPROVAL_FIELDS}
    values["professions"] = list(approval.professions)
    values["formats"] = None if approval.formats is None else list(approval.formats)
    session.add(tables.Approval(sponsor_id=sponsor_id, loaded_at=at, **values))
    session.flush()


def open_questions(session: Session, sponsor_ids: Iterable[uuid.UUID]) -> list[rules.OpenQuestion]:
    """Return the questions of these sponsors that are not answered, oldest first."""
    found = fetch(session, _OPEN_QUESTIONS, sponsor_ids=list(sponsor_ids))
    return [rules.OpenQuestion(**row._asdict()) for row in found]


def save_question(session: Session, sponsor_id: uuid.UUID, asked: rules.OpenQuestion, *, at: datetime) -> None:
    """Ask a question, anew when it was closed, or put it in other words."""
    row = session.get(tables.OpenQuestion, (sponsor_id, asked.key))
    if row is None or row.closed_at is not None:
        row = row or tables.OpenQuestion(sponsor_id=sponsor_id, key=asked.key)
        row.asked_at, row.closed_at = at, None
    row.about, row.approval, row.course = asked.about, asked.approval, asked.course
    row.text, row.found = asked.text, asked.found
    session.add(row)
    session.flush()


def close_question(session: Session, sponsor_id: uuid.UUID, key: str, *, at: datetime) -> None:
    """Close a question; it stays on record."""
    row = session.get_one(tables.OpenQuestion, (sponsor_id, key))
    row.closed_at = at
    session.flush()


def _sponsors(session: Session, which: Select[Any], **wanted: object) -> Iterator[rules.SponsorRecord]:
    return (_sponsor(row.id, _DOCUMENT.validate_python(row.document)) for row in fetch(session, which, **wanted))


def _sponsor(sponsor_id: uuid.UUID, document: rules.SponsorDocument) -> rules.SponsorRecord:
    return rules.SponsorRecord(id=sponsor_id, **{name: getattr(document, name) for name in _SPONSOR_FIELDS})


def _approval(row: Row[Any]) -> rules.ApprovalRecord:
    values = {name: getattr(row, name) for name in _APPROVAL_FIELDS}
    values["professions"] = tuple(row.professions)
    values["formats"] = None if row.formats is None else tuple(row.formats)
    return rules.ApprovalRecord(confirmed=row.confirmed_by is not None, **values)
