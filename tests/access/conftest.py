"""Everything Ada has at the site, and the others who must not get at it."""

import re
import uuid
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from player.accounts.rules import Name
from player.catalog import service as catalog
from player.certificates import service as certificates
from player.posttest import service as post_test
from player.posttest.service import regrade
from player.posttest.service.regrade import Draft
from player.schema import metadata
from tests.builders import CourseFolder
from tests.rich import add_everything
from tests.site import TestSite
from tests.study import Study, sponsor_id
from tests.walk import Character

ADAS_WORDS = ("ada@example.org", "Okafor", "L-0420-77")
"""What no one but Ada and her sponsor's staff may read: her address, her name, her license number."""
OF_ADA = ("enrollment_id", "attempt_id", "certificate_id", "license_id")
COUNTERS = {"rate_limit"}
"""Tables that count tries, whoever tries."""


@dataclass
class Things:
    """Ada with a finished course and one under way, and what fills the addresses that lead to them."""

    site: TestSite
    ada: Study
    arguments: dict[str, str]

    def address(self, rule: Rule) -> str:
        """Return the address of a route with Ada's ids in it; fails for an argument that nobody taught this test."""
        missing = rule.arguments - self.arguments.keys()
        assert not missing, f"{rule.rule}: tests/access/conftest.py does not know how to fill {sorted(missing)}"
        with self.site.app.test_request_context():
            path = rule.build({name: _value(self.arguments[name]) for name in rule.arguments})
        assert path is not None, rule.rule
        return path[1]

    def stored(self, *, about_ada: bool) -> list[str]:
        """Return every row that is stored, as text; or those alone that name Ada or something of hers."""
        names = [repr(uuid.UUID(self.arguments[name])) for name in OF_ADA] + [repr(self.ada.learner_id)]
        with self.site.database.reading() as session:
            rows = [
                f"{name}: {tuple(row)}"
                for name, table in metadata.tables.items()
                if name not in COUNTERS
                for row in session.execute(select(table))
            ]
        return sorted(row for row in rows if not about_ada or any(name in row for name in names))


def _value(text: str) -> str | uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        return text


def routes(app: Flask) -> list[tuple[Rule, str]]:
    """Return every route with every method it answers."""
    return [
        (rule, method)
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]


def ask(who: Character, method: str, address: str) -> tuple[int, str, str]:
    """Ask as a browser or a script would, with a good token; return status, place of a redirect, and what came."""
    key = str(uuid.uuid4())
    body = {"key": key, "option": "a", "question": "pt-1-a", "step": "near", "choice": "a", "ended": True}
    body |= {"from_ms": 0, "to_ms": 0}
    if method == "GET":
        answer = who.client.get(address, buffered=True)
    else:
        headers = {"X-CSRFToken": who.token()}
        answer = who.client.open(address, method=method, json=body, headers=headers, buffered=True)
        if answer.status_code == 422:  # not a script's address: it asks for a form
            answer = who.client.open(address, method=method, data=body, headers=headers, buffered=True)
    return answer.status_code, answer.headers.get("Location", ""), answer.get_data().decode("latin-1")


@pytest.fixture
def things(site: TestSite) -> Things:
    """Ada's things: a certificate, and the same course under way again with an attempt begun."""
    folder = CourseFolder(site.folder / "first-steps")
    add_everything(folder)
    folder.publish(site.database, at=site.clock.now(), media=site.folder / "media")
    ada = Study(site.database, site.clock).sign_up().add_license(number=ADAS_WORDS[2]).enroll().finish()
    certificate = ada.certify()[0]
    ada.enroll().read_lessons().begin_post_test(answered=1)
    with site.database.reading() as session:
        attempt = post_test.attempts(session, ada.enrollment_id)[0]
        assert certificates.for_learner(session, ada.learner_id) == [certificate]
        edition_id = catalog.current_editions(session)[0].edition_id
        license_id = session.execute(select(metadata.tables["license"].c.id)).scalar_one()
    browser = ada.browse(site)
    lesson = browser.get(f"{browser.course}/lessons/beginning").text
    media = re.search(r"/media/([0-9a-f]{64})", lesson)
    assert media
    draft = Draft(question_id="pt-1-a", accepted=frozenset("c"), is_dropped=False, reason="Misprint.")
    with site.database.writing() as session:
        key, at = uuid.uuid4(), site.clock.now()
        amendment = regrade.record(session, edition_id, draft, key=key, actor="test", at=at)
    arguments = {
        "edition_id": str(edition_id),
        "amendment_id": str(amendment.id),
        "question_id": "pt-1-a",
        "enrollment_id": str(ada.enrollment_id),
        "attempt_id": str(attempt.id),
        "certificate_id": str(certificate.id),
        "license_id": str(license_id),
        "code": certificate.verify_code,
        "digest": media[1],
        "slug": "first-steps",
        "lesson_id": "beginning",
        "section_id": "beginning-one",
        "check_id": "beginning-check",
        "case_id": "case-bridge",
        "recording_id": "walk",
        "kind": "csv",
        "token": "not-a-token",
        "filename": "player.css",
    }
    return Things(site, ada, arguments)


@pytest.fixture
def ben(things: Things) -> Character:
    """Another learner, enrolled in the same course."""
    ben = Study(things.site.database, things.site.clock, "ben@example.org")
    return ben.sign_up(name=Name(first="Ben", last="Ito")).add_license(number="B-1").enroll().browse(things.site)


@pytest.fixture
def dana(things: Things) -> Character:
    """Staff of Ada's sponsor."""
    return things.site.staff(sponsor_id(things.site.database))


@pytest.fixture
def erin(things: Things) -> Character:
    """Staff of another sponsor."""
    other = CourseFolder(things.site.folder / "other", slug="other-steps")
    other.edit("sponsor.yaml", "key: harbor-lane", "key: hill-top")
    other.publish(things.site.database, at=things.site.clock.now())
    return things.site.staff(sponsor_id(things.site.database, "hill-top"), "erin@example.org")
