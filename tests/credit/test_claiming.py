"""The certificate page: the same reasons as everywhere, and one certificate and one mail however often it is asked."""

import io
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from pypdf import PdfReader

from player.certificates import service as certificates
from player.certificates.rules import Issued
from player.outbox import service as outbox
from player.outbox.rules import Mail
from tests.builders import CourseFolder
from tests.site import TestSite
from tests.study import Study, publish_tiny
from tests.walk import Character

LEFT = re.compile(r'<li class="is-left">(.*?)</li>', re.DOTALL)
TAG = re.compile(r"<[^>]+>")
LAST_SECOND = datetime(2026, 11, 23, 7, 59, 59, tzinfo=UTC)
"""The last second of 22 November 2026, the last day of ACE's window, in Los Angeles."""


@pytest.fixture
def folder(site: TestSite) -> CourseFolder:
    """The tiny course, published on the site."""
    return publish_tiny(site.database, site.folder / "first-steps", at=site.clock.now())


@pytest.fixture
def ada(site: TestSite, folder: CourseFolder) -> Study:
    """Ada, a social worker with a New York license, enrolled in the tiny course."""
    return Study(site.database, site.clock).sign_up().add_license().enroll(folder.slug)


def left(page: str) -> list[str]:
    """Return what a page says is left, in words."""
    return [" ".join(TAG.sub("", found).split()) for found in LEFT.findall(page)]


def code(browser: Character, step: str, method: str = "GET") -> tuple[int, str | None]:
    """Ask for a step by its address and return the status and the reason it is refused for."""
    headers = {"Accept": "application/json", "X-CSRFToken": browser.token()}
    answer = browser.client.open(f"{browser.course}/{step}", method=method, headers=headers)
    return answer.status_code, (answer.get_json(silent=True) or {}).get("code")


def issued(ada: Study) -> list[Issued]:
    with ada.database.reading() as session:
        return certificates.for_learner(session, ada.learner_id)


def mails(ada: Study) -> list[Mail]:
    with ada.database.reading() as session:
        return [one for one in outbox.messages(session) if one.key.startswith("certificate:")]


STEPS: dict[str, Callable[[Study], Study]] = {
    "lesson_unfinished": Study.read_lessons,
    "post_test_not_passed": Study.take_post_test,
    "not_attested": Study.attest,
    "evaluation_missing": Study.evaluate,
}
"""What is said first, and the step that settles it, in the order of the walk."""


def test_home_and_certificate_page_say_the_same_is_left(site: TestSite, ada: Study) -> None:
    browser, found = ada.browse(site), []
    for step in STEPS.values():
        home = left(browser.get("/home").text)
        assert home == left(browser.get(f"{browser.course}/certificate").text)
        found.append(len(home))
        step(ada)
    assert found == [6, 3, 2, 1]
    assert left(browser.get("/home").text) == left(browser.get(f"{browser.course}/certificate").text) == []


def test_each_later_step_is_refused_for_the_first_reason(site: TestSite, ada: Study) -> None:
    browser = ada.browse(site)
    for reason, step in STEPS.items():
        later = ["post-test", "attestation", "evaluation", "certificate"][list(STEPS).index(reason) :]
        methods = {"post-test": "POST", "certificate": "POST"}
        assert {code(browser, one, methods.get(one, "GET")) for one in later} == {(403, reason)}
        assert f"{browser.course}/" in browser.post(f"{browser.course}/certificate").text
        step(ada)
    assert code(browser, "certificate", "POST") == (303, None)


def test_used_up_attempts_are_told_everywhere(site: TestSite, ada: Study) -> None:
    ada.read_lessons().take_post_test("a").take_post_test("a").take_post_test("a")
    browser = ada.browse(site)
    sentence = "All 3 attempts of the post-test are used."
    assert sentence in left(browser.get("/home").text)[0]
    assert sentence in left(browser.get(f"{browser.course}/certificate").text)[0]
    assert code(browser, "certificate", "POST") == (403, "attempts_used_up")


def test_a_profession_without_approval_is_told_everywhere(site: TestSite, folder: CourseFolder) -> None:
    ben = Study(site.database, site.clock, "ben@example.org").sign_up(profession="nurse").enroll(folder.slug).finish()
    browser = ben.browse(site)
    said = left(browser.get("/home").text)
    assert said == left(browser.get(f"{browser.course}/certificate").text)
    assert said[0].startswith("No approval in force covers your profession (Nurse).")
    assert "Get your certificate" not in browser.get("/home").text
    assert code(browser, "certificate", "POST") == (403, "no_approval_in_force")


def test_asking_twice_gives_one_certificate_and_one_mail(site: TestSite, ada: Study) -> None:
    browser = ada.finish().browse(site)
    browser.claim()
    pdf = browser.get(browser.pdf_address()).data
    browser.claim()
    assert browser.get(browser.pdf_address()).data == pdf
    assert len(issued(ada)) == 1
    assert [(one.recipient, one.key) for one in mails(ada)] == [(ada.email, f"certificate:{issued(ada)[0].id}")]
    assert issued(ada)[0].number in mails(ada)[0].body


def test_asking_at_once_gives_one_certificate_for_each_license(site: TestSite, ada: Study) -> None:
    ada.add_license(jurisdiction="CA", number="0099").finish()
    browsers, start = [ada.browse(site) for _ in range(4)], Barrier(4)

    def claim(browser: Character) -> None:
        token = browser.token()
        start.wait()
        answer = browser.client.post(f"{browser.course}/certificate", data={"csrf_token": token})
        assert answer.status_code == 303

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(claim, browsers))
    assert len(issued(ada)) == len(mails(ada)) == 2


def test_a_crash_between_award_and_certificate_is_made_good(site: TestSite, ada: Study) -> None:
    awards = ada.finish().claim()
    browser = ada.browse(site)
    assert (issued(ada), mails(ada)) == ([], [])
    assert f"{browser.course}/certificate" in browser.get("/home").text
    assert "its certificate is still to be made" in browser.get(f"{browser.course}/certificate").text
    site.clock.tick(days=1)
    browser.claim().claim()
    assert [one.award_id for one in issued(ada)] == [awards[0].id]
    assert len(mails(ada)) == 1


def test_a_certificate_that_cannot_be_stored_is_drawn_again_later(
    site: TestSite, ada: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = ada.finish().browse(site)
    with monkeypatch.context() as broken:
        broken.setattr(outbox, "post", lambda *_args, **_kwargs: 1 / 0)
        assert browser.post(f"{browser.course}/certificate").status_code == 500
    assert (issued(ada), len(ada.standing().awards)) == ([], 1)
    browser.claim()
    assert len(issued(ada)) == len(mails(ada)) == 1


def test_a_license_added_later_is_offered_and_certified_for_the_same_day(site: TestSite, ada: Study) -> None:
    browser = ada.finish().browse(site)
    browser.claim()
    site.clock.tick(days=200)
    page = ada.add_license(jurisdiction="CA", number="0099").browse(site).get(f"{browser.course}/certificate").text
    assert "CA LCSW 0099" in page
    browser.claim()
    assert len({one.snapshot.completion_date for one in issued(ada)}) == 1
    assert len(issued(ada)) == len(mails(ada)) == 2


def test_a_withheld_license_stands_beside_an_earned_one(site: TestSite, ada: Study) -> None:
    browser = ada.add_license(profession="nurse", license_type="RN", number="7").finish().browse(site)
    page = browser.get(f"{browser.course}/certificate").text
    assert "NY LCSW 012345" in page
    assert left(page)[0].startswith("No approval in force covers Nurse in New York.")
    browser.claim()
    assert [one.snapshot.license_number for one in issued(ada)] == ["012345"]
    assert left(browser.get(f"{browser.course}/certificate").text) == left(page)


def test_a_new_name_is_asked_about_before_and_changes_nothing_after(site: TestSite, ada: Study) -> None:
    browser = ada.finish().browse(site)
    browser.fill_profile(last_name="Nwosu")
    assert "Ada Nwosu" in browser.get(f"{browser.course}/certificate").text
    browser.claim()
    pdf = browser.get(browser.pdf_address()).data
    browser.fill_profile(last_name="Okafor")
    browser.claim()
    assert browser.get(browser.pdf_address()).data == pdf
    assert [one.snapshot.learner_name for one in issued(ada)] == ["Ada Nwosu"]


def test_a_withdrawn_certificate_is_named_and_not_issued_again(site: TestSite, ada: Study) -> None:
    number = ada.finish().certify()[0].number
    with site.database.writing() as session:
        certificates.revoke(
            session, issued(ada)[0].id, reason="private words", actor="staff:1", at=site.clock.tick(days=1)
        )
    browser = ada.browse(site).claim()
    page = browser.get(f"{browser.course}/certificate").text
    assert f"The certificate {number} was withdrawn" in page
    assert "private words" not in page
    assert (issued(ada), mails(ada)) == ([], [])


def test_the_ace_statement_is_printed_though_its_window_is_long_over(site: TestSite, ada: Study) -> None:
    browser = ada.finish(LAST_SECOND).browse(site)
    site.clock.instant = LAST_SECOND + timedelta(days=200)
    browser.claim()
    text = PdfReader(io.BytesIO(browser.get(browser.pdf_address()).data)).pages[0].extract_text()
    assert "22 November 2026" in text
    assert "11/22/2023-11/22/2026" in " ".join(text.split())


def test_a_second_after_the_window_there_is_neither_statement_nor_certificate(site: TestSite, ada: Study) -> None:
    browser = ada.finish(LAST_SECOND + timedelta(seconds=1)).browse(site)
    assert code(browser, "certificate", "POST") == (403, "no_approval_in_force")
    assert issued(ada) == []
