"""Servers that are killed in mid-flight, many times: what was acknowledged is there, and no time counts twice."""

import http.client
import json
import re
import threading
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import cycle, takewhile
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import text

from player.clock import DatabaseClock
from player.enrollment.rules import Taking
from player.seat_time import service
from tests.beats import lease_of
from tests.conftest import AUDIT_KEY, HandClock
from tests.desk import Desk
from tests.seat_time.pages import open_lease
from tests.serving import eventually, free_port, kill, kill_a_worker, start
from tests.site import HASH
from tests.walk import PASSWORD

LIVES = 4
"""In each of them a web worker is killed, and then the whole server."""

READERS = 8
KINDS: tuple[tuple[int, dict[str, Any]], ...] = (
    (1, {"active_ms": 20_000}),
    (1, {"active_ms": 3}),
    (3, {"active_ms": 60_000}),
    (2, {"active_ms": 25_000, "late": True}),
)
"""For how many beats each stands, and what it says: a whole one, a part of one, a replayed span, a late one."""


def beats() -> Iterator[dict[str, Any]]:
    """Yield beats of every kind without end, each of which follows on the last."""
    last = 0
    for count, said in cycle(KINDS):
        first, last = last + 1, last + count
        yield {"sequence": last, "first": first, "fresh": False, **said}


@dataclass
class Client:
    """A connection to the server; it is made anew when the server is, and what is not answered is sent again."""

    port: int
    stopping: threading.Event
    cookies: dict[str, str] = field(default_factory=dict)
    _connection: http.client.HTTPConnection | None = None

    def ask(self, method: str, path: str, body: str | None = None, **headers: str) -> tuple[int, str]:
        """Return status and text of the answer, or status 0 when the server died on the way."""
        try:
            if self._connection is None:
                self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
            sent = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()), **headers}
            self._connection.request(method, path, body, sent)
            answer = self._connection.getresponse()
            for name, value in re.findall(r"(?m)^(\w+)=([^;]+)", "\n".join(answer.headers.get_all("Set-Cookie") or ())):
                self.cookies[name] = value
            return answer.status, answer.read().decode()
        except (OSError, http.client.HTTPException):
            self.close()
            self.stopping.wait(0.1)
            return 0, ""

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def until_answered(self, method: str, path: str, body: str, **headers: str) -> str | None:
        """Send the same until it is acknowledged, and return the answer; None when it is time to stop."""
        while not self.stopping.is_set():
            status, said = self.ask(method, path, body, **{"Content-Type": "application/json", **headers})
            assert status in {0, 200, 503}, said
            if status == 200:
                return said
        return None


@dataclass
class Field:
    """Readers who beat and Ada who answers, while the server dies and comes back."""

    desk: Desk
    folder: Path
    port: int
    ada: Taking
    leases: list[str]
    stopping: threading.Event = field(default_factory=threading.Event)
    beats: dict[str, dict[str, Any]] = field(default_factory=dict)
    answers: set[uuid.UUID] = field(default_factory=set)

    def serve(self) -> Any:  # noqa: ANN401 - a process
        """Start the server and wait until it answers."""
        url = self.desk.database.engine.url.render_as_string(hide_password=False)
        keys = {"PLAYER_SECRET": "s" * 32, "PLAYER_AUDIT_KEY": AUDIT_KEY.decode()}
        process = start(self.folder, self.port, DATABASE_URL=url, **keys)
        client = Client(self.port, self.stopping)
        up = eventually(lambda: client.ask("GET", "/healthz")[0] == 200 or process.poll() is not None, seconds=90)
        client.close()
        if not up:
            kill(process)
        assert process.poll() is None, process.communicate()
        return process

    def beat(self, lease: str) -> None:
        """Beat without a pause, and keep what the server acknowledged last."""
        client = Client(self.port, self.stopping)
        for beat in takewhile(lambda _beat: not self.stopping.is_set(), beats()):
            said = client.until_answered("POST", "/beat", json.dumps(beat), **{"X-Lease": lease})
            if said is not None:
                self.beats[lease] = {**json.loads(said), "sequence": beat["sequence"]}
        client.close()

    def answer(self, client: Client) -> None:
        """Answer a knowledge check again and again, and keep the key of each answer that was acknowledged."""
        path = f"/learn/{self.ada.id}/lessons/beginning"
        token = re.findall(r'name="csrf-token" content="([^"]+)"', client.ask("GET", path)[1])[0]
        while not self.stopping.is_set():
            key = uuid.uuid4()
            body = json.dumps({"key": str(key), "option": "a"})
            if client.until_answered("POST", f"{path}/checks/beginning-check", body, **{"X-CSRFToken": token}):
                self.answers.add(key)
        client.close()

    def sign_in(self) -> Client:
        """Sign Ada in."""
        client = Client(self.port, self.stopping)
        token = re.findall(r'name="csrf-token" content="([^"]+)"', client.ask("GET", "/sign-in")[1])[0]
        form = urlencode({"csrf_token": token, "email": "ada@example.org", "password": PASSWORD})
        assert client.ask("POST", "/sign-in", form, **{"Content-Type": "application/x-www-form-urlencoded"})[0] == 302
        return client

    def suffer(self) -> None:
        """Let everybody go on while the server is killed, again and again."""
        process = self.serve()
        client = self.sign_in()
        with ThreadPoolExecutor(READERS + 1) as everybody:
            busy = [everybody.submit(self.beat, lease) for lease in self.leases]
            busy.append(everybody.submit(self.answer, client))
            try:
                for _life in range(LIVES):
                    assert self.goes_on()
                    kill_a_worker(process)
                    assert self.goes_on()
                    kill(process)
                    process = self.serve()
            finally:
                self.stopping.set()
        kill(process)
        for one in busy:
            one.result()

    def goes_on(self) -> bool:
        """Wait until some more answers and a hundred more beats were acknowledged."""
        answers, beats = len(self.answers), self.beaten()
        return eventually(lambda: len(self.answers) > answers + 2 and self.beaten() > beats + 100)

    def beaten(self) -> int:
        """Return how many beats were acknowledged."""
        return sum(one["sequence"] for one in self.beats.values())


@pytest.fixture
def suffered(desk: Desk, tmp_path: Path) -> Field:
    """The field after the last kill; nobody writes any more."""
    ada = desk.taking("Ada")
    with desk.database.writing() as session:
        session.execute(text("UPDATE login SET password = :hash"), {"hash": HASH})
    takings = [desk.taking(f"Reader{number}") for number in range(READERS)]
    desk.clock = HandClock(DatabaseClock().agree(None))  # the server's
    with desk.database.writing() as session:
        leases = [open_lease(session, taking, "lesson:beginning", desk) for taking in takings]
    field = Field(desk, tmp_path / "data", free_port(), ada, leases)
    with suppress(FileExistsError):
        field.folder.mkdir()
    field.suffer()
    return field


def test_what_was_acknowledged_survives_and_no_interval_overlaps(suffered: Field) -> None:
    with suffered.desk.database.reading() as session:
        assert list(service.faults(session)) == []
        kept = set(session.scalars(text("SELECT id FROM check_answer")))
        for lease, told in suffered.beats.items():
            found = lease_of(session, lease)
            assert found.last_sequence >= told["sequence"]
            assert sum(one.counted_ms for one in service.stretches(session, found.enrollment_id)) >= told["course_ms"]
    assert len(suffered.beats) == READERS
    assert {key.hex for key in suffered.answers} <= {uuid.UUID(str(one)).hex for one in kept}
