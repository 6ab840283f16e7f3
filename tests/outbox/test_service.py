"""Mail stands or falls with its transaction, is sent once, and is never silently dropped."""

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from player.db import Database
from player.outbox import service
from player.outbox.rules import LEASE, MOST_TRIES, Mail
from player.outbox.writer import VisibleOutbox
from tests.conftest import HandClock
from tests.outbox.conftest import Post, Sink, outbox


class Postman:
    """A transport that keeps what it is given, or refuses it."""

    def __init__(self) -> None:
        self.delivered: list[Mail] = []
        self.refusal: Exception | None = None

    def deliver(self, mail: Mail) -> None:
        if self.refusal:
            raise self.refusal
        self.delivered.append(mail)


class Killed(BaseException):
    """Ends a worker in the middle of a mail, as a signal would."""


def test_a_committed_mail_is_sent_once(database: Database, clock: HandClock, post: Post) -> None:
    postman = Postman()
    post("welcome:ada")
    assert service.deliver_due(database, postman, clock)
    assert not service.deliver_due(database, postman, clock)
    [mail] = outbox(database)
    assert (mail.state, mail.sent_at, mail.tries, mail.last_error) == ("sent", clock.now(), 1, None)
    assert [delivered.id for delivered in postman.delivered] == [mail.id]


def test_the_visible_outbox_delivers_by_marking(database: Database, clock: HandClock, post: Post) -> None:
    post("welcome:ada")
    assert service.deliver_due(database, VisibleOutbox(), clock)
    assert [mail.state for mail in outbox(database)] == ["sent"]


def test_the_same_key_is_one_mail(database: Database, post: Post) -> None:
    post("welcome:ada", body="first\n")
    post("welcome:ada", body="second\n")
    assert [mail.body for mail in outbox(database)] == ["first\n"]


def test_the_same_key_from_two_transactions_at_once_is_one_mail(database: Database, post: Post) -> None:
    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(post, f"welcome:{number // 2}") for number in range(20)]:
            done.result()
    assert len(outbox(database)) == 10


def test_a_rolled_back_transaction_sends_nothing(database: Database, clock: HandClock) -> None:
    with database.writing() as session:
        service.post(session, key="k", recipient="ada@example.org", subject="s", body="b", at=clock.now())
        session.rollback()
    assert not service.deliver_due(database, Postman(), clock)
    assert outbox(database) == ()


def test_a_session_that_writes_late_takes_its_mail_back_too(database: Database, clock: HandClock) -> None:
    with database.late_writing() as session:
        service.post(session, key="k", recipient="ada@example.org", subject="s", body="b", at=clock.now())
        session.rollback()
        assert outbox(database) == ()
        service.post(session, key="k", recipient="ada@example.org", subject="s", body="b", at=clock.now())
        session.commit()
    assert len(outbox(database)) == 1


def test_a_refused_mail_is_tried_again_later_until_it_has_failed(
    database: Database, clock: HandClock, post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    postman = Postman()
    postman.refusal = OSError("mailbox\nfull")
    post("welcome:ada")
    for _ in range(MOST_TRIES):
        assert service.deliver_due(database, postman, clock)
        assert not service.deliver_due(database, postman, clock)
        clock.tick(hours=12)
    assert not service.deliver_due(database, postman, clock)
    [mail] = outbox(database)
    assert (mail.state, mail.tries, mail.last_error) == ("failed", MOST_TRIES, "OSError: mailbox full")
    assert "welcome:ada failed for good" in caplog.text


def test_a_failed_mail_is_sent_when_it_is_retried(database: Database, clock: HandClock, post: Post) -> None:
    postman = Postman()
    postman.refusal = OSError("busy")
    post("welcome:ada")
    service.deliver_due(database, postman, clock)
    postman.refusal = None
    with database.writing() as session:
        assert service.retry(session, key="welcome:ben", at=clock.now()) == 0
        assert service.retry(session, key=None, at=clock.now()) == 0
        assert service.retry(session, key="welcome:ada", at=clock.now()) == 1
    assert service.deliver_due(database, postman, clock)
    with database.writing() as session:
        assert service.retry(session, key="welcome:ada", at=clock.now()) == 0


def test_one_poisonous_mail_does_not_stop_the_others(database: Database, clock: HandClock, post: Post) -> None:
    post("welcome:nobody", recipient="not an address\n")
    post("welcome:ada")
    relay = service.transport_to("smtp://127.0.0.1:1", sender="no-reply@example.org")
    while service.deliver_due(database, relay, clock):
        pass
    ada, nobody = sorted(outbox(database), key=lambda mail: mail.key)
    assert (ada.state, nobody.state) == ("waiting", "waiting")
    assert "ConnectionRefusedError" in (ada.last_error or "")
    assert "ConnectionRefusedError" not in (nobody.last_error or "")


def test_a_mail_whose_worker_died_is_taken_up_after_its_lease(database: Database, clock: HandClock, post: Post) -> None:
    postman = Postman()
    postman.refusal = Killed()  # type: ignore[assignment]  # no exception that a transport may raise
    post("welcome:ada")
    with pytest.raises(Killed):
        service.deliver_due(database, postman, clock)
    postman.refusal = None
    assert not service.deliver_due(database, postman, clock)
    clock.tick(seconds=LEASE // timedelta(seconds=1))
    assert service.deliver_due(database, postman, clock)
    assert [(mail.state, mail.tries) for mail in outbox(database)] == [("sent", 2)]


def test_a_slow_worker_does_not_undo_what_another_sent(database: Database, clock: HandClock, post: Post) -> None:
    quick = Postman()

    class Slow:
        def deliver(self, mail: Mail) -> None:
            clock.instant += LEASE
            assert service.deliver_due(database, quick, clock)
            raise OSError(f"{mail.key} took too long")

    post("welcome:ada")
    service.deliver_due(database, Slow(), clock)
    assert [(mail.state, mail.last_error) for mail in outbox(database)] == [("sent", None)]


def test_pages_go_back_from_the_newest(database: Database, clock: HandClock, post: Post) -> None:
    for number in range(5):
        post(f"mail:{number}")
        clock.tick(seconds=number % 2)
    everything = outbox(database)
    with database.reading() as session:
        first = service.messages(session, limit=3)
        rest = service.messages(session, limit=3, before=first[-1].id)
    assert first + rest == everything
    assert everything[0].key == "mail:4"


def test_two_workers_at_once_send_nothing_twice(database: Database, clock: HandClock, post: Post, sink: Sink) -> None:
    relay = service.transport_to(sink.url, sender="no-reply@example.org")
    for number in range(20):
        post(f"mail:{number}")
    stop = threading.Event()
    sink.at = lambda step: stop.set() if step == "accepted" and len(sink.mails) == 20 else None
    with ThreadPoolExecutor(2) as pool:
        workers = [pool.submit(service.work, database, relay, clock, stop=stop) for _ in range(2)]
    assert [worker.result() for worker in workers] == [None, None]
    assert list(sink.arrivals().values()) == [1] * 20
    assert {mail.state for mail in outbox(database)} == {"sent"}


@pytest.fixture
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "POLL_SECONDS", 0)


@pytest.mark.usefixtures("no_pause")
def test_a_worker_does_its_chores_and_outlives_failures(
    database: Database, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    stop = threading.Event()
    rounds: list[str] = []

    def chore() -> None:
        rounds.append("done")
        if len(rounds) == 5:
            stop.set()
        raise OSError("the disk is full" if len(rounds) != 3 else "the disk is away")

    with caplog.at_level(logging.ERROR):
        service.work(database, VisibleOutbox(), clock, stop=stop, chores=[chore])
    assert len(caplog.records) == 3  # the disk is full, away, and full again; not five
