"""One certificate for one award, frozen at issue, corrected only by another one, verifiable for good."""

import hashlib
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from threading import Barrier

import pytest
from sqlalchemy import event

from player.certificates import pdf, service
from player.certificates.rules import AwardFacts, Issued, Prepared
from player.db import Database
from player.errors import Invalid, NotAllowed, NotFound, OutOfDate
from tests.certificates.conftest import ADA, SITE, TOUR, Award
from tests.conftest import HandClock

ADAS = AwardFacts(award_id=uuid.uuid4(), learner_id=uuid.uuid4(), **vars(ADA))


def issued(database: Database, clock: HandClock, award: AwardFacts, *prepared: Prepared) -> Issued:
    """Issue an award's certificate in a transaction of its own."""
    with database.writing() as session:
        return service.issue(session, award=award, site_url=SITE, at=clock.now(), prepared=prepared)


def prepared(clock: HandClock, facts: AwardFacts) -> Prepared:
    return service.prepare(facts, site_url=SITE, at=clock.now())


@pytest.fixture
def never_renders(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rendering, once this is asked for, fails the test."""

    def fail(_snapshot: object) -> bytes:
        raise AssertionError("rendered inside the transaction")

    monkeypatch.setattr(pdf, "render", fail)


def test_a_certificate_says_what_was_earned(database: Database, clock: HandClock, award: Award) -> None:
    facts = award()
    certificate = issued(database, clock, facts)
    assert (certificate.award_id, certificate.status, certificate.issued_at) == (facts.award_id, "valid", clock.now())
    words = certificate.snapshot
    assert (words.learner_name, words.credits, words.ordinal) == ("Ada Lovelace, LCSW", Decimal("2.00"), 1)
    assert certificate.number.startswith("2026-")
    assert words.verify_url == f"{SITE}/verify/{certificate.verify_code}"


def test_claiming_twice_gives_the_same_certificate(database: Database, clock: HandClock, award: Award) -> None:
    facts = award()
    first = issued(database, clock, facts)
    clock.tick(days=3)
    assert issued(database, clock, facts) == first
    assert issued(database, clock, replace(facts, learner_name="Ada King")) == first


def test_two_claims_at_once_give_one_certificate(database: Database, clock: HandClock, award: Award) -> None:
    facts, start = award(), Barrier(4)

    def claim(number: int) -> Issued:
        words = replace(facts, learner_name=f"Ada {number}")
        ready = prepared(clock, words)
        start.wait()
        return issued(database, clock, words, ready)

    with ThreadPoolExecutor(4) as pool:
        certificates = list(pool.map(claim, range(4)))
    assert len({certificate.id for certificate in certificates}) == 1
    with database.reading() as session:
        assert len(service.of_awards(session, [facts.award_id])) == 1


def test_an_interrupted_claim_leaves_nothing(database: Database, clock: HandClock, award: Award) -> None:
    facts = award()
    with database.writing() as session:
        service.issue(session, award=facts, site_url=SITE, at=clock.now())
        session.rollback()
    with database.reading() as session:
        assert service.for_learner(session, facts.learner_id) == []


def test_what_was_rendered_before_the_transaction_is_what_is_stored(
    database: Database, clock: HandClock, award: Award, request: pytest.FixtureRequest
) -> None:
    facts, twin = award(), award()
    ready = [prepared(clock, twin), prepared(clock, replace(facts, learner_name="Ben")), prepared(clock, facts)]
    request.getfixturevalue("never_renders")
    certificate = issued(database, clock, facts, *ready)
    assert certificate.snapshot == ready[2].snapshot
    with database.reading() as session:
        assert service.get_pdf(session, certificate.id, facts.learner_id).pdf == ready[2].pdf


def test_a_name_changed_in_between_is_rendered_again(database: Database, clock: HandClock, award: Award) -> None:
    facts = award()
    certificate = issued(database, clock, replace(facts, learner_name="Ada King"), prepared(clock, facts))
    assert certificate.snapshot.learner_name == "Ada King"


def test_two_licenses_written_alike_get_a_certificate_each(database: Database, clock: HandClock, award: Award) -> None:
    both = [award(), award()]
    ready = [prepared(clock, facts) for facts in both]
    certificates = [issued(database, clock, facts, *ready) for facts in both]
    assert [one.award_id for one in certificates] == [facts.award_id for facts in both]


def test_the_day_of_issue_is_counted_where_the_course_was_completed(clock: HandClock) -> None:
    clock.instant = datetime(2027, 1, 1, 7, 59, tzinfo=UTC)
    ready = prepared(clock, ADAS)
    assert ready.snapshot.issued_on == date(2026, 12, 31)
    assert ready.snapshot.number.startswith("2026-")


def test_numbers_and_codes_are_all_different(clock: HandClock) -> None:
    ready = [prepared(clock, ADAS) for _ in range(20)]
    assert len({one.snapshot.number for one in ready}) == len({one.verify_code for one in ready}) == 20


def test_a_sample_is_a_sample_everywhere(database: Database, clock: HandClock, award: Award) -> None:
    certificate = issued(database, clock, award(is_sample=True))
    assert certificate.number.startswith("SAMPLE-2026-")
    with database.reading() as session:
        found = service.by_verify_code(session, certificate.verify_code)
    assert found is not None
    assert found.is_sample


def test_a_name_that_cannot_be_printed_is_refused_before_issue(
    database: Database, clock: HandClock, award: Award
) -> None:
    facts = award(learner_name="李小龙")
    assert service.unprintable(facts.learner_name) == set("李小龙")
    with pytest.raises(Invalid, match="unprintable"):
        issued(database, clock, facts)
    with database.reading() as session:
        assert service.of_awards(session, [facts.award_id]) == []


def test_a_download_is_what_was_issued_byte_for_byte(database: Database, clock: HandClock, award: Award) -> None:
    facts = award()
    certificate = issued(database, clock, facts)
    with database.reading() as session:
        paper = service.get_pdf(session, certificate.id, facts.learner_id)
    assert paper.pdf == pdf.render(certificate.snapshot)
    assert paper.sha256 == certificate.sha256 == hashlib.sha256(paper.pdf).hexdigest()
    assert paper.file_name == f"certificate-{certificate.number}.pdf"


def test_nobody_downloads_the_certificate_of_another(database: Database, clock: HandClock, award: Award) -> None:
    ada, ben = award(), award(learner_name="Ben")
    certificate = issued(database, clock, ada)
    with database.reading() as session:
        for certificate_id, learner_id in ((certificate.id, ben.learner_id), (uuid.uuid4(), ada.learner_id)):
            with pytest.raises(NotFound):
                service.get_pdf(session, certificate_id, learner_id)


def test_a_learner_has_all_certificates_newest_first(database: Database, clock: HandClock, award: Award) -> None:
    facts = award()
    first = issued(database, clock, facts)
    issued(database, clock, award(learner_name="Ben"))
    with database.reading() as session:
        assert service.for_learner(session, facts.learner_id) == [first]
        assert service.for_learner(session, uuid.uuid4()) == []


def test_anyone_can_verify_by_code_and_by_number(database: Database, clock: HandClock, award: Award) -> None:
    certificate = issued(database, clock, award())
    typed = certificate.number.lower().replace("-", " ")
    with database.reading() as session:
        by_code = service.by_verify_code(session, certificate.verify_code.upper())
        assert by_code is not None
        assert by_code == service.by_verify_code(session, typed)
        assert (by_code.status, by_code.learner_name) == ("valid", "Ada Lovelace, LCSW")


@pytest.mark.parametrize("code", ["", "x" * 16, "None", "2026-22222-22222-2", "%", "' OR 1=1"])
def test_what_was_never_issued_verifies_as_nothing(
    database: Database, clock: HandClock, award: Award, code: str
) -> None:
    issued(database, clock, award())
    with database.reading() as session:
        assert service.by_verify_code(session, code) is None


def test_a_correction_replaces_a_certificate_and_keeps_what_was_earned(
    database: Database, clock: HandClock, award: Award
) -> None:
    facts = award()
    old = issued(database, clock, facts)
    words, at = replace(facts, learner_name="Ada King"), clock.tick(days=1)
    with database.writing() as session:
        new = service.reissue(session, old.id, words=words, site_url=SITE, reason="married", actor="staff:1", at=at)
    assert (new.snapshot.ordinal, new.snapshot.replaces) == (2, old.number)
    assert (new.snapshot.completion_date, new.snapshot.credits) == (ADA.completion_date, ADA.credits)
    with database.reading() as session:
        assert [one.status for one in service.of_awards(session, [facts.award_id])] == ["superseded", "valid"]
        assert service.for_learner(session, facts.learner_id) == [new]
        assert issued(database, clock, facts) == new


def test_both_the_old_and_the_new_one_verify(database: Database, clock: HandClock, award: Award) -> None:
    old = issued(database, clock, award())
    with database.writing() as session:
        new = service.reissue(
            session, old.id, words=ADA, site_url=SITE, reason="lost", actor="staff:1", at=clock.tick(days=1)
        )
    with database.reading() as session:
        shown = [service.by_verify_code(session, one.verify_code) for one in (old, new)]
    assert [(one.status, one.ended_at) for one in shown if one] == [("superseded", clock.now()), ("valid", None)]


@pytest.mark.parametrize(
    "change", [{"credits": Decimal(3)}, {"completion_date": date(2026, 3, 1)}, {"is_sample": True}]
)
def test_a_correction_never_changes_what_was_earned(
    database: Database, clock: HandClock, award: Award, change: dict[str, object]
) -> None:
    old = issued(database, clock, award())
    words = replace(ADA, **change)  # type: ignore[arg-type]  # any word
    with pytest.raises(Invalid, match="correction_changes_credit"), database.writing() as session:
        service.reissue(session, old.id, words=words, site_url=SITE, reason="?", actor="staff:1", at=clock.now())
    with database.reading() as session:
        assert service.by_verify_code(session, old.verify_code) is not None


def test_a_revoked_certificate_says_so_and_never_comes_back(database: Database, clock: HandClock, award: Award) -> None:
    facts = award()
    certificate = issued(database, clock, facts)
    with database.writing() as session:
        revoked = service.revoke(
            session, certificate.id, reason="issued in error", actor="staff:1", at=clock.tick(days=1)
        )
    assert (revoked.status, revoked.ended_reason, revoked.ended_at) == ("revoked", "issued in error", clock.now())
    with pytest.raises(NotAllowed, match="certificate_revoked"):
        issued(database, clock, facts)
    with database.reading() as session:
        found = service.by_verify_code(session, certificate.number)
        assert service.for_learner(session, facts.learner_id) == []
    assert found is not None
    assert found.status == "revoked"


def test_what_has_ended_does_not_end_again(database: Database, clock: HandClock, award: Award) -> None:
    certificate = issued(database, clock, award())
    with database.writing() as session:
        service.revoke(session, certificate.id, reason="once", actor="staff:1", at=clock.now())
    with database.writing() as session:
        with pytest.raises(OutOfDate):
            service.revoke(session, certificate.id, reason="twice", actor="staff:1", at=clock.now())
        with pytest.raises(OutOfDate):
            service.reissue(
                session, certificate.id, words=ADA, site_url=SITE, reason="", actor="staff:1", at=clock.now()
            )


def test_a_certificate_that_is_not_there_is_not_found(database: Database, clock: HandClock) -> None:
    with database.writing() as session, pytest.raises(NotFound):
        service.revoke(session, uuid.uuid4(), reason="", actor="staff:1", at=clock.now())


def test_a_course_without_credit_has_a_certificate_too(database: Database, clock: HandClock, award: Award) -> None:
    certificate = issued(database, clock, award(TOUR))
    assert (certificate.snapshot.credits, certificate.snapshot.credit_bearing) == (None, False)


def test_reading_many_certificates_does_not_read_their_pdfs(database: Database, clock: HandClock, award: Award) -> None:
    facts, read = award(), list[str]()
    certificate = issued(database, clock, facts)
    others = [uuid.uuid4() for _ in range(600)]
    with database.reading() as session:
        event.listen(session, "do_orm_execute", lambda state: read.append(str(state.statement)))
        assert service.of_awards(session, [*others, facts.award_id]) == [certificate]
    assert len(read) == 2
    assert not any("certificate.pdf" in statement for statement in read)
