"""What the answers say about the items: classical item analysis, in whole numbers until the last division.

Difficulty is the share of right answers. Discrimination is the point-biserial correlation of an item with the rest of
the test: the item is taken out of the total it is held against (Henrysson 1963), since with it the shorter tests would
flatter every item. Distractors are counted in the upper and lower 27 % by total (Kelley 1939).

Reliability with forms drawn from a bank: KR-20 (Kuder and Richardson 1937) is about people who answered the same items,
so it is computed for the item set that most attempts share, when enough do. Forms that differ are random samples of the
bank; for these KR-21, which needs the totals alone, is the reliability (Lord 1955), and stands apart under its name.

First attempts and all attempts are analysed apart: whoever comes again has read the review and met items before, and
counts more than once.
"""

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import chain, repeat
from statistics import median_low
from typing import Literal

from player.catalog.rules import Edition, Question
from player.posttest.rules.amendments import Key, Keys
from player.posttest.rules.regrading import Sitting
from player.posttest.rules.statistics import kr20, kr21, point_biserial, tails

FEWEST = 10
"""Fewest attempts, and fewest answers to an item, of which anything is said."""

SMALL = 30
"""Below so many a figure is marked: another handful of learners would move it."""

EASY = Fraction(95, 100)
HARD = Fraction(30, 100)
DEAD = Fraction(5, 100)
"""A distractor that fewer than one in twenty choose does not distract (Haladyna and Downing 1993)."""

Which = Literal["first", "all"]
Flag = Literal["negative_discrimination", "key_in_doubt", "dead_distractor", "too_easy", "too_hard"]


@dataclass(frozen=True, kw_only=True)
class Choice:
    """How often one option was chosen, by all and by the upper and lower groups. ``option_id`` None: no answer."""

    option_id: str | None
    is_key: bool
    chosen: int
    upper: int
    lower: int


@dataclass(frozen=True, kw_only=True)
class ItemAnalysis:
    """What the answers say about one item. A figure is None where there are too few answers, or nothing varies."""

    question: Question
    key: Key
    answers: int
    correct: int
    difficulty: Fraction | None
    discrimination: Decimal | None
    uncorrected: Decimal | None
    choices: tuple[Choice, ...]
    wait_ms: int | None
    """The median time between the answer before, or the start, and the first answer to this item."""
    shown: int
    """In how many attempts, of whatever state, the item was shown: its exposure."""
    flags: tuple[Flag, ...]

    @property
    def is_small(self) -> bool:
        """Whether the figures rest on few answers."""
        return self.answers < SMALL


@dataclass(frozen=True, kw_only=True)
class ObjectiveMean:
    """How many of the answers to an objective's items are right."""

    objective_id: str
    answers: int
    correct: int

    @property
    def mean(self) -> Fraction | None:
        """The share of right answers."""
        return Fraction(self.correct, self.answers) if self.answers else None


@dataclass(frozen=True, kw_only=True)
class Reliability:
    """A coefficient of reliability, and the attempts and items it is about."""

    value: Decimal
    attempts: int
    items: int


@dataclass(frozen=True, kw_only=True)
class Analysis:
    """The item analysis of an edition: of first attempts or of all. Without items while there are too few."""

    which: Which
    attempts: int
    mean: Fraction | None
    kr20: Reliability | None
    kr21: Reliability | None
    items: tuple[ItemAnalysis, ...]
    objectives: tuple[ObjectiveMean, ...]

    @property
    def is_small(self) -> bool:
        """Whether the figures rest on few attempts."""
        return self.attempts < SMALL


@dataclass(frozen=True, kw_only=True)
class _Answers:
    """The answers to one item, counted by what was chosen, the total of the attempt and its group; and the waits."""

    counted: Mapping[tuple[str | None, int, int], int]
    waits: Sequence[int]


NO_ANSWERS = _Answers(counted={}, waits=())


def analyse(
    edition: Edition, keys: Keys, sittings: Iterable[Sitting], shown: Mapping[str, int], which: Which
) -> Analysis:
    """Return what the submitted attempts, the first of each learner or all, say about the items of an edition."""
    taken = list(sittings) if which == "all" else _firsts(sittings)
    totals = _totals(edition, keys, taken)
    enough = len(taken) >= FEWEST
    by_item = _by_item(taken, totals) if enough else {}
    items = tuple(
        _item(question, keys[question.id], by_item.get(question.id, NO_ANSWERS), shown.get(question.id, 0))
        for question in edition.post_test.items
    )
    sizes = sum(len(one.form) for one in taken)
    return Analysis(
        which=which,
        attempts=len(taken),
        mean=Fraction(sum(totals), sizes) if enough else None,
        kr20=_kr20_of_largest_set(edition, keys, taken),
        kr21=_kr21(taken, totals) if enough else None,
        items=items if enough else (),
        objectives=_objectives(edition, items) if enough else (),
    )


def _firsts(sittings: Iterable[Sitting]) -> list[Sitting]:
    """Return the first attempt of each learner; who enrolled again has a second one with the number 1."""
    firsts: dict[uuid.UUID, Sitting] = {}
    for one in sittings:
        before = firsts.get(one.learner_id)
        if one.number == 1 and (before is None or one.started_at < before.started_at):
            firsts[one.learner_id] = one
    return list(firsts.values())


def _totals(edition: Edition, keys: Keys, taken: Sequence[Sitting]) -> list[int]:
    """Return how many answers of each attempt are right; each pair of item and answer is judged once for all."""
    pairs = ((item.id, option) for item in edition.post_test.items for option in (*(o.id for o in item.options), None))
    right = {(item, option) for item, option in pairs if keys[item].takes(option)}
    return [sum(map(right.__contains__, zip(one.form, one.answers, strict=True))) for one in taken]


def _by_item(taken: Sequence[Sitting], totals: Sequence[int]) -> Mapping[str, _Answers]:
    """Return the answers to each item: equal ones are counted together, so that little is left to compute with."""
    cells = (
        zip(one.form, one.answers, repeat(total), repeat(group), strict=False)  # what repeats has no end
        for one, total, group in zip(taken, totals, tails(totals), strict=True)
    )
    counted: defaultdict[str, dict[tuple[str | None, int, int], int]] = defaultdict(dict)
    for (item, answer, total, group), times in Counter(chain.from_iterable(cells)).items():
        counted[item][answer, total, group] = times
    waits: defaultdict[str, list[int]] = defaultdict(list)
    for one in taken:
        for item, wait in zip(one.form, one.waits, strict=False):
            if wait:  # zero: sent with another answer on one page
                waits[item].append(wait)
    return {item: _Answers(counted=cells_of, waits=waits[item]) for item, cells_of in counted.items()}


def _item(question: Question, key: Key, answers: _Answers, shown: int) -> ItemAnalysis:
    pairs: Counter[tuple[bool, int]] = Counter()
    for (chosen, total, _group), times in answers.counted.items():
        pairs[key.takes(chosen), total] += times
    count = pairs.total()
    correct = sum(times for (is_right, _total), times in pairs.items() if is_right)
    enough = count >= FEWEST
    difficulty = Fraction(correct, count) if enough else None
    rest = {(is_right, total - is_right): times for (is_right, total), times in pairs.items()}
    discrimination = point_biserial(rest) if enough else None
    choices = _choices(question, key, answers)
    scored = enough and not key.is_dropped
    return ItemAnalysis(
        question=question,
        key=key,
        answers=count,
        correct=correct,
        difficulty=difficulty,
        discrimination=discrimination,
        uncorrected=point_biserial(pairs) if enough else None,
        choices=choices,
        wait_ms=median_low(answers.waits) if answers.waits and enough else None,
        shown=shown,
        flags=tuple(_flags(difficulty, discrimination, choices)) if scored else (),
    )


def _choices(question: Question, key: Key, answers: _Answers) -> tuple[Choice, ...]:
    counted: Counter[tuple[str | None, int]] = Counter()
    for (chosen, _total, group), times in answers.counted.items():
        counted[chosen, group] += times
    options: list[str | None] = [option.id for option in question.options]
    return tuple(
        Choice(
            option_id=option,
            is_key=key.takes(option),
            chosen=sum(counted[option, group] for group in (-1, 0, 1)),
            upper=counted[option, 1],
            lower=counted[option, -1],
        )
        for option in [*options, None]
    )


def _flags(difficulty: Fraction | None, discrimination: Decimal | None, choices: Sequence[Choice]) -> Iterable[Flag]:
    wrong = [one for one in choices if not one.is_key and one.option_id is not None]
    if discrimination is not None and discrimination < 0:
        yield "negative_discrimination"
    if any(one.upper > sum(right.upper for right in choices if right.is_key) for one in wrong):
        yield "key_in_doubt"
    answers = sum(one.chosen for one in choices)
    if any(one.chosen < DEAD * answers for one in wrong):
        yield "dead_distractor"
    if difficulty is not None and difficulty > EASY:
        yield "too_easy"
    if difficulty is not None and difficulty < HARD:
        yield "too_hard"


def _objectives(edition: Edition, items: Sequence[ItemAnalysis]) -> tuple[ObjectiveMean, ...]:
    """Items that are out of the scoring say nothing about an objective: every answer to them is right."""

    def mean(objective_id: str) -> ObjectiveMean:
        mine = [one for one in items if one.question.objective_id == objective_id and not one.key.is_dropped]
        answers, correct = sum(one.answers for one in mine), sum(one.correct for one in mine)
        return ObjectiveMean(objective_id=objective_id, answers=answers, correct=correct)

    return tuple(mean(objective.id) for objective in edition.objectives)


def _kr20_of_largest_set(edition: Edition, keys: Keys, taken: Sequence[Sitting]) -> Reliability | None:
    bit = {item.id: 1 << place for place, item in enumerate(edition.post_test.items)}
    sets: defaultdict[int, list[Sitting]] = defaultdict(list)
    for one in taken:
        sets[sum(map(bit.__getitem__, one.form))].append(one)
    alike = max(sets.values(), key=len, default=[])
    if len(alike) < FEWEST:
        return None
    same = [
        [keys[item].takes(answer) for item, answer in sorted(zip(one.form, one.answers, strict=True))] for one in alike
    ]
    value = kr20(same)
    return None if value is None else Reliability(value=value, attempts=len(alike), items=len(same[0]))


def _kr21(taken: Sequence[Sitting], totals: Sequence[int]) -> Reliability | None:
    """Of the attempts with as many items as most have; an edition draws the same number every time."""
    size, _count = Counter(len(one.form) for one in taken).most_common(1)[0]
    same = [total for one, total in zip(taken, totals, strict=True) if len(one.form) == size]
    value = kr21(size, same)
    return None if value is None else Reliability(value=value, attempts=len(same), items=size)
