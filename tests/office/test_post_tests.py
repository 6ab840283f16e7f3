"""The staff's pages about the post-test: item analysis, a key amended, a pass decided about."""

import csv
import io
import re
import uuid

import pytest

from player.catalog import service as catalog
from player.catalog.rules import EditionSummary
from player.outbox import service as outbox
from player.posttest import service as post_test
from tests.answers import Crowd
from tests.builders import CourseFolder
from tests.desk import ONE_ENGINE
from tests.site import TestSite
from tests.study import Study, sponsor_id
from tests.walk import Character

PAGES = "/office/post-tests"


@pytest.fixture
def edition(site: TestSite, folder: CourseFolder) -> EditionSummary:
    """The edition of the tiny course."""
    with site.database.reading() as session:
        return next(one for one in catalog.current_editions(session) if one.slug == folder.slug)


@pytest.fixture
def address(edition: EditionSummary) -> str:
    """Where the pages of the edition begin."""
    return f"{PAGES}/{edition.edition_id}"


def take(study: Study, **other: str) -> str:
    """Take the post-test with b, which is right, but for the items named (``pt_1_a="c"``); return the attempt's id."""
    with study.studying() as (session, taking):
        attempt = post_test.start(session, taking, key=uuid.uuid4(), at=study.clock.now())
        answers = {item.question_id: "b" for item in attempt.form}
        answers |= {name.replace("_", "-"): option for name, option in other.items()}
        post_test.submit(session, taking, attempt.id, answers, at=study.clock.now())
    return str(attempt.id)


def record(dana: Character, address: str, *options: str, question: str = "pt-1-a", **more: str) -> str:
    """Record an amendment and return its address."""
    data = {"key": str(uuid.uuid4()), "accepted": list(options), "reason": "Misprint.", **more}
    answer = dana.post(f"{address}/key/{question}", data)
    assert answer.status_code == 303, answer.text
    return answer.location


def mails(site: TestSite, key: str = "regraded:") -> list[str]:
    with site.database.reading() as session:
        return [one.recipient for one in outbox.messages(session) if one.key.startswith(key)]


def test_who_passes_by_an_amendment_is_told_once_and_goes_on_to_the_certificate(
    site: TestSite, dana: Character, ada: Study, address: str
) -> None:
    take(ada.read_lessons(), pt_1_a="c", pt_1_b="c")
    amendment = record(dana, address, "b", "c")
    assert "passes newly, is told" in dana.get(amendment).text
    assert mails(site) == []
    site.clock.tick(days=3)
    assert [dana.post(amendment).status_code for _click in range(2)] == [303, 303]
    assert mails(site) == ["ada@example.org"]
    assert "Applied 5 March 2026" in dana.get(amendment).text
    [certificate] = ada.attest().evaluate().certify()
    assert str(certificate.snapshot.completion_date) == "2026-03-05"


def test_the_gate_was_met_when_the_key_was_amended_and_not_at_the_attempt(
    site: TestSite, dana: Character, ada: Study, address: str
) -> None:
    take(ada.read_lessons(), pt_1_a="c", pt_1_b="c")
    amendment = record(dana, address, "c")
    applied_at = site.clock.tick(days=3)
    dana.post(amendment)
    met = {one.requirement.kind: one.met_at for one in ada.standing().facts}
    assert met["post_test"] == applied_at


@ONE_ENGINE
def test_the_learner_sees_the_amended_key_and_that_it_was_scored_anew(
    site: TestSite, dana: Character, ada: Study, address: str
) -> None:
    attempt = take(ada.read_lessons(), pt_1_a="c", pt_1_b="c")
    dana.post(record(dana, address, "b", "c"))
    dana.post(record(dana, address, question="pt-2-a", is_dropped="y"))
    browser = ada.browse(site)
    page = browser.get(f"{browser.course}/post-test/{attempt}").text
    assert re.search(r"Scored anew on 2 March 2026, \d\d:\d\d P[SD]T", page)
    assert "At first it was 4 of 6 right" in page
    assert page.count("Right answer: Neither.") == 1
    assert "taken out of the scoring" in page


@ONE_ENGINE
def test_a_pass_is_kept_and_taken_by_decision_while_its_certificate_stands(
    dana: Character, ada: Study, address: str
) -> None:
    attempt = take(ada.read_lessons(), pt_1_b="c")
    certificate = ada.attest().evaluate().certify()[0]
    amendment = record(dana, address, "c")
    assert "the pass and its score are kept" in dana.get(amendment).text
    dana.post(amendment)
    decision = f"{address}/passes/{ada.enrollment_id}/{attempt}"
    assert decision in dana.get(f"{address}/key").text
    assert certificate.number in dana.get(decision).text
    assert dana.post(decision, {"reason": "It was never b.", "sure": "y"}).status_code == 303
    assert "4 of 6 right" in dana.get(f"/office/enrollments/{ada.enrollment_id}").text
    assert certificate.number in dana.get("/office/completions").text
    assert dana.get(decision).status_code == 404


@ONE_ENGINE
def test_a_decision_is_not_taken_by_accident(dana: Character, ada: Study, address: str) -> None:
    attempt = take(ada.read_lessons(), pt_1_b="c")
    dana.post(record(dana, address, "c"))
    decision = f"{address}/passes/{ada.enrollment_id}/{attempt}"
    for data in ({"reason": "It was never b."}, {"sure": "y"}, {"reason": "  ", "sure": "y"}):
        answer = dana.post(decision, data)
        assert (answer.status_code, "Nothing was decided yet" in answer.text) == (422, True)
    assert dana.get(decision).status_code == 200


@ONE_ENGINE
def test_an_amendment_without_answer_or_reason_is_asked_for_again(dana: Character, address: str) -> None:
    key = {"key": str(uuid.uuid4())}
    no_answer = dana.post(f"{address}/key/pt-1-a", {**key, "reason": "Misprint."})
    assert (no_answer.status_code, "Tick at least one answer" in no_answer.text) == (422, True)
    no_reason = dana.post(f"{address}/key/pt-1-a", {**key, "accepted": "c"})
    assert (no_reason.status_code, "Give the reason" in no_reason.text) == (422, True)
    assert 'value="c" checked' in no_reason.text
    assert "Amendments</h2>" not in dana.get(f"{address}/key").text
    assert dana.get(f"{address}/key/pt-9-z").status_code == 404


@ONE_ENGINE
def test_a_viewer_looks_and_amends_nothing(site: TestSite, dana: Character, ada: Study, address: str) -> None:
    take(ada.read_lessons(), pt_1_a="c", pt_1_b="c")
    amendment = record(dana, address, "c")
    vera = site.staff(sponsor_id(site.database), "vera@example.org", role="viewer")
    for page in (address, f"{address}/key", amendment):
        assert vera.get(page).status_code == 200
    assert "An administrator of the sponsor applies it" in vera.get(amendment).text
    assert vera.get(f"{address}/items.csv").status_code == 403
    assert vera.get(f"{address}/key/pt-1-a").status_code == 403
    assert vera.post(amendment).status_code == 403
    assert mails(site) == []


@ONE_ENGINE
def test_another_sponsors_staff_finds_nothing(erin: Character, dana: Character, address: str) -> None:
    amendment = record(dana, address, "c")
    assert address not in erin.get(f"{PAGES}/").text
    for page in (address, f"{address}/key", f"{address}/items.csv", f"{address}/key/pt-1-a", amendment):
        assert erin.get(page).status_code == 404
    assert erin.post(amendment).status_code == 404


@ONE_ENGINE
def test_of_few_attempts_the_page_says_nothing_yet(dana: Character, ada: Study, address: str) -> None:
    take(ada.read_lessons())
    page = dana.get(address).text
    assert "One attempt was submitted." in page
    assert "<svg viewBox" not in page


@ONE_ENGINE
def test_the_analysis_is_a_page_with_a_picture_and_tables(
    site: TestSite, dana: Character, edition: EditionSummary, address: str
) -> None:
    Crowd(edition=edition, learners=20).write(site.database)
    page = dana.get(address).text
    assert "A small sample: 20 attempts" in page
    assert len(re.findall(r"<g><title>pt-[^<]+</title>", page)) == 6
    assert page.count('class="item-options"') == 6
    assert "whoever came again" in dana.get(f"{address}?attempts=all").text


@ONE_ENGINE
def test_the_analysis_is_a_file_whose_text_is_no_formula(site: TestSite, dana: Character, folder: CourseFolder) -> None:
    folder.edit("post_test.yaml", '"What is asked in pt-1-a?"', '"=1+1 is asked"')
    folder.publish(site.database, at=site.clock.tick(days=1))
    with site.database.reading() as session:
        edition = next(one for one in catalog.current_editions(session) if one.slug == folder.slug)
    Crowd(edition=edition, learners=20).write(site.database)
    answer = dana.get(f"{PAGES}/{edition.edition_id}/items.csv?attempts=all")
    assert "first-steps-edition-2-items-all-attempts.csv" in answer.headers["Content-Disposition"]
    lines = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert (len(lines), lines[0]["stem"], lines[0]["answers"]) == (24, "'=1+1 is asked", "20")
    assert sum(int(one["chosen"]) for one in lines[:4]) == 20
    assert re.fullmatch(r"-?[01]\.\d{3}", lines[0]["discrimination_corrected"])
