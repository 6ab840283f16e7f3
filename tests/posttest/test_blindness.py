"""Before it is submitted, no answer of the site depends on what is right: two editions differ in their keys alone."""

import uuid
from types import SimpleNamespace

import pytest
from werkzeug.test import TestResponse

from player.posttest import service
from tests.blindness import plain
from tests.builders import CourseFolder
from tests.desk import ONE_ENGINE, Desk
from tests.site import TestSite
from tests.walk import Character

pytestmark = ONE_ENGINE


def move_the_key(course: CourseFolder) -> None:
    """Make option c the right one of every item, and change nothing else."""
    course.edit("post_test.yaml", 'text: "That.", correct: true', 'text: "That."')
    course.edit("post_test.yaml", 'text: "Neither."', 'text: "Neither.", correct: true')


@pytest.fixture
def twins(site: TestSite, monkeypatch: pytest.MonkeyPatch) -> tuple[Character, Character]:
    """Two learners before the post-test: the right option is b for one, c for the other; both draw the same form."""
    monkeypatch.setattr(service, "secrets", SimpleNamespace(token_hex=lambda size: "0" * 2 * size))
    desk, course = Desk(site.database, site.clock, site.folder), site.course()
    ada = site.learner().enroll("first-steps")
    desk.finish_lessons(desk.find(ada.enrollment))
    move_the_key(course)
    course.publish(site.database, at=site.clock.now(), media=site.folder / "media")
    ben = site.learner("ben@example.org").enroll("first-steps")
    desk.finish_lessons(desk.find(ben.enrollment))
    return ada, ben


def around(character: Character, attempt: str = "") -> list[TestResponse]:
    """Load every page that is there around the post-test."""
    course = character.course
    names = ("", "/post-test", "/attestation", "/evaluation", "/certificate", "/lessons/end", "/lessons/end/standing")
    return [character.get(f"{course}{name}") for name in names] + [
        character.get("/home"),
        character.get(attempt or "/"),
    ]


def answer(character: Character, attempt: str, question: str, option: str) -> TestResponse:
    body = {"key": str(uuid.uuid4()), "question": question, "option": option}
    return character.post_json(f"{attempt}/answers", body)


def whole_attempt(character: Character) -> tuple[str, list[TestResponse]]:
    """Do all that can be done in an attempt but submit it; return its address and every answer of the site."""
    seen = around(character)
    begun = character.post(f"{character.course}/post-test", {"key": str(uuid.uuid4())})
    attempt = begun.location
    shown = character.questions(attempt)
    seen += [begun, *around(character, attempt), character.post_json(f"{attempt}/clock", {})]
    seen += [answer(character, attempt, question, option) for question in shown for option in "abcd"]
    seen += [answer(character, attempt, "pt-9-a", "b"), *around(character, attempt)]
    return attempt, seen + odd_ends(character, attempt, shown)


def odd_ends(character: Character, attempt: str, shown: list[str]) -> list[TestResponse]:
    """Flag, answer from stale pages, save without a script, turn to one question at a time, be warned."""
    seen = [character.get(f"{attempt}/answers")]
    for question in shown:
        body = {"key": str(uuid.uuid4()), "question": question}
        seen.append(character.post_json(f"{attempt}/answers", {**body, "flagged": True}))
        seen.append(character.post_json(f"{attempt}/answers", {**body, "option": "b", "based_on": "0"}))
    for button in ("save", "layout", "submit"):
        page = {"pt-1-a": "b", "pt-1-a.sequence": "1", "pt-2-a": "c", "pt-2-a.sequence": "99", button: "one_by_one"}
        for held in (page, {**page, "pt-2-a.sequence": "0"}, {button: "one_by_one"}):
            sent = character.post(f"{attempt}/submit", held)
            seen += [sent, character.get(sent.location or attempt), character.get(f"{attempt}/answers")]
    return seen


def test_no_answer_before_submission_depends_on_the_key(twins: tuple[Character, Character]) -> None:
    (_, hers), (_, his) = (whole_attempt(one) for one in twins)
    assert len(hers) > 90
    assert [plain(one) for one in hers] == [plain(one) for one in his]


def test_a_warning_about_unanswered_items_depends_on_no_key(twins: tuple[Character, Character]) -> None:
    sent = [one.post(f"{one.start_attempt()}/submit", {"pt-1-a": "b", "pt-2-b": "c"}) for one in twins]
    assert plain(sent[0]) == plain(sent[1])
    warnings = [one.get(answer.location) for one, answer in zip(twins, sent, strict=True)]
    assert plain(warnings[0]) == plain(warnings[1])
    assert b"4 questions have no answer" in warnings[0].data


def test_a_fail_without_one_right_answer_tells_nothing_about_the_key(twins: tuple[Character, Character]) -> None:
    hers, his = (one.take_post_test("a") for one in twins)
    assert plain(hers) == plain(his)
    assert b"0 of 6 right" in hers.data


def test_a_blank_submission_tells_nothing_about_the_key(twins: tuple[Character, Character]) -> None:
    results = []
    for one in twins:
        attempt = one.start_attempt()
        one.post(f"{attempt}/submit", {"despite_unanswered": "yes"})
        results.append(plain(one.get(attempt)))
    assert results[0] == results[1]


def test_the_comparison_sees_a_key_when_there_is_one(twins: tuple[Character, Character]) -> None:
    hers, his = twins[0].take_post_test("b"), twins[1].take_post_test("c")
    assert plain(hers) != plain(his)
    assert (b"Right answer: That." in hers.data, b"Right answer: Neither." in his.data) == (True, True)
