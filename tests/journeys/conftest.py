"""A real browser, one a worker, and the site it visits. A missing browser is a failure: journeys are never skipped."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from config import Config
from player.app import create_app
from player.db import Database, open_database
from tests.conftest import AUDIT_KEY, HandClock
from tests.journeys.live import Doorman, LiveSite, serving
from tests.journeys.reader import Reader
from tests.site import TestSite
from tests.walk import Character

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

OpenReader = Callable[..., Reader]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    assert path is not None, f"no browser: install one that is found as {', '.join(BROWSERS)}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def doorman(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Doorman, str]]:
    """The demo's application, served; each test gives it its own database, clock and media."""
    doorman = Doorman()
    data = tmp_path_factory.mktemp("demo")
    (data / "DEMO").touch()
    with serving(doorman) as server:
        config = Config(data=data, database_url="", secret="s" * 32, audit_key=AUDIT_KEY, port=server.server_port)
        doorman.application = create_app(config, database=open_database("sqlite://", audit_key=AUDIT_KEY))
        yield doorman, config.public_url


@pytest.fixture
def live(doorman: tuple[Doorman, str], database: Database, clock: HandClock, tmp_path: Path) -> Iterator[LiveSite]:
    """The site on an empty database, open to browsers."""
    door, url = doorman
    app: Any = door.application
    site = LiveSite(app, database, clock, tmp_path, url, door)
    site.put_in_place()
    yield site
    door.wait_until_quiet()


@pytest.fixture
def open_reader(browser: Browser, live: LiveSite) -> Iterator[OpenReader]:
    """Gives somebody a browser of their own; what it complained about by the end fails the test."""
    readers: list[Reader] = []

    def open_reader(**options: Any) -> Reader:  # noqa: ANN401 - Playwright's own options of a context
        readers.append(Reader(browser, live, **options))
        return readers[-1]

    yield open_reader
    for reader in readers:
        reader.close()
    complaints = [complaint for reader in readers for complaint in reader.complaints]
    assert not complaints, "\n".join(complaints)


@pytest.fixture
def ada(live: LiveSite, open_reader: OpenReader) -> Reader:
    """Ada, who sits before the first lesson of the tiny course, with its own minimum of time behind her."""
    ada = open_reader().enrolled(live.after(ada_begins))
    ada.before = ada.counted()
    ada.go(f"{ada.course}/lessons/beginning")
    expect(ada.pill).to_contain_text("Saved")
    return ada


def ada_begins(site: TestSite) -> Character:
    """Publish the tiny course, and let Ada stay in its first lesson for as long as it must last."""
    site.course(is_fictional=True)
    ada = site.learner().enroll("first-steps")
    ada.read("lessons/beginning", seconds=20)
    return ada


def ben_does_the_lessons(site: TestSite) -> Character:
    """Publish the tiny course, and let Ben do its lessons."""
    site.course(is_fictional=True)
    return site.learner("ben@example.org").enroll("first-steps").finish_lessons()


def chen_does_the_lessons(site: TestSite) -> Character:
    """Publish the tiny course, and let Chen do its lessons."""
    site.course(is_fictional=True)
    return site.learner("chen@example.org").enroll("first-steps").finish_lessons()


def chen_passes(site: TestSite) -> Character:
    """Publish the tiny course, and let Chen pass the post-test and sign."""
    chen = chen_does_the_lessons(site)
    chen.take_post_test()
    return chen.attest()
