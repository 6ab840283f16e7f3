"""Counted time is never more than the server's clock, the page and the limit each allow."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from player.seat_time.rules import (
    LIMIT_MS,
    MERGE_MS,
    STANDARD,
    Beat,
    TimeStillToCount,
    counted_by_activity,
    left,
    reached_at,
    worth,
)
from player.seat_time.rules.ledger import UNCOUNTED
from tests.seat_time.ledger import START, Ledger, length_ms, stretch

DAY_MS = 86_400_000
BORDERS = (0, 1, 999, 20_000, LIMIT_MS - 1, LIMIT_MS, LIMIT_MS + 1, DAY_MS)
Report = tuple[int, int, bool]

waits = st.one_of(st.integers(0, 2_000), st.sampled_from(BORDERS), st.integers(15_000, 45_000))
late = st.integers(0, MERGE_MS).map(lambda late_ms: (20_000 + late_ms, 20_000, False))
reports = st.lists(st.one_of(late, late, late, st.tuples(waits, waits, st.booleans())), max_size=40)
"""Beats as they arrive: after how long, what they claim, whether they are fresh."""


def fold(sent: Sequence[Report]) -> Ledger:
    ledger = Ledger()
    for after_ms, active_ms, fresh in sent:
        ledger.beat(after_ms=after_ms, active_ms=active_ms, fresh=fresh)
    return ledger


@pytest.mark.parametrize("gap_ms", BORDERS)
@pytest.mark.parametrize("active_ms", BORDERS)
def test_a_beat_is_worth_the_least_of_gap_report_and_limit(gap_ms: int, active_ms: int) -> None:
    beat = Beat(sequence=2, active_ms=active_ms, fresh=False)
    assert worth(gap_ms=gap_ms, beat=beat, policy=STANDARD) == min(gap_ms, active_ms, LIMIT_MS)
    assert worth(gap_ms=gap_ms, beat=replace(beat, fresh=True), policy=STANDARD) == 0
    assert worth(gap_ms=-gap_ms, beat=beat, policy=STANDARD) == 0


@pytest.mark.parametrize("fresh", [True, False])
def test_the_first_beat_earns_nothing(*, fresh: bool) -> None:
    ledger = Ledger()
    assert ledger.beat(active_ms=DAY_MS, fresh=fresh) == 0
    assert [(one.started_at, one.ended_at, one.is_open) for one in ledger.spans] == [(ledger.now, ledger.now, True)]


def test_a_thousand_beats_in_a_second_earn_a_second() -> None:
    ledger = Ledger()
    ledger.beat()
    assert sum(ledger.beat(after_ms=1, active_ms=DAY_MS) for _beat in range(1000)) == 1000
    assert len(ledger.spans) == 1


def test_a_thousand_beats_at_one_instant_earn_nothing() -> None:
    ledger = Ledger()
    assert sum(ledger.beat(after_ms=0, active_ms=DAY_MS) for _beat in range(1000)) == 0


@pytest.mark.parametrize("after_ms", [LIMIT_MS, LIMIT_MS + 1, 60_000, DAY_MS])
def test_a_beat_that_claims_a_day_earns_the_limit(after_ms: int) -> None:
    ledger = Ledger()
    ledger.beat()
    assert ledger.beat(after_ms=after_ms, active_ms=DAY_MS) == LIMIT_MS


@settings(deadline=None)
@given(reports)
def test_never_more_is_counted_than_passed(sent: list[Report]) -> None:
    assert fold(sent).counted_ms <= sum(after_ms for after_ms, _active, _fresh in sent[1:])


@settings(deadline=None)
@given(reports)
def test_counted_time_never_shrinks_and_no_beat_earns_more_than_it_says(sent: list[Report]) -> None:
    ledger = Ledger()
    for after_ms, active_ms, fresh in sent:
        earned = ledger.beat(after_ms=after_ms, active_ms=active_ms, fresh=fresh)
        assert 0 <= earned <= min(after_ms, active_ms, LIMIT_MS)


@settings(deadline=None)
@given(reports)
def test_the_ledger_accounts_for_every_moment_once(sent: list[Report]) -> None:
    ledger = fold(sent)
    for one, following in pairwise(ledger.spans):
        assert one.ended_at == following.started_at
        assert one.offset_ms + one.length_ms == following.offset_ms
    assert [one.is_open for one in ledger.spans] == [False] * (len(ledger.spans) - 1) + [True] * bool(sent)
    assert not sent or ledger.spans[-1].ended_at == ledger.now


@settings(deadline=None)
@given(reports)
def test_what_does_not_count_stands_apart_with_its_reason(sent: list[Report]) -> None:
    for one in fold(sent).spans:
        assert length_ms(one) == one.length_ms
        if one.reason == "active":
            assert one.length_ms - one.counted_ms <= MERGE_MS
        else:
            assert (one.counted_ms, one.reason in UNCOUNTED, one.length_ms > 0) == (0, True, True)


@pytest.mark.parametrize(("fresh", "reason"), [(True, "away"), (False, "not_active")])
def test_an_hour_away_counts_nothing_and_is_written_down(*, fresh: bool, reason: str) -> None:
    ledger = Ledger()
    ledger.beat()
    ledger.beat()
    assert ledger.beat(after_ms=3_600_000, active_ms=0, fresh=fresh) == 0
    assert [(one.reason, one.counted_ms) for one in ledger.spans] == [
        ("active", 20_000),
        (reason, 0),
    ]
    assert ledger.spans[1].length_ms == 3_600_000


def test_a_beat_that_counts_in_part_ends_the_stretch_where_the_counting_ends() -> None:
    ledger = Ledger()
    ledger.beat(after_ms=0)
    assert ledger.beat(after_ms=60_000, active_ms=45_000) == LIMIT_MS
    first, second = ledger.spans
    assert (first.ended_at, second.ended_at) == (START + timedelta(seconds=30), START + timedelta(seconds=60))
    assert (first.is_open, second.reason, second.is_open) == (False, "late", True)


@pytest.mark.parametrize(("late_ms", "rows"), [(MERGE_MS, 1), (MERGE_MS + 1, 2)])
def test_five_uncounted_seconds_are_borne_and_no_more(late_ms: int, rows: int) -> None:
    ledger = Ledger()
    ledger.beat()
    assert ledger.beat(after_ms=20_000 + late_ms) == 20_000
    assert len(ledger.spans) == rows


def test_small_delays_add_up_to_five_seconds_and_no_more() -> None:
    ledger = Ledger()
    ledger.beat()
    for _beat in range(5):
        ledger.beat(after_ms=21_000)
    assert len(ledger.spans) == 1
    assert ledger.beat(after_ms=21_000) == 20_000
    assert [one.reason for one in ledger.spans] == ["active", "not_active"]


@pytest.mark.parametrize("late_ms", [0, 50, 400])
def test_a_course_of_two_hours_leaves_tens_of_rows(late_ms: int) -> None:
    ledger = Ledger()
    for _lesson in range(6):
        ledger.read(minutes=20, late_ms=late_ms)
        ledger.beat(after_ms=600_000, fresh=True)
    assert ledger.counted_ms >= 110 * 60_000
    assert len(ledger.spans) < 60


def test_a_clock_that_goes_back_earns_nothing_and_starts_anew() -> None:
    ledger = Ledger()
    ledger.beat()
    ledger.beat()
    assert ledger.beat(after_ms=-3_600_000, active_ms=DAY_MS) == 0
    assert [(one.reason, one.counted_ms) for one in ledger.spans] == [("clock_stepped", 20_000), ("active", 0)]
    assert ledger.beat() == 20_000


@pytest.mark.parametrize(("fresh", "reason"), [(True, "away"), (False, "not_active")])
def test_a_clock_that_goes_back_leaves_its_reason_to_what_does_not_count(*, fresh: bool, reason: str) -> None:
    ledger = Ledger()
    ledger.beat()
    ledger.beat(after_ms=100_000, active_ms=0, fresh=fresh)
    ledger.beat(after_ms=-3_600_000)
    assert [(one.reason, one.counted_ms, one.is_open) for one in ledger.spans] == [
        (reason, 0, False),
        ("active", 0, True),
    ]


def test_a_clock_that_goes_back_a_little_counts_no_moment_twice() -> None:
    ledger = Ledger()
    ledger.beat()
    ledger.beat()
    assert ledger.beat(after_ms=-MERGE_MS, active_ms=DAY_MS) == 0
    assert ledger.beat(after_ms=20_000, active_ms=20_000) == 20_000 - MERGE_MS
    assert len(ledger.spans) == 1


def test_each_activity_counts_for_itself() -> None:
    ledger = [stretch(0, 10, activity="one"), stretch(10, 30, activity="two"), stretch(60, 65, activity="one")]
    assert counted_by_activity(ledger) == {"one": 15_000, "two": 20_000}
    assert counted_by_activity([]) == {}


@pytest.mark.parametrize(
    ("needed_s", "at_s"), [(1, 1), (59, 59), (60, 60), (61, 121), (70, 130), (90, 150), (91, None)]
)
def test_needed_time_is_reached_at_that_very_moment(needed_s: int, at_s: int | None) -> None:
    ledger = [stretch(120, 150), stretch(60, 120, 0, reason="away"), stretch(0, 60)]
    reached = None if at_s is None else START + timedelta(seconds=at_s)
    assert reached_at(ledger, needed_s * 1000) == reached


def test_needed_time_is_reached_in_its_own_activity() -> None:
    ledger = [stretch(0, 60, activity="one"), stretch(60, 120, activity="two")]
    assert reached_at(ledger, 30_000, activity="two") == START + timedelta(seconds=90)
    assert reached_at(ledger, 30_000, activity="three") is None


def test_where_no_time_is_needed_none_is_reached() -> None:
    assert reached_at([stretch(600, 660)], 0) is None


@settings(deadline=None)
@given(reports, st.integers(1, 60_000))
def test_the_moment_needed_time_was_reached_hardly_moves_with_what_comes_after(
    sent: list[Report], needed_ms: int
) -> None:
    ledger, first, before = Ledger(), None, START
    for after_ms, active_ms, fresh in sent:
        ledger.beat(after_ms=after_ms, active_ms=active_ms, fresh=fresh)
        reached = reached_at(ledger.stretches, needed_ms)
        assert (reached is not None) == (ledger.counted_ms >= needed_ms) == (left(ledger.stretches, needed_ms) == ())
        if reached is not None:
            first = first or reached
            assert before <= first <= reached <= first + timedelta(milliseconds=MERGE_MS)
        before = before if first else ledger.now


def test_what_is_missing_is_told_to_the_millisecond() -> None:
    assert left([stretch(0, 60)], 60_000) == ()
    assert left([stretch(0, 60)], 60_001) == (TimeStillToCount(counted_ms=60_000, needed_ms=60_001),)
    assert left([], 0) == ()
