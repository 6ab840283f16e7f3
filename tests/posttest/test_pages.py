"""The page of an attempt without a script, in two tabs, and laid out as the learner or the sponsor chose."""

import re
import uuid

import pytest
from werkzeug.test import TestResponse

from player.posttest import service
from player.posttest.rules import AllowanceKind, AttemptRecord
from tests.desk import ONE_ENGINE, Desk
from tests.site import TestSite
from tests.walk import Character

pytestmark = ONE_ENGINE
IDS = [f"pt-{objective}-{letter}" for objective in (1, 2, 3) for letter in "ab"]


@pytest.fixture
def desk(site: TestSite) -> Desk:
    """The desk of the site."""
    return Desk(site.database, site.clock, site.folder)


@pytest.fixture
def ada(site: TestSite) -> Character:
    """Ada, who has done the lessons of the tiny course."""
    return site.after(ada_does_the_lessons)


def ada_does_the_lessons(site: TestSite) -> Character:
    """Publish the tiny course, and let Ada do its lessons."""
    site.course()
    ada = site.learner().enroll("first-steps")
    desk = Desk(site.database, site.clock, site.folder)
    desk.finish_lessons(desk.find(ada.enrollment))
    return ada


def under_way(site: TestSite, character: Character) -> AttemptRecord:
    assert character.enrollment is not None
    with site.database.reading() as session:
        return service.attempts(session, character.enrollment)[-1]


def held(page: TestResponse) -> dict[str, str]:
    """Return what the page's form would send, but for the buttons."""
    inputs = [dict([*re.findall(r'(\w+)="([^"]*)"', one), ("checked", str(" checked" in one))])
              for one in re.findall(r"<input[^>]*>", page.text)]  # fmt: skip
    kept = [one for one in inputs if one["type"] == "hidden" or one["checked"] == "True"]
    return {one["name"]: one.get("value", "on") for one in kept if one["name"] != "csrf_token"}


def tell(character: Character, attempt: str, question: str, **more: object) -> TestResponse:
    return character.post_json(f"{attempt}/answers", {"key": str(uuid.uuid4()), "question": question, **more})


def test_without_a_script_a_page_saves_its_answers_and_flags(site: TestSite, ada: Character) -> None:
    attempt = ada.start_attempt()
    page = held(ada.get(attempt))
    sent = ada.post(f"{attempt}/submit", {**page, "pt-1-a": "b", "pt-2-a.flag": "on", "save": "yes"})
    shown = ada.get(sent.location)
    assert (sent.location, "Saved. Nothing is submitted until you say so." in shown.text) == (attempt, True)
    found = under_way(site, ada)
    assert (found.answers, found.flagged, found.submission) == ({"pt-1-a": "b"}, frozenset({"pt-2-a"}), None)
    assert held(shown)["pt-2-a.flag"] == "on"
    again = {name: value for name, value in held(shown).items() if name != "pt-2-a.flag"}
    ada.post(f"{attempt}/submit", {**again, "save": "yes"})
    assert under_way(site, ada).flagged == frozenset()


def test_a_stale_page_says_what_was_answered_elsewhere_and_submits_nothing(site: TestSite, ada: Character) -> None:
    attempt = ada.start_attempt()
    stale = held(ada.get(attempt))
    tell(ada, attempt, "pt-1-a", option="c")
    sent = ada.post(f"{attempt}/submit", {**stale, **dict.fromkeys(IDS, "b")})
    page = ada.get(sent.location).text
    number = 1 + [item.question_id for item in under_way(site, ada).form].index("pt-1-a")
    assert f"Question {number} was answered in another tab or on another device: 2 March 2026, 12:01 UTC." in page
    found = under_way(site, ada)
    assert (found.submission, found.answers) == (None, {**dict.fromkeys(IDS, "b"), "pt-1-a": "c"})
    assert ada.post(f"{attempt}/submit", held(ada.get(attempt))).location == attempt
    assert under_way(site, ada).submission is not None


def test_a_script_hears_what_stands(site: TestSite, ada: Character) -> None:
    attempt, at = ada.start_attempt(), site.clock.now().isoformat()
    tell(ada, attempt, "pt-1-a", option="c")
    late = tell(ada, attempt, "pt-1-a", option="a", based_on=0).get_json()
    assert late["question"] == {"option": "c", "sequence": 1, "at": at, "flagged": False}
    tell(ada, attempt, "pt-2-b", flagged=True)
    there = ada.get(f"{attempt}/answers").get_json()
    assert (there["is_over"], there["questions"]["pt-1-a"]) == (False, late["question"])
    assert there["questions"]["pt-2-b"] == {"option": "", "sequence": 0, "at": None, "flagged": True}
    ada.post(f"{attempt}/submit", {"despite_unanswered": "yes"})
    assert ada.get(f"{attempt}/answers").get_json()["is_over"] is True


@pytest.mark.parametrize("based_on", ["0", 1, True, -1, None, 0.0])
def test_a_step_that_cannot_be_is_refused(site: TestSite, ada: Character, based_on: object) -> None:
    attempt = ada.start_attempt()
    assert tell(ada, attempt, "pt-1-a", option="a", based_on=based_on).status_code == 422
    assert under_way(site, ada).last_sequence == 0


def test_a_flag_of_another_kind_or_place_is_refused(site: TestSite, ada: Character) -> None:
    attempt = ada.start_attempt()
    assert tell(ada, attempt, "pt-1-a", flagged="yes").status_code == 422
    assert tell(ada, attempt, "pt-9-a", flagged=True).status_code == 422
    assert under_way(site, ada).last_sequence == 0
    assert ada.post(f"{attempt}/submit", {"pt-1-a": "a", "pt-1-a.sequence": "7"}).status_code == 422


def test_the_learner_chooses_a_layout_and_the_browser_remembers_it(ada: Character) -> None:
    attempt = ada.start_attempt()
    assert 'class="sheet"' in ada.get(attempt).text
    chosen = ada.post(f"{attempt}/submit", {"pt-1-a": "b", "layout": "one_by_one"})
    cookie = chosen.headers["Set-Cookie"]
    assert ("post_test_layout=one_by_one" in cookie, "HttpOnly" in cookie, "Max-Age=31536000" in cookie) == (True,) * 3
    page = ada.get(chosen.location).text
    assert ('class="sheet one-by-one"' in page, 'value="b" checked' in page) == (True, True)
    ada.post(f"{attempt}/submit", {"layout": "all_on_one_page"})
    assert 'class="sheet"' in ada.get(attempt).text


@pytest.mark.parametrize(("kind", "sheet"), [("one_by_one", "sheet one-by-one"), ("all_on_one_page", "sheet")])
def test_the_layout_arranged_with_the_sponsor_outranks_the_choice(
    desk: Desk, ada: Character, kind: AllowanceKind, sheet: str
) -> None:
    attempt, taking = ada.start_attempt(), desk.find(ada.enrollment)
    ada.post(f"{attempt}/submit", {"layout": "all_on_one_page" if kind == "one_by_one" else "one_by_one"})
    with desk.database.writing() as session:
        at = desk.clock.now()
        service.grant(session, taking, kind, reason="Agreed", actor="staff:d", key=uuid.uuid4(), at=at)
    page = ada.get(attempt).text
    assert (f'class="{sheet}"' in page, 'name="layout"' in page) == (True, False)


def test_the_way_back_leads_to_the_first_question_without_an_answer(site: TestSite, ada: Character) -> None:
    attempt = ada.start_attempt()
    first, second = (item.question_id for item in under_way(site, ada).form[:2])
    tell(ada, attempt, first, option="a")
    page = ada.get(f"{ada.course}/post-test").text
    assert (f'href="{attempt}#{second}"' in page, "1 of 6 answered." in page) == (True, True)


def test_after_a_fail_the_page_says_when_the_next_attempt_opens(site: TestSite, desk: Desk) -> None:
    course = desk.publish("slow-steps")
    course.edit("course.yaml", "attempts: 3", "attempts: 3\n  cool_down_minutes: 60")
    desk.publish_again(course)
    ben = site.learner("ben@example.org").enroll("slow-steps")
    desk.finish_lessons(desk.find(ben.enrollment))
    result = ben.take_post_test("a").text
    for page in (result, ben.get(f"{ben.course}/post-test").text):
        assert ("The next attempt opens 2 March 2026, 13:01 UTC." in page, "Start the" in page) == (True, False)
    refused = ben.post(f"{ben.course}/post-test", {"key": str(uuid.uuid4())})
    assert (refused.status_code, "The next attempt opens later" in refused.text) == (403, True)
