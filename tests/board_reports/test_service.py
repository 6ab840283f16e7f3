"""Which completions a report holds, in which words, and how its export is noted."""

import csv
import io
import uuid
from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import IO

import pytest

from player.accounts.rules import Name
from player.audit import service as audit
from player.board_reports import service
from player.board_reports.rules import Completion, Filter
from player.board_reports.service import Report
from player.catalog import service as catalog
from player.certificates import service as certificates
from player.certificates.rules import Words
from player.db import Database
from player.errors import Invalid
from tests.board_reports.conftest import Complete
from tests.builders import CourseFolder
from tests.bulk import multiply
from tests.conftest import HandClock
from tests.study import Study, publish_tiny

EVERYTHING = Filter()
FIRST = datetime(2026, 3, 5, 7, 59, 59, tzinfo=UTC)
"""4 March 2026, one second before midnight, in Los Angeles."""
SECOND = datetime(2026, 3, 5, 8, 0, 0, tzinfo=UTC)
THIRD = datetime(2026, 4, 1, 12, tzinfo=UTC)


def listed(database: Database, sponsor_ids: Iterable[uuid.UUID], wanted: Filter = EVERYTHING) -> list[Completion]:
    with database.reading() as session:
        return list(service.listing(session, sponsor_ids, wanted, limit=100).newest)


def reported(
    database: Database, sponsor_ids: Iterable[uuid.UUID], wanted: Filter = EVERYTHING, into: IO[bytes] | None = None
) -> Report:
    with database.reading() as session:
        return service.report(session, sponsor_ids, wanted, into or io.BytesIO())


def exported(database: Database, sponsor_ids: Iterable[uuid.UUID], wanted: Filter = EVERYTHING) -> list[list[str]]:
    content = io.BytesIO()
    reported(database, sponsor_ids, wanted, content)
    return list(csv.reader(io.StringIO(content.getvalue().decode(), newline="")))[1:]


def numbers(rows: list[Completion]) -> list[str]:
    return [one.license_number for one in rows]


def test_a_completion_is_told_in_the_words_of_its_snapshots(
    database: Database, sponsor_id: uuid.UUID, complete: Complete
) -> None:
    ada = complete(FIRST)
    number = ada.standing().awards[0]
    ada.rename(Name(last="Nwosu")).remove_licenses()
    found = listed(database, [sponsor_id])[0]
    assert (found.last_name, found.first_name, found.license_number) == ("Okafor", "Ada", "012345")
    assert (found.course_id, found.course_version, found.course_title) == ("first-steps", 1, "First steps")
    assert (found.completion_date, found.completion_zone) == (date(2026, 3, 4), "America/Los_Angeles")
    assert (found.credits, found.credit_type, found.score_percent) == (number.credits, "clinical", 100)
    assert (found.sponsor_body, found.sponsor_number) == ("Association of Social Work Boards", "1480")


def test_every_license_has_its_own_row(database: Database, sponsor_id: uuid.UUID, complete: Complete) -> None:
    ada = complete(FIRST)
    ada.add_license(jurisdiction="CA", number="007").certify()
    assert sorted((one.jurisdiction, one.license_number) for one in listed(database, [sponsor_id])) == [
        ("CA", "007"),
        ("NY", "012345"),
    ]


def test_without_a_license_the_row_has_the_profession(
    database: Database, sponsor_id: uuid.UUID, clock: HandClock
) -> None:
    Study(database, clock).sign_up().enroll().finish().certify()
    found = listed(database, [sponsor_id])[0]
    assert (found.profession, found.jurisdiction, found.license_type, found.license_number) == (
        "social-worker",
        "",
        "",
        "",
    )


HARBOR_LANE, FICTIONAL, BOTH = ("harbor-lane",), ("fictional",), ("fictional", "harbor-lane")
FILTERS = [
    (BOTH, Filter(), ["1", "2", "3"]),
    (BOTH, Filter(since=date(2026, 3, 4)), ["1", "2", "3"]),
    (BOTH, Filter(since=date(2026, 3, 5)), ["2", "3"]),
    (BOTH, Filter(until=date(2026, 3, 4)), ["1"]),
    (BOTH, Filter(until=date(2026, 3, 5)), ["1", "2"]),
    (BOTH, Filter(since=date(2026, 3, 5), until=date(2026, 3, 5)), ["2"]),
    (BOTH, Filter(since=date(2026, 4, 2)), []),
    (BOTH, Filter(course="second-steps"), ["3"]),
    (BOTH, Filter(course="first-steps", until=date(2026, 3, 4)), ["1"]),
    (BOTH, Filter(course="no-such-course"), []),
    (BOTH, Filter(samples=True), ["4"]),
    (BOTH, Filter(samples=True, course="first-steps"), []),
    (FICTIONAL, Filter(), []),
    (FICTIONAL, Filter(samples=True), ["4"]),
    (HARBOR_LANE, Filter(), ["1", "2", "3"]),
    (HARBOR_LANE, Filter(samples=True), []),
    ((), Filter(), []),
]


@pytest.fixture
def sponsors(database: Database, clock: HandClock, folder: CourseFolder, complete: Complete) -> dict[str, uuid.UUID]:
    """Two sponsors by key, one of them fictional, with three completions and one sample."""
    publish_tiny(database, folder.root / "second", slug="second-steps", at=clock.now())
    tour = CourseFolder(folder.root / "tour", slug="tour", is_fictional=True)
    tour.edit("sponsor.yaml", "key: harbor-lane", "key: fictional")
    tour.publish(database, at=clock.now())
    complete(FIRST, number="1")
    complete(SECOND, number="2")
    complete(THIRD, number="3", slug="second-steps")
    complete(THIRD, number="4", slug="tour")
    with database.reading() as session:
        return {one.key: one.id for one in catalog.sponsors(session)}


def test_the_list_and_the_export_hold_what_the_filter_says(database: Database, sponsors: dict[str, uuid.UUID]) -> None:
    for keys, wanted, expected in FILTERS:
        sponsor_ids = [sponsors[key] for key in keys]
        assert numbers(listed(database, sponsor_ids, wanted)) == expected[::-1], wanted
        assert [line[9] for line in exported(database, sponsor_ids, wanted)] == expected, wanted


def test_a_list_shows_the_newest_and_counts_all(database: Database, sponsor_id: uuid.UUID, complete: Complete) -> None:
    multiply(database, complete().standing().awards[0].id, 5)
    with database.reading() as session:
        found = service.listing(session, [sponsor_id], EVERYTHING, limit=2)
    assert len(found.newest) == 2
    assert [*found.newest] == listed(database, [sponsor_id])[:2]
    assert found.total == 6


def test_the_same_completions_give_the_same_bytes(
    database: Database, sponsor_id: uuid.UUID, complete: Complete
) -> None:
    multiply(database, complete().standing().awards[0].id, 5)
    one, other = reported(database, [sponsor_id]), reported(database, [sponsor_id])
    assert (one.row_count, one.file.sha256) == (6, other.file.sha256)


def test_an_award_without_a_certificate_is_no_completion_yet(
    database: Database, clock: HandClock, sponsor_id: uuid.UUID
) -> None:
    ada = Study(database, clock).sign_up().add_license().enroll().finish()
    ada.claim()
    assert listed(database, [sponsor_id]) == []
    ada.certify()
    assert len(listed(database, [sponsor_id])) == 1


def test_a_course_without_credit_is_reported_with_none(
    database: Database, clock: HandClock, sponsor_id: uuid.UUID, folder: CourseFolder, complete: Complete
) -> None:
    publish_tiny(database, folder.root / "plain", slug="plain", credit_bearing=False, at=clock.now())
    complete(slug="plain")
    found = listed(database, [sponsor_id])[0]
    assert (found.credits, found.sponsor_body, found.license_number) == (Decimal(0), "", "")


def test_a_correction_gives_the_row_its_new_number(
    database: Database, clock: HandClock, sponsor_id: uuid.UUID, complete: Complete
) -> None:
    ada = complete()
    with database.writing() as session:
        old = certificates.for_learner(session, ada.learner_id)[0]
        words = Words(**{one.name: getattr(old.snapshot, one.name) for one in fields(Words)})
        corrected = replace(words, learner_name="Ada Nwosu")
        at = clock.tick(days=1)
        new = certificates.reissue(
            session, old.id, words=corrected, site_url="http://localhost", reason="-", actor="staff:1", at=at
        )
    found = [(one.certificate_no, one.status) for one in listed(database, [sponsor_id])]
    assert found == [(new.number, "valid")]
    assert new.number != old.number


def test_a_revoked_certificate_stays_in_the_report_and_says_so(
    database: Database, clock: HandClock, sponsor_id: uuid.UUID, complete: Complete
) -> None:
    ada = complete()
    with database.writing() as session:
        issued = certificates.for_learner(session, ada.learner_id)[0]
        certificates.revoke(
            session, issued.id, reason="Attested by another person.", actor="staff:1", at=clock.tick(days=1)
        )
    assert [(one.certificate_no, one.status) for one in listed(database, [sponsor_id])] == [(issued.number, "revoked")]
    assert exported(database, [sponsor_id])[0][-1] == "revoked"


def test_an_export_is_noted_in_every_sponsors_ledger_with_its_own_rows(
    database: Database, clock: HandClock, sponsors: dict[str, uuid.UUID]
) -> None:
    wanted = Filter(course="first-steps", since=date(2026, 3, 4), until=date(2026, 3, 31))
    made = reported(database, sponsors.values(), wanted)
    with database.writing() as session:
        name = service.note_export(session, made, actor="staff:dana", at=clock.now())
        ledger = {one.sponsor_id: one for one in service.exports(session, sponsors.values())}
        trail = [audit.entries_about(session, f"export:{one.id}")[0].entry for one in ledger.values()]
    assert {key: ledger[one].row_count for key, one in sponsors.items()} == {"fictional": 0, "harbor-lane": 2}
    noted = ledger[sponsors["harbor-lane"]]
    assert (noted.sha256, noted.made_by, noted.made_at) == (made.file.sha256, "staff:dana", clock.now())
    assert noted.filter == {"course": "first-steps", "since": "2026-03-04", "until": "2026-03-31", "samples": False}
    assert [(one.action, one.actor) for one in trail] == [("completions.exported", "staff:dana")] * 2
    assert name == f"completions-{clock.now():%Y%m%dT%H%M%SZ}.csv"


def test_a_file_of_samples_is_named_so(database: Database, clock: HandClock, sponsor_id: uuid.UUID) -> None:
    made = reported(database, [sponsor_id], Filter(samples=True))
    with database.writing() as session:
        assert service.note_export(session, made, actor="staff:dana", at=clock.now()).startswith("SAMPLE-")


def test_a_filter_that_ends_before_it_begins_is_refused(database: Database, sponsor_id: uuid.UUID) -> None:
    backwards = replace(EVERYTHING, since=date(2026, 3, 2), until=date(2026, 3, 1))
    with pytest.raises(Invalid, match="filter_ends_before_it_begins"):
        listed(database, [sponsor_id], backwards)
    with pytest.raises(Invalid, match="filter_ends_before_it_begins"):
        reported(database, [sponsor_id], backwards)
