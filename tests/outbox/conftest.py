"""A mail relay of our own on the loopback, and ways to write and send."""

import socket
from asyncio import AbstractServer
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from player.db import Database
from player.outbox import service
from player.outbox.rules import Mail
from tests.conftest import HandClock

Post = Callable[..., None]


class Sink:
    """Takes every mail and keeps it; ``at`` is called at each step of a mail and may answer for the relay."""

    mails: list[EmailMessage]
    at: Callable[[str], str | None]

    def __init__(self) -> None:
        self.mails = []
        self.at = lambda _step: None
        self.url = ""

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's own name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.at("recipient") or "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - the same
        answer = self.at("data")
        if answer:
            return answer
        assert isinstance(envelope.original_content, bytes)
        self.mails.append(message_from_bytes(envelope.original_content, policy=default))
        return self.at("accepted") or "250 OK"

    def arrivals(self) -> Counter[str]:
        """Return how often each Message-ID arrived."""
        return Counter(mail["Message-ID"] for mail in self.mails)


class OnFreePort(Controller):
    """Listens on a port that the system chose, so that tests that run at once do not meet."""

    def _create_server(self) -> Coroutine[Any, Any, AbstractServer]:
        listening = socket.create_server((self.hostname, 0))
        self.port = listening.getsockname()[1]
        return self.loop.create_server(self._factory_invoker, sock=listening)


@pytest.fixture
def sink() -> Iterator[Sink]:
    """A relay that listens while the test runs."""
    sink = Sink()
    controller = OnFreePort(sink, hostname="127.0.0.1")
    controller.start()
    sink.url = f"smtp://127.0.0.1:{controller.port}"
    yield sink
    controller.stop()


@pytest.fixture
def post(database: Database, clock: HandClock) -> Post:
    """Writes a mail to Ada in a transaction of its own."""

    def post(key: str, recipient: str = "ada@example.org", body: str = "Hello Ada\n") -> None:
        with database.writing() as session:
            service.post(session, key=key, recipient=recipient, subject="Welcome", body=body, at=clock.now())

    return post


def outbox(database: Database) -> tuple[Mail, ...]:
    """Return every mail in the outbox, newest first."""
    with database.reading() as session:
        return service.messages(session, limit=1000)
