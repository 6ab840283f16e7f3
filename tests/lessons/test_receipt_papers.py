"""The time receipt as page, CSV and PDF: each says when, how long, what of it counts, and what counting means."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest
from pypdf import PdfReader

from player.catalog.rules import Edition
from player.lessons import export, pdf
from player.lessons.rules import receipts
from player.lessons.rules.receipts import Receipt
from tests.builders import CourseFolder
from tests.desk import ONE_ENGINE
from tests.lessons.test_receipts import NOON, made, stretch
from tests.site import TestSite
from tests.walk import Character

CALIFORNIA = "America/Los_Angeles"
AUTUMN = (datetime(2026, 11, 1, 8, 50, tzinfo=UTC) - NOON) / timedelta(minutes=1)
"""Ten minutes before clocks go back in California, where the sponsor is, in minutes since the noon of the stretches."""


@pytest.fixture
def edition(tmp_path: Path) -> Edition:
    return CourseFolder(tmp_path).edition()


def paper(edition: Edition, found: Receipt) -> PdfReader:
    """Return a receipt as it is printed."""
    return PdfReader(io.BytesIO(pdf.receipt(edition, found, holder="Ada Okafor", zone=CALIFORNIA)))


def read(printed: PdfReader) -> str:
    """Return the words of a paper."""
    return " ".join(" ".join(page.extract_text() for page in printed.pages).split())


def words(page: str) -> str:
    """Return what a page says, without its markup."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def rows(text: str) -> list[dict[str, str]]:
    """Return the lines of a CSV."""
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize(
    ("begins", "minutes", "written"),
    [
        ("2026-11-01T08:50Z", 20, "2026-11-01 01:50:00 PDT 01:10:00 PST Lesson 1: Beginning 20:00 20:00 counted"),
        ("2026-03-08T09:50Z", 20, "2026-03-08 01:50:00 PST 03:10:00 PDT Lesson 1: Beginning 20:00 20:00 counted"),
        ("2026-03-03T07:50Z", 20, "2026-03-02 23:50:00 PST 2026-03-03 00:10:00 PST Lesson 1: Beginning 20:00"),
        ("2026-03-03T18:00Z", 2885, "2026-03-03 10:00:00 PST 2026-03-05 10:05:00 PST Lesson 1: Beginning 48:05:00"),
    ],
)
def test_when_a_stretch_began_and_ended_and_its_length_are_plain_on_paper(
    edition: Edition, begins: str, minutes: int, written: str
) -> None:
    after = (datetime.fromisoformat(begins) - NOON) / timedelta(minutes=1)
    assert written in read(paper(edition, made(edition, stretch(after, after + minutes))))


def test_when_a_stretch_began_and_ended_and_its_length_are_plain_in_the_csv(edition: Edition) -> None:
    (row,) = rows(export.receipt_csv(made(edition, stretch(AUTUMN, AUTUMN + 20)), zone=CALIFORNIA))
    assert (row["from"], row["to"]) == ("2026-11-01T01:50:00-07:00", "2026-11-01T01:10:00-08:00")
    assert (row["length_seconds"], row["counted_seconds"]) == ("1200.000", "1200.000")


def test_each_line_of_the_csv_says_what_counts_by_its_policy(edition: Edition) -> None:
    found = made(edition, stretch(0, 1), stretch(1, 2, policy="nmls"))
    told = [row["what_counts"] for row in rows(export.receipt_csv(found, zone=CALIFORNIA))]
    assert told[0] == receipts.definition(found.policy)
    assert "After 6 minutes without activity nothing counts" in told[1]


def test_the_paper_draws_every_stretch_of_a_sitting_in_its_place(edition: Edition) -> None:
    idle = stretch(17, 20, counted_ms=0, reason="not_active")
    printed = paper(edition, made(edition, stretch(0, 17), idle, stretch(120, 130)))
    contents = printed.pages[0].get_contents()
    drawn = re.findall(rb"([\d.]+) 0 ([\d.]+) ([\d.]+) re", b"" if contents is None else contents.get_data())
    bars = [tuple(round(float(number) / float(drawn[0][1]) * 17, 1) for number in bar[:2]) for bar in drawn]
    assert bars == [(0, 17), (17, 3), (0, 10)]
    assert [float(bar[2]) == float(drawn[0][2]) for bar in drawn] == [True, False, True]
    assert "2026-03-02 04:00 PST 17:00 counted 2026-03-02 06:00 PST 10:00 counted" in read(printed)


@pytest.fixture
def ada(site: TestSite) -> Character:
    """Ada, who chose to be asked, read while clocks went back, and had no network for the last of twenty minutes."""
    site.clock.tick(minutes=AUTUMN)
    site.course()
    ada = site.learner().enroll("first-steps")
    ada.post_json("/profile/asking", {"asked": True})
    lease = ada.post_json(f"{ada.course}/lessons/beginning/clock", {}).get_json()["lease"]
    for number in range(58):
        ada.beat(lease, number + 1, active_ms=20_000, fresh=number == 0)
        site.clock.tick(seconds=20 if number < 57 else 60)
    late = {"sequence": 61, "first": 59, "active_ms": 60_000, "fresh": False}
    assert ada.client.post("/beat", json=late, headers={"X-Lease": lease}).status_code == 200
    return ada


@ONE_ENGINE
def test_the_page_says_when_how_long_what_came_late_and_that_one_was_asked(ada: Character) -> None:
    page = words(ada.get(f"{ada.course}/time").text)
    for said in (
        "Reported late 1:00 of it",
        "For some of this time the page asked every 15 minutes",
        "1 November 2026, 01:50:00 PDT 01:10:00 PST Lesson 1: Beginning 20:00 20:00 counted; 1:00 of it reported late",
    ):
        assert said in page


@ONE_ENGINE
def test_the_paper_says_what_came_late_and_that_one_was_asked(ada: Character) -> None:
    printed = read(PdfReader(io.BytesIO(ada.get(f"{ada.course}/time.pdf").data)))
    for said in (
        "Reported late, while the network was away: 1:00 of it.",
        "For some of this time the learner chose to be asked every 15 minutes",
        "01:50:00 PDT 01:10:00 PST Lesson 1: Beginning 20:00 20:00 counted, 1:00 reported late",
    ):
        assert said in printed


@ONE_ENGINE
def test_nothing_is_said_of_asking_to_who_did_not_choose_it(site: TestSite) -> None:
    site.course()
    ben = site.learner().enroll("first-steps")
    ben.read("lessons/beginning", seconds=60)
    printed = read(PdfReader(io.BytesIO(ben.get(f"{ben.course}/time.pdf").data)))
    assert "asked every" not in printed + words(ben.get(f"{ben.course}/time").text)
