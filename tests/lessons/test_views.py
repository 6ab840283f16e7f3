"""Lessons over HTTP: in order, only one's own, and silent about what is right until one has answered."""

import uuid

import pytest
from werkzeug.test import TestResponse

from player.lessons import store
from tests.blindness import plain
from tests.builders import CourseFolder
from tests.desk import ONE_ENGINE
from tests.site import TestSite
from tests.walk import Character

pytestmark = ONE_ENGINE

LESSON = "lessons/beginning"
SECTIONS = ["beginning-one", "beginning-two"]
CHECK = f"{LESSON}/checks/beginning-check"


@pytest.fixture
def ada(site: TestSite) -> Character:
    """Ada, enrolled in the tiny course."""
    return site.after(ada_enrolls)


def ada_enrolls(site: TestSite) -> Character:
    """Publish the tiny course, and let Ada enroll."""
    site.course()
    return site.learner().enroll("first-steps")


def answer(character: Character, path: str = CHECK, /, **given: object) -> TestResponse:
    body = {"key": str(uuid.uuid4()), "option": "b", **given}
    return character.post_json(f"{character.course}/{path}", body, {"Accept": "application/json"})


def answered(site: TestSite, character: Character) -> dict[str, str]:
    assert character.enrollment is not None
    with site.database.reading() as session:
        return store.deeds(session, character.enrollment).chosen


def words(response: TestResponse) -> str:
    return response.get_data(as_text=True)


def test_a_lesson_that_is_not_open_says_what_comes_first(ada: Character) -> None:
    for path in ("lessons/end", "lessons/end/standing"):
        refused = ada.get(f"{ada.course}/{path}")
        assert refused.status_code == 403
        assert "Lessons open in order. Finish “Beginning” first." in words(refused)
        assert f'href="{ada.course}/"' in words(refused)


def test_a_lesson_that_is_not_open_takes_nothing(site: TestSite, ada: Character) -> None:
    for path in ("clock", "sections/end-one", "checks/end-check"):
        refused = answer(ada, f"lessons/end/{path}", ended=True)
        assert (refused.status_code, refused.get_json()["code"]) == (403, "lesson_locked")
        assert refused.get_json()["first_title"] == "Beginning"
    assert answered(site, ada) == {}


def test_a_finished_lesson_opens_the_next_and_leads_there(ada: Character) -> None:
    ada.finish_lesson("beginning", SECTIONS, ["beginning-check"], seconds=20)
    assert "Continue to lesson 2: End" in words(ada.get(f"{ada.course}/{LESSON}/standing"))
    assert ada.get(f"{ada.course}/lessons/end").status_code == 200


def test_in_free_order_the_last_lesson_may_come_first(site: TestSite) -> None:
    course = CourseFolder(site.folder / "free")
    course.edit("course.yaml", "order: sequential", "order: free")
    course.publish(site.database, at=site.clock.now(), media=site.folder / "media")
    ben = site.learner("ben@example.org").enroll("first-steps")
    assert ben.get(f"{ben.course}/lessons/end").status_code == 200
    assert answer(ben, "lessons/end/checks/end-check").status_code == 200


def test_the_standing_counts_down_to_done(ada: Character) -> None:
    left = words(ada.get(f"{ada.course}/{LESSON}/standing"))
    assert "2 sections to read, next: Beginning, part one" in left
    assert "One knowledge check to answer" in left
    assert "5 seconds still to count in this lesson" in left
    ada.read(LESSON, seconds=4)
    assert "1 second still to count in this lesson" in words(ada.get(f"{ada.course}/{LESSON}/standing"))


def test_ada_comes_back_to_her_section(ada: Character) -> None:
    assert ada.get(f"{ada.course}/").location == f"{ada.course}/{LESSON}"
    lease = ada.post_json(f"{ada.course}/{LESSON}/clock", {}).get_json()["lease"]
    ada.post_json(
        "/beat", {"sequence": 1, "active_ms": 0, "fresh": True, "section": "beginning-two"}, {"X-Lease": lease}
    )
    assert ada.get(f"{ada.course}/").location == f"{ada.course}/{LESSON}#beginning-two"
    assert 'data-place="beginning-two"' in words(ada.get(f"{ada.course}/{LESSON}"))


def test_feedback_comes_with_the_answer_and_only_for_it(ada: Character) -> None:
    before = words(ada.get(f"{ada.course}/{LESSON}"))
    assert not [one for one in ("Not yet.", "Yes: it is", "One is always taken", "Right.") if one in before]
    given = words(answer(ada, option="b"))
    assert ("Not quite." in given, "Not yet." in given, "Yes: it is" in given) == (True, True, False)
    page = words(ada.get(f"{ada.course}/{LESSON}"))
    assert ("Not yet." in page, "Yes: it is" in page) == (True, False)


def test_without_scripts_the_form_comes_back_to_its_check(ada: Character) -> None:
    sent = ada.post(f"{ada.course}/{CHECK}", {"key": str(uuid.uuid4()), "option": "a"})
    assert (sent.status_code, sent.location) == (303, f"{ada.course}/{LESSON}#beginning-check")
    assert "Yes: it is this one." in words(ada.get(f"{ada.course}/{LESSON}"))


def test_a_resent_answer_is_answered_the_same(site: TestSite, ada: Character) -> None:
    key = str(uuid.uuid4())
    assert words(answer(ada, key=key)) == words(answer(ada, key=key))
    changed = answer(ada, key=key, option="a")
    assert (changed.status_code, changed.get_json()["code"]) == (422, "key_already_used")
    assert answered(site, ada) == {"beginning-check": "b"}


MISTAKEN = [
    ("lessons/middle/clock", 404),
    ("lessons/middle/sections/beginning-one", 404),
    (f"{LESSON}/sections/end-one", 422),
    (f"{LESSON}/sections/%00", 422),
    (f"{LESSON}/checks/end-check", 404),
    (f"{LESSON}/checks/pt-1-a", 404),
]


def test_ids_that_are_not_in_the_course_are_refused(site: TestSite, ada: Character) -> None:
    assert ada.get(f"{ada.course}/lessons/middle").status_code == 404
    for path, status in MISTAKEN:
        assert answer(ada, path, ended=True).status_code == status, path
    assert answered(site, ada) == {}


BODIES: list[dict[str, object]] = [
    {"option": "d"}, {"option": ""}, {"option": None}, {"option": ["a"]}, {"option": "A"}, {"option": "a\0"},
    {"key": ""}, {"key": None}, {"key": 7}, {"key": "no-key"}, {"key": {"a": 1}},
]  # fmt: skip


def test_an_answer_that_is_none_is_refused_whole(site: TestSite, ada: Character) -> None:
    for body in BODIES:
        assert answer(ada, **body).status_code == 422, body
    for raw in (b"[]", b'"a"', b"null", b"7", b"{", b"NaN", b"\xff"):
        headers = {"X-CSRFToken": ada.token()}
        sent = ada.client.post(f"{ada.course}/{CHECK}", data=raw, content_type="application/json", headers=headers)
        assert (sent.status_code, sent.get_json()["code"]) == (422, "malformed_answer"), raw
    assert answered(site, ada) == {}


def test_a_section_is_seen_only_when_the_page_says_so(ada: Character) -> None:
    bodies: tuple[object, ...] = ({}, {"ended": False}, {"ended": "yes"}, {"ended": 1}, [], None, "ended")
    for body in bodies:
        assert ada.post_json(f"{ada.course}/{LESSON}/sections/beginning-one", body).status_code == 422
    assert "2 sections to read" in words(ada.get(f"{ada.course}/{LESSON}/standing"))


def test_someone_elses_pages_are_not_found(site: TestSite, ada: Character) -> None:
    ben, visitor = site.learner("ben@example.org"), site.visitor()
    for path in ("", LESSON, f"{LESSON}/standing"):
        assert ada.get(f"{ada.course}/{path}").status_code in {200, 302}
        assert ben.get(f"{ada.course}/{path}").status_code == 404
        assert visitor.get(f"{ada.course}/{path}").location.startswith("/sign-in")


def test_nothing_is_done_in_someone_elses_course(site: TestSite, ada: Character) -> None:
    ben = site.learner("ben@example.org")
    ben.enrollment = ada.enrollment
    for path in (f"{LESSON}/clock", f"{LESSON}/sections/beginning-one", CHECK):
        assert answer(ben, path, ended=True).status_code == 404
    assert answered(site, ada) == {}
    assert "2 sections to read" in words(ada.get(f"{ada.course}/{LESSON}/standing"))


def move_the_key(course: CourseFolder) -> None:
    """Make option b the right one of every knowledge check, and change nothing else."""
    for name in ("lessons/01-beginning.md", "lessons/02-end.md"):
        course.edit(name, '    text: "This one."\n    correct: true\n', '    text: "This one."\n')
        course.edit(name, '    text: "Another one."\n', '    text: "Another one."\n    correct: true\n')


def everything_before_answering(character: Character) -> list[tuple[int, bytes]]:
    """Do all that can be done in a course without answering a check, and return what came back."""
    course = character.course
    seen = [character.get(f"{course}/{page}") for page in ("", LESSON, f"{LESSON}/standing", "lessons/end")]
    paths = (f"{LESSON}/clock", *(f"{LESSON}/sections/{section}" for section in SECTIONS))
    seen += [character.post_json(f"{course}/{path}", {"ended": True}) for path in paths]
    character.read(LESSON, seconds=20)
    seen += [answer(character, option="z"), answer(character, key="no-key"), character.get(f"{course}/{LESSON}")]
    return [plain(one) for one in [*seen, character.get("/home"), character.get("/courses/first-steps")]]


def test_before_answering_nothing_on_any_page_depends_on_what_is_right(site: TestSite) -> None:
    course = site.course()
    ada = site.learner().enroll("first-steps")
    move_the_key(course)
    course.publish(site.database, at=site.clock.now(), media=site.folder / "media")
    ben = site.learner("ben@example.org").enroll("first-steps")
    assert everything_before_answering(ada) == everything_before_answering(ben)
    assert plain(answer(ada)) != plain(answer(ben))
    assert plain(ada.get(f"{ada.course}/{LESSON}")) != plain(ben.get(f"{ben.course}/{LESSON}"))


def test_a_page_says_how_often_its_course_asks(site: TestSite) -> None:
    course = CourseFolder(site.folder / "strict")
    course.edit("course.yaml", "order: sequential", "order: sequential\n  seat_time: strict")
    course.publish(site.database, at=site.clock.now(), media=site.folder / "media")
    ben = site.learner("ben@example.org").enroll("first-steps")
    page, receipt = words(ben.get(f"{ben.course}/{LESSON}")), words(ben.get(f"{ben.course}/time"))
    assert "Ask me every 15 minutes instead" in page
    assert "nothing was heard of you for 3 minutes" in page
    assert "After 3 minutes without activity, or up to 15 where a section is long" in receipt


def test_a_learner_who_chose_so_is_asked_every_fifteen_minutes(site: TestSite) -> None:
    site.course()
    ada = site.learner().enroll("first-steps")
    assert ada.post_json(f"{ada.course}/lessons/beginning/clock", {}).get_json()["policy"]["ask"] is None
    ada.post_json("/profile/asking", {"asked": True})
    assert ada.post_json(f"{ada.course}/lessons/beginning/clock", {}).get_json()["policy"]["ask"] == 900_000
