"""Another system, driven by a program with the verbs up, heartbeat C SECONDS, page C SECONDS, rss and down."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Peer:
    """A running peer; what it can do is asked of its program."""

    def __init__(self, program: str) -> None:
        """Drive the peer by ``program``."""
        self._program = program

    def ask(self, *arguments: object) -> str:
        """Return what the program prints for a verb."""
        command = [self._program, *(str(one) for one in arguments)]
        return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout  # noqa: S603 - named by who runs this

    def load(self, verb: str, connections: int, seconds: float) -> dict[str, Any]:
        """Return the figures of so many connections that ask without a pause; ``n`` is left out."""
        found: dict[str, Any] = json.loads(self.ask(verb, connections, max(1, round(seconds))))
        return {name: found[name] for name in ("rps", "p50_ms", "p95_ms", "p99_ms", "errors")}


@contextmanager
def running(program: str) -> Iterator[Peer]:
    """Start a peer, yield it, and stop it."""
    peer = Peer(program)
    peer.ask("up")
    try:
        yield peer
    finally:
        peer.ask("down")
