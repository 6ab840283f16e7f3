"""The application as it is served: its health, its clock, its demo."""

import re
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from config import Config, from_environment
from player.accounts import service as accounts
from player.app import DemoAccountsOutsideDemo, create_app, served
from player.clock import DatabaseClock
from player.db import Database, open_database
from tests.conftest import AUDIT_KEY, HandClock
from tests.web.conftest import addresses


def config(folder: Path, **settings: str | int) -> Config:
    return Config(data=folder, database_url="", secret="s" * 32, audit_key=AUDIT_KEY, **settings)  # type: ignore[arg-type]  # each of its kind


@pytest.fixture
def app(database: Database, tmp_path: Path) -> Flask:
    """The application as ``player serve`` makes it: without a clock of ours."""
    return create_app(config(tmp_path), database=database)


def test_a_healthy_site_says_so_after_it_asked_its_database(app: Flask) -> None:
    answer = app.test_client().get("/healthz")
    assert (answer.status_code, answer.get_json()) == (200, {"status": "ok", "database": "ok"})


def test_a_site_whose_database_has_no_tables_is_not_healthy(tmp_path: Path) -> None:
    with closing(open_database(f"sqlite:///{tmp_path}/empty.db", audit_key=AUDIT_KEY)) as empty:
        answer = create_app(config(tmp_path), database=empty).test_client().get("/healthz")
    assert (answer.status_code, answer.get_json()) == (503, {"status": "failing", "database": "unreachable"})


def test_a_site_whose_database_is_gone_is_not_healthy(tmp_path: Path) -> None:
    with closing(open_database("postgresql://ada:hush@127.0.0.1:9/none", audit_key=AUDIT_KEY)) as gone:
        answer = create_app(config(tmp_path), database=gone).test_client().get("/healthz")
    assert answer.status_code == 503
    assert "hush" not in answer.text


HOSTILE = {
    "Date": "Thu, 01 Jan 2032 00:00:00 GMT",
    "X-Now": "2032-01-01T00:00:00Z",
    "X-Time": "1956528000",
    "X-Clock": "2032-01-01T00:00:00Z",
    "X-Test-Now": "2032-01-01T00:00:00Z",
    "X-Faketime": "+6y",
    "If-Modified-Since": "Thu, 01 Jan 2032 00:00:00 GMT",
    "Cookie": "now=2032-01-01T00:00:00Z; clock=1956528000; time_travel=1",
}
VARIABLES = ("NOW", "PLAYER_NOW", "PLAYER_CLOCK", "CLOCK", "FAKE_TIME", "FAKETIME", "SOURCE_DATE_EPOCH", "TEST_CLOCK")


def test_nothing_a_request_or_the_environment_says_moves_the_clock(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in VARIABLES:
        monkeypatch.setenv(name, "2032-01-01T00:00:00Z")
    client = create_app(config(tmp_path), database=database).test_client()
    with database.reading() as session:
        before = DatabaseClock().now(session)
    assert client.get("/verify/ABCDEFGH?now=2032-01-01&time=1956528000&clock=x", headers=HOSTILE).status_code == 404
    with database.reading() as session:
        after, expires = DatabaseClock().now(session), session.scalar(text("SELECT expires FROM rate_limit"))
    assert before.timestamp() - 60 <= int(str(expires)) - 60 <= after.timestamp()


def test_served_the_clock_is_the_databases(app: Flask, demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert type(app.extensions["player"].clock) is DatabaseClock
    for name in VARIABLES:
        monkeypatch.setenv(name, "2032-01-01T00:00:00Z")
    monkeypatch.setenv("PLAYER_DATA", str(demo))
    site = served().extensions["player"]
    assert type(site.clock) is DatabaseClock
    site.database.close()


def test_the_databases_clock_runs_within_a_transaction_too(database: Database) -> None:
    with database.writing() as session:
        first, second = DatabaseClock().now(session), DatabaseClock().now(session)
    assert first < second
    assert first.utcoffset() == second.utcoffset() == timedelta(0)


def test_demo_accounts_are_not_served_outside_a_demo(database: Database, clock: HandClock, tmp_path: Path) -> None:
    with database.writing() as session:
        accounts.add_learner(session, email="ada@example.org", password_hash="-", at=clock.now(), is_demo=True)
    with pytest.raises(DemoAccountsOutsideDemo, match="refusing to serve"):
        create_app(config(tmp_path), database=database)
    (tmp_path / "DEMO").touch()
    assert create_app(config(tmp_path), database=database).jinja_env.globals["demo"] is True


@pytest.fixture
def demo_app(made_demo: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The application of the demo."""
    monkeypatch.setenv("PLAYER_DATA", str(made_demo))
    settings = from_environment({"PLAYER_DATA": str(made_demo)})
    with closing(open_database(settings.database_url, audit_key=settings.audit_key)) as database:
        yield create_app(settings, database=database)


def test_every_page_of_a_demo_says_that_it_is_one(demo_app: Flask) -> None:
    client = demo_app.test_client()
    paths = [*addresses(demo_app, "GET", without_arguments=True), "/courses/player-tour", "/nowhere"]
    pages = {path: client.get(path, follow_redirects=True) for path in paths}
    marked = {path for path, answer in pages.items() if answer.mimetype == "text/html"}
    assert len(marked) > 10
    assert {path for path in marked if 'class="demo-banner"' not in pages[path].text} == set()


def test_the_demos_outbox_is_open_and_a_real_sites_is_not(app: Flask, demo_app: Flask) -> None:
    assert demo_app.test_client().get("/outbox").status_code == 200
    assert app.test_client().get("/outbox").status_code == 404
    assert "demo-banner" not in app.test_client().get("/").text


def test_a_demos_database_behind_which_a_real_one_was_put_is_served_as_real(database: Database, tmp_path: Path) -> None:
    (tmp_path / "DEMO").write_text("stamp\n\n")
    url = "postgresql://db/real"
    real = Config(data=tmp_path, database_url=url, secret="s" * 32, audit_key=AUDIT_KEY)
    assert create_app(real, database=database).test_client().get("/outbox").status_code == 404


def test_two_digests_of_static_files_differ_when_a_file_does(app: Flask) -> None:
    assert re.fullmatch(r"/static/[0-9a-f]{12}", str(app.static_url_path))
