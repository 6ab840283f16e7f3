"""A learner as the server meets one: a connection that stays open, cookies, forms; timed step by step."""

import http.client
import json
import re
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit

PASSWORD = "four words are enough"
NEEDED_MS = 5_000
"""How long each lesson of the course asks for."""
RIGHT = "b"
FORM = "application/x-www-form-urlencoded"
TIMEOUT_S = 900
"""An export of a million completions is made before its first byte is sent."""


@dataclass(frozen=True, kw_only=True)
class Taken:
    """How long one request took, from sending it to having its answer, and whether it was answered as it should be."""

    step: str
    ms: float
    ok: bool


@dataclass
class Browser:
    """One connection with its cookies and the last page's token."""

    site: str
    taken: list[Taken] = field(default_factory=list)
    page: str = ""
    address: str = ""
    origin: str = ""
    """The network address this browser comes from, if a proxy of the site's says so."""
    _token: str = ""
    _cookies: dict[str, str] = field(default_factory=dict)
    _connection: http.client.HTTPConnection | None = None

    def get(self, step: str, path: str) -> str:
        """Load a page, with the redirects on the way as parts of the same step."""
        return self._ask(step, "GET", path, None, {})

    def send(self, step: str, path: str, **fields: str) -> str:
        """Send a form, again when asked to come back, and follow where the answer leads as a step of its own."""
        body = urlencode({"csrf_token": self._token, **fields})
        return self._ask(step, "POST", path, body, {"Content-Type": FORM})

    def tell(self, step: str, path: str, body: object, **headers: str) -> str:
        """Send JSON as our scripts do."""
        sent = {"Content-Type": "application/json", "Accept": "application/json", "X-CSRFToken": self._token, **headers}
        return self._ask(step, "POST", path, json.dumps(body), sent, keep=False)

    def json(self, step: str, path: str, body: object, **headers: str) -> dict[str, Any]:
        """Send JSON and return the JSON of the answer."""
        answer: dict[str, Any] = json.loads(self.tell(step, path, body, **headers))
        return answer

    def _ask(
        self, step: str, method: str, path: str, body: str | None, headers: dict[str, str], *, keep: bool = True
    ) -> str:
        begun = time.perf_counter()
        status, location, text = self._request(method, path, body, headers)
        self.taken.append(Taken(step=step, ms=(time.perf_counter() - begun) * 1000, ok=status in {200, 302, 303}))
        if location:
            parts = urlsplit(location)
            self.address = parts.path
            return self.get(f"{step} →", parts.path)
        if keep:
            self.page, self.address = text, path
            token = re.search(r'name="csrf-token" content="([^"]+)"', text)
            self._token = token[1] if token else self._token
        return text

    def _request(
        self, method: str, path: str, body: str | None, headers: dict[str, str]
    ) -> tuple[int, str | None, str]:
        if self._connection is None:
            self._connection = http.client.HTTPConnection(urlsplit(self.site).netloc, timeout=TIMEOUT_S)
        from_where = {"X-Forwarded-For": self.origin} if self.origin else {}
        self._connection.request(method, path, body, {**headers, **from_where, "Cookie": self.cookies})
        answer = self._connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        if answer.status == 503 and headers.get("Content-Type") == FORM and "Retry-After" in answer.headers:
            time.sleep(int(answer.headers["Retry-After"]))  # it is part of what the step takes
            return self._request(method, path, body, headers)
        for header in answer.headers.get_all("Set-Cookie") or ():
            for name, morsel in SimpleCookie(header).items():
                self._cookies[name] = morsel.value
        return answer.status, answer.headers["Location"], text

    @property
    def cookies(self) -> str:
        """The cookies as a request's header has them."""
        return "; ".join(f"{name}={value}" for name, value in self._cookies.items())

    def hang_up(self) -> None:
        """Close the connection; the next request opens another."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def found(self, pattern: str) -> list[str]:
        """Return what a pattern finds on the page; it has to find something."""
        found = re.findall(pattern, self.page)
        if not found:
            raise LookupError(f"{self.address}: no {pattern} in {self.page[:2000]}")
        return found


def walk(site: str, course: str) -> list[Taken]:
    """Walk the whole path as a new learner, and return every request of it."""
    browser = Browser(site)
    try:
        taking = _study(browser, course)
        _take_post_test(browser, taking)
        _finish(browser, taking)
    except (LookupError, OSError, http.client.HTTPException, ValueError) as error:
        browser.taken.append(Taken(step=f"broke off: {error!r}"[:300], ms=0.0, ok=False))
    return browser.taken


def sit_down(site: str, course: str) -> Browser:
    """Walk to the post-test as a new learner and begin an attempt; raises what breaks off the walk."""
    browser = Browser(site)
    taking = _study(browser, course)
    browser.get("post-test page", f"{taking}/post-test")
    browser.send("start post-test", f"{taking}/post-test", key=str(uuid.uuid4()))
    browser.hang_up()
    return browser


def _study(browser: Browser, course: str) -> str:
    """Sign up, enroll and read the lessons; return the address under which the course is taken."""
    _sign_up(browser, f"{uuid.uuid4().hex}@example.org")
    browser.get("course page", f"/courses/{course}")
    browser.send("enroll", f"/courses/{course}/enroll", key=str(uuid.uuid4()))
    lesson = browser.address
    taking = lesson.split("/lessons/")[0]
    for _number in range(2):
        lesson = _read(browser, lesson)
    return taking


def _sign_up(browser: Browser, email: str) -> None:
    browser.get("front page", "/")
    browser.get("sign-up page", "/sign-up")
    browser.send("sign up", "/sign-up", email=email, password=PASSWORD, password_confirm=PASSWORD)
    browser.get("outbox page", "/outbox")
    mail = browser.page[browser.page.index(email) :]
    link = re.search(r'href="[^"]*(/confirm/[^"]+)"', mail)
    if link is None:
        raise LookupError("no mail")
    browser.get("confirm", link[1])
    browser.get("sign-in page", "/sign-in")
    browser.send("sign in", "/sign-in", email=email, password=PASSWORD)
    browser.get("profile page", "/profile")
    browser.send("profile", "/profile", first_name="Ada", last_name="Okafor", profession="social-worker")


def _read(browser: Browser, lesson: str) -> str:
    """Read a lesson for as long as it asks, and return the address of the next one."""
    browser.get("lesson page", lesson)
    lease = json.loads(browser.tell("clock", f"{lesson}/clock", {}))["lease"]
    browser.tell("beat", "/beat", {"sequence": 1, "active_ms": 0, "fresh": True}, **{"X-Lease": lease})
    for section in browser.found(r'data-section="([^"]+)"'):
        browser.tell("section seen", section, {"ended": True})
    for check in browser.found(r'action="([^"]+/checks/[^"]+)"'):
        browser.tell("check answered", check, {"key": str(uuid.uuid4()), "option": "a"})
    counted, sequence = 0, 1
    while counted < NEEDED_MS:
        time.sleep(1)
        sequence += 1
        body = {"sequence": sequence, "active_ms": 1_500, "fresh": False}
        counted = json.loads(browser.tell("beat", "/beat", body, **{"X-Lease": lease}))["activity_ms"]
        browser.get("what is left", f"{lesson}/standing")
    return browser.found(r'href="([^"]+/(?:lessons/[^"]+|post-test))"')[0]


def _take_post_test(browser: Browser, taking: str) -> None:
    browser.get("post-test page", f"{taking}/post-test")
    browser.send("start post-test", f"{taking}/post-test", key=str(uuid.uuid4()))
    attempt = browser.address
    for question in browser.found(r'data-question="([^"]+)"'):
        browser.tell("answer", f"{attempt}/answers", {"key": str(uuid.uuid4()), "question": question, "option": RIGHT})
    browser.send("submit post-test", f"{attempt}/submit")


def _finish(browser: Browser, taking: str) -> None:
    browser.get("attestation page", f"{taking}/attestation")
    browser.send("attest", f"{taking}/attestation", agreed="y", typed_name="Ada Okafor")
    items = sorted(set(browser.found(r'name="(ev-[^"]+)"')))
    browser.send("evaluate", f"{taking}/evaluation", **dict.fromkeys(items, "5"))
    browser.send("issue certificate", f"{taking}/certificate")
    pdf, verification = browser.found(r'href="(/certificates/[^"]+\.pdf)"')[0], browser.found(r"(/verify/[\w-]+)")[0]
    if not browser.get("certificate PDF", pdf).startswith("%PDF"):
        raise LookupError("no PDF")
    browser.get("verification page", verification)


def browse(site: str, paths: list[str], seconds: float) -> list[Taken]:
    """Load pages one after the other, without a pause, for some seconds."""
    browser = Browser(site)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for path in paths:
            browser.get(path, path)
    return browser.taken


def many(count: int, one: Callable[[], list[Taken]]) -> list[Taken]:
    """Let so many do the same at once, each in a thread of this process, and return all they took."""
    with ThreadPoolExecutor(count) as pool:
        return list(_flat(pool.map(lambda _number: one(), range(count))))


def _flat(lists: Iterator[list[Taken]]) -> Iterator[Taken]:
    for one in lists:
        yield from one
