"""Branching cases: choices lead on and back, an ending counts once reached, stale pages change nothing."""

import re
import uuid

import pytest

from player.catalog.rules import Case, CaseStep, Choice
from player.lessons.rules import CaseMove, case_state
from tests.conftest import HandClock
from tests.site import TestSite
from tests.walk import Character

CASE = """\
id: case-bridge
title: "The bridge"
intro: "A bridge is ahead."
start: near
steps:
  - id: near
    text: "You stand before it."
    question: "What do you do?"
    choices:
      - {id: a, text: "Cross it.", consequence: "It holds.", next: far}
      - {id: b, text: "Wade.", consequence: "It is cold.", next: wet}
  - id: wet
    text: "You are wet."
    question: "And now?"
    choices:
      - {id: a, text: "Turn back.", consequence: "You dry.", next: near}
  - id: far
    text: "You are across."
    ending: true
"""


@pytest.fixture
def ada(site: TestSite) -> Character:
    """Ada, enrolled in the tiny course with a case in its first lesson."""
    folder = site.course()
    folder.write("cases/case-bridge.yaml", CASE)
    folder.edit("lessons/01-beginning.md", "::: safety", "```case\nid: case-bridge\n```\n\n::: safety")
    folder.publish(site.database, at=site.clock.now(), media=site.folder / "media")
    return site.learner().enroll("first-steps")


def step(choice_id: str, following: str) -> CaseStep:
    way = Choice(id=choice_id, text="go", consequence="gone", next=following)
    return CaseStep(id=f"to-{following}", html="", question="?", choices=(way,))


def move(ada: Character, at: str, choice: str, key: uuid.UUID | None = None) -> str:
    body = {"key": str(key or uuid.uuid4()), "step": at, "choice": choice}
    answer = ada.post_json(f"{ada.course}/lessons/beginning/cases/case-bridge", body)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    found = re.search(r'data-case-step="([^"]+)"', answer.get_data(as_text=True))
    assert found
    return found[1]


def test_choices_lead_on_and_back(ada: Character) -> None:
    assert move(ada, "near", "b") == "wet"
    assert move(ada, "wet", "") == "near"
    assert move(ada, "near", "a") == "far"
    assert move(ada, "far", "") == "near"


def test_a_page_that_shows_an_older_step_changes_nothing(ada: Character) -> None:
    assert move(ada, "near", "b") == "wet"
    assert move(ada, "near", "a") == "wet"


def test_the_same_move_sent_twice_is_made_once(ada: Character) -> None:
    key = uuid.uuid4()
    assert move(ada, "near", "b", key) == "wet"
    assert move(ada, "wet", "a") == "near"
    assert move(ada, "near", "b", key) == "near"


def test_a_choice_that_the_step_does_not_offer_is_refused(ada: Character) -> None:
    body = {"key": str(uuid.uuid4()), "step": "near", "choice": "z"}
    answer = ada.post_json(f"{ada.course}/lessons/beginning/cases/case-bridge", body)
    assert (answer.status_code, answer.get_json()["code"]) == (422, "choice_not_in_step")


def test_a_lesson_is_done_only_when_its_case_came_to_an_ending(ada: Character) -> None:
    ada.finish_lesson("beginning", ["beginning-one", "beginning-two"], ["beginning-check"], seconds=60)
    standing = f"{ada.course}/lessons/beginning/standing"
    assert "The bridge" in ada.get(standing).get_data(as_text=True)
    move(ada, "near", "a")
    assert 'data-lesson-done="yes"' in ada.get(standing).get_data(as_text=True)


def test_an_ending_once_reached_stays_reached_when_one_goes_back(clock: HandClock) -> None:
    case = Case(
        id="c", title="", intro="", steps=(step("a", "end"), CaseStep(id="end", html="", question="", choices=()))
    )
    ended = CaseMove(step_id="to-end", choice_id="a", at=clock.now())
    back = CaseMove(step_id="end", choice_id=None, at=clock.tick(seconds=5))
    state = case_state(case, [ended, back])
    assert (state.step.id, state.ended_at) == ("to-end", ended.at)
