"""`player serve` as processes of a test: started on a free port, watched, and ended whatever becomes of it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

COMMAND = str(Path(sys.executable).with_name("player"))
HERE = ("DATABASE_URL", "DATA", "PLAYER_SECRET", "PLAYER_AUDIT_KEY", "SMTP_URL", "PYTHONDONTWRITEBYTECODE")
LONG = 30
"""Seconds after which something that does not happen has failed, on a busy machine too."""


def free_port() -> int:
    """Return a port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(
    folder: Path, port: int, command: Sequence[str] = (COMMAND, "serve"), **variables: str
) -> "subprocess.Popen[str]":
    """Start the server on a data folder, in a process group of its own."""
    kept = {name: value for name, value in os.environ.items() if name not in HERE}
    environ = {**kept, "PLAYER_DATA": str(folder), "PORT": str(port), **variables}
    pipe = subprocess.PIPE
    return subprocess.Popen(command, env=environ, text=True, stdout=pipe, stderr=pipe, process_group=0)  # noqa: S603 - ours


def kill(process: "subprocess.Popen[str]") -> None:
    """End a server and all its processes at once, as a power cut would."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def kill_a_worker(process: "subprocess.Popen[str]") -> None:
    """End one of a server's web workers at once, which are found in /proc: they were forked, and so have its name."""
    name = Path(f"/proc/{process.pid}/cmdline").read_bytes()
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    workers = [int(pid) for pid in children if Path(f"/proc/{pid}/cmdline").read_bytes() == name]
    os.kill(workers[-1], signal.SIGKILL)


def eventually(what: Callable[[], object], *, seconds: float = LONG) -> bool:
    """Wait until something is so, or for too long."""
    end = time.monotonic() + seconds
    while not what() and time.monotonic() < end:
        time.sleep(0.05)
    return bool(what())
