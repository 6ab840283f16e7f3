"""Whatever tabs, devices and forgers send, in whatever order, the ledger stays honest."""

import uuid
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import pairwise

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from player.enrollment.rules import Taking
from player.seat_time import service
from player.seat_time.rules import GRACE_MS, LIMIT_MS, MERGE_MS, Beat, StretchRecord, milliseconds
from tests.beats import take_beat
from tests.desk import ONE_ENGINE, Desk
from tests.seat_time.pages import open_lease

DAY_MS = 86_400_000
steps_back = st.one_of(st.integers(1, MERGE_MS), st.sampled_from([MERGE_MS + 1, 20_000, 3_600_000, DAY_MS]))
waits = st.one_of(st.integers(0, 60_000), st.sampled_from([0, 20_000, LIMIT_MS, LIMIT_MS + 1, 3_600_000]))
claims = st.one_of(waits, st.just(DAY_MS))
courses, lessons = st.integers(0, 1), st.sampled_from(["lesson:one", "lesson:two", "post-test"])


@dataclass
class Tab:
    """A page, how far the clock had gone on when it was opened, and what it earned since."""

    secret: str
    opened_ms: int
    sequence: int = 0
    earned_ms: int = 0


class Honesty(RuleBasedStateMachine):
    """One learner, two courses, any number of tabs; the transaction of an example is thrown away at its end."""

    desk: Desk
    takings: tuple[Taking, Taking]

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.session = self.stack.enter_context(self.desk.database.writing())
        self.last_at = self.desk.clock.now()
        self.forward_ms, self.grace_ms = 0, GRACE_MS
        self.tabs: list[Tab] = []
        self.in_force, self.refused = False, 0
        self.counted_ms = 0
        self.closed: dict[uuid.UUID, StretchRecord] = {}

    def teardown(self) -> None:
        self.session.rollback()
        self.stack.close()

    @property
    def gap_ms(self) -> int:
        """How long the last beat, or the last tab's opening, is ago by the server's clock."""
        return milliseconds(self.desk.clock.now() - self.last_at)

    def pass_by(self, step_ms: int) -> None:
        """Let the server's clock make a step."""
        self.desk.clock.tick(milliseconds=step_ms)
        self.forward_ms += max(0, step_ms)

    def move(self, gap_ms: int) -> None:
        """Note that something came now; a clock that went back a little stands until it has caught up."""
        if not -MERGE_MS <= gap_ms < 0:
            self.last_at = self.desk.clock.now()

    def ledger(self) -> list[StretchRecord]:
        found = service.stretches_of(self.session, [taking.id for taking in self.takings])
        return sorted((one for each in found.values() for one in each), key=lambda one: (one.offset_ms, one.length_ms))

    def send(self, tab: Tab, beat: Beat) -> str:
        return take_beat(self.session, tab.secret, beat, at=self.desk.clock.now()).outcome

    def total_ms(self) -> int:
        return sum(one.counted_ms for one in self.ledger())

    @initialize()
    def begin(self) -> None:
        self.open(0, "lesson:one")

    @rule(course=courses, lesson=lessons, back_ms=st.one_of(st.just(0), steps_back), started=st.booleans())
    def open_a_tab(self, course: int, lesson: str, back_ms: int, *, started: bool) -> None:
        self.pass_by(-back_ms)
        self.open(course, lesson)
        if started:
            self.beat(Beat(sequence=1, active_ms=0, fresh=True))

    def open(self, course: int, lesson: str) -> None:
        self.tabs.append(Tab(open_lease(self.session, self.takings[course], lesson, self.desk), self.forward_ms))
        self.move(self.gap_ms)
        self.in_force, self.refused = True, 0

    @rule(after_ms=waits, active_ms=claims, fresh=st.booleans())
    def beat_somehow(self, after_ms: int, active_ms: int, *, fresh: bool) -> None:
        self.pass_by(after_ms)
        self.beat(Beat(sequence=self.tabs[-1].sequence + 1, active_ms=active_ms, fresh=fresh))

    @rule(after_ms=st.integers(15_000, 25_000))
    def read_on(self, after_ms: int) -> None:
        self.pass_by(after_ms)
        self.beat(Beat(sequence=self.tabs[-1].sequence + 1, active_ms=20_000, fresh=False))

    @rule(after_ms=waits, active_ms=claims, beats=st.integers(2, 9), late=st.booleans())
    def send_what_was_lost(self, after_ms: int, active_ms: int, beats: int, *, late: bool) -> None:
        self.pass_by(after_ms)
        newest = self.tabs[-1].sequence
        self.beat(Beat(sequence=newest + beats, first=newest + 1, late=late, active_ms=active_ms, fresh=False))

    @rule(back_ms=steps_back)
    def set_the_clock_back(self, back_ms: int) -> None:
        self.pass_by(-back_ms)

    def beat(self, beat: Beat) -> None:
        """Send the newest tab's next beat, and compare what it earns with the least of gap, claim and limit."""
        tab, before, gap_ms = self.tabs[-1], self.total_ms(), self.gap_ms
        limit_ms = self.grace_ms if beat.is_replay else LIMIT_MS
        is_taken = self.in_force and beat.sequence >= self.refused
        counts = is_taken and tab.sequence > 0 and not beat.fresh
        refusal = "out_of_order" if self.in_force else "elsewhere"
        assert self.send(tab, beat) == ("counted" if is_taken else refusal)
        earned = self.total_ms() - before
        assert earned == (max(0, min(gap_ms, beat.active_ms, limit_ms)) if counts else 0)
        tab.earned_ms += earned
        if is_taken:
            tab.sequence, self.refused = beat.sequence, 0
            self.move(gap_ms)
            change_ms = -earned if beat.is_replay else 0 if beat.is_span else earned // 10
            self.grace_ms = min(GRACE_MS, self.grace_ms + change_ms)

    @precondition(lambda self: self.in_force)
    @rule(back=st.integers(0, 9), spanned=st.integers(0, 9), active_ms=claims, late=st.booleans())
    def beat_again(self, back: int, spanned: int, active_ms: int, *, late: bool) -> None:
        tab, before = self.tabs[-1], self.ledger()
        sequence = max(0, tab.sequence - back)
        beat = Beat(sequence=sequence, first=max(0, sequence - spanned), late=late, active_ms=active_ms, fresh=False)
        assert self.send(tab, beat) == "repeated"
        assert self.ledger() == before

    @precondition(lambda self: self.in_force and self.tabs[-1].sequence > 0)
    @rule(spanned=st.integers(0, 9), active_ms=claims, late=st.booleans())
    def send_with_what_was_lost_what_was_not(self, spanned: int, active_ms: int, *, late: bool) -> None:
        tab, before = self.tabs[-1], self.ledger()
        first = max(0, tab.sequence - spanned)
        beat = Beat(sequence=tab.sequence + 1, first=first, late=late, active_ms=active_ms, fresh=False)
        assert self.send(tab, beat) == "out_of_order"
        assert self.ledger() == before

    @precondition(lambda self: self.in_force)
    @rule(after_ms=waits, missing=st.integers(1, 9), spanned=st.integers(0, 9), active_ms=claims, fresh=st.booleans())
    def leave_a_beat_out(self, after_ms: int, missing: int, spanned: int, active_ms: int, *, fresh: bool) -> None:
        tab, before = self.tabs[-1], self.ledger()
        self.pass_by(after_ms)
        first = tab.sequence + 1 + missing
        self.refused = max(self.refused, first + spanned)
        beat = Beat(sequence=first + spanned, first=first, active_ms=active_ms, fresh=fresh)
        assert self.send(tab, beat) == "out_of_order"
        assert self.ledger() == before

    @precondition(lambda self: len(self.tabs) > 1)
    @rule(which=st.integers(0, 99), sequence=st.integers(0, 99), active_ms=claims)
    def beat_from_a_tab_that_lost_the_clock(self, which: int, sequence: int, active_ms: int) -> None:
        tab, before = self.tabs[which % (len(self.tabs) - 1)], self.ledger()
        assert self.send(tab, Beat(sequence=sequence, active_ms=active_ms, fresh=False)) == "elsewhere"
        assert self.ledger() == before

    @precondition(lambda self: self.in_force)
    @rule()
    def sign_out(self) -> None:
        before = self.total_ms()
        service.stop(self.session, self.takings[0].enrollment.learner_id)
        self.in_force = False
        assert self.total_ms() == before

    @invariant()
    def counted_time_never_shrinks_and_never_exceeds_the_clock(self) -> None:
        counted_ms = self.total_ms()
        assert self.counted_ms <= counted_ms <= self.forward_ms
        assert all(tab.earned_ms <= self.forward_ms - tab.opened_ms for tab in self.tabs)
        self.counted_ms = counted_ms

    @invariant()
    def stretches_never_overlap_and_one_at_most_is_open(self) -> None:
        ledger = self.ledger()
        assert all(one.offset_ms + one.length_ms <= following.offset_ms for one, following in pairwise(ledger))
        assert Counter(one.is_open for one in ledger)[True] <= 1

    @invariant()
    def what_is_closed_stays_as_it_is(self) -> None:
        closed = {one.id: one for one in self.ledger() if not one.is_open}
        assert self.closed.items() <= closed.items()
        self.closed = closed


@ONE_ENGINE
def test_the_ledger_stays_honest_whatever_is_sent(desk: Desk, ada: Taking) -> None:
    desk.publish("second-steps")
    Honesty.desk, Honesty.takings = desk, (ada, desk.take(ada.enrollment.learner_id, "second-steps"))
    slowly = [HealthCheck.too_slow, HealthCheck.filter_too_much]  # a busy machine says nothing about the ledger
    run_state_machine_as_test(
        Honesty, settings=settings(max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=slowly)
    )
