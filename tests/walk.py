"""Characters who use the site through HTTP, as a browser would: tokens from the page, one request after the other."""

import re
import uuid
from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.conftest import HandClock

PASSWORD = "four words are enough"
RIGHT = "b"
"""The right option of every item of the tiny course."""


@dataclass
class Character:
    """Someone at the site. ``client`` keeps the cookies; the token for posting comes from the pages."""

    client: FlaskClient
    clock: HandClock
    email: str = ""
    enrollment: uuid.UUID | None = None
    _session: str | None = None
    _token: str = ""

    def get(self, path: str, **kwargs: Any) -> TestResponse:  # noqa: ANN401 - the client's own
        """Load a page."""
        return self.client.get(path, **kwargs)

    def post(self, path: str, data: dict[str, Any] | None = None, **kwargs: Any) -> TestResponse:  # noqa: ANN401 - as above
        """Send a form, with the token its page would have held."""
        return self.client.post(path, data={"csrf_token": self.token(), **(data or {})}, **kwargs)

    def post_json(self, path: str, body: object, headers: dict[str, str] | None = None) -> TestResponse:
        """Send JSON as our scripts do."""
        return self.client.post(path, json=body, headers={"X-CSRFToken": self.token(), **(headers or {})})

    def token(self) -> str:
        """Return the token against forged requests: one page holds it for as long as the session is the same."""
        cookie = self.client.get_cookie("session")
        if cookie is None or cookie.value != self._session:
            page = self.client.get("/verify").get_data(as_text=True)
            found = re.search(r'name="csrf-token" content="([^"]+)"', page)
            assert found, page[:500]
            cookie = self.client.get_cookie("session")
            assert cookie is not None
            self._session, self._token = cookie.value, found[1]
        return self._token

    def sign_in(self, email: str, password: str = PASSWORD) -> "Character":
        """Sign in with an account that exists."""
        self.email = email
        answer = self.post("/sign-in", {"email": email, "password": password})
        assert answer.status_code == 302, answer.get_data(as_text=True)
        return self

    def fill_profile(self, *, last_name: str = "Okafor", profession: str = "social-worker") -> "Character":
        """Fill in the least a learner needs."""
        data = {"first_name": "Ada", "last_name": last_name, "profession": profession}
        assert self.post("/profile", data).status_code == 303
        return self

    def add_license(self, number: str = "012345", **other: str) -> "Character":
        """Add a New York social worker's license, unless told otherwise."""
        data = {"key": str(uuid.uuid4()), "jurisdiction": "NY", "profession": "social-worker", "license_type": "LCSW"}
        assert self.post("/profile/licenses", {**data, "number": number, **other}).status_code == 303
        return self

    def enroll(self, slug: str) -> "Character":
        """Enroll, and remember the enrollment."""
        answer = self.post(f"/courses/{slug}/enroll", {"key": str(uuid.uuid4())})
        assert answer.status_code == 303, answer.get_data(as_text=True)
        self.enrollment = uuid.UUID(answer.location.rstrip("/").rsplit("/", 1)[1])
        return self

    @property
    def course(self) -> str:
        """The address under which the course is taken."""
        return f"/learn/{self.enrollment}"

    def read(self, activity: str, *, seconds: int) -> None:
        """Keep a page open and active for some seconds of the server's clock, beating as the page does."""
        lease = self.post_json(f"{self.course}/{activity}/clock", {}).get_json()["lease"]
        self.beat(lease, 1, fresh=True)
        sequence = 1
        while seconds > 0:
            step = min(seconds, 20)
            self.clock.tick(seconds=step)
            sequence += 1
            self.beat(lease, sequence, active_ms=step * 1000)
            seconds -= step

    def beat(self, lease: str, sequence: int, *, active_ms: int = 0, fresh: bool = False) -> TestResponse:
        """Send one beat."""
        body = {"sequence": sequence, "active_ms": active_ms, "fresh": fresh}
        return self.client.post("/beat", json=body, headers={"X-Lease": lease})

    def finish_lesson(self, lesson: str, sections: list[str], checks: list[str], *, seconds: int) -> None:
        """See every section, answer every check and stay long enough."""
        for section in sections:
            assert (
                self.post_json(f"{self.course}/lessons/{lesson}/sections/{section}", {"ended": True}).status_code == 200
            )
        for check in checks:
            body = {"key": str(uuid.uuid4()), "option": "a"}
            assert self.post_json(f"{self.course}/lessons/{lesson}/checks/{check}", body).status_code == 200
        self.read(f"lessons/{lesson}", seconds=seconds)

    def finish_lessons(self, *, seconds: int = 60) -> "Character":
        """Do both lessons of the tiny course."""
        for lesson in ("beginning", "end"):
            self.finish_lesson(lesson, [f"{lesson}-one", f"{lesson}-two"], [f"{lesson}-check"], seconds=seconds)
        return self

    def start_attempt(self) -> str:
        """Begin an attempt and return its address."""
        answer = self.post(f"{self.course}/post-test", {"key": str(uuid.uuid4())})
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return answer.location

    def questions(self, attempt: str) -> list[str]:
        """Return the ids of the questions as they stand on the page."""
        return re.findall(r'data-question="([^"]+)"', self.get(attempt).get_data(as_text=True))

    def take_post_test(self, option: str = RIGHT) -> TestResponse:
        """Answer every question with one option, submit, and return the result page."""
        attempt = self.start_attempt()
        for question in self.questions(attempt):
            body = {"key": str(uuid.uuid4()), "question": question, "option": option}
            assert self.post_json(f"{attempt}/answers", body).status_code == 200
        assert self.post(f"{attempt}/submit").status_code == 303
        return self.get(attempt)

    def attest(self) -> "Character":
        """Sign that it was oneself."""
        answer = self.post(f"{self.course}/attestation", {"agreed": "y", "typed_name": "Ada Okafor"})
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return self

    def evaluate(self, **answers: str) -> "Character":
        """Send the evaluation."""
        assert self.post(f"{self.course}/evaluation", {"ev-1": "5", "ev-useful": "4", **answers}).status_code == 303
        return self

    def claim(self) -> "Character":
        """Ask for the certificate."""
        answer = self.post(f"{self.course}/certificate")
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return self

    def complete(self, slug: str = "first-steps") -> "Character":
        """Walk the whole course, from enrolling to the certificate."""
        self.enroll(slug).finish_lessons()
        self.take_post_test()
        return self.attest().evaluate().claim()

    def pdf_address(self) -> str:
        """Return the address of the first certificate on the claim page."""
        page = self.get(f"{self.course}/certificate").get_data(as_text=True)
        found = re.search(r'href="(/certificates/[^"]+\.pdf)"', page)
        assert found, page
        return found[1]
