"""Use cases of board reports: the completions of a filter, and their export with a line in the ledger."""

import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import IO

from sqlalchemy.orm import Session

from player.audit import service as audit
from player.board_reports import export, store
from player.board_reports.export import Written
from player.board_reports.rules import Completion, Filter
from player.board_reports.store import Completed, ExportRecord
from player.catalog import service as catalog
from player.catalog.rules import EditionSummary
from player.errors import Invalid
from player.posttest import service as post_test

BATCH = 500
"""How many completions are read at once, and get their scores: a report of any length keeps its memory flat."""


@dataclass(frozen=True, kw_only=True)
class Listing:
    """The newest completions of a filter, newest first, and how many it selects in all."""

    newest: tuple[Completion, ...]
    total: int


@dataclass(frozen=True, kw_only=True)
class Report:
    """A report as written: which completions were asked for, and how many of them are each sponsor's."""

    wanted: Filter
    file: Written
    rows_of: Mapping[uuid.UUID, int]

    @property
    def row_count(self) -> int:
        """How many completions it holds."""
        return sum(self.rows_of.values())


def listing(session: Session, sponsor_ids: Iterable[uuid.UUID], wanted: Filter, *, limit: int) -> Listing:
    """Return the newest completions a filter selects, one per award, in the words of their snapshots.

    An award whose certificate is not issued yet is no completion for a board.

    Raises:
        Invalid: the filter ends before it begins.
    """
    sponsor_ids = tuple(sponsor_ids)
    editions = _editions(session, sponsor_ids, wanted)
    newest = store.newest_completed(session, sponsor_ids, editions, wanted, limit=limit)
    return Listing(
        newest=tuple(reversed([*_completions(session, newest, editions)])),
        total=store.count_completed(session, sponsor_ids, editions, wanted),
    )


def report(session: Session, sponsor_ids: Iterable[uuid.UUID], wanted: Filter, into: IO[bytes]) -> Report:
    """Write all the completions a filter selects as CSV, oldest first; needs no lock, however many there are.

    They are read on one snapshot, so that lines and counts agree. Only after ``note_export`` may they leave the house.

    Raises:
        Invalid: the filter ends before it begins.
    """
    sponsor_ids = tuple(sponsor_ids)
    editions = _editions(session, sponsor_ids, wanted)
    rows_of = Counter(dict.fromkeys(sponsor_ids, 0))

    def counted() -> Iterator[Completed]:
        for one in store.completed(session, sponsor_ids, editions, wanted, at_once=BATCH):
            rows_of[one.sponsor_id] += 1
            yield one

    written = export.write_csv(_completions(session, counted(), editions), into)
    return Report(wanted=wanted, file=written, rows_of=rows_of)


def _editions(session: Session, sponsor_ids: tuple[uuid.UUID, ...], wanted: Filter) -> dict[uuid.UUID, EditionSummary]:
    if wanted.since and wanted.until and wanted.until < wanted.since:
        raise Invalid("filter_ends_before_it_begins", since=str(wanted.since), until=str(wanted.until))
    found = catalog.editions(session, sponsor_ids)
    return {one.edition_id: one for one in found if wanted.course in {None, one.slug}}


def _completions(
    session: Session, completed: Iterator[Completed], editions: Mapping[uuid.UUID, EditionSummary]
) -> Iterator[Completion]:
    while batch := [*islice(completed, BATCH)]:
        scores = post_test.passing_scores(session, {one.enrollment_id for one in batch})
        for one in batch:
            yield _completion(one, editions[one.edition_id], scores[one.enrollment_id])


def _completion(one: Completed, edition: EditionSummary, score_percent: int) -> Completion:
    return Completion(
        certificate_no=one.certificate_no,
        last_name=one.last_name,
        first_name=one.first_name,
        middle=one.middle,
        suffix=one.suffix,
        credentials=one.credentials,
        jurisdiction=one.jurisdiction or "",
        profession=one.profession,
        license_type=one.license_type or "",
        license_number=one.license_number or "",
        course_id=edition.slug,
        course_version=edition.number,
        course_title=edition.title,
        format=edition.edition.format,
        credits=one.credits if edition.edition.credit_bearing else Decimal(0),
        credit_type=", ".join(dict.fromkeys(kind for _body, _number, kind in one.statements if kind)),
        completion_date=one.completion_date,
        completion_zone=one.completion_zone,
        score_percent=score_percent,
        sponsor_body="; ".join(body for body, _number, _kind in one.statements),
        sponsor_number="; ".join(number or "" for _body, number, _kind in one.statements),
        status=one.ended_as or "valid",
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
