"""A worker whose thread of beats dies, for a reason nobody thought of, ends: another one answers in its place."""

import http.client
import json
import sys
from pathlib import Path

import pytest

from player.clock import DatabaseClock
from tests.conftest import AUDIT_KEY, HandClock
from tests.desk import ONE_ENGINE, Desk
from tests.seat_time.pages import open_lease
from tests.serving import eventually, free_port, kill, start

MINED = """
import sys
from pathlib import Path
from player.cli import main
from player.clock import DatabaseClock

mine, whole = Path(sys.argv.pop()), DatabaseClock.agree

def agree(clock, told):
    if mine.exists():
        mine.unlink()
        sys.exit("what no handler of errors catches")
    return whole(clock, told)

DatabaseClock.agree = agree
main()
"""
"""`player serve` with a mine: whichever thread takes the time of a beat first ends by it."""


def beat(port: int, lease: str) -> int:
    """Send a beat and return the status of its answer, or 0 when there is none."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    body = json.dumps({"sequence": 1, "active_ms": 0, "fresh": True})
    try:
        connection.request("POST", "/beat", body, {"Content-Type": "application/json", "X-Lease": lease})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()


@pytest.fixture
def lease(desk: Desk) -> str:
    """The lease of Ada's open lesson, by the server's clock."""
    ada = desk.taking()
    desk.clock = HandClock(DatabaseClock().agree(None))
    with desk.database.writing() as session:
        return open_lease(session, ada, "lesson:beginning", desk)


@ONE_ENGINE
def test_a_worker_without_its_writer_ends_and_another_takes_its_place(desk: Desk, lease: str, tmp_path: Path) -> None:
    (data := tmp_path / "data").mkdir(exist_ok=True)
    (mine := tmp_path / "mine").touch()
    url = desk.database.engine.url.render_as_string(hide_password=False)
    settings = {"DATABASE_URL": url, "PLAYER_SECRET": "s" * 32, "PLAYER_AUDIT_KEY": AUDIT_KEY.decode(), "WORKERS": "1"}
    port = free_port()
    process = start(data, port, [sys.executable, "-c", MINED, "serve", str(mine)], **settings)
    try:
        assert eventually(lambda: beat(port, lease) == 0 and not mine.exists())
        assert eventually(lambda: beat(port, lease) == 200)
    finally:
        kill(process)
