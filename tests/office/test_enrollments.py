"""The staff's list of enrollments, one learner's story, and the questions that wait for the CE director."""

import re
from pathlib import Path

import pytest

from player.accounts.rules import Name
from player.catalog import service as catalog
from player.certificates import service as certificates
from player.office.views import lists
from tests.builders import CourseFolder
from tests.site import TestSite
from tests.study import Study, publish_tiny
from tests.walk import Character

SPONSOR_FILE = Path(__file__).parents[2] / "courses" / "sponsor.yaml"
STORY = re.compile(r'href="/office/enrollments/([0-9a-f-]+)"')


def listed(staff: Character, query: str = "") -> list[str]:
    """Return the enrollments of the list, in its order."""
    return STORY.findall(staff.get(f"/office/{query}").text)


def enrolled(site: TestSite, name: str, slug: str = "first-steps", **license_: str) -> Study:
    site.clock.tick(minutes=1)
    someone = Study(site.database, site.clock, f"{name.lower()}@example.org")
    return someone.sign_up(name=Name(first=name, last=f"{name}son")).add_license(**license_).enroll(slug)


def test_the_newest_enrollment_stands_first(site: TestSite, dana: Character) -> None:
    people = [enrolled(site, name) for name in ("Ben", "Chen", "Dora")]
    assert listed(dana) == [str(one.enrollment_id) for one in reversed(people)]


def test_the_list_is_narrowed_by_words_and_by_course(site: TestSite, dana: Character, folder: CourseFolder) -> None:
    publish_tiny(site.database, folder.root / "more", slug="more-steps", at=site.clock.now())
    ben, chen = enrolled(site, "Ben", number="B-77"), enrolled(site, "Chen", "more-steps", number="C-78")
    found = {
        query: [{str(ben.enrollment_id): "Ben", str(chen.enrollment_id): "Chen"}[one] for one in listed(dana, query)]
        for query in ("?q=chen", "?q=BEN@", "?q=b-77", "?q=nobody", "?course=more-steps", "?course=x")
    }
    assert list(found.values()) == [["Chen"], ["Ben"], ["Ben"], [], ["Chen"], []]


def test_the_list_has_pages(site: TestSite, dana: Character, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "PAGE", 2)
    people = [str(enrolled(site, f"P{number}").enrollment_id) for number in range(3)][::-1]
    assert (listed(dana), listed(dana, "?page=2")) == (people[:2], people[2:])
    assert "page=2" in dana.get("/office/").text
    assert "page=3" not in dana.get("/office/?page=2").text
    assert listed(dana, "?page=3") == []


def test_a_page_that_cannot_be_is_no_fault(dana: Character) -> None:
    for page in ("0", "-3", "x", "99999999999999999999999"):
        assert dana.get(f"/office/?page={page}").status_code == 200, page


def test_the_list_tells_where_each_one_stands(dana: Character, ada: Study) -> None:
    assert "Under way" in dana.get("/office/").text
    ada.finish()
    assert "Complete, certificate not asked for yet" in dana.get("/office/").text
    ada.certify()
    page = dana.get("/office/").text
    assert "One certificate" in page
    assert "6 / 6" in page


EVIDENCE = (
    "Ada Okafor",
    "ada@example.org",
    "NY LCSW 012345",
    "0 of 6 right",
    "6 of 6 right",
    "I am the person named above",
    "Time receipt with every stretch",
    "Counted in all: 2 minutes",
    "enrollment.begun",
)


def test_a_story_holds_the_evidence_for_each_step(dana: Character, ada: Study) -> None:
    ada.read_lessons().take_post_test("a").take_post_test().attest().evaluate()
    certificate = ada.certify()[0]
    page = dana.get(f"/office/enrollments/{ada.enrollment_id}").text
    for words in (*EVIDENCE, certificate.number):
        assert words in page
    assert page.count('<li class="is-done">') == 6
    assert "ev-useful" not in page


def test_a_story_tells_what_became_of_a_certificate(site: TestSite, dana: Character, ada: Study) -> None:
    certificate = ada.finish().certify()[0]
    story = f"/office/enrollments/{ada.enrollment_id}"
    assert ", valid" in dana.get(story).text
    with site.database.writing() as session:
        certificates.revoke(
            session, certificate.id, reason="Another person attested.", actor="staff:1", at=site.clock.tick(days=1)
        )
    assert "revoked (Another person attested.)" in dana.get(story).text


def test_a_story_of_someone_who_did_nothing_yet_is_short(dana: Character, ada: Study) -> None:
    page = dana.get(f"/office/enrollments/{ada.enrollment_id}").text
    assert "No attempt yet." in page
    assert "No time yet." in page


def test_another_sponsors_staff_sees_nothing(dana: Character, erin: Character, ada: Study) -> None:
    ada.finish().certify()
    story = f"/office/enrollments/{ada.enrollment_id}"
    assert dana.get(story).status_code == 200
    assert erin.get(story).status_code == 404
    assert (listed(erin), listed(erin, "?q=okafor"), listed(erin, "?course=first-steps")) == ([], [], [])
    for page in ("/office/", "/office/completions", "/office/questions"):
        assert "Okafor" not in erin.get(page).text
        assert "first-steps" not in erin.get(page).text


QUESTIONS = (
    "Which NBCC number is right: ACEP No. 7190 or ACEP No. 6811?",
    "Holds back the approval “nbcc”.",
    "Holds back publishing: disclosure.",
    "Holds back publishing: time zone.",
    "Holds nothing back, and waits for an answer.",
    "Palo Alto University, Continuing &amp; Professional Studies (CONCEPT)",
)


def test_the_real_sponsors_questions_are_listed_with_what_they_hold_back(site: TestSite) -> None:
    document, findings = catalog.read_sponsor(SPONSOR_FILE)
    assert document is not None, findings
    with site.database.writing() as session:
        sponsor = catalog.load_sponsor(session, document, at=site.clock.now(), actor="test")
    page = site.staff(sponsor.id).get("/office/questions").text
    assert page.count('<article class="card-item">') == len(document.questions) > 20
    for words in QUESTIONS:
        assert words in page


def test_an_answered_question_is_gone(site: TestSite, dana: Character, folder: CourseFolder) -> None:
    asked = '[{key: q, about: course, course: first-steps, text: "Is there a Part 2?", found: "The page."}]'
    folder.edit("sponsor.yaml", "questions: []", f"questions: {asked}")
    folder.publish(site.database, at=site.clock.now())
    assert "Is there a Part 2?" in dana.get("/office/questions").text
    folder.edit("sponsor.yaml", f"questions: {asked}", "questions: []")
    folder.publish(site.database, at=site.clock.now())
    assert "None are open." in dana.get("/office/questions").text


def test_staff_without_a_role_see_nothing(site: TestSite, dana: Character, ada: Study) -> None:
    with site.database.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM staff_role")
    for page in ("", "completions", "questions", f"enrollments/{ada.enrollment_id}"):
        answer = dana.get(f"/office/{page}")
        assert answer.status_code == 403
        assert "Your account has no role any more" in answer.text
