"""Use cases of the catalog: read and check course files, publish editions, and answer what is published."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from player.audit import service as audit
from player.catalog import content, rules, store
from player.catalog.rules import (
    ApprovalRecord,
    Edition,
    EditionSummary,
    Finding,
    MediaFile,
    OpenQuestion,
    Places,
    PublishedEdition,
    Requirement,
    SponsorDocument,
    SponsorRecord,
)
from player.catalog.writer import MediaFolder
from player.errors import Invalid, NotAllowed, NotFound

__all__ = ["MediaFolder"]


@dataclass(frozen=True, kw_only=True)
class CheckedCourse:
    """A course folder under a sponsor file, read and checked.

    ``edition`` and ``sponsor`` are None when an error is among the findings; ``media`` are its files by digest.
    """

    edition: Edition | None
    sponsor: SponsorDocument | None
    media: Mapping[str, Path]
    findings: tuple[Finding, ...]


def check_course(folder: Path, sponsor_file: Path) -> CheckedCourse:
    """Return what a course says when this sponsor offers it, and everything that speaks against publishing it.

    Findings name their files as ``folder`` and ``sponsor_file`` do. Nothing is written anywhere.
    """
    reading = content.read_course(folder, sponsor_file)
    found = [*reading.findings]
    if reading.draft is not None and reading.sponsor is not None:
        # What a broken file teaches is not known, so coverage is looked at only when everything could be read.
        judge = rules.terms_findings if rules.has_errors(found) else rules.publishing_findings
        mistaken = {(finding.file, finding.line) for finding in found if finding.severity == "error"}
        judged = (
            *rules.sponsor_findings(reading.sponsor, places=reading.places),
            *judge(reading.draft, reading.sponsor, places=reading.places),
        )
        found += [finding for finding in judged if (finding.file, finding.line) not in mistaken]
    findings = tuple(sorted(set(found), key=lambda finding: (finding.file, finding.line, finding.message)))
    refused = rules.has_errors(findings)
    return CheckedCourse(
        edition=None if refused else reading.draft,
        sponsor=None if refused else reading.sponsor,
        media=reading.paths,
        findings=findings,
    )


def keep_media(course: CheckedCourse, media: MediaFolder) -> None:
    """Keep the media files of a course, before the transaction that publishes it: a row never names a lost file."""
    for path in course.media.values():
        media.put_file(path)


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


def open_questions(session: Session, sponsor_ids: Iterable[uuid.UUID]) -> list[OpenQuestion]:
    """Return what only the CE directors of these sponsors can answer, oldest first."""
    return store.open_questions(session, sponsor_ids)


def find_media(session: Session, digest: str) -> MediaFile | None:
    """Return a media file that some edition names, or None."""
    return store.find_media(session, digest)
