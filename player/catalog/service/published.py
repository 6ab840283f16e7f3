"""What is published, and who answers for it."""

import uuid
from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy.orm import Session

from player.catalog import store
from player.catalog.rules import (
    ApprovalRecord,
    Edition,
    EditionSummary,
    MediaFile,
    OpenQuestion,
    Requirement,
    SponsorRecord,
)
from player.errors import NotFound


def get_edition(session: Session, edition_id: uuid.UUID) -> Edition:
    """Return an edition; raises NotFound. Editions never change, so the last ones read are kept in memory."""
    found = store.find_edition(session, edition_id)
    if found is None:
        raise NotFound("edition_not_found")
    return found


def get_summary(session: Session, edition_id: uuid.UUID) -> EditionSummary:
    """Return an edition with the ids around it; raises NotFound."""
    found = store.find_summary(session, edition_id)
    if found is None:
        raise NotFound("edition_not_found")
    return found


def current_editions(session: Session) -> list[EditionSummary]:
    """Return the newest edition of each course of each sponsor, by the courses' names in addresses."""
    return store.current_editions(session)


def editions(session: Session, sponsor_ids: Iterable[uuid.UUID]) -> list[EditionSummary]:
    """Return all editions of these sponsors, older ones too: by course, newest first."""
    return store.editions_of(session, sponsor_ids)


def find_course(session: Session, slug: str) -> EditionSummary | None:
    """Return the current edition of a course, or None; of several sponsors', the one published last."""
    return next(iter(store.current_editions(session, slug=slug)), None)


def requirements(session: Session, edition_id: uuid.UUID) -> tuple[Requirement, ...]:
    """Return what an edition asks for before credit, in order."""
    return store.requirements(session, edition_id)


def sponsors(session: Session) -> list[SponsorRecord]:
    """Return all sponsors, by key."""
    return store.sponsors(session)


def sponsor(session: Session, sponsor_id: uuid.UUID) -> SponsorRecord:
    """Return a sponsor; raises NotFound."""
    found = store.find_sponsor(session, sponsor_id)
    if found is None:
        raise NotFound("sponsor_not_found")
    return found


def sponsor_of_edition(session: Session, edition_id: uuid.UUID) -> SponsorRecord:
    """Return the sponsor of an edition; raises NotFound."""
    found = store.find_sponsor_of_edition(session, edition_id)
    if found is None:
        raise NotFound("edition_not_found")
    return found


def approvals(session: Session, sponsor_id: uuid.UUID, keys: Iterable[str]) -> tuple[ApprovalRecord, ...]:
    """Return the newest revision of these approvals, in this order, with the questions that hold each back.

    An approval that is gone from the sponsor file is not claimed any more, whatever its last revision says.
    """
    kept = store.approval_keys(session, sponsor_id)
    newest = store.newest_approvals(session, sponsor_id)
    blocking = [question for question in store.open_questions(session, [sponsor_id]) if question.approval]
    return tuple(
        replace(newest[key], blocked_by=tuple(one.key for one in blocking if one.approval == key))
        for key in keys
        if key in newest and key in kept
    )


def approvals_of_sponsor(session: Session, sponsor_id: uuid.UUID) -> tuple[ApprovalRecord, ...]:
    """Return the newest revision of every approval that stands in the sponsor file, by key."""
    return approvals(session, sponsor_id, sorted(store.approval_keys(session, sponsor_id)))


def open_questions(session: Session, sponsor_ids: Iterable[uuid.UUID]) -> list[OpenQuestion]:
    """Return what only the CE directors of these sponsors can answer, oldest first."""
    return store.open_questions(session, sponsor_ids)


def find_media(session: Session, digest: str) -> MediaFile | None:
    """Return a media file that some edition names, or None."""
    return store.find_media(session, digest)
