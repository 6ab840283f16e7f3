"""The learner's download, and the page on which anyone can verify a certificate."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert

from config import Config
from player.app import create_app
from player.certificates import service
from player.certificates.rules import AwardFacts, Issued
from player.certificates.views import VERIFICATIONS_A_MINUTE
from player.db import Database
from player.schema import metadata
from tests.certificates.conftest import ADA, SITE, TOUR, Award
from tests.conftest import HandClock

Issue = Callable[..., tuple[AwardFacts, Issued]]


@pytest.fixture
def client(database: Database, clock: HandClock, tmp_path: Path) -> FlaskClient:
    """A browser at the site."""
    config = Config(data=tmp_path, database_url="", secret="s" * 32, audit_key=b"k" * 32)
    return create_app(config, clock=clock, database=database).test_client()


@pytest.fixture
def issue(database: Database, clock: HandClock, award: Award) -> Issue:
    """Gives somebody an award and its certificate."""

    def issue(*args: object, **changes: object) -> tuple[AwardFacts, Issued]:
        facts = award(*args, **changes)
        with database.writing() as session:
            return facts, service.issue(session, award=facts, site_url=SITE, at=clock.now())

    return issue


@pytest.fixture
def signed_in(database: Database, clock: HandClock, client: FlaskClient) -> Callable[[AwardFacts], FlaskClient]:
    """Signs the learner of an award in."""

    def sign_in(facts: AwardFacts) -> FlaskClient:
        token = facts.learner_id.hex
        login = {"email": f"{token}@example.org", "active": True, "fs_uniquifier": token, "is_demo": False}
        with database.writing() as session:
            of = {"learner_id": facts.learner_id, "confirmed_at": clock.now()}
            session.execute(insert(metadata.tables["login"]).values(**login, **of))
        with client.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = token, True
        return client

    return sign_in


SignIn = Callable[[AwardFacts], FlaskClient]


def test_a_learner_downloads_the_certificate(issue: Issue, signed_in: SignIn) -> None:
    facts, certificate = issue()
    answer = signed_in(facts).get(f"/certificates/{certificate.id}.pdf")
    assert (answer.status_code, answer.mimetype, answer.data[:5]) == (200, "application/pdf", b"%PDF-")
    assert answer.headers["Content-Disposition"] == f"inline; filename=certificate-{certificate.number}.pdf"
    assert answer.get_etag() == (certificate.sha256, False)
    assert answer.cache_control.private
    assert answer.cache_control.no_cache


def test_a_browser_that_has_the_certificate_is_told_so(issue: Issue, signed_in: SignIn) -> None:
    facts, certificate = issue()
    known = {"If-None-Match": f'"{certificate.sha256}"'}
    answer = signed_in(facts).get(f"/certificates/{certificate.id}.pdf", headers=known)
    assert (answer.status_code, answer.data) == (304, b"")


def test_someone_elses_certificate_is_not_there(issue: Issue, signed_in: SignIn) -> None:
    ben, _ = issue(learner_name="Ben")
    _, adas = issue()
    assert signed_in(ben).get(f"/certificates/{adas.id}.pdf").status_code == 404


def test_a_visitor_is_sent_to_sign_in(issue: Issue, client: FlaskClient) -> None:
    _, certificate = issue()
    answer = client.get(f"/certificates/{certificate.id}.pdf")
    assert answer.status_code == 302
    assert answer.location.startswith("/sign-in?next=")


def test_anyone_can_verify_what_is_on_the_paper(issue: Issue, client: FlaskClient) -> None:
    _, certificate = issue()
    page = client.get(certificate.snapshot.verify_url.removeprefix(SITE))
    assert page.status_code == 200
    for words in ("Valid.", certificate.number, "Ada Lovelace, LCSW", "2 March 2026", "America/Los_Angeles"):
        assert words in page.text
    for words in (
        "2.0 CE credits (contact hours), clinical",
        "reading-based online activity",
        ADA.sponsor_name,
        "2345",
    ):
        assert words in page.text


def test_verification_shows_no_more_than_that(issue: Issue, client: FlaskClient) -> None:
    facts, certificate = issue()
    page = client.get(f"/verify/{certificate.verify_code}").text
    for hidden in (
        ADA.license_number,
        ADA.license_line,
        ADA.sponsor_contact,
        str(facts.learner_id),
        str(certificate.id),
    ):
        assert hidden not in page


@pytest.mark.parametrize("path", ["/verify", "/verify/unknown", "/verify?code=unknown"])
def test_search_engines_keep_out(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in answer.text


def test_the_verification_page_is_kept_out_of_search_too(issue: Issue, client: FlaskClient) -> None:
    answer = client.get(f"/verify/{issue()[1].verify_code}")
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in answer.text


@pytest.mark.parametrize("spell", [str, str.lower, lambda number: number.replace("-", " ")])
def test_a_number_typed_from_paper_leads_there(issue: Issue, client: FlaskClient, spell: Callable[[str], str]) -> None:
    _, certificate = issue()
    answer = client.get("/verify", query_string={"code": f" {spell(certificate.number)} "})
    assert (answer.status_code, answer.location) == (302, f"/verify/{certificate.number}")
    assert "Valid." in client.get(answer.location).text


def test_a_typing_error_is_told_from_an_unknown_number(issue: Issue, client: FlaskClient) -> None:
    number = issue()[1].number
    mistyped = client.get("/verify", query_string={"code": number[:-1]})
    assert mistyped.status_code == 200
    assert "This cannot be one of our numbers." in mistyped.text
    unknown = client.get("/verify/2222222222222222")
    assert unknown.status_code == 404
    assert "We have issued no certificate" in unknown.text


def test_what_is_typed_is_shown_but_never_run(client: FlaskClient) -> None:
    page = client.get("/verify", query_string={"code": '"><script>alert(1)</script>'}).text
    assert "<script>alert" not in page


def test_a_sample_is_called_one(issue: Issue, client: FlaskClient) -> None:
    page = client.get(f"/verify/{issue(is_sample=True)[1].verify_code}").text
    assert "Sample, not valid for credit." in page
    assert "Valid." not in page


def test_a_course_without_credit_is_called_one(issue: Issue, client: FlaskClient) -> None:
    page = client.get(f"/verify/{issue(TOUR)[1].verify_code}").text
    assert "Certificate of completion, no CE credit" in page


def test_a_revoked_certificate_says_since_when(
    database: Database, clock: HandClock, issue: Issue, client: FlaskClient
) -> None:
    _, certificate = issue()
    with database.writing() as session:
        service.revoke(
            session, certificate.id, reason="private words", actor="staff:1", at=clock.now() + timedelta(days=9)
        )
    page = client.get(f"/verify/{certificate.verify_code}").text
    assert "Revoked on 11 March 2026" in page
    assert "Valid." not in page
    assert "private words" not in page


def test_a_superseded_certificate_sends_to_its_holder(
    database: Database, clock: HandClock, issue: Issue, client: FlaskClient
) -> None:
    _, old = issue()
    with database.writing() as session:
        new = service.reissue(session, old.id, words=ADA, site_url=SITE, reason="lost", actor="staff:1", at=clock.now())
    page = client.get(f"/verify/{old.verify_code}").text
    assert "Superseded on 2 March 2026" in page
    assert new.number not in page


def test_nobody_tries_codes_without_end(clock: HandClock, client: FlaskClient) -> None:
    codes = [client.get(f"/verify/{number}").status_code for number in range(VERIFICATIONS_A_MINUTE + 1)]
    assert codes == [404] * VERIFICATIONS_A_MINUTE + [429]
    clock.tick(minutes=1)
    assert client.get("/verify/x").status_code == 404
