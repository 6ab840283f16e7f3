"""Use cases of the evaluation: whether it is open, its submission, and what is shown of the answers."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from player.audit import service as audit
from player.catalog import service as catalog
from player.catalog.rules import EditionSummary, EvaluationItem
from player.enrollment import service as enrollment
from player.enrollment.rules import Taking
from player.errors import Invalid, NotAllowed, NotFound, Reason
from player.evaluation import export, rules, store
from player.evaluation.rules import CourseReport
from player.posttest import rules as post_test_rules
from player.posttest import service as post_test


def submitted_at(session: Session, enrollment_id: uuid.UUID) -> datetime | None:
    """Return when an enrollment's evaluation was submitted, or None."""
    return store.submitted_at(session, enrollment_id)


def locked_by(session: Session, taking: Taking) -> tuple[Reason, ...]:
    """Return why the evaluation is closed: what comes before it and is not done (CE-RULES 13, 41)."""
    return (
        post_test.locked_by(session, taking)
        + post_test.left(session, taking)
        + post_test_rules.left_to_attest(post_test.find_attestation(session, taking.id))
    )


def get_open(session: Session, taking: Taking) -> None:
    """Raise NotAllowed, with the first reason, while the evaluation is closed."""
    reasons = locked_by(session, taking)
    if reasons:
        raise NotAllowed(reasons[0].code, **reasons[0].parameters(), enrollment_id=taking.id)


def submit(session: Session, taking: Taking, filled: Mapping[str, str], *, at: datetime) -> tuple[rules.Fault, ...]:
    """Store a filled evaluation once, and return (); or what is wrong with it, and then nothing of it is stored.

    The answers carry no learner, no enrollment and no time finer than the quarter in which they are counted. A sheet
    that is sent again changes nothing.

    Raises:
        NotAllowed: something that comes before the evaluation is not done.
    """
    get_open(session, taking)
    if store.submitted_at(session, taking.id) is not None:
        return ()
    sheet = rules.read(taking.edition.evaluation, filled)
    if not sheet.faults:
        store.add_participation(session, taking.id, at=at)
        _count(session, taking.enrollment.edition_id, sheet.answers, at)
    return sheet.faults


def _count(session: Session, edition_id: uuid.UUID, answers: Iterable[rules.SheetAnswer], at: datetime) -> None:
    """Let answers wait, and count those of which there are enough now, in the quarter of the sponsor's day."""
    sponsor = catalog.sponsor_of_edition(session, edition_id)
    ready, waiting = rules.together([*store.take_waiting(session, edition_id), *answers])
    store.put_waiting(session, edition_id, waiting)
    store.count(session, edition_id, rules.quarter(enrollment.civil_day(sponsor, at)), ready)


def overview(session: Session, sponsor_ids: Iterable[uuid.UUID]) -> list[tuple[EditionSummary, int]]:
    """Return the newest edition of each course of these sponsors, and how many sheets were sent of all editions."""
    courses: dict[str, list[EditionSummary]] = {}
    for edition in catalog.editions(session, sponsor_ids):
        courses.setdefault(edition.slug, []).append(edition)
    return [(all_[0], store.sent(session, [one.edition_id for one in all_])) for all_ in courses.values()]


def report(
    session: Session, sponsor_ids: Iterable[uuid.UUID], slug: str, *, number: int | None = None, period: str = ""
) -> CourseReport:
    """Return what is shown of a course's evaluation: of one of its editions or of all, over a period or of all time.

    Raises:
        NotFound: these sponsors have no such course, or the course no such edition.
        Invalid: nothing was counted in the period.
    """
    editions = [one for one in catalog.editions(session, sponsor_ids) if one.slug == slug]
    if not editions:
        raise NotFound("course_not_found")
    chosen = [one for one in editions if number in {None, one.number}]
    if not chosen:
        raise NotFound("edition_not_found")
    ids = [one.edition_id for one in chosen]
    tallies = store.tallies(session, ids)
    periods = rules.periods(one.quarter for one in store.tallies(session, [one.edition_id for one in editions]))
    if period not in {rules.ALL_TIME, *periods}:
        raise Invalid("period_unknown", period=period)
    within = [one for one in tallies if rules.in_period(one.quarter, period)]
    return CourseReport(
        sponsor_id=editions[0].sponsor_id,
        slug=slug,
        title=editions[0].title,
        numbers=tuple(dict.fromkeys(one.number for one in editions)),
        number=number,
        periods=periods,
        period=period,
        quarters=rules.quarters_between(one.quarter for one in within),
        sent=store.sent(session, ids),
        lines=rules.lines(_items(chosen), within, store.comments(session, ids, period)),
    )


def export_report(session: Session, found: CourseReport, *, actor: str, at: datetime) -> bytes:
    """Return a report as a CSV file, once the audit trail says who took it along."""
    audit.record(session, actor=actor, action="evaluation.exported", subject=f"course:{found.slug}", at=at)
    return export.csv_file(found)


def _items(editions: Sequence[EditionSummary]) -> tuple[EvaluationItem, ...]:
    """Return the lines of these editions, newest first: an id means the same in all, and the newest words are shown."""
    items = {item.id: item for edition in reversed(editions) for item in edition.edition.evaluation}
    newest_first = [item.id for edition in editions for item in edition.edition.evaluation]
    return tuple(items[item_id] for item_id in dict.fromkeys(newest_first))
