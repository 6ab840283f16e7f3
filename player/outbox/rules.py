"""What a mail in the outbox is, what becomes of it, and how its headers stay one line each.

What mail can promise: a message is handed over at least once, and never silently dropped. When a worker dies between
the relay's "accepted" and its own commit, the mail is handed over again with the same Message-ID and the same bytes.
"""

import uuid
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

State = Literal["waiting", "sending", "sent", "failed"]

LEASE = timedelta(minutes=5)
"""How long a mail stays with the worker that took it. Longer than a slow relay can take: see ``writer.TIMEOUT``."""

_WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=12))

MOST_TRIES = 8
"""After so many tries, the last a day and a half after the first, a mail has failed and waits for ``outbox retry``."""


@dataclass(frozen=True, kw_only=True)
class Mail:
    """One mail to one person. ``key`` names its occasion, ``due_at`` when it is taken up, ``tries`` counts takings."""

    id: uuid.UUID
    key: str
    recipient: str
    subject: str
    body: str
    written_at: datetime
    state: State
    due_at: datetime
    tries: int
    sent_at: datetime | None
    last_error: str | None


def wait_after(tries: int) -> timedelta | None:
    """Return how long a message rests after so many tries that failed, or None when it is not tried again."""
    return None if tries >= MOST_TRIES else _WAITS[min(tries, len(_WAITS)) - 1]


def taken(mail: Mail, at: datetime) -> Mail:
    """Return a due mail as the worker takes it, for the time of a lease; failed when every worker before died of it."""
    if mail.tries >= MOST_TRIES:
        return replace(mail, state="failed", last_error="every worker that took it died")
    return replace(mail, state="sending", tries=mail.tries + 1, due_at=at + LEASE)


def handed_over(mail: Mail, at: datetime) -> Mail:
    """Return a mail as it is once the transport has it."""
    return replace(mail, state="sent", sent_at=at, last_error=None)


def refused(mail: Mail, error: str, at: datetime) -> Mail:
    """Return a mail as it is after a try that failed: waiting for the next one, or failed after the last."""
    wait = wait_after(mail.tries)
    if wait is None:
        return replace(mail, state="failed", last_error=error)
    return replace(mail, state="waiting", last_error=error, due_at=at + wait)


def message_id(mail: Mail, domain: str) -> str:
    """Return the Message-ID header: the same at every try, so that a reader's mailbox can tell a repeat."""
    return f"<{mail.id}@{domain}>"


def one_line(text: str) -> str:
    """Return the text on one line without control characters, so that a header cannot start another one."""
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())
