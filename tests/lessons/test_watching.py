"""Coverage is the union of what was watched, and nobody watches faster than twice the server's clock."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from player.catalog.rules import MediaPolicy, Recording
from player.lessons.rules.watching import (
    FASTEST,
    MOST_MS,
    TOLERANCE_MS,
    WAITING_MS,
    Span,
    WatchRecord,
    allowance_ms,
    covered_ms,
    needed_ms,
    skips_ahead,
    union,
    watch_state,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
POLICY = MediaPolicy()
WALK = Recording(
    id="walk", title="A walk", language="en", media_digest="", media_type="video/webm", captions_digest="",
    duration_ms=60_000, transcript=(),
)  # fmt: skip
SPANS = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda ends: Span(from_ms=min(ends), to_ms=max(ends)))
)


def watched(*pieces: tuple[int, int]) -> list[WatchRecord]:
    """Return records of these pieces, a minute apart."""
    return [
        WatchRecord(
            recording_id="walk",
            span=Span(from_ms=start, to_ms=end),
            at=NOON + timedelta(minutes=number),
            allowance_ms=0,
        )
        for number, (start, end) in enumerate(pieces)
    ]


@given(SPANS)
def test_the_union_holds_exactly_what_some_piece_holds(spans: list[Span]) -> None:
    moments = {moment for span in spans for moment in range(span.from_ms, span.to_ms)}
    merged = union(spans)
    assert {moment for span in merged for moment in range(span.from_ms, span.to_ms)} == moments
    assert covered_ms(spans) == len(moments)
    assert all(before.to_ms < after.from_ms for before, after in pairwise(merged))


@given(SPANS, st.randoms())
def test_neither_order_nor_repetition_matters(spans: list[Span], chance: object) -> None:
    shuffled = [*spans, *spans]
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # Hypothesis' own random
    assert union(shuffled) == union(spans) == union(union(spans))


def test_a_recording_is_done_at_the_report_that_covers_it() -> None:
    records = watched((0, 30_000), (20_000, 40_000), (40_000, 59_000), (0, 60_000))
    assert watch_state(WALK, POLICY, records[:2], None).done_at is None
    assert watch_state(WALK, POLICY, records, None).done_at == NOON + timedelta(minutes=2)


def test_watching_the_same_half_twice_is_half() -> None:
    state = watch_state(WALK, POLICY, watched((0, 30_000), (0, 30_000)), None)
    assert (state.percent, state.done_at, state.position_ms) == (50, None, 30_000)


def test_the_first_gap_is_named() -> None:
    assert watch_state(WALK, POLICY, watched((5_000, 9_000)), None).first_gap_ms == 0
    assert watch_state(WALK, POLICY, watched((0, 4_000), (9_000, 20_000)), None).first_gap_ms == 4_000


@pytest.mark.parametrize(
    ("duration_ms", "percent", "needed"),
    [(60_000, 98, 58_800), (60_000, 100, 59_000), (10_000, 98, 9_000), (500, 98, 0), (3_600_000, 50, 1_800_000)],
)
def test_the_course_says_how_much_is_needed_and_the_last_second_never_is(
    duration_ms: int, percent: int, needed: int
) -> None:
    recording, policy = replace(WALK, duration_ms=duration_ms), replace(POLICY, coverage_percent=percent)
    assert needed_ms(recording, policy) == needed


def test_a_transcript_will_do_only_where_the_course_says_so() -> None:
    assert watch_state(WALK, POLICY, [], NOON).done_at is None
    state = watch_state(WALK, replace(POLICY, transcript_counts=True), [], NOON)
    assert (state.done_at, state.by_transcript) == (NOON, True)


@pytest.mark.parametrize(("read", "done"), [(-1, -1), (1, 1), (5, 2)])
def test_of_watching_and_reading_what_came_first_counts(read: int, done: int) -> None:
    records, policy = watched((0, 30_000), (20_000, 40_000), (40_000, 58_800)), replace(POLICY, transcript_counts=True)
    state = watch_state(WALK, policy, records, NOON + timedelta(minutes=read))
    assert (state.done_at, state.by_transcript) == (NOON + timedelta(minutes=done), False)


@pytest.mark.parametrize(("end_ms", "percent", "done"), [(58_799, 97, False), (58_800, 98, True)])
def test_the_share_that_is_needed_is_enough_and_a_millisecond_less_is_not(
    end_ms: int, percent: int, *, done: bool
) -> None:
    state = watch_state(WALK, POLICY, watched((0, end_ms)), None)
    assert (state.percent, state.done_at is not None) == (percent, done)
    later = watch_state(WALK, POLICY, watched((0, end_ms), (0, 60_000)), None)
    assert later.done_at == NOON + timedelta(minutes=0 if done else 1)


def test_nothing_watched_is_not_done_however_short_the_recording() -> None:
    assert watch_state(replace(WALK, duration_ms=500), POLICY, [], None).done_at is None


def test_a_piece_skips_ahead_when_it_begins_beyond_all_that_was_watched() -> None:
    state = watch_state(WALK, POLICY, watched((0, 10_000)), None)
    assert [skips_ahead(state, Span(from_ms=ms, to_ms=ms)) for ms in (0, 10_000, 11_500, 11_501)] == [
        False, False, False, True,
    ]  # fmt: skip


def test_a_clock_that_goes_back_takes_nothing_and_gives_nothing() -> None:
    last = replace(watched((0, 0))[0], allowance_ms=700)
    assert allowance_ms(last, opens=False, at=NOON - timedelta(hours=1)) == 700


@given(st.integers(0, 10**9), st.integers(0, MOST_MS))
def test_no_page_may_claim_more_at_once_than_ten_minutes_hold_however_long_it_waits(passed: int, kept: int) -> None:
    last, at = replace(watched((0, 0))[0], allowance_ms=kept), NOON + timedelta(milliseconds=passed)
    for opens, most in ((True, WAITING_MS), (False, 20 * 60_000)):
        assert allowance_ms(last, opens=opens, at=at) == min(kept + FASTEST * passed, most)


def test_ten_minutes_without_a_network_count_whole() -> None:
    last = replace(watched((0, 0))[0], allowance_ms=0)
    for minutes, allowed in ((1, 2), (10, 20), (30, 20)):
        assert allowance_ms(last, opens=False, at=NOON + timedelta(minutes=minutes)) == allowed * 60_000


def test_a_page_that_opens_finds_no_more_than_twenty_seconds() -> None:
    last = replace(watched((0, 0))[0], allowance_ms=0)
    for seconds, allowed in ((1, 2_000), (10, 20_000), (3_600, 20_000)):
        assert allowance_ms(last, opens=True, at=NOON + timedelta(seconds=seconds)) == allowed


@given(st.lists(st.tuples(st.integers(0, 90_000), st.integers(0, 60_000) | st.just(0)), max_size=40))
def test_whatever_pages_claim_no_span_of_time_holds_more_than_twice_its_length(steps: list[tuple[int, int]]) -> None:
    at, last, taken = NOON, None, []
    for passed, claimed in steps:
        at += timedelta(milliseconds=passed)
        allowance = allowance_ms(last, opens=claimed == 0, at=at)
        if claimed > allowance:
            continue
        span = Span(from_ms=0, to_ms=claimed)
        last = WatchRecord(recording_id="walk", span=span, at=at, allowance_ms=allowance - claimed)
        taken.append((at, claimed))
    for start in {NOON, *(instant for instant, claimed in taken if claimed == 0)}:
        passed_ms = (at - start) // timedelta(milliseconds=1)
        since = sum(claimed for instant, claimed in taken if instant >= start and claimed)
        before = sum(claimed for instant, claimed in taken if instant == start)
        assert since - before <= FASTEST * passed_ms + max(TOLERANCE_MS, WAITING_MS)
