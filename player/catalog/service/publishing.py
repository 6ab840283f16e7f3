"""Sponsors are loaded and editions published: in the caller's transaction, all or nothing."""

import uuid
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from player.audit import service as audit
from player.catalog import rules, store
from player.catalog.rules import Edition, Finding, Places, PublishedEdition, SponsorDocument, SponsorRecord
from player.catalog.service.files import CheckedCourse
from player.catalog.service.published import sponsor
from player.catalog.writer import MediaFolder
from player.errors import Invalid, NotAllowed, NotFound


def publish_course(
    session: Session,
    course: CheckedCourse,
    media: MediaFolder,
    *,
    at: datetime,
    actor: str,
    allow_fictional: bool = False,
) -> PublishedEdition:
    """Load the sponsor of a checked course and publish its edition; raises what ``publish`` raises."""
    if course.edition is None or course.sponsor is None:
        raise _unpublishable("edition_not_publishable", course.findings)
    load_sponsor(session, course.sponsor, at=at, actor=actor)
    return publish(
        session,
        course.edition,
        media,
        sponsor_key=course.sponsor.key,
        at=at,
        actor=actor,
        allow_fictional=allow_fictional,
    )


def load_sponsor(session: Session, document: SponsorDocument, *, at: datetime, actor: str) -> SponsorRecord:
    """Write what a sponsor file says and return the sponsor.

    An approval whose record changed gets a new revision; a question that is gone from the file is closed. Loading the
    same file again changes nothing.

    Raises:
        Invalid: a confirmed approval has a statement that cannot be printed, or one body has two records.
    """
    findings = rules.sponsor_findings(document, places=Places())
    if rules.has_errors(findings):
        raise _unpublishable("sponsor_not_loadable", findings)
    known = store.lock_sponsor(session, document.key)
    sponsor_id = known[0] if known else uuid.uuid4()
    if known is None or known[1] != document:
        store.save_sponsor(session, sponsor_id, document, at=at)
        _load_approvals(session, sponsor_id, document, at=at, actor=actor)
        _load_questions(session, sponsor_id, document, at=at, actor=actor)
        audit.record(session, actor=actor, action="sponsor.loaded", subject=f"sponsor:{sponsor_id}", at=at)
    return sponsor(session, sponsor_id)


def _load_approvals(
    session: Session, sponsor_id: uuid.UUID, document: SponsorDocument, *, at: datetime, actor: str
) -> None:
    newest = store.newest_approvals(session, sponsor_id)
    for approval in document.approvals:
        before = newest.get(approval.key)
        now = replace(approval, blocked_by=())
        if before is not None and replace(before, id=None, revision=0) == now:
            continue
        revision = replace(now, id=uuid.uuid4(), revision=before.revision + 1 if before else 1)
        store.add_approval(session, sponsor_id, revision, at=at)
        values = {"approval": approval.key, "statement": approval.statement, "number": approval.number or ""}
        subject = f"approval:{revision.id}"
        audit.record(session, actor=actor, action="approval.revised", subject=subject, at=at, values=values)


def _load_questions(
    session: Session, sponsor_id: uuid.UUID, document: SponsorDocument, *, at: datetime, actor: str
) -> None:
    before = {question.key: question for question in store.open_questions(session, [sponsor_id])}
    asked = {question.key: question for question in document.questions}
    for question in asked.values():
        store.save_question(session, sponsor_id, question, at=at)
    for key in before.keys() - asked.keys():
        store.close_question(session, sponsor_id, key, at=at)
    for action, keys in (("asked", asked.keys() - before.keys()), ("closed", before.keys() - asked.keys())):
        for key in sorted(keys):
            subject = f"sponsor:{sponsor_id}"
            audit.record(
                session, actor=actor, action=f"question.{action}", subject=subject, at=at, values={"question": key}
            )


def publish(
    session: Session,
    edition: Edition,
    media: MediaFolder,
    *,
    sponsor_key: str,
    at: datetime,
    actor: str,
    allow_fictional: bool = False,
) -> PublishedEdition:
    """Publish an edition under a loaded sponsor and return its id and number.

    The course and its standing offering are made when they are missing. An edition that says the same as one already
    published gives that one back: nothing is written.

    Raises:
        NotFound: no such sponsor is loaded.
        NotAllowed: the sponsor is fictional, and this is not the demo.
        Invalid: something speaks against publishing (``findings``), or the terms are not the sponsor's, or a media
            file is not kept.
    """
    known = store.lock_sponsor(session, sponsor_key)
    if known is None:
        raise NotFound("sponsor_not_found", sponsor=sponsor_key)
    sponsor_id, document = known
    if document.is_fictional and not allow_fictional:
        raise NotAllowed("sponsor_is_fictional", sponsor=sponsor_key)
    _refuse(edition, document, media)
    _, digest = store.canonical(edition)
    standing = store.find_published(session, slug=edition.slug, sponsor_id=sponsor_id, digest=digest)
    if standing is not None:
        return standing
    published = store.add_edition(session, edition, edition_id=uuid.uuid4(), sponsor_id=sponsor_id, at=at, actor=actor)
    audit.record(
        session,
        actor=actor,
        action="edition.published",
        subject=f"edition:{published.id}",
        at=at,
        values={"course": edition.slug, "number": str(published.number), "digest": digest},
    )
    return published


def _refuse(edition: Edition, document: SponsorDocument, media: MediaFolder) -> None:
    findings = rules.publishing_findings(edition, document, places=Places())
    if rules.has_errors(findings):
        raise _unpublishable("edition_not_publishable", findings)
    if (edition.sponsor_name, edition.terms) != (document.name, document.courses[edition.slug]):
        raise Invalid("terms_are_not_the_sponsors", course=edition.slug)
    missing = [file.digest for file in edition.media if not media.holds(file.digest)]
    if missing:
        raise Invalid("media_not_kept", digests=missing)


def _unpublishable(code: str, findings: Iterable[Finding]) -> Invalid:
    return Invalid(code, findings=tuple(finding for finding in findings if finding.severity == "error"))
