"""Many at once: calls that start together, from as many threads as a web worker has."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any, TypeVar

from werkzeug.test import TestResponse

from player.server import THREADS
from tests.walk import Character

CALLS = 50

Result = TypeVar("Result")


def together(act: Callable[[int], Result], *, calls: int = CALLS) -> list[Result]:
    """Call ``act`` with 0, 1, 2 …; the first call of every thread starts at the same moment as the others'."""
    threads = min(THREADS, calls)
    start = Barrier(threads)

    def one(number: int) -> Result:
        if number < threads:
            start.wait()
        return act(number)

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(one, range(calls)))


def post_together(
    character: Character, path: str, data: Callable[[int], dict[str, Any]] = lambda _n: {}, *, calls: int = CALLS
) -> list[TestResponse]:
    """Send a form many times at once, as one person's many clicks."""
    token = character.token()
    cookie = character.client.get_cookie("session")
    assert cookie is not None

    def click(number: int) -> TestResponse:
        client = character.client.application.test_client()
        client.set_cookie("session", cookie.value)
        return client.post(path, data={"csrf_token": token, **data(number)})

    return together(click, calls=calls)
