"""Pages that beat as fast as they are answered, or by a timetable: raw sockets in a process that does nothing else."""

import re
import select
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from random import Random
from statistics import quantiles
from typing import Any
from urllib.parse import urlsplit

WARM_UP_S = 0.5
BEAT = b'{"sequence":%d,"active_ms":20000,"fresh":false,"section":"beginning-one","media_ms":null,"asked":false}'


@dataclass(frozen=True, kw_only=True)
class Load:
    """What one process saw: each answer's latency in milliseconds, over how many seconds, and what went wrong."""

    latencies_ms: tuple[float, ...]
    seconds: float
    errors: int


class _Page:
    """A connection that sends one request after the other: beats of a lease, or, given a path, asks for a page."""

    def __init__(self, address: str, target: str) -> None:
        parts = urlsplit(address)
        self.socket = socket.create_connection((str(parts.hostname), int(parts.port or 80)))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._head, self._beats = _head(parts.netloc, target), not target.startswith("/")
        self._good = b'"outcome":"counted"' if self._beats else b"HTTP/1.1 200"
        self.begun = 0.0
        self._sequence = self._last_sequence() if self._beats else 0

    def _last_sequence(self) -> int:
        """Return the number of the last beat of this lease: one that is sent again is answered with it."""
        self._sequence = 0
        self.send(0.0)
        found = re.search(rb'"sequence":(\d+)', self._answer())
        if found is None:
            raise RuntimeError("the lease is not in force")
        return int(found[1])

    def send(self, at: float) -> None:
        """Send the next request; ``at`` is when it was due."""
        self.begun = at
        self._sequence += 1
        if self._beats:
            body = BEAT % self._sequence
            self.socket.sendall(self._head % len(body) + body)
        else:
            self.socket.sendall(self._head)

    def answered(self) -> bool:
        """Take the answer and tell whether it is a good one: of a beat, that it moved the clock and was stored."""
        return self._good in self._answer()

    def _answer(self) -> bytes:
        """Return the whole answer, in however many pieces it comes."""
        answer = self.socket.recv(65_536)
        while answer and not _is_whole(answer):
            answer += self.socket.recv(65_536)
        return answer


def _is_whole(answer: bytes) -> bool:
    head, found, body = answer.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
    return bool(found) and (length is None or len(body) >= int(length[1]))


def _head(host: str, target: str) -> bytes:
    if target.startswith("/"):
        path, _space, cookies = target.partition(" ")
        return f"GET {path} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookies}\r\n\r\n".encode()
    fields = f"Host: {host}\r\nX-Lease: {target}\r\nContent-Type: application/json\r\nContent-Length: "
    return f"POST /beat HTTP/1.1\r\n{fields}".encode() + b"%d\r\n\r\n"


def closed_loop(address: str, targets: Sequence[str], seconds: float) -> Load:
    """Let a page for each target ask again as soon as it is answered: a lease, or a path with cookies after a space."""
    with ExitStack() as stack:
        poll, pages = _pages(stack, address, targets)
        begun = time.perf_counter()
        for page in pages.values():
            page.send(begun)
        counted_from, until = begun + WARM_UP_S, begun + WARM_UP_S + seconds
        latencies, errors, now = [], 0, begun
        while now < until:
            for number, _event in poll.poll(1):
                page = pages[number]
                good = page.answered()
                now = time.perf_counter()
                if now > counted_from:
                    errors += not good
                    latencies.append((now - page.begun) * 1000)
                page.send(now)
        return Load(latencies_ms=tuple(latencies), seconds=now - counted_from, errors=errors)


def open_loop(address: str, targets: Sequence[str], seconds: float, *, rate: float) -> Load:
    """Let requests be due by chance, so many a second, whoever still waits; latency counts from when one was due."""
    with ExitStack() as stack:
        poll, pages = _pages(stack, address, targets)
        free, latencies, errors = list(pages.values()), [], 0
        begun = time.perf_counter()
        due = _timetable(begun, rate)
        following = next(due)
        while (now := time.perf_counter()) < begun + seconds:
            while free and following <= now:
                free.pop(0).send(following)
                following = next(due)
            for number, _event in poll.poll(max(0.0, min(following - now, 0.05)) if free else 0.05):
                page = pages[number]
                errors += not page.answered()
                latencies.append((time.perf_counter() - page.begun) * 1000)
                free.append(page)
        return Load(latencies_ms=tuple(latencies), seconds=now - begun, errors=errors)


def _pages(stack: ExitStack, address: str, targets: Sequence[str]) -> tuple[select.epoll, dict[int, _Page]]:
    poll = stack.enter_context(select.epoll())
    pages = {}
    for target in targets:
        page = _Page(address, target)
        stack.enter_context(page.socket)
        poll.register(page.socket, select.EPOLLIN)
        pages[page.socket.fileno()] = page
    return poll, pages


def _timetable(begun: float, rate: float) -> Iterator[float]:
    chance, at = Random(7), begun  # noqa: S311 - arrivals, not a secret
    while True:
        at += chance.expovariate(rate)
        yield at


def figures(load: Load) -> dict[str, Any]:
    """Return requests a second, the percentiles of their latency, and the errors."""
    cuts = quantiles(load.latencies_ms, n=100, method="inclusive") if len(load.latencies_ms) > 1 else [0.0] * 99
    return {
        "rps": round(len(load.latencies_ms) / load.seconds, 1),
        "p50_ms": round(cuts[49], 2),
        "p95_ms": round(cuts[94], 2),
        "p99_ms": round(cuts[98], 2),
        "errors": load.errors,
    }
