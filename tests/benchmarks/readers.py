"""Learners who are signed in and have a lesson open: made in the database, then signed in over HTTP."""

import uuid
from contextlib import closing
from typing import Any

from player.accounts import service as accounts
from player.accounts.rules import Name
from player.clock import DatabaseClock
from player.db import Database, open_database
from player.enrollment import service as enrollment
from tests.benchmarks.learner import Browser
from tests.benchmarks.served import COURSE
from tests.site import HASH
from tests.walk import PASSWORD

AUDIT_KEY = b"k" * 32


def email(number: int) -> str:
    """Return the address of one of the readers."""
    return f"reader-{number}@example.org"


def make_readers(database_url: str, count: int, *, course: str = COURSE, password_hash: str = HASH) -> list[uuid.UUID]:
    """Make so many accounts that take a course; return their enrollments."""
    with closing(open_database(database_url, audit_key=AUDIT_KEY)) as database:
        return [_make_reader(database, number, course, password_hash) for number in range(count)]


def _make_reader(database: Database, number: int, course: str, password_hash: str) -> uuid.UUID:
    with database.writing() as session:
        at = DatabaseClock().now(session)
        learner_id = accounts.add_learner(session, email=email(number), password_hash=password_hash, at=at)
        whole: dict[str, Any] = {"name": Name(first="Ada", last="Okafor"), "profession": "social-worker"}
        accounts.change_profile(session, learner_id, at=at, **whole)
        return enrollment.enroll(session, learner_id, course, key=uuid.uuid4(), at=at).id


def sign_in(browser: Browser, address: str) -> Browser:
    """Sign an account in and return its browser."""
    browser.get("sign-in page", "/sign-in")
    browser.send("sign in", "/sign-in", email=address, password=PASSWORD)
    return browser


def open_lease(site: str, number: int, enrollment_id: uuid.UUID) -> str:
    """Sign a reader in, open the first lesson, send the first beat, and return the lease."""
    browser = sign_in(Browser(site), email(number))
    address = f"/learn/{enrollment_id}/lessons/beginning"
    browser.get("lesson page", address)
    opened = browser.json("clock", f"{address}/clock", {})
    browser.json("beat", "/beat", {"sequence": 1, "active_ms": 0, "fresh": True}, **{"X-Lease": opened["lease"]})
    return str(opened["lease"])
