"""Beats as networks and forgers make them: whatever arrives, no more counts than one honest reader's time."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from player.seat_time.rules import GRACE_MS, LIMIT_MS, MERGE_MS, PRESETS, Beat
from player.seat_time.rules.ledger import UNCOUNTED
from tests.seat_time.ledger import Ledger, spanning

DAY_MS = 86_400_000
numbers, sums = st.integers(0, 12), st.sampled_from([0, 1, 20_000, DAY_MS])
steps = st.lists(
    st.tuples(
        st.one_of(st.integers(-20_000, 60_000), st.sampled_from([-DAY_MS, -MERGE_MS, -MERGE_MS - 1, DAY_MS])),
        st.builds(spanning, numbers, numbers, sums, fresh=st.booleans(), late=st.booleans()),
    ),
    max_size=40,
)
"""Beats of any number, first number and claim, by a clock that may go back."""


@settings(deadline=None)
@given(steps)
def test_whatever_the_clock_does_no_more_counts_than_its_steps_forward(
    sent: list[tuple[int, Beat]],
) -> None:
    ledger, forward_ms, before_ms = Ledger(), 0, 0
    for after_ms, beat in sent:
        forward_ms += max(0, after_ms)
        ledger.send(beat, after_ms=after_ms)
        assert before_ms <= ledger.counted_ms <= ledger.pace.ledger_ms <= forward_ms
        before_ms = ledger.counted_ms


@settings(deadline=None)
@given(steps)
def test_spans_never_overlap_on_the_ledger_and_hold_what_they_count(
    sent: list[tuple[int, Beat]],
) -> None:
    ledger, end_ms = Ledger(), 0
    for after_ms, beat in sent:
        ledger.send(beat, after_ms=after_ms)
    for span in ledger.spans:
        assert end_ms <= span.offset_ms
        assert 0 <= span.grace_ms <= span.counted_ms <= span.length_ms
        assert span.reason not in UNCOUNTED or span.counted_ms == 0
        end_ms = span.offset_ms + span.length_ms


def test_a_suspended_laptop_earns_one_limit_at_most() -> None:
    ledger = Ledger()
    ledger.beat()
    assert ledger.beat(after_ms=DAY_MS, active_ms=DAY_MS) == LIMIT_MS


def test_a_forged_course_of_two_hours_earns_the_second_it_took() -> None:
    ledger = Ledger()
    assert sum(ledger.beat(after_ms=100, active_ms=720_000) for _request in range(10)) == 900
    forged = Beat(sequence=10_000, first=11, active_ms=7_200_000, fresh=False)
    ledger.send(forged, after_ms=100)
    assert ledger.counted_ms == 1_000


@pytest.mark.parametrize("seconds", [30, 90, 120])
def test_what_was_read_offline_counts_from_the_grace(seconds: int) -> None:
    ledger = Ledger()
    ledger.beat()
    assert ledger.replay(beats=3, after_ms=seconds * 1000, active_ms=seconds * 1000) == seconds * 1000
    assert (ledger.spans[-1].grace_ms, ledger.pace.grace_ms) == (seconds * 1000, GRACE_MS - seconds * 1000)


def test_an_hour_offline_counts_the_grace_and_no_more() -> None:
    ledger = Ledger()
    ledger.beat()
    assert ledger.replay(beats=180, after_ms=3_600_000, active_ms=3_600_000) == GRACE_MS
    assert ledger.replay(beats=2, after_ms=40_000, active_ms=40_000) == 0
    assert [one.reason for one in ledger.spans] == ["active", "late"]


def test_grace_comes_back_by_observed_time_alone_and_never_beyond_two_minutes() -> None:
    ledger = Ledger()
    ledger.beat()
    ledger.replay(beats=6, after_ms=120_000, active_ms=120_000)
    ledger.read(minutes=10)
    assert ledger.pace.grace_ms == 60_000
    ledger.read(minutes=60)
    assert ledger.pace.grace_ms == GRACE_MS


def test_a_new_page_brings_no_new_grace_and_its_first_beat_earns_nothing() -> None:
    ledger = Ledger()
    ledger.beat()
    ledger.replay(beats=6, after_ms=120_000, active_ms=120_000)
    ledger.reopen(after_ms=60_000)
    assert ledger.replay(beats=3, after_ms=60_000, active_ms=60_000) == 0
    assert ledger.pace.grace_ms == 0


@pytest.mark.parametrize("first", [1, 2, 4])
def test_a_span_that_does_not_follow_on_is_refused_and_moves_nothing(first: int) -> None:
    ledger = Ledger()
    ledger.beat()
    ledger.beat()
    before = (ledger.pace, ledger.spans)
    beat = Beat(sequence=9, first=first, active_ms=20_000, fresh=False)
    assert ledger.send(beat, after_ms=20_000) == "out_of_order"
    assert ledger.pace.refused_sequence == (9 if first > 3 else 0)
    assert (replace(ledger.pace, refused_sequence=0), ledger.spans) == before
    assert ledger.send(replace(beat, first=3), after_ms=0) == "counted"


@pytest.mark.parametrize("late", [True, False])
def test_a_beat_that_says_where_it_begins_stands_for_itself_alone(*, late: bool) -> None:
    ledger = Ledger()
    ledger.beat()
    alone = Beat(sequence=2, first=2, late=late, active_ms=20_000, fresh=False)
    assert ledger.send(alone, after_ms=20_000) == "counted"
    assert (ledger.counted_ms, ledger.pace.grace_ms) == (20_000, GRACE_MS)
    ledger.send(replace(alone, sequence=4, first=None), after_ms=20_000)
    assert ledger.send(replace(alone, sequence=3, first=3, active_ms=DAY_MS), after_ms=0) == "out_of_order"


def test_a_clock_that_went_back_a_little_stands_until_it_has_caught_up() -> None:
    ledger = Ledger()
    ledger.beat()
    ledger.beat()
    assert [ledger.beat(after_ms=step) for step in (-3_000, 1_000, 1_000, 4_000)] == [0, 0, 0, 3_000]
    assert ledger.pace.ledger_ms == 20_000 + 20_000 + 3_000


@pytest.mark.parametrize(("back_ms", "twice_ms"), [(3_000, 3_000), (MERGE_MS, MERGE_MS), (MERGE_MS + 1, 0)])
def test_a_page_opened_after_the_clock_went_back_a_little_counts_no_moment_twice(back_ms: int, twice_ms: int) -> None:
    ledger = Ledger()
    ledger.beat()
    ledger.beat()
    ledger.reopen(after_ms=-back_ms)
    assert ledger.pace.counted_ms == 0
    assert [ledger.beat(after_ms=0), ledger.beat(active_ms=DAY_MS)] == [0, 20_000 - twice_ms]


def test_hours_of_nothing_are_one_row_whatever_the_page_sends() -> None:
    ledger = Ledger()
    ledger.beat()
    ledger.beat()
    for _beat in range(500):
        ledger.beat(active_ms=0)
    assert [(one.reason, one.length_ms) for one in ledger.spans] == [("active", 20_000), ("not_active", 10_000_000)]


def test_a_page_opened_again_goes_on_where_the_ledger_ends() -> None:
    ledger = Ledger()
    ledger.read(minutes=1)
    ledger.reopen(after_ms=3_600_000)
    ledger.read(minutes=1)
    first, second = ledger.spans
    assert second.offset_ms == first.offset_ms + first.length_ms + 3_600_000 + 20_000
    assert (second.started_at - first.ended_at) == timedelta(hours=1, seconds=20)


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_limits_a_beat_and_only_nmls_takes_the_choice_away(name: str) -> None:
    ledger = Ledger(PRESETS[name])
    ledger.beat()
    assert ledger.beat(after_ms=DAY_MS, active_ms=DAY_MS) == PRESETS[name].limit_ms
    assert PRESETS[name].may_ask is (name != "nmls")
    assert PRESETS[name].most_minutes == (6 if name == "nmls" else 15)


def test_the_presets_say_the_numbers_of_the_rules() -> None:
    minute, same = 60_000, {"interval_ms": 20_000, "warn_ms": 60_000, "hidden_media": False}
    own = {
        "standard": {"limit_ms": 30_000, "idle_ms": 5 * minute, "idle_most_ms": 15 * minute, "may_ask": True},
        "strict": {"limit_ms": 25_000, "idle_ms": 3 * minute, "idle_most_ms": 15 * minute, "may_ask": True},
        "nmls": {"limit_ms": 30_000, "idle_ms": 6 * minute, "idle_most_ms": 6 * minute, "may_ask": False},
    }
    assert {name: vars(one) for name, one in PRESETS.items()} == {
        name: {"name": name, **same, **numbers} for name, numbers in own.items()
    }
    assert (GRACE_MS, MERGE_MS) == (120_000, 5_000)
