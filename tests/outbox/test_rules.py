"""When a mail is tried again, when it has failed, and that its headers stay one line."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from player.outbox import rules
from player.outbox.rules import LEASE, MOST_TRIES, Mail

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MAIL = Mail(
    id=uuid.UUID(int=7),
    key="welcome:ada",
    recipient="ada@example.org",
    subject="Welcome",
    body="Hello Ada\n",
    written_at=NOON,
    state="waiting",
    due_at=NOON,
    tries=0,
    sent_at=None,
    last_error=None,
)


def test_waits_grow_and_end() -> None:
    waits = [rules.wait_after(tries) for tries in range(1, MOST_TRIES + 1)]
    minutes = [wait and wait // timedelta(minutes=1) for wait in waits]
    assert minutes == [1, 5, 30, 120, 720, 720, 720, None]


def test_a_taken_mail_is_leased_to_its_worker() -> None:
    assert rules.taken(MAIL, NOON) == replace(MAIL, state="sending", tries=1, due_at=NOON + LEASE)


def test_a_mail_that_kills_its_workers_has_failed() -> None:
    taken = rules.taken(replace(MAIL, state="sending", tries=MOST_TRIES), NOON)
    assert (taken.state, taken.tries) == ("failed", MOST_TRIES)
    assert taken.last_error


def test_a_mail_handed_over_is_sent_and_forgets_its_errors() -> None:
    sent = rules.handed_over(replace(MAIL, state="sending", tries=2, last_error="busy"), NOON)
    assert (sent.state, sent.sent_at, sent.last_error) == ("sent", NOON, None)


def test_a_refused_mail_waits_and_after_the_last_try_has_failed() -> None:
    waiting = rules.refused(replace(MAIL, state="sending", tries=2), "busy", NOON)
    assert (waiting.state, waiting.last_error, waiting.due_at) == ("waiting", "busy", NOON + timedelta(minutes=5))
    failed = rules.refused(replace(MAIL, state="sending", tries=MOST_TRIES), "busy", NOON)
    assert (failed.state, failed.last_error) == ("failed", "busy")


def test_the_message_id_is_the_same_at_every_try() -> None:
    once, again = MAIL, replace(MAIL, state="sending", tries=3)
    assert rules.message_id(once, "example.org") == rules.message_id(again, "example.org")
    assert rules.message_id(once, "example.org") == "<00000000-0000-0000-0000-000000000007@example.org>"


@given(st.text())
def test_one_line_is_one_line_of_the_same_words(text: str) -> None:
    line = rules.one_line(text)
    assert len(line.splitlines()) <= 1
    assert line == "" or line.isprintable()
    assert rules.one_line(line) == line
    assert [c for c in text if c.isprintable() and c != " "] == [c for c in line if c != " "]
