"""An edition never changes under anyone: every file of a course is changed and published again in mid-course."""

import io
import re
from decimal import Decimal

from pypdf import PdfReader

from player.certificates import service as certificates
from player.enrollment import service as enrollment
from player.posttest import service as post_test
from player.posttest.rules import AttemptRecord
from tests.editions.conftest import Course
from tests.study import Study
from tests.walk import Character

SECRETS = re.compile(r'(content|value)="[^"]{16,}"')
"""Tokens and keys, which each page has its own of."""
MEDIA = re.compile(r'"(/media/[^"]+)"')


def page(browser: Character, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return SECRETS.sub("", answer.text)


def media(browser: Character, address: str) -> dict[str, bytes]:
    return {found: browser.get(found, buffered=True).data for found in set(MEDIA.findall(browser.get(address).text))}


def attempt_of(ben: Study) -> AttemptRecord:
    with ben.database.reading() as session:
        return post_test.attempts(session, ben.enrollment_id)[0]


def test_an_attempt_under_way_stays_as_it_was_drawn(course: Course) -> None:
    ben = course.ben()
    browser, attempt = ben.browse(course.site), attempt_of(ben)
    address = f"{browser.course}/post-test/{attempt.id}"
    before = page(browser, address)
    course.publish_again()
    assert page(browser, address) == before
    assert attempt_of(ben) == attempt
    result = attempt_of(ben.take_post_test()).submission
    assert result is not None
    assert (result.correct, result.total, result.passing_score, result.passed) == (6, 6, 80, True)
    assert "It is that." in page(browser, address)


def test_a_later_attempt_is_drawn_from_the_same_edition(course: Course) -> None:
    ben = course.ben()
    course.publish_again()
    ben.take_post_test("a").take_post_test("a")
    assert [one.code for one in ben.standing().reasons] == [
        "post_test_not_passed",
        "not_attested",
        "evaluation_missing",
    ]
    ben.take_post_test("a")
    assert ben.standing().reasons[0].code == "attempts_used_up"


def test_lessons_under_way_stay_as_they_were(course: Course) -> None:
    chen = course.chen().browse(course.site)
    address = f"{chen.course}/lessons/beginning"
    before, files = page(chen, address), media(chen, address)
    handout = chen.get(f"{chen.course}/handout.pdf").data
    assert len(files) == 2
    course.publish_again()
    assert page(chen, address) == before
    assert media(chen, address) == files
    assert chen.get(f"{chen.course}/handout.pdf").data == handout
    assert "are taken one after the other" in before


def test_an_enrollment_under_way_is_finished_by_the_rules_it_began_with(course: Course) -> None:
    chen = course.chen()
    course.publish_again()
    chen.read_lessons(seconds=50)
    assert chen.standing().reasons[0].code == "course_time_missing"
    chen.stay("end", seconds=20).take_post_test().attest().evaluate()
    certificate = chen.certify()[0].snapshot
    assert (certificate.course_title, certificate.credits) == ("First steps", Decimal("0.5"))
    assert certificate.edition_label.endswith("1")
    assert "receive 0.5 clinical" in certificate.statements[0].text


def test_a_finished_certificate_stays_byte_for_byte(course: Course) -> None:
    learner = course.ada()
    ada, visitor = learner.browse(course.site), course.site.visitor()
    with course.site.database.reading() as session:
        issued = certificates.for_learner(session, learner.learner_id)[0]
    verification = f"/verify/{issued.verify_code}"
    before = ada.get(ada.pdf_address()).data, page(visitor, verification), page(ada, f"{ada.course}/certificate")
    course.publish_again()
    after = ada.get(ada.pdf_address()).data, page(visitor, verification), page(ada, f"{ada.course}/certificate")
    assert after == before
    assert "0.5 CE credits" in PdfReader(io.BytesIO(after[0])).pages[0].extract_text()


def test_who_enrolls_now_gets_the_new_edition(course: Course) -> None:
    course.publish_again()
    dora = course.someone("dora@example.org")
    browser = dora.browse(course.site)
    shown = page(browser, f"{browser.course}/lessons/beginning")
    assert "are skipped one after the other" in shown
    assert "are taken one after the other" not in shown
    dora.read_lessons(seconds=40).take_post_test().take_post_test("a").attest().evaluate()
    certificate = dora.certify()[0].snapshot
    assert (certificate.course_title, certificate.credits) == ("Second thoughts", Decimal("0.25"))
    assert (certificate.sponsor_name, certificate.edition_label[-1]) == ("Harbor Street Institute", "2")
    assert "#9999" in certificate.statements[0].text


def test_the_course_page_says_what_the_newest_edition_says(course: Course) -> None:
    course.publish_again()
    shown = page(course.site.visitor(), "/courses/first-steps")
    for words in (
        "Second thoughts",
        "Describe the first step.",
        "0.25 CE credits",
        "Post-test, 100 % or more",
        "#9999",
    ):
        assert words in shown


def test_who_finished_the_old_edition_may_take_the_new_one(course: Course) -> None:
    ada = course.ada()
    first = ada.enrollment_id
    course.publish_again()
    ada.enroll()
    with course.site.database.reading() as session:
        pinned = enrollment.edition_ids(session, [first, ada.enrollment_id])
    assert len(set(pinned.values())) == 2
    assert ada.standing().taking.edition.title == "Second thoughts"
