"""The record of who did what, when and why: written in the business transaction, checked from its first link.

The key is on the session, put there by ``player.db.Database``; it is kept outside the database.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from player.audit import rules, store, writer
from player.audit.rules import Head, Link, Note, Verdict

NOTE_AGAIN_AFTER = timedelta(minutes=1)
"""Heads are noted outside the database at most this often."""


class HeadLostError(RuntimeError):
    """The head last noted outside the database is not in the chain: something was taken back or cut off."""


def record(
    session: Session, *, actor: str, action: str, subject: str, at: datetime, values: Mapping[str, str] | None = None
) -> None:
    """Add one entry to the record; it stands or falls with the session's transaction.

    ``actor`` and ``subject`` are opaque ids such as ``learner:<uuid>``. What is personal or free text, a reason for
    instance, goes into ``values``: the entry keeps only their keyed digests, and the clear text can be erased. Call
    it after locking what the decision is about: from here to the commit every other writer of entries waits.
    """
    head = store.lock_head(session)
    link = rules.add(_key(session), head, actor=actor, action=action, subject=subject, at=at, values=values or {})
    store.add(session, link)


def verify(session: Session, *, noted: Iterable[Head] = ()) -> Verdict:
    """Return whether the whole record holds, with every head that was noted elsewhere. Memory stays flat."""
    known = {*noted, store.find_head(session)}  # read before the links, so that no link of its may be missing
    with store.chain(session) as links:
        return rules.check(links, _key(session), known)


def head(session: Session) -> str:
    """Return the newest link as ``sequence:mac``, to be noted outside the database."""
    return str(store.find_head(session))


def entries_about(session: Session, subject: str) -> tuple[Link, ...]:
    """Return the entries about a subject, oldest first, with the values that are not erased."""
    return store.about(session, subject)


def erase(session: Session, subject: str) -> int:
    """Delete the clear values of all entries about a subject and return how many; the chain stays whole."""
    return store.erase(session, subject)


def note_head(session: Session, *, folder: Path, at: datetime) -> bool:
    """Note the head in the data folder when it moved and the last note is a minute old; tell whether it was.

    Raises:
        HeadLostError: the head noted last is no longer in the chain. It stays the last note, as evidence.
    """
    last = writer.find_last_note(folder)
    if last and at - last.at < NOTE_AGAIN_AFTER:
        return False
    newest = store.find_head(session)
    if newest == (last.head if last else rules.GENESIS):
        return False
    if last and not store.holds(session, last.head):
        raise HeadLostError(f"the head noted at {last.at} is not in the record any more: {last.head}")
    writer.append(folder, Note(at=at, head=newest))
    return True


def last_note(folder: Path) -> Note | None:
    """Return the newest note of the head in the data folder, or None when there is none."""
    return writer.find_last_note(folder)


def _key(session: Session) -> bytes:
    key = session.info.get("audit_key")
    if not isinstance(key, bytes) or not key:
        raise RuntimeError("this session carries no audit key: open it through player.db.Database")
    return key
