"""The front page, and the learner's own page: what is left, in order; what is finished; what may be taken anew."""

import re

import pytest

from player.accounts.rules import Name
from player.certificates import service as certificates
from tests.builders import CourseFolder
from tests.site import TestSite
from tests.study import Study, publish_tiny, sponsor_id

ITEM = re.compile(r'<li class="is-(left|done)">(.*?)</li>', re.DOTALL)
TAG = re.compile(r"<[^>]+>")
AGAIN = "You have finished this course before. Boards may not count the same course twice within one renewal period"


@pytest.fixture
def folder(site: TestSite) -> CourseFolder:
    """The tiny course, published on the site."""
    return publish_tiny(site.database, site.folder / "first-steps", at=site.clock.now())


@pytest.fixture
def ada(site: TestSite, folder: CourseFolder) -> Study:
    """Ada, a social worker with a New York license, enrolled in the tiny course."""
    return Study(site.database, site.clock).sign_up().add_license().enroll(folder.slug)


def home(site: TestSite, learner: Study) -> str:
    return learner.browse(site).get("/home").text


def items(page: str, kind: str) -> list[str]:
    """Return what the page says is left, or done, in its order and in words."""
    return [" ".join(TAG.sub("", words).split()) for found, words in ITEM.findall(page) if found == kind]


LESSONS = ["Lesson 1: Beginning", "Lesson 2: End"]
LATER = [
    "0 seconds of 2 minutes counted. Finished lessons stay open and count. Go on reading",
    "Pass the post-test (80 % or more, 3 attempts left)",
    "Attest that you took the course yourself",
    "Fill in the evaluation",
]


def test_what_is_left_stands_in_the_order_of_the_walk(site: TestSite, ada: Study) -> None:
    assert items(home(site, ada), "left") == LESSONS + LATER
    page = home(site, ada.read_lessons())
    assert items(page, "left") == LATER[1:]
    assert items(page, "done") == [*LESSONS, "At least 2 minutes counted"]
    assert "3 of 6 steps done" in page
    page = home(site, ada.take_post_test().attest())
    assert items(page, "left") == LATER[3:]


def test_when_nothing_is_left_home_leads_to_the_certificate(site: TestSite, ada: Study) -> None:
    page = home(site, ada.finish())
    assert items(page, "left") == []
    assert f'href="/learn/{ada.enrollment_id}/certificate"' in page
    assert "Get your certificate" in page


def test_a_finished_course_moves_to_the_finished_ones_with_its_certificate(site: TestSite, ada: Study) -> None:
    assert "Finished courses" not in home(site, ada)
    certificate = ada.finish().certify()[0]
    page = home(site, ada)
    assert page.index("Certificates") < page.index("Finished courses") < page.index("Courses you can take")
    assert certificate.number in page
    assert f'href="/certificates/{certificate.id}.pdf"' in page
    assert "NY" in page
    assert "What is left" not in page


def test_a_course_under_way_is_not_offered_and_others_are(site: TestSite, ada: Study, folder: CourseFolder) -> None:
    publish_tiny(site.database, folder.root / "more", slug="more-steps", at=site.clock.now())
    page = home(site, ada)
    assert 'href="/courses/more-steps"' in page
    assert 'href="/courses/first-steps"' not in page
    page = home(site, ada.enroll("more-steps"))
    assert "Courses you can take" not in page
    assert items(page, "left") == (LESSONS + LATER) * 2


def test_a_withdrawn_certificate_is_not_among_the_certificates(site: TestSite, ada: Study) -> None:
    certificate = ada.finish().certify()[0]
    with site.database.writing() as session:
        certificates.revoke(session, certificate.id, reason="-", actor="staff:1", at=site.clock.tick(days=1))
    page = home(site, ada)
    assert certificate.number not in page
    assert f'href="/learn/{ada.enrollment_id}/certificate"' in page


def test_a_learner_sees_nothing_of_another(site: TestSite, ada: Study) -> None:
    number = ada.finish().certify()[0].number
    ben = Study(site.database, site.clock, "ben@example.org").sign_up(name=Name(first="Ben", last="Ito"))
    page = home(site, ben)
    assert "Good to see you, Ben" in page
    assert not [words for words in (number, "Okafor", str(ada.enrollment_id)) if words in page]


def test_a_newcomer_is_asked_for_the_profile_first(site: TestSite, folder: CourseFolder) -> None:
    page = site.newcomer().get("/home").text
    assert "Fill in your name and profession" in page
    assert f'href="/courses/{folder.slug}"' in page


def test_taking_a_course_again_is_warned_about(site: TestSite, ada: Study, folder: CourseFolder) -> None:
    course = f"/courses/{folder.slug}"
    assert AGAIN not in ada.browse(site).get(course).text
    browser = ada.finish().browse(site)
    browser.claim()
    page = browser.get(course).text
    assert AGAIN in page
    assert "Enroll" in page
    ada.enroll()
    assert AGAIN in browser.get(course).text
    assert AGAIN not in site.visitor().get(course).text
    assert AGAIN not in site.learner("ben@example.org").get(course).text


def test_another_course_is_not_warned_about(site: TestSite, ada: Study, folder: CourseFolder) -> None:
    publish_tiny(site.database, folder.root / "more", slug="more-steps", at=site.clock.now())
    ada.finish().certify()
    assert AGAIN not in ada.browse(site).get("/courses/more-steps").text


def test_a_course_taken_again_stands_beside_the_first_certificate(site: TestSite, ada: Study) -> None:
    first = ada.finish().certify()[0]
    page = home(site, ada.enroll())
    assert items(page, "left") == LESSONS + LATER
    assert first.number in page
    second = ada.finish().certify()[0]
    assert second.number != first.number
    assert {first.number, second.number} <= set(re.findall(r"2026-\w{5}-\w{5}-\w", home(site, ada)))


def test_visitors_see_the_courses_and_people_their_own_page(site: TestSite, ada: Study) -> None:
    assert "First steps" in site.visitor().get("/").text
    assert ada.browse(site).get("/").location == "/home"
    assert site.staff(sponsor_id(site.database)).get("/home").location == "/office/"


def test_without_a_course_the_front_page_says_so(site: TestSite) -> None:
    assert "No course is published yet." in site.visitor().get("/").text


@pytest.mark.parametrize(
    ("expires", "words"),
    [
        ("2026-03-03", "Complete it by 3 March 2026: it gives no credit after that day. One day is left."),
        ("2026-03-02", "it gives no credit after that day. That is today."),
    ],
)
def test_a_learner_under_way_is_warned_of_the_last_day_for_credit(
    site: TestSite, folder: CourseFolder, expires: str, words: str
) -> None:
    folder.edit("sponsor.yaml", "expires: 2029-12-31", f"expires: {expires}")
    folder.publish(site.database, at=site.clock.now())
    ben = Study(site.database, site.clock, email="ben@example.org").sign_up().enroll(folder.slug)
    assert words in " ".join(home(site, ben).split())


def test_a_learner_with_time_enough_is_not_warned(site: TestSite, ada: Study) -> None:
    assert "it gives no credit after that day" not in home(site, ada)
