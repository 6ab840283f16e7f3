"""How passwords are hashed: beside all that is more urgent."""

import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore
from typing import Any

from player.errors import Overloaded

MOST_HASHES = 12
"""Passwords of a web worker that are hashed or wait for it: each holds one of its threads, of which it has sixteen."""


class Hashing:
    """Hashes and checks passwords one after the other, in a thread of the lowest priority.

    Each hash takes a core for tens of milliseconds. Whoever signs in can wait for that; readers' time cannot, so their
    beats go first, and only so many may wait here that threads are left to answer them.
    """

    def __init__(self, context: Any) -> None:  # noqa: ANN401 - passlib has no types
        """Hash as passlib's ``context`` does."""
        self._context, self.identify, self.needs_update = context, context.identify, context.needs_update
        self._thread = ThreadPoolExecutor(1, "passwords", initializer=_let_others_go_first)
        self._places = BoundedSemaphore(MOST_HASHES)

    def hash(self, password: str | bytes, **options: object) -> str:
        """Return the hash of a password; raises Overloaded when too many wait."""
        return str(self._in_turn(self._context.hash, password, **options))

    def verify(self, password: str | bytes, hashed: str) -> bool:
        """Tell whether a password is the one that was hashed; raises Overloaded when too many wait."""
        return bool(self._in_turn(self._context.verify, password, hashed))

    def _in_turn(self, act: Callable[..., object], *given: object, **options: object) -> object:
        if not self._places.acquire(blocking=False):
            raise Overloaded(retry_after=5)
        try:
            return self._thread.submit(act, *given, **options).result()
        finally:
            self._places.release()


def _let_others_go_first() -> None:
    if sys.platform == "linux":  # elsewhere a thread has no priority of its own
        os.nice(19)
