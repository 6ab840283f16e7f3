"""The staff's list of approvals: what ends when, and which published courses go without it then (CE-RULES 13, 14)."""

import re
from datetime import date, timedelta

import pytest

from player.catalog import service as catalog
from player.office.rules import endings
from tests.builders import CourseFolder
from tests.desk import ONE_ENGINE
from tests.site import TestSite
from tests.walk import Character

pytestmark = ONE_ENGINE

LAST = date(2026, 11, 22)
"""The last day of the tiny course's approvals."""


def within(site: TestSite, day: date) -> set[int | None]:
    """The marks of all approvals on a day."""
    with site.database.reading() as session:
        (sponsor,) = catalog.sponsors(session)
        records = catalog.approvals_of_sponsor(session, sponsor.id)
        found = endings(sponsor.id, records, catalog.current_editions(session), on=day)
    return {one.within for one in found if one.approval.valid_to == LAST}


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("days", "mark"), [(91, None), (90, 90), (31, 90), (30, 30), (8, 30), (7, 7), (0, 7), (-1, None)]
)
def test_an_approval_is_marked_by_how_soon_it_ends(site: TestSite, days: int, mark: int | None) -> None:
    assert within(site, LAST - timedelta(days=days)) == {mark}


def test_the_page_names_the_courses_that_claim_what_ends(site: TestSite, dana: Character) -> None:
    days = (LAST - site.clock.instant.date()).days
    site.clock.tick(days=days - 5)
    page = " ".join(re.sub(r"<[^>]+>", " ", dana.get("/office/approvals").text).split())
    assert "Within 7 days. Ends on 22 November 2026, in 5 days." in page
    assert "Published courses that claim it: First steps" in page


def test_an_approval_that_is_over_is_said_to_be(site: TestSite, dana: Character) -> None:
    site.clock.tick(days=(LAST - site.clock.instant.date()).days + 2)
    assert "Ended on 22 November 2026." in dana.get("/office/approvals").text


def test_what_is_not_confirmed_or_not_claimed_is_said(site: TestSite, dana: Character, folder: CourseFolder) -> None:
    folder.edit("sponsor.yaml", 'confirmed: {by: "Dana Reyes", on: 2026-01-02}', "confirmed: null")
    folder.edit("sponsor.yaml", "approvals: [apa, ace, nbcc]", "approvals: [apa]")
    folder.publish(site.database, at=site.clock.now())
    page = dana.get("/office/approvals").text
    assert "Not confirmed: its statement is not printed." in page
    assert page.count("No published course claims it.") == 2


def test_another_sponsors_approvals_are_not_listed(dana: Character, erin: Character) -> None:
    assert "First steps" in dana.get("/office/approvals").text
    assert dana.get("/office/approvals").text.count("card-item") == 3
    assert erin.get("/office/approvals").text.count("card-item") == 3
    assert 'href="/courses/first-steps"' not in erin.get("/office/approvals").text
