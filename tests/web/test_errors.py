"""A refusal is a page that says what happened, what it means and what to do next; for a script it is a code."""

import logging
import re
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError
from werkzeug.test import TestResponse

from player.errors import Invalid, NotAllowed, NotFound, OutOfDate, Overloaded, Refused, TooMany
from player.web.errors import STATUS
from player.web.login import SignedOut
from tests.desk import ONE_ENGINE
from tests.site import TestSite
from tests.web.conftest import someone

pytestmark = ONE_ENGINE
STATUSES = {
    SignedOut: 401,
    NotAllowed: 403,
    NotFound: 404,
    OutOfDate: 409,
    Invalid: 422,
    TooMany: 429,
    Overloaded: 503,
    Refused: 400,
}

Fails = Callable[..., TestResponse]


@pytest.fixture
def fails(site: TestSite, monkeypatch: pytest.MonkeyPatch) -> Fails:
    """Loads a page that fails as it is told to."""

    def load(failure: Exception, **headers: str) -> TestResponse:
        def front() -> None:
            raise failure

        monkeypatch.setitem(site.app.view_functions, "home.front", front)
        return site.visitor().get("/", headers=headers)

    return load


def children(kind: type[Refused]) -> Iterator[type[Refused]]:
    for child in kind.__subclasses__():
        yield child
        yield from children(child)


def test_every_kind_of_refusal_has_its_status(fails: Fails) -> None:
    assert STATUS == STATUSES
    assert {*children(Refused), Refused} == set(STATUSES)
    for kind, status in STATUSES.items():
        assert fails(kind()).status_code == status


@pytest.mark.parametrize("kind", STATUSES)
def test_a_script_gets_the_code_and_its_parameters(fails: Fails, kind: type[Refused]) -> None:
    answer = fails(kind("some_code", number=3, title="Steps", nothing=None, what={"deep"}), Accept="application/json")
    assert answer.status_code == STATUSES[kind]
    assert answer.get_json() == {
        "code": "some_code",
        "number": 3,
        "title": "Steps",
        "nothing": None,
        "what": "{'deep'}",
    }


def test_a_limit_says_when_to_come_back(fails: Fails) -> None:
    answer = fails(TooMany("too_many_tries", retry_after=42))
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "42")
    assert "Try again in 42 seconds" in answer.text


def test_an_unknown_page_says_so(site: TestSite) -> None:
    answer = site.visitor().get("/nowhere")
    assert (answer.status_code, answer.mimetype) == (404, "text/html")
    assert "There is no such page" in answer.text
    assert site.visitor().get("/nowhere", headers={"Accept": "application/json"}).get_json() == {"code": "not_found"}


def test_a_method_that_a_page_does_not_take_is_refused_with_those_it_takes(site: TestSite) -> None:
    answer = site.visitor().get("/sign-out")
    assert (answer.status_code, set(answer.allow)) == (405, {"OPTIONS", "POST"})


def test_a_form_that_is_too_large_is_refused(site: TestSite) -> None:
    answer = site.visitor().post("/sign-in", {"email": "a" * 300_000})
    assert answer.status_code == 413
    assert "256 KB" in answer.text


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_an_unexpected_error_tells_nothing_of_its_inside(
    fails: Fails, caplog: pytest.LogCaptureFixture, accept: str
) -> None:
    answer = fails(RuntimeError("the secret is hush"), Accept=accept)
    assert answer.status_code == 500
    assert not re.search(r"hush|RuntimeError|Traceback|\.py", answer.text)
    assert "hush" in caplog.text
    if accept == "application/json":
        assert answer.get_json() == {"code": "broken"}
    else:
        assert "What you had saved is kept" in answer.text


def test_a_database_that_is_away_is_no_fault_of_the_program(fails: Fails) -> None:
    answer = fails(OperationalError("SELECT hush", {}, Exception("database is locked")))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "cannot reach its database" in answer.text
    assert "hush" not in answer.text


def test_two_requests_that_cross_are_told_to_look_again(fails: Fails) -> None:
    answer = fails(IntegrityError("INSERT", {}, Exception("UNIQUE")))
    assert answer.status_code == 409
    assert "changed since the page was loaded" in answer.text


def test_someone_signed_in_is_told_that_the_database_is_away_too(site: TestSite) -> None:
    ada = someone(site, "learner")
    with site.database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE login RENAME TO elsewhere"))
    answer = ada.get("/home")
    assert answer.status_code == 503
    assert "cannot reach its database" in answer.text


def test_an_error_after_the_mail_is_written_takes_the_mail_back(
    site: TestSite, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def signal(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("flask_security.recoverable.reset_password_instructions_sent.send", signal)
    site.newcomer("ada@example.org")
    with caplog.at_level(logging.CRITICAL):
        assert site.visitor().post("/password/forgotten", {"email": "ada@example.org"}).status_code == 500
    with site.database.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM outbox_message")) == 0
