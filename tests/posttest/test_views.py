"""The post-test over HTTP: nothing tells what is right before the pass, and nothing is lost or graded twice."""

import uuid
from typing import Any

import pytest
from werkzeug.test import TestResponse

from player.posttest import service
from player.posttest.rules import AttemptRecord
from tests.crowd import post_together
from tests.desk import ONE_ENGINE, Desk
from tests.site import TestSite
from tests.walk import Character

JSON = {"Accept": "application/json"}
IDS = [f"pt-{objective}-{letter}" for objective in (1, 2, 3) for letter in "ab"]


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


def words(response: TestResponse) -> str:
    return response.get_data(as_text=True)


def save(character: Character, attempt: str, question: str, option: str, /, **more: object) -> TestResponse:
    body = {"key": str(uuid.uuid4()), "question": question, "option": option, **more}
    return character.post_json(f"{attempt}/answers", body, JSON)


def attempts(site: TestSite, character: Character) -> list[AttemptRecord]:
    assert character.enrollment is not None
    with site.database.reading() as session:
        return service.attempts(session, character.enrollment)


@ONE_ENGINE
def test_before_the_lessons_are_done_the_post_test_says_so_and_stays_shut(site: TestSite) -> None:
    site.course()
    ben = site.learner("ben@example.org").enroll("first-steps")
    page = words(ben.get(f"{ben.course}/post-test"))
    assert "Before it opens" in page
    assert f'href="{ben.course}/lessons/end"' in page
    refused = ben.post(f"{ben.course}/post-test", {"key": str(uuid.uuid4())})
    assert (refused.status_code, "The lessons come first" in words(refused)) == (403, True)
    assert attempts(site, ben) == []


@ONE_ENGINE
def test_answers_are_saved_as_they_are_given_and_stand_on_the_page(ada: Character) -> None:
    attempt = ada.start_attempt()
    first = save(ada, attempt, "pt-1-a", "a").get_json()
    assert (first["saved"], first["answered"], first["total"]) == (True, 1, 6)
    assert save(ada, attempt, "pt-1-a", "c", based_on=1).get_json()["question"]["option"] == "c"
    page = words(ada.get(attempt))
    assert ('value="c" checked' in page, page.count(" checked"), "1 of 6 answered" in page) == (True, 1, True)
    assert ada.start_attempt() == attempt


MALFORMED: list[dict[str, Any]] = [
    {"key": None}, {"key": ""}, {"key": 1}, {"question": None}, {"question": ["pt-1-a"]}, {"question": "pt-9-a"},
    {"option": None}, {"option": "d"}, {"option": "B"}, {"option": {"a": 1}}, {"option": "a\0"},
]  # fmt: skip


@ONE_ENGINE
def test_what_is_no_answer_is_refused_whole(site: TestSite, ada: Character) -> None:
    attempt = ada.start_attempt()
    for given in MALFORMED:
        assert save(ada, attempt, "pt-1-a", "a", **given).status_code == 422, given
    for raw in (b"[]", b"null", b"7", b"{", b"NaN", b"\xff", b""):
        headers = {"X-CSRFToken": ada.token(), **JSON}
        sent = ada.client.post(f"{attempt}/answers", data=raw, content_type="application/json", headers=headers)
        assert (sent.status_code, sent.get_json()["code"]) == (422, "malformed_answer"), raw
    assert ada.post(f"{attempt}/submit", {"pt-1-a": "d"}).status_code == 422
    assert attempts(site, ada)[0].answers == {}


@ONE_ENGINE
def test_unanswered_items_are_listed_before_they_count_as_wrong(site: TestSite, ada: Character) -> None:
    attempt = ada.start_attempt()
    shown = ada.questions(attempt)
    asked = ada.post(f"{attempt}/submit", {shown[0]: "b", shown[2]: "b"})
    page = words(ada.get(asked.location))
    assert "4 questions have no answer." in page
    assert page.count("Not answered yet") == 4
    assert [n for n in range(1, 7) if f'<a href="#{shown[n - 1]}">{n}</a>' in page] == [2, 4, 5, 6]
    assert attempts(site, ada)[0].submission is None
    assert ada.post(f"{attempt}/submit", {"despite_unanswered": "yes"}).status_code == 303
    assert "2 of 6 right" in words(ada.get(attempt))


@ONE_ENGINE
def test_after_a_fail_only_the_score_and_the_objectives_are_told(ada: Character) -> None:
    attempt = ada.start_attempt()
    for question in IDS:
        save(ada, attempt, question, "a" if question == "pt-2-b" else "b" if question != "pt-3-a" else "c")
    ada.post(f"{attempt}/submit")
    page = words(ada.get(attempt))
    assert "4 of 6 right. 80 % are needed." in page
    assert ("Name the second step." in page, "Name the last step." in page) == (True, True)
    assert f'href="{ada.course}/lessons/beginning#beginning-one"' in page
    assert not [word for word in ("Name the first step.", "It is that.", "Right answer", "What is asked", "That.")
                if word in page]  # fmt: skip


@ONE_ENGINE
def test_after_a_pass_the_key_and_the_reasons_are_told(ada: Character) -> None:
    attempt = ada.start_attempt()
    answers = dict.fromkeys(IDS[1:], "b") | {IDS[0]: "a"}
    assert ada.post(f"{attempt}/submit", answers).status_code == 303
    page = words(ada.get(attempt))
    assert "5 of 6 right" in page
    assert (page.count("Right answer: That."), page.count("It is that."), page.count("Your answer: This.")) == (6, 6, 1)


@ONE_ENGINE
def test_the_back_button_shows_the_result(ada: Character) -> None:
    attempt = ada.start_attempt()
    assert ada.get(attempt).headers["Cache-Control"] == "no-store"
    ada.post(f"{attempt}/submit", dict.fromkeys(IDS, "b"))
    page = ada.get(attempt)
    assert ("<h1>Passed</h1>" in words(page), page.headers["Cache-Control"]) == (True, "no-store")
    assert not ada.questions(attempt)
    again = ada.post(f"{attempt}/submit", {"pt-1-a": "a"})
    assert (again.status_code, again.location) == (303, attempt)
    assert "6 of 6 right" in words(ada.get(attempt))


@ONE_ENGINE
def test_an_answer_from_a_stale_tab_is_refused(site: TestSite, ada: Character) -> None:
    attempt = ada.start_attempt()
    ada.post(f"{attempt}/submit", {"despite_unanswered": "yes"})
    before = attempts(site, ada)
    late = save(ada, attempt, "pt-1-a", "b")
    assert (late.status_code, late.get_json()["code"]) == (422, "attempt_already_submitted")
    assert ada.post_json(f"{attempt}/clock", {}, JSON).status_code == 422
    assert attempts(site, ada) == before


def test_fifty_submits_at_once_are_graded_once(site: TestSite, ada: Character) -> None:
    attempt = ada.start_attempt()
    answers = post_together(ada, f"{attempt}/submit", lambda n: dict.fromkeys(IDS, "b" if n % 2 else "a"))
    assert {(answer.status_code, answer.location) for answer in answers} == {(303, attempt)}
    found = attempts(site, ada)
    assert len(found) == 1
    assert found[0].submission is not None
    assert found[0].submission.correct == (6 if found[0].answers["pt-1-a"] == "b" else 0)


@ONE_ENGINE
def test_when_all_attempts_are_used_the_page_says_whom_to_ask(ada: Character) -> None:
    results = [words(ada.take_post_test("a")) for _try in range(3)]
    for page in (results[2], words(ada.get(f"{ada.course}/post-test"))):
        assert "All 3 attempts of the post-test are used." in page
        assert "help@harbor-lane.example" in page
    refused = ada.post(f"{ada.course}/post-test", {"key": str(uuid.uuid4())})
    assert (refused.status_code, "ask for another attempt" in words(refused)) == (403, True)


@ONE_ENGINE
def test_after_the_pass_no_attempt_begins(site: TestSite, ada: Character) -> None:
    ada.take_post_test("a")
    ada.take_post_test("b")
    refused = ada.post(f"{ada.course}/post-test", {"key": str(uuid.uuid4())}, headers=JSON)
    assert (refused.status_code, refused.get_json()["code"]) == (403, "post_test_already_passed")
    assert "You have passed." in words(ada.get(f"{ada.course}/post-test"))
    assert len(attempts(site, ada)) == 2


@ONE_ENGINE
def test_the_attestation_waits_for_the_pass_whoever_asks(ada: Character) -> None:
    signature = {"agreed": "y", "typed_name": "Ada Okafor"}
    assert ada.get(f"{ada.course}/attestation").status_code == 403
    assert ada.post(f"{ada.course}/attestation", signature).status_code == 403
    assert ada.post(f"{ada.course}/attestation").status_code == 403
    ada.take_post_test()
    assert ada.post(f"{ada.course}/attestation", signature).status_code == 303


@ONE_ENGINE
def test_an_attestation_needs_a_tick_and_a_name(ada: Character) -> None:
    ada.take_post_test()
    name = "Ada Okafor"
    for given in ({}, {"typed_name": name}, {"agreed": "y"}, {"agreed": "y", "typed_name": " \0\t"},
                  {"agreed": "y", "typed_name": "A" * 301}):  # fmt: skip
        assert ada.post(f"{ada.course}/attestation", given).status_code == 422, given
    assert "Sign" in words(ada.get(f"{ada.course}/attestation"))


def test_the_signature_is_stored_as_it_reads_and_the_first_stands(ada: Character) -> None:
    ada.take_post_test()
    for name in (" Ada\0 Okafor\t", "Somebody Else"):
        sent = ada.post(f"{ada.course}/attestation", {"agreed": "y", "typed_name": name})
        assert (sent.status_code, sent.location) == (303, f"{ada.course}/evaluation")
    page = words(ada.get(f"{ada.course}/attestation"))
    assert "Signed by Ada Okafor, 2 March 2026, 12:01 UTC." in page
    assert "Somebody Else" not in page


@ONE_ENGINE
def test_nothing_is_done_in_someone_elses_post_test(site: TestSite, ada: Character) -> None:
    attempt, ben = ada.start_attempt(), site.learner("ben@example.org").enroll("first-steps")
    own, hers = f"{ben.course}/post-test/{attempt.rsplit('/', 1)[1]}", f"{ada.course}/post-test"
    pages = (hers, attempt, own, f"{ada.course}/attestation")
    assert [ben.get(path).status_code for path in pages] == [404] * 4
    for path in (f"{own}/submit", f"{own}/clock", f"{own}/answers", f"{attempt}/submit", f"{attempt}/answers"):
        body = {"key": str(uuid.uuid4()), "question": "pt-1-a", "option": "a"}
        assert ben.post_json(path, body).status_code == 404, path
    assert attempts(site, ada)[0].answers == {}
