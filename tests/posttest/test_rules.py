"""Fair draws, integer scores, and a pass that is final."""

import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from player.catalog.rules import Edition, LearningObjective, Option, Question
from player.posttest import rules
from player.posttest.rules import (
    AttemptRecord,
    AttemptsUsedUp,
    AttestationRecord,
    FormItem,
    NotAttested,
    PostTestNotPassed,
    Score,
    SubmissionRecord,
)
from tests.posttest.conftest import tiny_edition

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
OPTIONS = ("a", "b", "c", "d")


def question(objective: int, number: int, key: str = "b") -> Question:
    options = tuple(Option(id=one, text=one.upper(), correct=one == key) for one in OPTIONS)
    return Question(id=f"pt-{objective}-{number}", stem="What?", options=options, objective_id=f"lo-{objective}")


def edition_of(bank: list[int], *, per_objective: int | None = None, key: str = "b") -> Edition:
    """Return an edition whose bank has so many items for its first, second … objective."""
    edition = tiny_edition()
    numbers = range(1, len(bank) + 1)
    items = [question(objective, number, key) for objective in numbers for number in range(bank[objective - 1])]
    return replace(
        edition,
        objectives=tuple(LearningObjective(id=f"lo-{one}", number=one, text=f"Step {one}.") for one in numbers),
        post_test=replace(edition.post_test, items=tuple(items), items_per_objective=per_objective),
    )


banks = st.lists(st.integers(1, 6), min_size=1, max_size=6)
amounts = st.one_of(st.none(), st.integers(1, 4))
seeds = st.text(min_size=1, max_size=32)


@settings(deadline=None, max_examples=50)
@given(banks, amounts, seeds, st.data())
def test_every_objective_gives_its_share_and_unseen_items_come_first(
    bank: list[int], per_objective: int | None, seed: str, data: st.DataObject
) -> None:
    edition = edition_of(bank, per_objective=per_objective)
    ids = [item.id for item in edition.post_test.items]
    seen = data.draw(st.sets(st.sampled_from(ids)))
    drawn = [item.question_id for item in rules.draw(edition, seed=seed, seen=seen)]
    assert len(set(drawn)) == len(drawn)
    for objective, size in enumerate(bank, 1):
        mine = [one for one in drawn if one.startswith(f"pt-{objective}-")]
        share, unseen = min(per_objective or size, size), size - sum(f"pt-{objective}-" in one for one in seen)
        assert (len(mine), sum(one in seen for one in mine)) == (share, max(0, share - unseen))


@settings(deadline=None, max_examples=50)
@given(banks, amounts, seeds)
def test_a_draw_comes_again_from_its_seed_and_never_depends_on_the_key(
    bank: list[int], per_objective: int | None, seed: str
) -> None:
    edition = edition_of(bank, per_objective=per_objective)
    form = rules.draw(edition, seed=seed, seen=())
    assert rules.draw(edition, seed=seed, seen=[]) == form
    assert rules.draw(edition_of(bank, per_objective=per_objective, key="d"), seed=seed, seen=()) == form
    assert all(sorted(item.option_ids) == list(OPTIONS) for item in form)


def test_a_draw_is_the_same_in_every_version_of_the_player() -> None:
    form = rules.draw(edition_of([2, 1]), seed="a seed", seen=())
    drawn = [(item.question_id, "".join(item.option_ids)) for item in form]
    assert drawn == [("pt-1-0", "bcda"), ("pt-1-1", "dacb"), ("pt-2-0", "dacb")]


def test_items_and_options_change_places_from_attempt_to_attempt() -> None:
    edition = edition_of([3, 3, 3])
    forms = [rules.draw(edition, seed=str(number), seen=()) for number in range(50)]
    first = Counter(form[0].question_id for form in forms)
    right = Counter(item.option_ids.index("b") for form in forms for item in form)
    assert len(first) == 9
    assert min(right[position] for position in range(4)) > 50


def test_a_second_attempt_is_a_new_test_when_the_bank_allows() -> None:
    edition = edition_of([4, 4], per_objective=2)
    first = {item.question_id for item in rules.draw(edition, seed="1", seen=())}
    assert not first & {item.question_id for item in rules.draw(edition, seed="2", seen=first)}


def scored(correct: int, total: int, passing_score: int) -> Score:
    return Score(correct=correct, total=total, passing_score=passing_score, review=())


@pytest.mark.parametrize(
    ("correct", "total", "passing_score", "passed"),
    [
        (15, 20, 80, False), (16, 20, 80, True), (15, 20, 75, True), (12, 15, 80, True), (11, 15, 80, False),
        (13, 16, 80, True), (12, 16, 80, False), (20, 24, 80, True), (19, 24, 80, False), (18, 24, 75, True),
        (159, 200, 80, False), (160, 200, 80, True), (0, 1, 1, False), (1, 1, 100, True), (19, 20, 100, False),
    ],
)  # fmt: skip
def test_scores_at_the_border(correct: int, total: int, passing_score: int, *, passed: bool) -> None:
    assert scored(correct, total, passing_score).passed is passed


def test_no_score_is_ever_rounded_up() -> None:
    for total in range(1, 41):
        for correct in range(total + 1):
            share = Fraction(100 * correct, total)
            assert all(scored(correct, total, passing).passed == (share >= passing) for passing in range(1, 101))
            assert scored(correct, total, 80).percent == int(share)


FORM = tuple(FormItem(question_id=f"pt-{one}-0", option_ids=OPTIONS) for one in (3, 1, 2))


@pytest.mark.parametrize(
    ("answers", "correct", "review"),
    [
        ({}, 0, ("lo-1", "lo-2", "lo-3")),
        ({"pt-1-0": "b", "pt-2-0": "b", "pt-3-0": "b"}, 3, ()),
        ({"pt-1-0": "b", "pt-2-0": "a", "pt-3-0": "b"}, 2, ("lo-2",)),
        ({"pt-2-0": "b"}, 1, ("lo-1", "lo-3")),
        ({"pt-1-0": "B", "pt-2-0": "", "pt-9-0": "b"}, 0, ("lo-1", "lo-2", "lo-3")),
    ],
)
def test_what_is_unanswered_is_wrong_and_names_its_objective(
    answers: Mapping[str, str], correct: int, review: tuple[str, ...]
) -> None:
    score = rules.score(edition_of([1, 1, 1]), FORM, answers, 80)
    assert score == Score(correct=correct, total=3, passing_score=80, review=review)


def attempt(number: int, *, correct: int | None = None, answers: Mapping[str, str] | None = None) -> AttemptRecord:
    """Return an attempt, submitted when it has a score."""
    passed = correct is not None and correct * 100 >= 80 * 3
    ended = {"total": 3, "passing_score": 80, "passed": passed, "submitted_at": NOON}
    return AttemptRecord(
        id=uuid.UUID(int=number),
        enrollment_id=uuid.UUID(int=0),
        number=number,
        form=FORM,
        passing_score=80,
        started_at=NOON,
        answers=answers or {},
        last_sequence=0,
        submission=None if correct is None else SubmissionRecord(correct=correct, **ended),  # type: ignore[arg-type]  # of mixed kinds
    )


def test_items_without_an_answer_are_numbered_as_the_learner_sees_them() -> None:
    assert attempt(1).unanswered == (1, 2, 3)
    assert attempt(1, answers={"pt-1-0": "a"}).unanswered == (1, 3)
    assert attempt(1, answers={item.question_id: "a" for item in FORM}).unanswered == ()


@pytest.mark.parametrize(("failed", "under_way", "left"), [(0, 0, 3), (0, 1, 3), (1, 0, 2), (2, 0, 1), (2, 1, 1)])
def test_attempts_are_counted_when_they_are_submitted(failed: int, under_way: int, left: int) -> None:
    attempts = [attempt(number, correct=0) for number in range(1, failed + 1)] + [attempt(9)] * under_way
    assert rules.left(tiny_edition(), attempts) == (PostTestNotPassed(attempts_left=left, passing_score=80),)


@pytest.mark.parametrize("failed", [3, 4])
def test_after_the_last_attempt_none_is_left(failed: int) -> None:
    attempts = [attempt(number, correct=2) for number in range(1, failed + 1)]
    assert rules.left(tiny_edition(), attempts) == (AttemptsUsedUp(attempts=3),)


def test_the_first_pass_counts_whatever_comes_after() -> None:
    attempts = [attempt(1, correct=2), attempt(2, correct=3), attempt(3, correct=0), attempt(4, correct=3)]
    assert rules.passing(attempts) == attempts[1]
    assert rules.left(tiny_edition(), attempts) == ()
    assert rules.passing(attempts[:1]) is None


def test_the_attestation_is_left_until_it_is_signed() -> None:
    signed = AttestationRecord(version="1", text="It was me.", typed_name="Ada", attested_at=NOON)
    assert (rules.left_to_attest(None), rules.left_to_attest(signed)) == ((NotAttested(),), ())
