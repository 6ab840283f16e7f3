"""`player serve` as a process: it answers, it says in one line why it does not, and it leaves nothing behind."""

import os
import re
import signal
import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError

import pytest

from config import from_environment
from player.server import take_care
from tests.serving import LONG, eventually, free_port, start
from tests.site_wide.conftest import run

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="the children are looked up in /proc")


@dataclass
class Served:
    """A site that is served by processes of its own."""

    folder: Path
    port: int
    process: "subprocess.Popen[str]"

    def get(self, path: str) -> tuple[int, str]:
        """Load a page; returns its status and text, or 0 when nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as error:
            with error:
                return error.code, error.read().decode()
        except OSError:
            return 0, ""

    def children(self) -> list[int]:
        """Return the processes that the main one has started."""
        everyone = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
        return [pid for pid in everyone if parent(pid) == self.process.pid]


def parent(pid: int) -> int:
    """Return the process that started this one, or 0 for one that has ended."""
    try:
        state, started_by, *_rest = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return 0 if state == "Z" else int(started_by)


def caretaker(site: Served) -> int | None:
    """Return the process that sends mail: the one that was spawned, not forked."""
    for pid in site.children():
        with suppress(OSError):
            if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes():
                return pid
    return None


@pytest.fixture
def port() -> int:
    """A port that nobody uses."""
    return free_port()


@pytest.fixture
def served(demo: Path, port: int) -> Iterator[Served]:
    """A demo that is being served, and ended after the test whatever became of it."""
    with start(demo, port) as process:
        site = Served(demo, port, process)
        assert eventually(lambda: site.get("/healthz")[0] or process.poll() is not None)
        started = [process.pid, *site.children()]
        yield site
        for pid in {*started, *site.children()}:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_site_is_served_says_when_it_is_not_well_and_ends_when_told(served: Served, how: signal.Signals) -> None:
    assert served.get("/healthz") == (200, '{"database":"ok","status":"ok"}\n')
    assert "demo-banner" in served.get("/")[1]
    (served.folder / "player.db").rename(served.folder / "elsewhere.db")
    assert served.get("/healthz") == (503, '{"database":"unreachable","status":"failing"}\n')
    (served.folder / "elsewhere.db").rename(served.folder / "player.db")
    assert served.get("/healthz")[0] == 200
    family = served.children()
    said, complaints = ended(served, how)
    assert not re.search(r"KeyboardInterrupt|died", complaints)
    assert f"Player answers at http://127.0.0.1:{served.port}" in said
    assert "ada@example.org" in said
    assert eventually(lambda: not any(map(parent, family)))


def ended(site: Served, how: signal.Signals) -> tuple[str, str]:
    """Tell a site and its children to end, as a terminal or a service manager does; return what it had to say."""
    os.killpg(site.process.pid, how)
    said = site.process.communicate(timeout=LONG)
    assert site.process.returncode == 0
    return said


def test_the_mail_goes_on_when_its_worker_dies_and_nothing_outlives_a_site_that_is_killed(served: Served) -> None:
    first = caretaker(served)
    assert first
    os.kill(first, signal.SIGKILL)
    assert eventually(lambda: caretaker(served) not in {None, first})
    family = served.children()
    assert len(family) >= 3
    served.process.kill()
    served.process.wait()
    assert eventually(lambda: not any(map(parent, family)))
    assert served.get("/healthz")[0] == 0


def test_a_port_that_is_taken_is_one_line(made_demo: Path, port: int) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        with start(made_demo, port) as process:
            said = process.communicate(timeout=LONG)
    refusal = f"Error: 127.0.0.1:{port} cannot be used (Address already in use): choose another HOST or PORT\n"
    assert (process.returncode, *said) == (1, "", refusal)


def refusal(folder: Path, port: int, **variables: str) -> str:
    """Return the one line with which a site does not start."""
    said = run(folder, "serve", PORT=str(port), **variables)
    assert said.exit_code == 1
    (line,) = [line for line in said.output.splitlines() if not line.startswith("Mail is kept")]
    return line


def test_demo_accounts_in_a_real_sites_folder_are_one_line(demo: Path, port: int) -> None:
    (demo / "DEMO").unlink()
    assert "was not made by `player demo`: refusing to serve" in refusal(demo, port)


@pytest.mark.parametrize(
    ("variables", "says"),
    [
        ({"SMTP_URL": "mail.example.org"}, "SMTP_URL"),
        ({"SMTP_URL": "smtp://mail.example.org", "MAIL_FROM": "nobody"}, "MAIL_FROM"),
        ({"HOST": "no.such.host.invalid"}, "HOST"),
        ({"DATABASE_URL": "postgresql://ada:hush@127.0.0.1:9/none"}, "DATABASE_URL"),
    ],
    ids=["relay", "sender", "host", "database"],
)
def test_what_is_wrong_is_one_line_that_names_the_setting(
    made_demo: Path, port: int, variables: dict[str, str], says: str
) -> None:
    line = refusal(made_demo, port, **variables)
    assert says in line
    assert "hush" not in line


def test_a_site_without_tables_is_one_line(tmp_path: Path, port: int) -> None:
    run(tmp_path, "db", "upgrade")
    (tmp_path / "player.db").unlink()
    assert "run `player db upgrade`" in refusal(tmp_path, port)


@pytest.mark.parametrize(("variables", "sent"), [({}, False), ({"SMTP_URL": "smtp://127.0.0.1:9"}, True)])
def test_mail_waits_until_there_is_somebody_to_hand_it_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], *, sent: bool
) -> None:
    run(tmp_path, "db", "upgrade")
    rounds: list[object] = []
    monkeypatch.setattr("player.outbox.service.deliver_due", lambda *of: rounds.append(of))
    monkeypatch.setattr("player.outbox.service.POLL_SECONDS", 0)
    settings = from_environment({"PLAYER_DATA": str(tmp_path), **variables})
    parents = iter([1, 1, 2])
    monkeypatch.setattr("os.getppid", lambda: next(parents))
    take_care(settings, 1)
    assert bool(rounds) is sent
