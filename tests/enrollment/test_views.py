"""The course page says all before anyone enrolls; enrolling leads into the first lesson."""

import uuid
from datetime import UTC, datetime

import pytest

from player.catalog import service as catalog
from player.enrollment import service
from tests.crowd import post_together
from tests.desk import ONE_ENGINE
from tests.site import TestSite
from tests.study import publish_tiny
from tests.walk import Character

PAGE = "/courses/first-steps"


def enrolled(character: Character) -> int:
    return character.post(f"{PAGE}/enroll", {"key": str(uuid.uuid4())}).status_code


def sponsor_id(site: TestSite) -> uuid.UUID:
    with site.database.reading() as session:
        return catalog.sponsors(session)[0].id


@ONE_ENGINE
def test_all_about_a_course_is_public(site: TestSite) -> None:
    site.course()
    page = site.visitor().get(PAGE).get_data(as_text=True)
    for words in ("First steps", "Name the first step.", "0.5 CE credits", "80 % or more", "Nothing to disclose.",
                  "31 December 2029", "Write to us.", "Sign up to enroll", "200 words a minute",
                  "Time counts for: reading, knowledge checks, the post-test."):  # fmt: skip
        assert words in page, words


@ONE_ENGINE
def test_enrolling_leads_into_the_first_lesson(site: TestSite) -> None:
    site.course()
    ada = site.learner().enroll("first-steps")
    answer = ada.get(f"{ada.course}/", follow_redirects=True)
    assert answer.request.path == f"{ada.course}/lessons/beginning"
    assert "You are enrolled." in answer.get_data(as_text=True)
    assert "Go on where you stopped" in ada.get(PAGE).get_data(as_text=True)


def test_fifty_clicks_at_once_enroll_once(site: TestSite) -> None:
    site.course()
    ada, key = site.learner(), str(uuid.uuid4())
    answers = post_together(ada, f"{PAGE}/enroll", lambda _n: {"key": key})
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.location for answer in answers}) == 1
    with site.database.reading() as session:
        published = catalog.current_editions(session)[0]
        assert len(service.in_editions(session, [published.edition_id])) == 1


@ONE_ENGINE
def test_a_visitor_signs_in_first(site: TestSite) -> None:
    site.course()
    assert enrolled(site.visitor()) == 401


@ONE_ENGINE
def test_without_a_profile_the_page_says_what_is_missing(site: TestSite) -> None:
    site.course()
    ben = site.newcomer()
    assert "Complete your profile" in ben.get(PAGE).get_data(as_text=True)
    answer = ben.post(f"{PAGE}/enroll", {"key": str(uuid.uuid4())})
    assert answer.status_code == 422
    assert "Your profile is not complete" in answer.get_data(as_text=True)


@ONE_ENGINE
def test_after_the_last_day_there_is_nothing_to_press(site: TestSite) -> None:
    site.course()
    site.clock.instant = datetime(2030, 1, 1, 8, tzinfo=UTC)
    ada = site.learner()
    page = ada.get(PAGE).get_data(as_text=True)
    assert "This course gives no credit after 31 December 2029." in page
    assert f"{PAGE}/enroll" not in page
    answer = ada.post(f"{PAGE}/enroll", {"key": str(uuid.uuid4())})
    assert (answer.status_code, "gives no credit any more" in answer.get_data(as_text=True)) == (422, True)


@ONE_ENGINE
def test_approvals_are_shown_through_their_last_day_where_the_sponsor_is(site: TestSite) -> None:
    site.course()
    shown = []
    for instant in (datetime(2026, 11, 23, 7, 59, 59, tzinfo=UTC), datetime(2026, 11, 23, 8, tzinfo=UTC)):
        site.clock.instant = instant
        shown.append("ACE provider approval period" in site.visitor().get(PAGE).get_data(as_text=True))
    assert shown == [True, False]


@ONE_ENGINE
def test_a_damaged_key_enrolls_nobody(site: TestSite) -> None:
    site.course()
    ada = site.learner()
    for key in ("", "1", "not-a-key", "\0"):
        answer = ada.post(f"{PAGE}/enroll", {"key": key}, headers={"Accept": "application/json"})
        assert (answer.status_code, answer.get_json()["code"]) == (422, "malformed_key")
    assert "Go on where you stopped" not in ada.get(PAGE).get_data(as_text=True)


@ONE_ENGINE
def test_a_course_that_is_not_there_is_not_found(site: TestSite) -> None:
    ada = site.learner()
    assert ada.get("/courses/last-steps").status_code == 404
    assert ada.post("/courses/last-steps/enroll", {"key": str(uuid.uuid4())}).status_code == 404


@ONE_ENGINE
def test_staff_take_no_courses(site: TestSite) -> None:
    site.course()
    dana = site.staff(sponsor_id(site))
    assert enrolled(dana) == 403
    assert f"{PAGE}/enroll" not in dana.get(PAGE).get_data(as_text=True)


@ONE_ENGINE
def test_the_page_says_the_level_as_apa_and_aswb_say_it(site: TestSite) -> None:
    site.course()
    assert "Introductory (ASWB: beginning)" in site.visitor().get(PAGE).text


@ONE_ENGINE
@pytest.mark.parametrize("formats", ["null", "[self-paced-video]"])
def test_an_approval_that_does_not_cover_the_format_is_not_shown(site: TestSite, formats: str) -> None:
    folder = publish_tiny(site.database, site.folder / "first-steps", at=site.clock.now())
    assert "ACE provider approval period" in site.visitor().get(PAGE).text
    folder.edit("sponsor.yaml", "formats: [self-paced-reading]", f"formats: {formats}")
    folder.publish(site.database, at=site.clock.now())
    assert "No approval is in force today" in site.visitor().get(PAGE).text
