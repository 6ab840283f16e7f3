"""An administrator revokes a certificate or issues a corrected one; the learner is told, and everyone else looks on."""

import re

import pytest

from player.accounts.rules import Name
from player.board_reports import service as board_reports
from player.board_reports.rules import Filter
from player.certificates import service as certificates
from player.certificates.rules import Issued
from player.outbox import service as outbox
from tests.desk import ONE_ENGINE
from tests.site import TestSite
from tests.study import Study, sponsor_id
from tests.walk import Character

REVOKE = {"reason": "Another person attested.", "sure": "y"}
CORRECT = {"reason": "Married."}
MARRIED = Name(first="Ada", last="Lovelace")


@pytest.fixture
def certificate(ada: Study) -> Issued:
    """Ada's certificate."""
    return ada.finish().certify()[0]


def address(certificate: Issued, what: str) -> str:
    return f"/office/certificates/{certificate.id}/{what}"


def standing(site: TestSite, certificate: Issued) -> list[str]:
    with site.database.reading() as session:
        return [one.status for one in certificates.of_awards(session, [certificate.award_id])]


def mails(site: TestSite) -> list[tuple[str, str]]:
    with site.database.reading() as session:
        return [(one.recipient, one.body) for one in outbox.messages(session) if one.key.startswith("certificate:")]


def test_a_certificate_is_revoked_once_and_the_learner_is_told_why(
    site: TestSite, dana: Character, certificate: Issued
) -> None:
    sent = [dana.post(address(certificate, "revocation"), REVOKE) for _click in range(2)]
    assert [one.status_code for one in sent] == [303, 303]
    assert standing(site, certificate) == ["revoked"]
    [(recipient, body)] = mails(site)
    assert (recipient, "Another person attested." in body) == ("ada@example.org", True)
    story = dana.get(sent[0].location).text
    assert "revoked (Another person attested.)" in story
    assert story.count("certificate.revoked") == 1
    assert "revocation" not in story


def test_a_corrected_certificate_takes_the_name_from_the_profile_once(
    site: TestSite, dana: Character, ada: Study, certificate: Issued
) -> None:
    ada.rename(MARRIED)
    site.clock.tick(days=9)
    sent = [dana.post(address(certificate, "correction"), CORRECT) for _click in range(2)]
    assert [one.status_code for one in sent] == [303, 303]
    assert standing(site, certificate) == ["superseded", "valid"]
    with site.database.reading() as session:
        new = certificates.for_learner(session, ada.learner_id)[0].snapshot
    assert (new.learner_name, new.replaces) == ("Ada Lovelace", certificate.number)
    assert (new.completion_date, new.credits) == (certificate.snapshot.completion_date, certificate.snapshot.credits)
    assert [new.number in body and certificate.number in body for _recipient, body in mails(site)] == [True]
    assert dana.get(sent[0].location).text.count("certificate.superseded") == 1


def test_a_board_reads_what_the_corrected_certificate_says(
    site: TestSite, dana: Character, ada: Study, certificate: Issued
) -> None:
    ada.rename(MARRIED).remove_licenses().add_license(number="99-1")
    dana.post(address(certificate, "correction"), CORRECT)
    with site.database.reading() as session:
        sponsors = (sponsor_id(site.database),)
        [row] = board_reports.listing(session, sponsors, Filter(), limit=9).newest
        [paper] = certificates.for_learner(session, ada.learner_id)
    assert (row.last_name, row.license_number, row.status) == ("Lovelace", "99-1", "valid")
    assert (row.certificate_no, paper.snapshot.license_line) == (paper.number, "LCSW 99-1, NY")


def test_a_corrected_license_is_not_one_to_claim_for_again(dana: Character, ada: Study, certificate: Issued) -> None:
    ada.remove_licenses().add_license(number="99-1")
    assert [one.holder.label for one in ada.standing().to_award] == ["NY LCSW 99-1"]
    dana.post(address(certificate, "correction"), CORRECT)
    assert ada.standing().to_award == ()


@ONE_ENGINE
def test_the_page_shows_both_names_and_offers_nothing_where_they_are_the_same(
    site: TestSite, dana: Character, ada: Study, certificate: Issued
) -> None:
    page = address(certificate, "correction")
    assert "there is nothing to correct" in dana.get(page).text
    refused = dana.post(page, CORRECT)
    assert (refused.status_code, standing(site, certificate)) == (422, ["valid"])
    ada.rename(MARRIED)
    assert re.search(r"(?s)Ada Okafor.*Ada Lovelace", dana.get(page).text)


@ONE_ENGINE
@pytest.mark.parametrize("wrong", ["revocation reason", "revocation sure", "correction reason"])
def test_nothing_happens_without_a_reason_or_the_tick(
    site: TestSite, dana: Character, ada: Study, certificate: Issued, wrong: str
) -> None:
    ada.rename(MARRIED)
    what, missing = wrong.split()
    answer = dana.post(address(certificate, what), {**REVOKE, missing: ""})
    assert (answer.status_code, "Nothing was" in answer.text) == (422, True)
    assert (standing(site, certificate), mails(site)) == (["valid"], [])


@ONE_ENGINE
@pytest.mark.parametrize("what", ["revocation", "correction"])
def test_viewers_and_other_sponsors_change_nothing(
    site: TestSite, erin: Character, certificate: Issued, what: str
) -> None:
    vera = site.staff(sponsor_id(site.database), "vera@example.org", role="viewer")
    for who, status in ((vera, 403), (erin, 404)):
        assert who.get(address(certificate, what)).status_code == status
        assert who.post(address(certificate, what), REVOKE).status_code == status
    assert standing(site, certificate) == ["valid"]


@ONE_ENGINE
def test_the_story_leads_administrators_there_and_no_one_else(
    site: TestSite, dana: Character, ada: Study, certificate: Issued
) -> None:
    vera = site.staff(sponsor_id(site.database), "vera@example.org", role="viewer")
    story = f"/office/enrollments/{ada.enrollment_id}"
    for what in ("revocation", "correction"):
        assert [address(certificate, what) in who.get(story).text for who in (dana, vera)] == [True, False]


@ONE_ENGINE
def test_what_has_ended_is_neither_revoked_nor_corrected(
    site: TestSite, dana: Character, ada: Study, certificate: Issued
) -> None:
    ada.rename(MARRIED)
    dana.post(address(certificate, "revocation"), REVOKE)
    other = {**REVOKE, "reason": "Another reason."}
    for what in ("revocation", "correction"):
        assert dana.get(address(certificate, what)).status_code == 409
        assert dana.post(address(certificate, what), other).status_code == 409
    assert standing(site, certificate) == ["revoked"]
