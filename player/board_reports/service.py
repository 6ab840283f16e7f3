"""Use cases of board reports: the completions of a filter, and their export with a line in the ledger."""

import hashlib
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from player.audit import service as audit
from player.board_reports import export, store
from player.board_reports.rules import Completion, Filter
from player.board_reports.store import ExportRecord
from player.catalog import service as catalog
from player.catalog.rules import EditionSummary
from player.certificates import service as certificates
from player.certificates.rules import Issued
from player.credit import service as credit
from player.credit.rules import AwardRecord
from player.enrollment import service as enrollment
from player.errors import Invalid
from player.posttest import service as post_test


@dataclass(frozen=True, kw_only=True)
class ReportFile:
    """A finished report: its name, its bytes and their SHA-256, and how many completions it holds."""

    name: str
    content: bytes
    sha256: str
    row_count: int


def completions(session: Session, sponsor_ids: Iterable[uuid.UUID], wanted: Filter) -> list[Completion]:
    """Return the completions a filter selects, one per award, oldest first, in the words of their snapshots.

    An award whose certificate is not issued yet is no completion for a board.
    """
    sponsor_ids = tuple(sponsor_ids)
    editions = {one.edition_id: one for one in catalog.editions(session, sponsor_ids)}
    batches = credit.awards_of_sponsors(
        session, sponsor_ids, since=wanted.since, until=wanted.until, is_sample=wanted.samples
    )
    found = [one for awards in batches for one in _completions(session, awards, editions)]
    return [one for one in found if wanted.course is None or one.course_id == wanted.course]


def _completions(
    session: Session, awards: list[AwardRecord], editions: Mapping[uuid.UUID, EditionSummary]
) -> list[Completion]:
    issued = {one.award_id: one for one in certificates.of_awards(session, [award.id for award in awards])}
    enrollment_ids = {award.enrollment_id for award in awards}
    edition_of = enrollment.edition_ids(session, enrollment_ids)
    scores = post_test.passing_scores(session, enrollment_ids)
    return [
        _completion(award, issued[award.id], editions[edition_of[award.enrollment_id]], scores[award.enrollment_id])
        for award in awards
        if award.id in issued
    ]


def _completion(award: AwardRecord, certificate: Issued, edition: EditionSummary, score_percent: int) -> Completion:
    license_ = award.license
    return Completion(
        certificate_no=certificate.number,
        last_name=award.name.last,
        first_name=award.name.first,
        middle=award.name.middle,
        suffix=award.name.suffix,
        credentials=award.name.credentials,
        jurisdiction=license_.jurisdiction if license_ else "",
        profession=award.profession,
        license_type=license_.license_type if license_ else "",
        license_number=license_.number if license_ else "",
        course_id=edition.slug,
        course_version=edition.number,
        course_title=edition.title,
        format=edition.edition.format,
        credits=award.credits if edition.edition.credit_bearing else Decimal(0),
        credit_type=award.credit_type,
        completion_date=award.completion_date,
        completion_zone=award.completion_zone,
        score_percent=score_percent,
        sponsor_body="; ".join(one.body for one in award.statements),
        sponsor_number="; ".join(one.number or "" for one in award.statements),
        status=certificate.status,
    )


def export_completions(
    session: Session, sponsor_ids: Iterable[uuid.UUID], wanted: Filter, *, actor: str, at: datetime
) -> ReportFile:
    """Return the completions of a filter as a CSV file, noted in the ledger of each sponsor and in the audit trail.

    Raises:
        Invalid: the filter ends before it begins.
    """
    if wanted.since and wanted.until and wanted.until < wanted.since:
        raise Invalid("filter_ends_before_it_begins", since=str(wanted.since), until=str(wanted.until))
    sponsor_ids = tuple(sponsor_ids)
    rows = completions(session, sponsor_ids, wanted)
    content = export.csv_file(rows)
    sha256 = hashlib.sha256(content).hexdigest()
    for sponsor_id in sponsor_ids:
        record = ExportRecord(
            id=uuid.uuid4(),
            sponsor_id=sponsor_id,
            kind="completions",
            made_at=at,
            made_by=actor,
            filter=_described(wanted),
            row_count=len(rows),
            sha256=sha256,
        )
        store.add(session, record)
        audit.record(session, actor=actor, action="completions.exported", subject=f"export:{record.id}", at=at)
    name = f"{'SAMPLE-' if wanted.samples else ''}completions-{at:%Y%m%dT%H%M%SZ}.csv"
    return ReportFile(name=name, content=content, sha256=sha256, row_count=len(rows))


def exports(session: Session, sponsor_ids: Iterable[uuid.UUID]) -> list[ExportRecord]:
    """Return the newest exports of these sponsors."""
    return store.newest(session, sponsor_ids, limit=20)


def _described(wanted: Filter) -> dict[str, object]:
    return {
        "course": wanted.course,
        "since": wanted.since.isoformat() if wanted.since else None,
        "until": wanted.until.isoformat() if wanted.until else None,
        "samples": wanted.samples,
    }
