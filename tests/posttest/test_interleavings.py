"""Whatever two tabs, a lost network and a hasty learner do: nothing acknowledged is lost, and one grading stands."""

import uuid
from dataclasses import dataclass, field

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from player.enrollment.rules import Taking
from player.posttest import rules, service
from player.posttest.rules import AttemptRecord, Given, Step
from player.posttest.store import steps
from tests.desk import Desk
from tests.posttest.acts import start, stored

QUESTIONS = ("pt-1-a", "pt-2-b")
tabs, questions, options = st.sampled_from((0, 1)), st.sampled_from(QUESTIONS), st.sampled_from("abc")


@dataclass
class Waiting:
    """An answer that was not acknowledged yet. ``known`` is the one that stood when its page last heard, by its key."""

    key: uuid.UUID
    question: str
    option: str
    based_on: int
    known: uuid.UUID | None


@dataclass
class Tab:
    """A page of the attempt as post_test.js keeps it: what it heard and shows, and what waits on the device.

    While an answer waits it is what the page shows, and not what the page heard of meanwhile: the next answer, the
    newest of all, counts all the same.
    """

    sequences: dict[str, int] = field(default_factory=dict)
    known: dict[str, uuid.UUID] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    queue: list[Waiting] = field(default_factory=list)

    def answer(self, question: str, option: str) -> None:
        """Choose an option, and keep it on the device."""
        one = Waiting(
            key=uuid.uuid4(),
            question=question,
            option=option,
            based_on=self.sequences.get(question, 0),
            known=self.known.get(question),
        )
        self.queue.append(one)
        self.shown[question] = option

    def hear(self, question: str, sequence: int, standing: uuid.UUID) -> None:
        """Know from now on which answer stands."""
        self.sequences[question], self.known[question] = sequence, standing

    def acknowledged(self, one: Waiting, attempt: AttemptRecord, standing: uuid.UUID) -> None:
        """Forget what the server has; what waits of the same question knew of it. Show what stands if nothing does."""
        there = attempt.standings[one.question]
        self.queue = [other for other in self.queue if other.key != one.key]
        for other in self.queue:
            if other.question == one.question and there.option_id == one.option:
                other.based_on, other.known = there.sequence, standing
        self.hear(one.question, there.sequence, standing)
        if all(other.question != one.question for other in self.queue):
            self.shown[one.question] = there.option_id


class Attempt(RuleBasedStateMachine):
    """One attempt, two tabs. ``standing`` says, by question, which answer must stand: the newest that knew the last."""

    desk: Desk
    taking: Taking

    def __init__(self) -> None:
        super().__init__()
        name = f"Ada{uuid.uuid4().hex[:8]}"
        self.taking = self.desk.taking(name)
        self.desk.finish_lessons(self.taking)
        self.attempt = start(self.desk, self.taking)
        self.tabs = (Tab(), Tab())
        self.standing: dict[str, Waiting] = {}
        self.arrived: list[uuid.UUID] = []
        self.result: AttemptRecord | None = None

    @rule(tab=tabs, question=questions, option=options)
    def answer(self, tab: int, question: str, option: str) -> None:
        """Choose an option; the network may be away."""
        self.tabs[tab].answer(question, option)

    @precondition(lambda self: self.result is None and any(tab.queue for tab in self.tabs))
    @rule(tab=tabs, heard=st.booleans())
    def send(self, tab: int, *, heard: bool) -> None:
        """Send the first answer that waits; its acknowledgement may get lost, and then it is sent again."""
        page = self.tabs[tab]
        if not page.queue:
            return
        one = page.queue[0]
        given = Given(kind="answer", question_id=one.question, option_id=one.option, based_on=one.based_on)
        with self.desk.database.writing() as session:
            at = self.desk.clock.tick(seconds=1)
            service.take_step(session, self.taking.id, self.attempt.id, given, key=one.key, at=at)
            attempt = service.get_attempt(session, self.taking, self.attempt.id)
        self._arrive(one)
        if heard:
            page.acknowledged(one, attempt, self.standing[one.question].key)

    def _arrive(self, one: Waiting) -> None:
        if one.key in self.arrived:
            return
        self.arrived.append(one.key)
        before = self.standing.get(one.question)
        if before is None or one.known == before.key:
            self.standing[one.question] = one

    @rule(tab=tabs)
    def reload(self, tab: int) -> None:
        """Load the page anew: it shows what stands, and over it what still waits on the device."""
        page, found = self.tabs[tab], self._found()
        for question, there in found.standings.items():
            page.hear(question, there.sequence, self.standing[question].key)
            page.shown[question] = there.option_id
        for one in page.queue:
            page.shown[one.question] = one.option

    @precondition(lambda self: self.result is None)
    @rule(tab=tabs)
    def submit(self, tab: int) -> None:
        """Submit when nothing waits, as the page does, twice: it is graded when the page shows what stands."""
        page = self.tabs[tab]
        found = self._found()
        if page.queue or any(page.shown.get(one) != option for one, option in found.answers.items()):
            return
        with self.desk.database.writing() as session:
            at = self.desk.clock.now()
            self.result = service.submit(session, self.taking, self.attempt.id, {}, at=at)
            assert service.submit(session, self.taking, self.attempt.id, {QUESTIONS[0]: "c"}, at=at) == self.result

    @invariant()
    def nothing_is_lost_and_the_newest_stands(self) -> None:
        """Compare the attempt with its log, and with what must stand."""
        found, log = self._found(), self._log()
        state = rules.fold(log)
        assert (found.standings, found.flagged) == (state.standings, state.flagged)
        assert [step.sequence for step in log] == list(range(1, len(self.arrived) + 1))
        assert found.answers == {question: one.option for question, one in self.standing.items()}
        assert self.result is None or found == self.result

    def _found(self) -> AttemptRecord:
        return stored(self.desk, self.taking)[0]

    def _log(self) -> list[Step]:
        with self.desk.database.reading() as session:
            return steps.steps(session, self.attempt.id)


def attempt_at(desk: Desk) -> type[Attempt]:
    return type("AtDesk", (Attempt,), {"desk": desk})


def test_two_tabs_and_a_lost_network_lose_nothing(desk: Desk) -> None:
    quick = settings(
        max_examples=6,
        stateful_step_count=25,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        phases=[Phase.generate],  # to make an example smaller takes longer than a test may
    )
    run_state_machine_as_test(attempt_at(desk), settings=quick)


def test_the_newest_answer_counts_though_an_older_one_hid_what_stood_before_it(desk: Desk) -> None:
    ada = attempt_at(desk)()
    ada.answer(0, QUESTIONS[0], "a")
    ada.answer(1, QUESTIONS[0], "b")
    ada.send(1, heard=True)
    ada.answer(0, QUESTIONS[0], "c")
    ada.send(0, heard=True)
    ada.answer(0, QUESTIONS[0], "a")
    for _waiting in "ca":
        ada.send(0, heard=True)
        ada.nothing_is_lost_and_the_newest_stands()
    assert ada.standing[QUESTIONS[0]].option == "a"
