"""Use cases of lessons: open one, see a section, answer a check, watch a recording, tell what is left, come back."""

import uuid
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from player.accounts import service as accounts
from player.catalog import service as catalog
from player.catalog.rules import Lesson, Option, Question, Recording, Section
from player.enrollment.rules import Taking
from player.errors import Invalid, NotAllowed, NotFound
from player.lessons import export, rules, store
from player.lessons.rules import CaseMove, CaseState, receipts
from player.lessons.rules.receipts import Receipt
from player.lessons.rules.watching import Span, WatchRecord, WatchState, allowance_ms, skips_ahead
from player.lessons.service.standing import (
    case_states,
    facts,
    get_open,
    place,
    place_in,
    standing,
    states,
    watch_states,
)
from player.seat_time import service as seat_time

__all__ = [
    "answer_check", "case_states", "facts", "get_check", "get_open", "get_recording", "handout", "move_in_case",
    "open_lesson", "place", "place_in", "read_transcript", "receipt", "receipt_file", "see", "standing", "states",
    "watch", "watch_states",
]  # fmt: skip


def move_in_case(
    session: Session,
    taking: Taking,
    lesson_id: str,
    case_id: str,
    *,
    step_id: str,
    choice_id: str | None,
    key: uuid.UUID,
    at: datetime,
) -> CaseState:
    """Choose at a step of a case, or go back one step (no choice), and return where the learner then stands.

    The same key again, or a page that shows an older step than the one the learner stands at, changes nothing.

    Raises:
        NotFound: the lesson has no such case.
        Invalid: the step has no such choice.
    """
    lesson = get_open(session, taking, lesson_id).lesson
    if case_id not in {case.id for case in lesson.cases}:
        raise NotFound("case_not_found")
    state = case_states(session, taking)[case_id]
    if step_id != state.step.id or store.has_move(session, key):
        return state
    if choice_id is not None and state.step.choice(choice_id) is None:
        raise Invalid("choice_not_in_step")
    move = CaseMove(step_id=step_id, choice_id=choice_id, at=at)
    store.add_move(session, taking.id, case_id, move, key=key)
    return case_states(session, taking)[case_id]


def watch(
    session: Session,
    taking: Taking,
    lesson_id: str,
    recording_id: str,
    span: Span,
    *,
    key: uuid.UUID,
    at: datetime,
) -> WatchState:
    """Store a piece of a recording that a page reports as watched, and return how far it was watched now.

    An empty piece opens the recording: it says from where the server's clock runs. The same key again changes nothing.

    Raises:
        NotFound: the lesson has no such recording.
        Invalid: the piece is longer than what can have been watched since, or begins where the course does not let
            skip to.
    """
    _section, recording = get_recording(get_open(session, taking, lesson_id).lesson, recording_id)
    state = watch_states(session, taking)[recording_id]
    if store.has_watch(session, key):
        return state
    last = store.last_watch(session, taking.id)
    span = Span(from_ms=min(span.from_ms, recording.duration_ms), to_ms=min(span.to_ms, recording.duration_ms))
    allowance = allowance_ms(last, opens=span.length_ms == 0, at=at)
    if span.length_ms > allowance:
        raise Invalid("watched_too_fast")
    if not taking.edition.media_policy.forward_skipping and skips_ahead(state, span):
        raise Invalid("skipped_ahead")
    record = WatchRecord(recording_id=recording_id, span=span, at=at, allowance_ms=allowance - span.length_ms)
    store.add_watch(session, taking.id, record, key=key)
    return watch_states(session, taking)[recording_id]


def read_transcript(session: Session, taking: Taking, lesson_id: str, recording_id: str, *, at: datetime) -> WatchState:
    """Note that the learner has read a transcript, where the course lets that do, and return how the recording stands.

    Raises:
        NotFound: the lesson has no such recording.
        NotAllowed: the course wants its recordings watched.
    """
    get_recording(get_open(session, taking, lesson_id).lesson, recording_id)
    if not taking.edition.media_policy.transcript_counts:
        raise NotAllowed("transcript_does_not_count")
    store.add_transcript_read(session, taking.id, recording_id, at=at)
    return watch_states(session, taking)[recording_id]


def get_recording(lesson: Lesson, recording_id: str) -> tuple[Section, Recording]:
    """Return a recording of a lesson with the section it stands in; raises NotFound."""
    for section in lesson.sections:
        for recording in section.recordings:
            if recording.id == recording_id:
                return section, recording
    raise NotFound("recording_not_found")


def open_lesson(session: Session, taking: Taking, lesson_id: str, *, at: datetime) -> seat_time.Opened:
    """Open a lesson for the learner and return its seat-time lease; refusals as ``get_open``."""
    get_open(session, taking, lesson_id)
    edition = taking.edition
    return seat_time.open_activity(
        session,
        learner_id=taking.enrollment.learner_id,
        enrollment_id=taking.id,
        activity=rules.activity(lesson_id),
        kind="reading",
        policy=seat_time.policy(edition.seat_time, hidden_media=edition.media_policy.hidden_media),
        asks=accounts.get_learner(session, taking.enrollment.learner_id).prefers_asking,
        at=at,
    )


def see(session: Session, taking: Taking, lesson_id: str, section_id: str, *, at: datetime) -> None:
    """Remember that a section was seen: its end was on the screen."""
    lesson = get_open(session, taking, lesson_id).lesson
    if section_id not in {section.id for section in lesson.sections}:
        raise Invalid("section_not_in_lesson")
    store.add_seen(session, taking.id, section_id, at=at)


def answer_check(
    session: Session, taking: Taking, lesson_id: str, check_id: str, option_id: str, *, key: uuid.UUID, at: datetime
) -> Option:
    """Store an answer to a knowledge check and return the chosen option with its feedback.

    ``key`` is made by the page: the same answer sent twice is stored once. A key that another answer came with is
    refused, since feedback is given for what is stored and for nothing else.
    """
    lesson = get_open(session, taking, lesson_id).lesson
    option = get_check(lesson, check_id).option(option_id)
    if option is None:
        raise Invalid("option_not_in_question")
    stored = store.find_answer(session, key)
    if stored is None:
        store.add_answer(session, key, taking.id, check_id, option_id, at=at)
    elif stored != (taking.id, check_id, option_id):
        raise Invalid("key_already_used")
    return option


def get_check(lesson: Lesson, check_id: str) -> Question:
    """Return a knowledge check of a lesson; raises NotFound."""
    check = next((check for check in lesson.checks if check.id == check_id), None)
    if check is None:
        raise NotFound("check_not_found")
    return check


def handout(taking: Taking) -> bytes:
    """Return the handout of the course as a PDF; raises NotFound when it has none."""
    if taking.edition.handout is None:
        raise NotFound("handout_not_found")
    from player.lessons import pdf  # noqa: PLC0415 - its library is large, and few requests need it

    return pdf.handout(taking.edition)


def receipt(session: Session, taking: Taking) -> Receipt:
    """Return the time receipt of an enrollment: every stretch, those that were corrected too."""
    voided = {stretch_id: one.reason for stretch_id, one in seat_time.voids(session, taking.id).items()}
    return receipts.receipt(taking.edition, seat_time.all_stretches(session, taking.id), voided)


def receipt_file(session: Session, taking: Taking, kind: Literal["csv", "pdf"]) -> bytes:
    """Return the time receipt as a file, its times in the sponsor's zone, as on the certificate."""
    found = receipt(session, taking)
    zone = catalog.sponsor_of_edition(session, taking.enrollment.edition_id).time_zone or "UTC"
    if kind == "csv":
        return export.receipt_csv(found, zone=zone).encode()
    from player.lessons import pdf  # noqa: PLC0415 - as for the handout

    learner = accounts.get_learner(session, taking.enrollment.learner_id)
    return pdf.receipt(taking.edition, found, holder=learner.name.full or learner.email, zone=zone)
