"""Use cases of board reports: the completions of a filter, and their export with a line in the ledger."""

import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from player.audit import service as audit
from player.board_reports import export, store
from player.board_reports.export import File
from player.board_reports.rules import Completion, Filter
from player.board_reports.store import ExportRecord
from player.catalog import service as catalog
from player.catalog.rules import EditionSummary
from player.credit import service as credit
from player.credit.rules import AwardRecord
from player.enrollment import service as enrollment
from player.errors import Invalid
from player.posttest import service as post_test

BATCH = 500
"""How many completions are read at once, so that a report of any length keeps its memory flat."""


@dataclass(frozen=True, kw_only=True)
class Listing:
    """The newest completions of a filter, newest first, and how many it selects in all."""

    newest: tuple[Completion, ...]
    total: int


@dataclass(frozen=True, kw_only=True)
class Report:
    """A report as a file: which completions were asked for, and how many of them are each sponsor's."""

    wanted: Filter
    file: File
    rows_of: Mapping[uuid.UUID, int]

    @property
    def row_count(self) -> int:
        """How many completions it holds."""
        return sum(self.rows_of.values())


@dataclass(frozen=True, kw_only=True)
class _Selection:
    sponsor_of: Mapping[uuid.UUID, uuid.UUID]
    editions: Mapping[uuid.UUID, EditionSummary]

    @property
    def award_ids(self) -> list[uuid.UUID]:
        return list(self.sponsor_of)


def listing(session: Session, sponsor_ids: Iterable[uuid.UUID], wanted: Filter, *, limit: int) -> Listing:
    """Return the newest completions a filter selects, one per award, in the words of their snapshots.

    An award whose certificate is not issued yet is no completion for a board.

    Raises:
        Invalid: the filter ends before it begins.
    """
    selection = _select(session, tuple(sponsor_ids), wanted)
    newest = [*_completions(session, selection.award_ids[-limit:], selection.editions)]
    return Listing(newest=tuple(reversed(newest)), total=len(selection.award_ids))


def report(session: Session, sponsor_ids: Iterable[uuid.UUID], wanted: Filter) -> Report:
    """Return all the completions a filter selects as a CSV file, oldest first; needs no lock, however many there are.

    Only after ``note_export`` may the file leave the house.

    Raises:
        Invalid: the filter ends before it begins.
    """
    sponsor_ids = tuple(sponsor_ids)
    selection = _select(session, sponsor_ids, wanted)
    file = export.csv_file(_completions(session, selection.award_ids, selection.editions))
    counted = Counter(selection.sponsor_of.values())
    return Report(wanted=wanted, file=file, rows_of={sponsor_id: counted[sponsor_id] for sponsor_id in sponsor_ids})


def _select(session: Session, sponsor_ids: tuple[uuid.UUID, ...], wanted: Filter) -> _Selection:
    if wanted.since and wanted.until and wanted.until < wanted.since:
        raise Invalid("filter_ends_before_it_begins", since=str(wanted.since), until=str(wanted.until))
    editions = {
        one.edition_id: one for one in catalog.editions(session, sponsor_ids) if wanted.course in {None, one.slug}
    }
    return _Selection(sponsor_of=store.completed(session, sponsor_ids, editions, wanted), editions=editions)


def _completions(
    session: Session, award_ids: Sequence[uuid.UUID], editions: Mapping[uuid.UUID, EditionSummary]
) -> Iterator[Completion]:
    for start in range(0, len(award_ids), BATCH):
        awards = credit.awards(session, award_ids[start : start + BATCH])
        certificates = store.certificates(session, [award.id for award in awards])
        enrollment_ids = {award.enrollment_id for award in awards}
        edition_of = enrollment.edition_ids(session, enrollment_ids)
        scores = post_test.passing_scores(session, enrollment_ids)
        for award in awards:
            edition = editions[edition_of[award.enrollment_id]]
            yield _completion(award, certificates[award.id], edition, scores[award.enrollment_id])


def _completion(
    award: AwardRecord, certificate: tuple[str, str], edition: EditionSummary, score_percent: int
) -> Completion:
    license_, (number, status) = award.license, certificate
    return Completion(
        certificate_no=number,
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
        status=status,
    )


def note_export(session: Session, made: Report, *, actor: str, at: datetime) -> str:
    """Note a report in the ledger of each sponsor, with that sponsor's own rows, and in the audit trail.

    Returns a name for its file, which says when it was made (UTC) and whether it holds samples.
    """
    for sponsor_id, row_count in made.rows_of.items():
        record = ExportRecord(
            id=uuid.uuid4(),
            sponsor_id=sponsor_id,
            kind="completions",
            made_at=at,
            made_by=actor,
            filter=_described(made.wanted),
            row_count=row_count,
            sha256=made.file.sha256,
        )
        store.add(session, record)
        audit.record(session, actor=actor, action="completions.exported", subject=f"export:{record.id}", at=at)
    return f"{'SAMPLE-' if made.wanted.samples else ''}completions-{at:%Y%m%dT%H%M%SZ}.csv"


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
