"""Beats of which the page heard nothing, sent again within a later one: what the server has of them counts once."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from player.seat_time.rules import GRACE_MS, LIMIT_MS, Beat
from tests.seat_time.ledger import Ledger

Fate = Literal["arrives", "is lost", "answer is lost"]
beats = st.lists(
    st.tuples(
        st.integers(0, 20_000),
        st.integers(0, 60_000),
        st.sampled_from(["arrives", "is lost", "answer is lost"]),
        st.booleans(),
    ),
    max_size=40,
)
"""What each beat says of its time, how much longer it was, what becomes of it, and whether grace would pay for it."""


@dataclass
class Page:
    """A page that keeps each beat until it hears of it, and sends all it keeps as one."""

    ledger: Ledger
    made: int = 0
    kept: tuple[tuple[int, int], ...] = ()

    def read(self, active_ms: int) -> None:
        """Make a beat."""
        self.made += 1
        self.kept = (*self.kept, (self.made, active_ms))

    def send(self, *, after_ms: int, fate: Fate, late: bool) -> None:
        """Send what is kept some time after the last beat, until the server takes it or it is lost on the way."""
        if fate == "is lost":
            self.ledger.now += timedelta(milliseconds=after_ms)
            return
        while self.kept:
            (first, _), active_ms = self.kept[0], sum(ms for _number, ms in self.kept)
            beat = Beat(sequence=self.made, first=first, late=late, active_ms=active_ms, fresh=False)
            outcome = self.ledger.send(beat, after_ms=after_ms)
            after_ms = 0
            if fate == "answer is lost":
                return
            self.forget(self.ledger.pace.last_sequence if outcome == "out_of_order" else self.made)

    def forget(self, sequence: int) -> None:
        """Forget what the server has."""
        self.kept = tuple(one for one in self.kept if one[0] > sequence)


@settings(deadline=None)
@given(beats)
def test_no_weather_counts_a_beat_twice(made: list[tuple[int, int, Fate, bool]]) -> None:
    ledger = Ledger()
    ledger.beat(fresh=True)
    page = Page(ledger, made=1)
    for active_ms, idle_ms, fate, late in made:
        page.read(active_ms)
        page.send(after_ms=active_ms + idle_ms, fate=fate, late=late)
        assert ledger.counted_ms <= sum(one[0] for one in made[: page.made - 1])


@pytest.mark.parametrize("first", [1, 2])
def test_a_late_beat_that_holds_one_that_was_taken_is_refused_and_moves_nothing(first: int) -> None:
    ledger = Ledger()
    ledger.beat()
    ledger.beat()
    before = (ledger.pace, ledger.spans)
    late = Beat(sequence=4, first=first, late=True, active_ms=30_000, fresh=False)
    assert ledger.send(late, after_ms=60_000) == "out_of_order"
    assert (ledger.pace, ledger.spans) == before


def test_a_late_beat_brings_no_grace_back_for_it_was_not_reported_at_once() -> None:
    ledger = Ledger()
    ledger.beat()
    ledger.replay(beats=6, after_ms=GRACE_MS, active_ms=GRACE_MS)
    late = Beat(sequence=9, first=8, late=True, active_ms=30_000, fresh=False)
    assert ledger.send(late, after_ms=30_000) == "counted"
    assert ledger.pace.grace_ms == 0
    ledger.beat()
    assert ledger.pace.grace_ms == 2_000


def test_a_late_beat_is_worth_what_any_beat_is_and_costs_no_grace() -> None:
    ledger = Ledger()
    ledger.beat()
    late = Beat(sequence=4, first=2, late=True, active_ms=60_000, fresh=False)
    assert ledger.send(late, after_ms=60_000) == "counted"
    assert (ledger.counted_ms, ledger.pace.grace_ms) == (LIMIT_MS, GRACE_MS)
