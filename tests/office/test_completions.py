"""The staff's list of completions and its export: filters, roles, and a sponsor with very many of them."""

import csv
import hashlib
import io
import re
import uuid

import pytest

from player.accounts.rules import StaffRecord
from player.board_reports import service as board_reports
from player.office import rules
from tests.bulk import multiply
from tests.site import TestSite
from tests.study import Study, publish_tiny, sponsor_id
from tests.walk import Character

PAGE = "/office/completions"
EXPORT = f"{PAGE}/export"
NUMBER = re.compile(r"<td>(?:SAMPLE-)?2026-")


def lines(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(), newline="")))[1:]


def test_an_administrator_exports_what_the_list_is_about(site: TestSite, dana: Character, ada: Study) -> None:
    certificate = ada.finish().certify()[0]
    assert certificate.number in dana.get(PAGE).text
    answer = dana.post(EXPORT, {"course": "first-steps", "since": "2026-03-02", "until": "2026-03-02"}, buffered=True)
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert (
        answer.headers["Content-Disposition"]
        == f"attachment; filename=completions-{site.clock.now():%Y%m%dT%H%M%SZ}.csv"
    )
    assert answer.headers["X-Content-SHA256"] == hashlib.sha256(answer.data).hexdigest()
    assert answer.content_length == len(answer.data)
    assert [line[0] for line in lines(answer.data)] == [certificate.number]


def test_the_ledger_of_exports_is_shown(dana: Character, ada: Study) -> None:
    ada.finish().certify()
    assert "Exports so far" not in dana.get(PAGE).text
    digest = dana.post(EXPORT, buffered=True).headers["X-Content-SHA256"]
    assert digest[:16] in dana.get(PAGE).text


def test_the_list_is_narrowed_by_course_and_days(dana: Character, ada: Study) -> None:
    ada.finish().certify()
    fits = ("", "?since=2026-03-02&until=2026-03-02", "?course=first-steps", "?since=&until=&course=&samples=no")
    fits_not = ("?since=2026-03-03", "?until=2026-03-01", "?course=other", "?samples=yes")
    for query in fits + fits_not:
        page = dana.get(f"{PAGE}{query}").text
        assert len(NUMBER.findall(page)) == (query in fits), query
        assert ("No completion fits." in page) == (query in fits_not), query


def test_samples_stand_apart_with_a_warning(site: TestSite) -> None:
    folder = publish_tiny(site.database, site.folder / "tour", at=site.clock.now(), is_fictional=True)
    Study(site.database, site.clock).sign_up().enroll(folder.slug).finish().certify()
    dana = site.staff(sponsor_id(site.database))
    assert "No completion fits." in dana.get(PAGE).text
    page = dana.get(f"{PAGE}?samples=yes").text
    assert "must not go to a board" in page
    assert len(NUMBER.findall(page)) == 1
    assert lines(dana.post(EXPORT, buffered=True).data) == []
    answer = dana.post(EXPORT, {"samples": "yes"}, buffered=True)
    assert "SAMPLE-completions" in answer.headers["Content-Disposition"]
    assert lines(answer.data)[0][0].startswith("SAMPLE-")


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"since": "2026-02-30"}, "“2026-02-30” is no day"),
        ({"until": "yesterday"}, "“yesterday” is no day"),
        ({"since": "2026-03-02", "until": "2026-03-01"}, "The last day is before the first"),
    ],
)
def test_days_that_cannot_be_are_refused_and_nothing_is_exported(
    dana: Character, query: dict[str, str], sentence: str
) -> None:
    for answer in (dana.get(PAGE, query_string=query), dana.post(EXPORT, query)):
        assert answer.status_code == 422
        assert sentence in answer.text
    assert "Exports so far" not in dana.get(PAGE).text


def test_a_viewer_looks_and_does_not_export(site: TestSite, dana: Character, ada: Study) -> None:
    certificate = ada.finish().certify()[0]
    vera = site.staff(sponsor_id(site.database), "vera@example.org", role="viewer")
    page = vera.get(PAGE).text
    assert certificate.number in page
    assert "An administrator of the sponsor exports them." in page
    assert "Export these as CSV" not in page
    answer = vera.post(EXPORT)
    assert answer.status_code == 403
    assert "An administrator takes files along" in answer.text
    assert "Exports so far" not in dana.get(PAGE).text
    assert "Export these as CSV" in dana.get(PAGE).text
    assert vera.get(f"/office/enrollments/{ada.enrollment_id}").status_code == 200


@pytest.mark.parametrize(
    ("roles", "may"),
    [
        ((), False),
        (("viewer",), False),
        (("administrator",), True),
        (("administrator", "administrator"), True),
        (("administrator", "viewer"), False),
    ],
)
def test_only_who_administers_all_that_is_listed_may_export(roles: tuple[str, ...], *, may: bool) -> None:
    held = tuple((uuid.uuid4(), role) for role in roles)
    assert rules.may_export(StaffRecord(id=uuid.uuid4(), name="Dana", roles=held)) is may


def test_another_sponsors_staff_exports_nothing_of_this_one(erin: Character, ada: Study, site: TestSite) -> None:
    ada.finish().certify()
    assert lines(erin.post(EXPORT, {"course": "first-steps"}, buffered=True).data) == []
    with site.database.reading() as session:
        assert board_reports.exports(session, [sponsor_id(site.database)]) == []


@pytest.mark.parametrize(("database", "number"), [("sqlite", 20_000), ("postgresql", 2_000)], indirect=["database"])
def test_thousands_of_completions_leave_the_page_usable(
    site: TestSite, dana: Character, ada: Study, number: int
) -> None:
    ada.finish().certify()
    multiply(site.database, ada.standing().awards[0].id, number - 1)
    page = dana.get(PAGE).text
    assert f"The newest 200 of {number} completions. The export has all of them." in page
    assert page.count("<tr>") - page.count("<thead>") == 200
    with dana.post(EXPORT) as answer:
        certificates = [line[0] for line in lines(answer.data)]
    assert len(certificates) == len(set(certificates)) == number
