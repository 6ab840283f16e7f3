"""The time receipt: every stretch with what counts of it, the sittings as a picture, the same as CSV and PDF."""

import csv
import io
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader

from player.catalog.rules import Edition
from player.lessons import export
from player.lessons.rules import receipts
from player.lessons.rules.receipts import Receipt
from player.seat_time import service as seat_time
from player.seat_time.rules import StretchRecord
from tests.builders import CourseFolder
from tests.desk import ONE_ENGINE
from tests.site import TestSite
from tests.study import sponsor_id
from tests.walk import Character

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MINUTE = 60_000


def stretch(start: float, end: float, *, counted_ms: int | None = None, **other: object) -> StretchRecord:
    """Return a stretch of the first lesson, between two minutes after noon."""
    length_ms = round((end - start) * MINUTE)
    made = StretchRecord(
        id=uuid.uuid4(), enrollment_id=uuid.UUID(int=1), activity="lesson:beginning", kind="reading",
        started_at=NOON + timedelta(minutes=start), ended_at=NOON + timedelta(minutes=end),
        counted_ms=length_ms if counted_ms is None else counted_ms, reason="active", is_open=False,
        offset_ms=round(start * MINUTE), length_ms=length_ms,
    )  # fmt: skip
    return replace(made, **other)  # type: ignore[arg-type]  # its own fields


@pytest.fixture
def edition(tmp_path: Path) -> Edition:
    return CourseFolder(tmp_path).edition()


def made(edition: Edition, *stretches: StretchRecord, voided: dict[uuid.UUID, str] | None = None) -> Receipt:
    return receipts.receipt(edition, stretches, voided or {})


def test_a_receipt_adds_up_and_names_the_share_on_trust(edition: Edition) -> None:
    found = made(edition, stretch(0, 17, counted_ms=1_000_000, grace_ms=4_000), stretch(17, 20, counted_ms=0))
    assert (found.counted_ms, found.grace_ms, found.needed_ms) == (1_000_000, 4_000, 2 * MINUTE)
    assert [receipts.clock(line.counted_ms) for line in found.lines] == ["16:40", "0:00"]


def test_a_corrected_stretch_stands_there_and_counts_nothing(edition: Edition) -> None:
    wrong = stretch(0, 10, grace_ms=5_000)
    found = made(edition, wrong, stretch(10, 20), voided={wrong.id: "A test page"})
    assert (found.counted_ms, found.grace_ms, len(found.lines)) == (10 * MINUTE, 0, 2)
    assert receipts.why(found.lines[0]) == "corrected: A test page"
    assert [made(edition, wrong, voided={wrong.id: ""}).lines[0].why, found.lines[1].why] == ["voided", "active"]


def test_lines_stand_in_the_order_of_the_ledger_and_empty_ones_are_left_out(edition: Edition) -> None:
    later, earlier, empty = stretch(30, 40), stretch(0, 5), stretch(5, 5)
    assert [line.stretch for line in made(edition, later, empty, earlier).lines] == [earlier, later]


def test_a_long_break_parts_two_sittings(edition: Edition) -> None:
    found = made(edition, stretch(0, 10), stretch(10, 15, counted_ms=0, reason="away"), stretch(60, 70))
    assert [(one.started_at, len(one.bars), one.counted_ms) for one in found.sittings] == [
        (NOON, 2, 10 * MINUTE),
        (NOON + timedelta(hours=1), 1, 10 * MINUTE),
    ]
    assert found.longest_ms == 15 * MINUTE


def test_a_night_away_with_the_page_open_is_no_part_of_a_sitting(edition: Edition) -> None:
    night = stretch(10, 600, counted_ms=0, reason="away")
    found = made(edition, stretch(0, 10), night, stretch(600, 620))
    assert [one.length_ms for one in found.sittings] == [10 * MINUTE, 20 * MINUTE]


@pytest.mark.parametrize(("minutes", "sittings"), [(29.99, 1), (30, 2)])
def test_half_an_hour_parts_two_sittings_and_nothing_less(edition: Edition, minutes: float, sittings: int) -> None:
    asleep = stretch(10, 10 + minutes, counted_ms=0, reason="away")
    for between in ([], [asleep]):
        found = made(edition, stretch(0, 10), *between, stretch(10 + minutes, 20 + minutes))
        assert len(found.sittings) == sittings


def test_an_hour_read_at_one_go_is_one_sitting(edition: Edition) -> None:
    (sitting,) = made(edition, stretch(0, 60), stretch(60, 65, counted_ms=0, reason="away"), stretch(70, 75)).sittings
    assert [(bar.from_ms, bar.length_ms, bar.is_counted) for bar in sitting.bars] == [
        (0, 60 * MINUTE, True), (60 * MINUTE, 5 * MINUTE, False), (70 * MINUTE, 5 * MINUTE, True),
    ]  # fmt: skip


@pytest.mark.parametrize(("back", "bars"), [(1, [2]), (60, [1, 1])])
def test_a_clock_that_was_set_back_lets_no_bars_overlap(edition: Edition, back: int, bars: list[int]) -> None:
    later = stretch(10 - back, 20 - back, offset_ms=10 * MINUTE)
    found = made(edition, stretch(0, 10, reason="clock_stepped"), later)
    assert [len(one.bars) for one in found.sittings] == bars
    assert found.sittings[-1].bars[-1].from_ms == (10 * MINUTE if back == 1 else 0)


def test_a_receipt_says_that_the_learner_was_asked_even_for_a_while(edition: Edition) -> None:
    watched, asked = stretch(0, 5), stretch(5, 10, asked=True)
    assert [made(edition, *each).was_asked for each in ((watched,), (watched, asked), (asked,))] == [False, True, True]


def test_a_receipt_without_time_has_no_sittings(edition: Edition) -> None:
    assert (made(edition).sittings, made(edition).longest_ms, made(edition).counted_ms) == ((), 0, 0)


@pytest.mark.parametrize("reason", ["active", "away", "not_active", "late", "clock_stepped"])
def test_every_reason_has_words(edition: Edition, reason: str) -> None:
    assert "_" not in receipts.why(made(edition, stretch(0, 1, reason=reason)).lines[0])


@pytest.mark.parametrize(
    ("preset", "idle", "asks"),
    [
        ("standard", "After 5 minutes without activity (up to 15 where a section is long)", "every 15 minutes"),
        ("strict", "After 3 minutes without activity (up to 15 where a section is long)", "every 15 minutes"),
        ("nmls", "After 6 minutes without activity nothing counts", "every 6 minutes"),
    ],
)
def test_the_words_say_the_numbers_of_the_courses_policy(edition: Edition, preset: str, idle: str, asks: str) -> None:
    policy = made(replace(edition, seat_time=preset)).policy  # type: ignore[arg-type]  # one of the presets
    assert idle in receipts.definition(policy)
    assert asks in receipts.asked(policy)


def test_the_csv_has_a_line_for_each_stretch(edition: Edition) -> None:
    found = made(
        edition, stretch(0, 1, grace_ms=500, asked=True), stretch(1, 2, activity="post-test", kind="post-test")
    )
    rows = list(csv.DictReader(io.StringIO(export.receipt_csv(found, zone="America/New_York"))))
    assert [(row["from"], row["where"], row["counted_seconds"]) for row in rows] == [
        ("2026-03-02T07:00:00-05:00", "Lesson 1: Beginning", "60.000"),
        ("2026-03-02T07:01:00-05:00", "Post-test", "60.000"),
    ]
    assert [(row["reported_late_seconds"], row["asked_instead_of_watched"]) for row in rows] == [
        ("0.500", "yes"),
        ("0.000", "no"),
    ]


def test_the_csv_counts_nothing_of_a_corrected_stretch(edition: Edition) -> None:
    wrong = stretch(0, 1, grace_ms=500, policy="strict")
    found = made(edition, wrong, voided={wrong.id: "A test page"})
    (row,) = csv.DictReader(io.StringIO(export.receipt_csv(found, zone="UTC")))
    assert (row["length_seconds"], row["counted_seconds"], row["reported_late_seconds"]) == ("60.000", "0.000", "0.000")
    assert (row["why"], row["policy"]) == ("corrected: A test page", "strict")
    assert "After 3 minutes" in row["what_counts"]


def test_no_words_of_the_csv_are_a_formula(edition: Edition) -> None:
    typed = stretch(0, 1, activity=" =1+1")
    (row,) = csv.DictReader(io.StringIO(export.receipt_csv(made(edition, typed), zone="UTC")))
    assert row["where"] == "' =1+1"


@pytest.fixture
def ada(site: TestSite) -> Character:
    """Ada, who has read for a minute, been idle, and read on."""
    site.course()
    ada = site.learner().enroll("first-steps")
    ada.read("lessons/beginning", seconds=60)
    site.clock.tick(minutes=10)
    ada.read("lessons/beginning", seconds=40)
    return ada


@ONE_ENGINE
def test_the_page_shows_every_stretch_and_what_counts(ada: Character) -> None:
    page = ada.get(f"{ada.course}/time").text
    for words in (
        "Lesson 1: Beginning",
        "1:40",
        "of 2:00 that the course asks for",
        "What counts",
        'class="is-counted"',
    ):
        assert words in page
    assert f'href="{ada.course}/time"' in ada.get("/home").text
    assert f'href="{ada.course}/time"' in ada.get(f"{ada.course}/lessons/beginning").text


@ONE_ENGINE
def test_the_pdf_says_the_same_and_is_the_same_each_time(ada: Character) -> None:
    answer = ada.get(f"{ada.course}/time.pdf")
    text = " ".join(PdfReader(io.BytesIO(answer.data)).pages[0].extract_text().split())
    for words in ("Time receipt", "Ada Okafor · First steps", "Counted in all: 1:40", "Lesson 1: Beginning"):
        assert words in text
    assert ada.get(f"{ada.course}/time.pdf").data == answer.data
    assert ada.get(f"{ada.course}/time.csv").text.count("\r\n") == text.count("Lesson 1") + 1


@ONE_ENGINE
def test_a_corrected_stretch_stands_on_the_page_and_counts_nowhere(site: TestSite, ada: Character) -> None:
    assert ada.enrollment is not None
    with site.database.writing() as session:
        wrong = seat_time.stretches(session, ada.enrollment)[0]
        seat_time.void(session, wrong.id, reason="A test page", actor="staff:1", at=site.clock.now())
    rows = list(csv.DictReader(io.StringIO(ada.get(f"{ada.course}/time.csv").text)))
    assert rows[0]["why"] == "corrected: A test page"
    assert sum(float(row["counted_seconds"]) for row in rows) == (100_000 - wrong.counted_ms) / 1000
    assert "A test page" in ada.get(f"{ada.course}/time").text


@ONE_ENGINE
def test_staff_of_the_sponsor_see_the_same_and_others_do_not(site: TestSite, ada: Character) -> None:
    dana = site.staff(sponsor_id(site.database))
    office = f"/office/enrollments/{ada.enrollment}"
    assert f'href="{office}/time"' in dana.get(office).text
    assert "Lesson 1: Beginning" in dana.get(f"{office}/time").text
    assert dana.get(f"{office}/time.csv").data == ada.get(f"{ada.course}/time.csv").data
    ben = site.learner("ben@example.org")
    assert ben.get(f"{ada.course}/time.pdf").status_code == 404
