"""The site as tests see it: one application a worker, each test with its own database, clock and course."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from argon2 import PasswordHasher
from flask import Flask

from player.accounts import service as accounts
from player.catalog.service import MediaFolder
from player.db import Database
from player.web.transaction import Site
from tests.builders import CourseFolder
from tests.conftest import HandClock
from tests.moments import name_of, reach
from tests.walk import PASSWORD, Character

HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
"""The hash of every character's password: a light one, made once."""


@dataclass(frozen=True)
class Traces:
    """What a character who is signed in leaves outside the database."""

    email: str
    enrollment: uuid.UUID | None
    session: str


@dataclass
class TestSite:
    """A running site with its parts at hand."""

    __test__ = False

    app: Flask
    database: Database
    clock: HandClock
    folder: Path

    def put_in_place(self) -> "TestSite":
        """Give the application this test's database, clock and media."""
        self.app.extensions["player"] = Site(database=self.database, clock=self.clock)
        self.app.extensions["player.media"] = MediaFolder(self.folder / "media")
        return self

    def course(self, **kwargs: bool | str) -> CourseFolder:
        """Publish the tiny course and return its folder."""
        folder = CourseFolder(self.folder / str(kwargs.get("slug", "first-steps")), **kwargs)  # type: ignore[arg-type]  # its own keywords
        folder.publish(self.database, at=self.clock.now(), media=self.folder / "media")
        return folder

    def visitor(self) -> Character:
        """Someone who has no account."""
        return Character(self.app.test_client(), self.clock)

    def newcomer(self, email: str = "ben@example.org") -> Character:
        """A learner who has an account and nothing else, signed in."""
        with self.database.writing() as session:
            accounts.add_learner(session, email=email, password_hash=HASH, at=self.clock.now())
        return self.visitor().sign_in(email)

    def learner(self, email: str = "ada@example.org", *, licensed: bool = True) -> Character:
        """A learner with a profile and, unless told otherwise, a license, signed in."""
        character = self.newcomer(email).fill_profile()
        return character.add_license() if licensed else character

    def after(self, walk: "Callable[[TestSite], Character]") -> Character:
        """Return the character at the end of a walk, which only this worker's first test walks."""
        traces = reach(self.database, self.clock, name_of(walk), lambda: _traces(walk(self)))
        character = self.visitor()
        character.client.set_cookie("session", traces.session)
        character.email, character.enrollment = traces.email, traces.enrollment
        return character

    def staff(self, sponsor_id: uuid.UUID, email: str = "dana@example.org", role: str = "administrator") -> Character:
        """A staff member of a sponsor, signed in."""
        with self.database.writing() as session:
            accounts.add_staff(
                session,
                email=email,
                name="Dana Reyes",
                password_hash=HASH,
                sponsor_id=sponsor_id,
                role=role,
                at=self.clock.now(),
            )
        return self.visitor().sign_in(email)


def _traces(character: Character) -> Traces:
    cookie = character.client.get_cookie("session")
    assert cookie is not None
    return Traces(character.email, character.enrollment, cookie.value)
