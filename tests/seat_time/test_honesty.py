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
from player.seat_time.rules import LIMIT_MS, Beat, StretchRecord
from tests.beats import take_beat
from tests.desk import ONE_ENGINE, Desk
from tests.seat_time.pages import open_lease

DAY_MS = 86_400_000
waits = st.one_of(st.integers(0, 60_000), st.sampled_from([0, 20_000, LIMIT_MS, LIMIT_MS + 1, 3_600_000]))
claims = st.one_of(waits, st.just(DAY_MS))
courses, lessons = st.integers(0, 1), st.sampled_from(["lesson:one", "lesson:two", "post-test"])


@dataclass
class Tab:
    """A page and what it earned since it was opened."""

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
        self.start = self.desk.clock.now()
        self.tabs: list[Tab] = []
        self.in_force = False
        self.counted_ms = 0
        self.closed: dict[uuid.UUID, StretchRecord] = {}

    def teardown(self) -> None:
        self.session.rollback()
        self.stack.close()

    @property
    def elapsed_ms(self) -> int:
        return int((self.desk.clock.now() - self.start).total_seconds() * 1000)

    def ledger(self) -> list[StretchRecord]:
        found = service.stretches_of(self.session, [taking.id for taking in self.takings])
        return sorted((one for each in found.values() for one in each), key=lambda one: (one.started_at, one.ended_at))

    def send(self, tab: Tab, beat: Beat) -> str:
        return take_beat(self.session, tab.secret, beat, at=self.desk.clock.now()).outcome

    def total_ms(self) -> int:
        return sum(one.counted_ms for one in self.ledger())

    @initialize()
    def begin(self) -> None:
        self.open(0, "lesson:one")

    @rule(course=courses, lesson=lessons)
    def open_a_tab(self, course: int, lesson: str) -> None:
        self.open(course, lesson)

    def open(self, course: int, lesson: str) -> None:
        self.tabs.append(Tab(open_lease(self.session, self.takings[course], lesson, self.desk), self.elapsed_ms))
        self.in_force = True

    @rule(after_ms=waits, active_ms=claims, fresh=st.booleans())
    def beat_somehow(self, after_ms: int, active_ms: int, *, fresh: bool) -> None:
        self.beat(after_ms, active_ms, fresh=fresh)

    @rule(after_ms=st.integers(15_000, 25_000))
    def read_on(self, after_ms: int) -> None:
        self.beat(after_ms, 20_000, fresh=False)

    def beat(self, after_ms: int, active_ms: int, *, fresh: bool) -> None:
        self.desk.clock.tick(milliseconds=after_ms)
        tab, before = self.tabs[-1], self.total_ms()
        tab.sequence += 1
        outcome = self.send(tab, Beat(sequence=tab.sequence, active_ms=active_ms, fresh=fresh))
        earned = self.total_ms() - before
        tab.earned_ms += earned
        assert outcome == ("counted" if self.in_force else "elsewhere")
        counts = self.in_force and tab.sequence > 1 and not fresh
        assert earned == (min(after_ms, active_ms, LIMIT_MS) if counts else 0)

    @precondition(lambda self: self.in_force)
    @rule(back=st.integers(0, 9), active_ms=claims)
    def beat_again(self, back: int, active_ms: int) -> None:
        tab, before = self.tabs[-1], self.ledger()
        beat = Beat(sequence=max(0, tab.sequence - back), active_ms=active_ms, fresh=False)
        assert self.send(tab, beat) == "repeated"
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
        assert self.counted_ms <= counted_ms <= self.elapsed_ms
        assert all(tab.earned_ms <= self.elapsed_ms - tab.opened_ms for tab in self.tabs)
        self.counted_ms = counted_ms

    @invariant()
    def stretches_never_overlap_and_one_at_most_is_open(self) -> None:
        ledger = self.ledger()
        assert all(one.ended_at <= following.started_at for one, following in pairwise(ledger))
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
