"""What a key amendment makes right, and which score of an attempt is then in force."""

import uuid
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from player.posttest import rules
from player.posttest.rules.amendments import Amendment, Key, Replay, applied, in_force, is_superseded, keys
from player.posttest.rules.regrading import Sitting, changes
from tests.posttest.conftest import tiny_edition

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
B, C = Key(accepted=frozenset("b")), Key(accepted=frozenset("c"))
DROPPED = Key(accepted=frozenset(), is_dropped=True)
FORM = tuple(item.id for item in tiny_edition().post_test.items)


def amendment(number: int, key: Key, *, question: str = "pt-1-a", is_applied: bool = True) -> Amendment:
    return Amendment(
        id=uuid.UUID(int=number),
        edition_id=uuid.UUID(int=0),
        number=number,
        question_id=question,
        key=key,
        reason="It was wrong.",
        actor="staff:dana",
        recorded_at=NOON,
        applied_at=NOON if is_applied else None,
    )


def sitting(answers: str, *, number: int = 1, replays: tuple[Replay, ...] = ()) -> Sitting:
    """Return an attempt at all six items, scored as published: b is right; a dash is no answer."""
    correct = answers.count("b")
    return Sitting(
        attempt_id=uuid.UUID(int=number),
        learner_id=uuid.UUID(int=0),
        enrollment_id=uuid.UUID(int=0),
        number=number,
        started_at=NOON,
        form=FORM,
        answers=tuple(None if one == "-" else one for one in answers),
        passing_score=80,
        correct=correct,
        passed_at=NOON if correct >= 5 else None,
        replays=replays,
    )


def replay(correct: int, *, hours: int, takes_pass: bool = False) -> Replay:
    later = NOON + timedelta(hours=hours)
    return Replay(
        amendment_id=uuid.UUID(int=1), correct=correct, passed=correct >= 5, regraded_at=later, takes_pass=takes_pass
    )


def test_the_newest_applied_amendment_of_an_item_holds() -> None:
    made = [amendment(3, DROPPED, is_applied=False), amendment(2, C), amendment(1, Key(accepted=frozenset("ab")))]
    found = keys(tiny_edition(), applied(made))
    assert (found["pt-1-a"], found["pt-1-b"]) == (C, B)
    assert [is_superseded(one, made) for one in made] == [False, True, True]


def test_an_item_out_of_the_scoring_is_right_for_everyone() -> None:
    assert all(DROPPED.takes(answer) for answer in ("a", "b", None))
    assert [C.takes(answer) for answer in ("b", "c", None)] == [False, True, False]


def test_what_there_is_to_review_goes_by_the_amended_key() -> None:
    edition = tiny_edition()
    form = [rules.FormItem(question_id=one, option_ids=("a", "b", "c")) for one in FORM]
    answers = {**dict.fromkeys(FORM, "b"), "pt-1-a": "c", "pt-1-b": "c"}
    amended = {**keys(edition, ()), "pt-1-a": C, "pt-1-b": C}
    assert rules.score(edition, form, answers, 80).review == ("lo-1",)
    assert rules.score(edition, form, answers, 80, amended).review == ()


def test_an_attempt_that_a_replay_lets_pass_has_passed_from_the_replay_on() -> None:
    found = in_force(4, None, [replay(3, hours=1), replay(5, hours=2), replay(6, hours=3)])
    assert (found.correct, found.passed_at) == (6, NOON + timedelta(hours=2))


def test_a_lower_replay_is_kept_and_not_in_force() -> None:
    found = in_force(5, NOON, [replay(4, hours=1)])
    assert (found.correct, found.passed_at, found.replay) == (5, NOON, None)


def test_a_named_decision_puts_the_lower_score_in_force() -> None:
    decision = replay(4, hours=2, takes_pass=True)
    found = in_force(5, NOON, [replay(4, hours=1), decision])
    assert (found.correct, found.passed_at, found.replay) == (4, None, decision)
    again = in_force(5, NOON, [decision, replay(5, hours=3)])
    assert (again.correct, again.passed_at) == (5, NOON + timedelta(hours=3))


@settings(deadline=None)
@given(st.integers(0, 6), st.lists(st.integers(0, 6)))
def test_without_a_decision_no_replay_takes_anything_away(first: int, later: list[int]) -> None:
    passed_at = NOON if first >= 5 else None
    found = in_force(first, passed_at, [replay(one, hours=hours) for hours, one in enumerate(later, 1)])
    assert found.correct == max([first, *later])
    assert (found.passed_at is not None) == (found.correct >= 5)
    assert found.passed_at == NOON or first < 5


def test_a_change_names_who_passes_newly_and_who_would_not_any_more() -> None:
    amended = {**keys(tiny_edition(), ()), "pt-1-a": C}
    [newly] = changes([sitting("caabbb")], {**amended, "pt-1-b": DROPPED})
    assert (newly.replayed, newly.newly_passes, newly.learner_passes, newly.would_fail) == (5, True, True, False)
    [lost] = changes([sitting("bbbbba")], amended)
    assert (lost.replayed, lost.newly_passes, lost.would_fail) == (4, False, True)


def test_who_had_passed_before_is_not_told_again() -> None:
    amended = {**keys(tiny_edition(), ()), "pt-1-a": DROPPED}
    found = changes([sitting("aabbbb", number=1), sitting("bbbbbb", number=2)], amended)
    assert [(one.sitting.number, one.newly_passes, one.learner_passes) for one in found] == [(1, True, False)]


def test_of_two_attempts_that_pass_newly_one_makes_the_learner_pass() -> None:
    amended = {**keys(tiny_edition(), ()), "pt-1-a": DROPPED}
    found = changes([sitting("aabbbb", number=1), sitting("-abbbb", number=2)], amended)
    assert [one.learner_passes for one in found] == [True, False]


def test_a_lower_replay_is_noted_once() -> None:
    amended = {**keys(tiny_edition(), ()), "pt-1-a": C}
    assert changes([sitting("bbbbba", replays=(replay(4, hours=1),))], amended) == ()


@settings(deadline=None)
@given(st.text("abc-", min_size=6, max_size=6), st.sampled_from(FORM))
def test_accepting_more_and_dropping_lower_nobodys_score(answers: str, question: str) -> None:
    one, published = sitting(answers), keys(tiny_edition(), ())
    for more in (Key(accepted=frozenset("bc")), DROPPED):
        assert one.replayed({**published, question: more}) >= one.replayed(published) == one.correct
