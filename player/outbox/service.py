"""Mail: written in the business transaction, handed over by a worker afterwards, seen by staff all the while."""

import logging
import threading
import uuid
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from player.clock import Clock
from player.db import Database
from player.outbox import rules, store, writer
from player.outbox.rules import Mail
from player.outbox.writer import Transport

POLL_SECONDS = 1.0
"""How long the worker sleeps when nothing is due."""

Job = Callable[[], object]

_log = logging.getLogger(__name__)


def post(session: Session, *, key: str, recipient: str, subject: str, body: str, at: datetime) -> None:
    """Write a mail that is sent if and when the session's transaction commits.

    ``key`` names the occasion: the same key posted again, by whomever, does nothing.
    """
    mail = Mail(
        id=uuid.uuid4(),
        key=key,
        recipient=recipient,
        subject=subject,
        body=body,
        written_at=at,
        state="waiting",
        due_at=at,
        tries=0,
        sent_at=None,
        last_error=None,
    )
    store.add_once(session, mail)


def messages(session: Session, *, limit: int = 50, before: uuid.UUID | None = None) -> tuple[Mail, ...]:
    """Return the newest mails in whatever state, newest first; with ``before``, those older than that mail."""
    return store.page(session, limit, before)


def retry(session: Session, *, key: str | None, at: datetime) -> int:
    """Give an unsent mail, or without a key every failed one, all its tries again from now; return how many."""
    return store.make_due(session, key, at=at)


def transport_to(url: str | None, *, sender: str) -> Transport:
    """Return the mail relay at a URL, or without one the visible outbox, whose readers are the recipients.

    Raises:
        ValueError: the URL names no mail relay.
    """
    return writer.relay(url, sender=sender) if url else writer.VisibleOutbox()


def deliver_due(database: Database, transport: Transport, clock: Clock) -> bool:
    """Hand over the one mail that is due longest, if any; tell whether there was one.

    No transaction is open while the transport works. A mail whose worker died is due again after ``LEASE``.
    """
    mail = _take(database, clock)
    if mail is None:
        return False
    if mail.state == "sending":
        error = _hand_over(transport, mail)
        with database.writing() as session:
            at = clock.now(session)
            mail = rules.handed_over(mail, at) if error is None else rules.refused(mail, error, at)
            store.save(session, mail)
    if mail.state == "failed":
        _log.error("the mail %s failed for good: %s", mail.key, mail.last_error)
    return True


def work(
    database: Database, transport: Transport, clock: Clock, *, stop: threading.Event, chores: Sequence[Job] = ()
) -> None:
    """Hand over what is due, one mail a round, until told to stop; each round does the chores too.

    A round that fails is logged, once for each kind of failure in a row, and tried again: a worker outlives a
    database that is away for a while.
    """

    def deliver() -> bool:
        return deliver_due(database, transport, clock)

    complaints: dict[Job, str] = {}
    while not stop.is_set():
        for chore in chores:
            _do(chore, complaints)
        if not _do(deliver, complaints):
            stop.wait(POLL_SECONDS)


def _take(database: Database, clock: Clock) -> Mail | None:
    with database.reading() as session:
        if not store.is_due(session, at=clock.now(session)):
            return None  # without asking for SQLite's write lock
    with database.writing() as session:
        at = clock.now(session)
        mail = store.lock_due(session, at=at)
        if mail is not None:
            mail = rules.taken(mail, at)
            store.save(session, mail)
        return mail


def _hand_over(transport: Transport, mail: Mail) -> str | None:
    try:
        transport.deliver(mail)
    except Exception as error:  # noqa: BLE001 - whatever one mail does to a transport, the others are still sent
        return rules.one_line(f"{type(error).__name__}: {error}")
    return None


def _do(job: Job, complaints: dict[Job, str]) -> bool:
    try:
        done = bool(job())
    except Exception as error:  # noqa: BLE001 - the worker outlives whatever one round meets
        complaint = repr(error)
        if complaints.get(job) != complaint:
            _log.exception("a round of the worker failed; the next one tries again")
        complaints[job] = complaint
        return False
    complaints.pop(job, None)
    return done
