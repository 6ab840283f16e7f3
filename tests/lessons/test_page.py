"""The page of a lesson is drawn once and filled in for each: whoever comes first, nobody sees a thing of another."""

import re
import uuid
from typing import Any

import pytest
from jinja2 import UndefinedError

from player.enrollment import service as enrollment
from player.web import stencils
from tests.blindness import plain
from tests.bulk import statements
from tests.site import TestSite
from tests.walk import Character

LESSON = "lessons/beginning"
SECTIONS = ["beginning-one", "beginning-two"]
MOST_STATEMENTS = 6
"""The snapshot's beginning, who asks, the enrollment, what was done, what was counted, where one stopped."""


def at_home(character: Character) -> Character:
    """Return somebody who has read what was said to them so far."""
    character.get("/home")
    return character


@pytest.fixture
def ada(site: TestSite) -> Character:
    """Ada, enrolled in the tiny course, which has a case and recordings too."""
    folder = site.course()
    folder.add_video()
    folder.add_audio()
    folder.publish(site.database, at=site.clock.now(), media=site.folder / "media")
    return at_home(site.learner().enroll("first-steps"))


@pytest.fixture
def ben(site: TestSite, ada: Character) -> Character:
    """Ben, who takes the same course."""
    assert ada.enrollment
    return at_home(site.learner("ben@example.org").enroll("first-steps"))


def page(character: Character) -> str:
    return character.get(f"{character.course}/{LESSON}").text


def forget_stencils(site: TestSite) -> None:
    stencils.install(site.app)


def go_far(ada: Character) -> None:
    """Let Ada do all that the lesson asks for, but for its recordings."""
    ada.finish_lesson("beginning", SECTIONS, ["beginning-check"], seconds=20)


def test_a_page_is_the_same_whoever_it_was_drawn_for_first(site: TestSite, ada: Character, ben: Character) -> None:
    go_far(ada)
    after_ada = [page(ada), plain(ben.get(f"{ben.course}/{LESSON}"))][1]
    forget_stencils(site)
    assert plain(ben.get(f"{ben.course}/{LESSON}")) == after_ada
    after_ben = plain(ada.get(f"{ada.course}/{LESSON}"))
    forget_stencils(site)
    assert plain(ada.get(f"{ada.course}/{LESSON}")) == after_ben != after_ada


def test_nothing_of_ada_stands_on_bens_page(ada: Character, ben: Character) -> None:
    go_far(ada)
    hers, his = page(ada), page(ben)
    secrets = re.findall(r'(?:name="(?:csrf.token|key)"[^>]*(?:content|value)|data-learner)="([^"]+)"', hers)
    assert len(secrets) > 3
    for word in (*secrets, str(ada.enrollment), "ada@example.org", " checked>", "feedback-right"):
        assert (word in hers, word in his) == (True, False), word


def test_keys_are_new_on_every_page_and_in_every_form(ada: Character) -> None:
    keys = [re.findall(r'name="key"\s+value="([^"]+)"', page(ada)) for _again in range(2)]
    assert len({key for one in keys for key in one}) == sum(map(len, keys)) >= 2


def test_a_minimum_that_was_changed_for_ada_stays_hers(site: TestSite, ada: Character, ben: Character) -> None:
    assert ada.enrollment
    at = site.clock.now()
    with site.database.writing() as session:
        learner_id = enrollment.learner_ids(session, [ada.enrollment])[ada.enrollment]
        taking = enrollment.get_own(session, ada.enrollment, learner_id)
        given: dict[str, Any] = {"minimum_ms": 240_000, "reason": "Needs longer", "actor": "staff", "at": at}
        enrollment.accommodate(session, taking, "beginning", key=uuid.uuid4(), **given)
    for _again in range(2):
        assert "of 4 min here" in page(ada)
        assert "of 4 min here" not in page(ben)


def test_a_page_asks_the_database_for_each_thing_once(site: TestSite, ada: Character) -> None:
    page(ada)
    with statements(site.database) as asked:
        page(ada)
    assert len(asked) <= MOST_STATEMENTS, asked
    go_far(ada)
    with statements(site.database) as later:
        page(ada)
    assert later == asked


ABOUT_THE_READER = (
    "{{ request.path }}",
    "{{ session.x }}",
    "{{ g.x }}",
    "{{ taking.enrollment.learner_id }}",
)


@pytest.mark.parametrize("asks", ABOUT_THE_READER)
def test_a_stencil_cannot_ask_who_is_reading(site: TestSite, asks: str, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = site.app.jinja_env.from_string(asks)
    monkeypatch.setattr(site.app.jinja_env, "get_template", lambda _name: drawn)
    with site.app.test_request_context("/"), pytest.raises(UndefinedError):
        stencils.drawing("beginning", taking={"id": stencils.blank("enrollment_id")})("made-up.html")
