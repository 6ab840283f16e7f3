"""The evaluation over HTTP: shut until one has signed, sent once, and in no one's way."""

import pytest
from sqlalchemy import text
from werkzeug.test import TestResponse

from tests.crowd import post_together
from tests.desk import ONE_ENGINE, Desk
from tests.evaluation.conftest import passed, signed
from tests.site import TestSite
from tests.walk import Character

JSON = {"Accept": "application/json"}


@pytest.fixture
def ada(site: TestSite) -> Character:
    """Ada, who has passed and signed."""
    site.course()
    ada = site.learner().enroll("first-steps")
    desk = Desk(site.database, site.clock, site.folder)
    signed(desk, passed(desk, desk.find(ada.enrollment)))
    return ada


def words(response: TestResponse) -> str:
    return response.get_data(as_text=True)


def stored(site: TestSite) -> tuple[int, int]:
    """Return how many answers and how many participations there are."""
    with site.database.reading() as session:
        answers = session.scalar(text("SELECT count(*) FROM evaluation_answer"))
        participations = session.scalar(text("SELECT count(*) FROM evaluation_participation"))
    return int(answers or 0), int(participations or 0)


def refusals(character: Character) -> list[str]:
    """Ask for the page and send the form; return the codes of the refusals."""
    address = f"{character.course}/evaluation"
    answers = [character.get(address, headers=JSON), character.post(address, {"ev-1": "5"}, headers=JSON)]
    assert {answer.status_code for answer in answers} == {403}
    return [answer.get_json()["code"] for answer in answers]


@ONE_ENGINE
def test_by_its_address_alone_it_is_shut_until_all_before_it_is_done(site: TestSite) -> None:
    site.course()
    ben = site.learner("ben@example.org").enroll("first-steps")
    assert refusals(ben) == ["lesson_unfinished"] * 2
    ben.finish_lessons()
    assert refusals(ben) == ["post_test_not_passed"] * 2
    ben.take_post_test()
    assert refusals(ben) == ["not_attested"] * 2
    assert "The attestation comes first" in words(ben.get(f"{ben.course}/evaluation"))
    assert stored(site) == (0, 0)


@ONE_ENGINE
def test_the_page_asks_what_the_edition_asks(ada: Character) -> None:
    page = words(ada.get(f"{ada.course}/evaluation"))
    assert "How well did the course meet this objective: Name the last step." in page
    assert (page.count('type="radio"'), page.count("<textarea"), page.count("not applicable")) == (24, 1, 4)
    assert "stored without your name" in page


@ONE_ENGINE
def test_the_worst_evaluation_leads_to_the_certificate(ada: Character) -> None:
    worst = {"ev-1": "1", "ev-2": "1", "ev-3": "na", "ev-useful": "1", "ev-comments": ""}
    sent = ada.post(f"{ada.course}/evaluation", worst)
    assert (sent.status_code, sent.location) == (303, f"{ada.course}/certificate")
    assert "Your evaluation was sent" in words(ada.get(f"{ada.course}/evaluation"))
    ada.read("lessons/end", seconds=80)
    assert ada.claim().get(ada.pdf_address()).status_code == 200


def test_fifty_sheets_at_once_are_stored_as_one(site: TestSite, ada: Character) -> None:
    answers = post_together(ada, f"{ada.course}/evaluation", lambda n: {"ev-1": str(n % 5 + 1)})
    assert {(answer.status_code, answer.location) for answer in answers} == {(303, f"{ada.course}/certificate")}
    assert stored(site) == (4, 1)


@ONE_ENGINE
def test_a_comment_beyond_all_bounds_stores_nothing(site: TestSite, ada: Character) -> None:
    for length, status, code in ((2_001, 422, "comment_too_long"), (1_000_000, 413, "too_large")):
        sent = ada.post(f"{ada.course}/evaluation", {"ev-1": "5", "ev-comments": "x" * length}, headers=JSON)
        assert (sent.status_code, sent.get_json()["code"], stored(site)) == (status, code, (0, 0))
    assert "ev-comments" in words(ada.get(f"{ada.course}/evaluation"))


def test_a_hostile_sheet_stores_what_the_form_asks(site: TestSite, ada: Character) -> None:
    hostile = {"ev-1": "9", "ev-2": "\0", "ev-99": "5", "ev-comments": "a\0b", "learner_id": "1", "key": "0" * 32}
    assert ada.post(f"{ada.course}/evaluation", hostile).status_code == 303
    assert stored(site) == (5, 1)


@ONE_ENGINE
def test_someone_elses_evaluation_is_not_found(site: TestSite, ada: Character) -> None:
    ben = site.learner("ben@example.org")
    assert ben.get(f"{ada.course}/evaluation").status_code == 404
    assert ben.post(f"{ada.course}/evaluation", {"ev-1": "5"}).status_code == 404
    assert stored(site) == (0, 0)
