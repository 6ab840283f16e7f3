"""The evaluation over HTTP: shut until one has signed, sent once, and in no one's way."""

import re

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
    return site.after(ada_passes)


def ada_passes(site: TestSite) -> Character:
    """Publish the tiny course, and let Ada pass and sign."""
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
        answers = session.scalar(text("SELECT count(*) FROM evaluation_waiting"))
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
    assert "How well did the course meet this objective?</span> Name the last step." in page
    assert (page.count("<fieldset"), page.count('type="radio"'), page.count("<textarea")) == (9, 54, 1)
    assert "stored without your name" in page


@ONE_ENGINE
def test_both_ends_of_a_scale_are_named_in_the_labels(ada: Character) -> None:
    page = words(ada.get(f"{ada.course}/evaluation"))
    for end, said in (("ev-useful-1", "not useful"), ("ev-useful-5", "very useful"), ("ev-1-5", "fully")):
        assert f'for="{end}">{end[-1]}<span class="visually-hidden"> {said}</span>' in page


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
    assert stored(site) == (1, 1)


@ONE_ENGINE
def test_a_damaged_form_comes_back_as_it_was_filled_in_with_what_is_wrong(site: TestSite, ada: Character) -> None:
    filled = {"ev-1": "6", "ev-2": "4", "ev-3": "na", "ev-comments": "<b>" + "x" * 2_000}
    sent = ada.post(f"{ada.course}/evaluation", filled)
    assert (sent.status_code, stored(site)) == (422, (0, 0))
    page = words(sent)
    assert re.findall(r'id="([\w-]+)"\s+name="[\w-]+"\s+value="\w+" checked', page) == ["ev-2-4", "ev-3-na"]
    assert f"&lt;b&gt;{'x' * 2_000}</textarea>" in page
    assert "Nothing was sent yet" in page
    assert "has 2003 characters; 2000 fit" in page
    assert 'id="ev-1" aria-describedby="ev-1-error"' in " ".join(page.split())


@ONE_ENGINE
def test_a_comment_beyond_all_bounds_stores_nothing(site: TestSite, ada: Character) -> None:
    sent = ada.post(f"{ada.course}/evaluation", {"ev-1": "5", "ev-comments": "x" * 1_000_000}, headers=JSON)
    assert (sent.status_code, sent.get_json()["code"], stored(site)) == (413, "too_large", (0, 0))


def test_what_the_form_does_not_ask_is_not_stored(site: TestSite, ada: Character) -> None:
    hostile = {"ev-1": "2", "ev-99": "5", "ev-comments": "a\0b", "learner_id": "1", "key": "0" * 32}
    assert ada.post(f"{ada.course}/evaluation", hostile).status_code == 303
    assert stored(site) == (2, 1)


@ONE_ENGINE
def test_someone_elses_evaluation_is_not_found(site: TestSite, ada: Character) -> None:
    ben = site.learner("ben@example.org")
    assert ben.get(f"{ada.course}/evaluation").status_code == 404
    assert ben.post(f"{ada.course}/evaluation", {"ev-1": "5"}).status_code == 404
    assert stored(site) == (0, 0)
