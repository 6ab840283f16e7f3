"""Item analysis: published worked examples come out as published, and nothing is said of too few answers.

The published examples:

* LSAT, Section VI: 1,000 people, five items (Bock and Lieberman 1970, Psychometrika 35, 179-197); point-biserial
  correlations with and without the item, and alpha (for right and wrong the same as KR-20), as printed by ``descript``
  in Rizopoulos (2006), ltm: An R Package, Journal of Statistical Software 17(5), section 4.1.
* Ten students, ten items: K. L. Wuensch, The Kuder-Richardson 20, https://core.ecu.edu/wuenschk/StatHelp/KR20.txt:
  p and q of every item, their product summing to 2.18, and a variance of 5.84.
"""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from player.posttest.rules.amendments import Key, keys
from player.posttest.rules.analysis import FEWEST, SMALL, Analysis, ItemAnalysis, analyse
from player.posttest.rules.regrading import Sitting
from player.posttest.rules.statistics import kr20, kr21, point_biserial, rounded, tails
from tests.posttest.conftest import tiny_edition

LSAT = (
    3, 6, 2, 11, 1, 1, 3, 4, 1, 8, 0, 16, 0, 3, 2, 15,
    10, 29, 14, 81, 3, 28, 15, 80, 16, 56, 21, 173, 11, 61, 28, 298,
)  # fmt: skip
"""How many people gave each of the 32 patterns, from 00000 to 11111."""

WUENSCH = (
    "1111110110", "1011011101", "1111011001", "0010001000", "0000010010",
    "1110111111", "1101110111", "1111111101", "0101111101", "1101101110",
)  # fmt: skip

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
FORM = tuple(item.id for item in tiny_edition().post_test.items)


def marks(rows: Iterable[str]) -> list[list[bool]]:
    return [[one == "1" for one in row] for row in rows]


def lsat() -> list[list[bool]]:
    return marks(f"{pattern:05b}" for pattern, people in enumerate(LSAT) for _ in range(people))


@pytest.mark.parametrize(
    ("item", "share", "included", "excluded"),
    [
        (0, "0.924", "0.3620", "0.1128"), (1, "0.709", "0.5668", "0.1532"), (2, "0.553", "0.6184", "0.1728"),
        (3, "0.763", "0.5344", "0.1444"), (4, "0.870", "0.4354", "0.1216"),
    ],
)  # fmt: skip
def test_the_lsat_comes_out_as_published(item: int, share: str, included: str, excluded: str) -> None:
    people = lsat()
    right, totals = [row[item] for row in people], [sum(row) for row in people]
    rest = [total - mark for total, mark in zip(totals, right, strict=True)]
    thousandth = Decimal("0.001")
    assert rounded(Fraction(sum(right), len(right))) == Decimal(share)
    assert point_biserial(Counter(zip(right, totals, strict=True))) == Decimal(included).quantize(thousandth)
    assert point_biserial(Counter(zip(right, rest, strict=True))) == Decimal(excluded).quantize(thousandth)


def test_the_lsats_reliability_comes_out_as_published() -> None:
    assert kr20(lsat()) == Decimal("0.295")


def test_ten_students_and_ten_items_come_out_as_published() -> None:
    people = marks(WUENSCH)
    shares = [Fraction(sum(column), 10) for column in zip(*people, strict=True)]
    assert rounded(sum((p * (1 - p) for p in shares), Fraction()), Decimal("0.01")) == Decimal("2.18")
    assert kr20(people) == rounded(Fraction(10, 9) * (1 - Fraction(218, 584))) == Decimal("0.696")


matrices = st.integers(2, 8).flatmap(
    lambda size: st.lists(
        st.integers(0, 2**size - 1).map(lambda one: [c == "1" for c in f"{one:0{size}b}"]), min_size=2
    )
)


@settings(deadline=None)
@given(matrices)
def test_kr21_never_exceeds_kr20(people: list[list[bool]]) -> None:
    first, second = kr20(people), kr21(len(people[0]), [sum(row) for row in people])
    assert (first is None) == (second is None)
    assert first is None or second is None or second <= first <= 1


@settings(deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 24)), min_size=1, max_size=60))
def test_a_correlation_lies_between_its_ends_and_turns_with_its_item(pairs: list[tuple[bool, int]]) -> None:
    found = point_biserial(Counter(pairs))
    turned = point_biserial(Counter((not right, score) for right, score in pairs))
    assert (found is None) == (min(len(set(column)) for column in zip(*pairs, strict=True)) < 2)
    assert found is None or turned is None or (-1 <= found <= 1 and found == -turned)


@settings(deadline=None)
@given(st.lists(st.integers(0, 24), max_size=200))
def test_upper_and_lower_groups_are_27_percent_each_and_nobody_lower_stands_higher(totals: list[int]) -> None:
    groups = tails(totals)
    upper = [total for total, group in zip(totals, groups, strict=True) if group == 1]
    lower = [total for total, group in zip(totals, groups, strict=True) if group == -1]
    assert len(upper) == len(lower) == (27 * len(totals) + 50) // 100
    assert not upper or min(upper) >= max(lower)


def sittings(rows: Iterable[str], *, number: int = 1, form: tuple[str, ...] = FORM) -> list[Sitting]:
    """Return submitted attempts at the tiny course's items, of a learner each; a dash is no answer."""
    return [
        Sitting(
            attempt_id=uuid.UUID(int=place),
            learner_id=uuid.uuid4(),
            enrollment_id=uuid.UUID(int=place),
            number=number,
            started_at=NOON,
            form=form,
            answers=tuple(None if one == "-" else one for one in row),
            waits=tuple(1000 * (place + 1) for _ in row),
            passing_score=80,
            correct=row.count("b"),
            passed_at=None,
        )
        for place, row in enumerate(rows)
    ]


def analysed(taken: list[Sitting], *, amended: Mapping[str, Key] | None = None, which: str = "first") -> Analysis:
    edition = tiny_edition()
    found = {**keys(edition, ()), **(amended or {})}
    return analyse(edition, found, taken, {"pt-1-a": 99}, "all" if which == "all" else "first")


def first_item(found: Analysis) -> ItemAnalysis:
    return found.items[0]


def test_of_fewer_than_ten_attempts_nothing_is_said() -> None:
    found = analysed(sittings(["bbbbba"] * (FEWEST - 1)))
    assert (found.attempts, found.items, found.objectives, found.mean) == (FEWEST - 1, (), (), None)
    assert (found.kr20, found.kr21) == (None, None)


def test_an_item_that_few_were_asked_has_counts_and_no_figures() -> None:
    others = sittings(["bbbba"] * 20, form=FORM[1:])
    item = first_item(analysed([*others, *sittings(["abbbbb"] * (FEWEST - 1))]))
    assert (item.answers, item.correct, item.shown) == (FEWEST - 1, 0, 99)
    assert (item.difficulty, item.discrimination, item.wait_ms, item.flags) == (None, None, None, ())


def test_first_attempts_are_told_from_all() -> None:
    taken = [*sittings(["abbbbb"] * 10), *sittings(["bbbbbb"] * 10, number=2)]
    shares = [first_item(analysed(taken, which=which)).difficulty for which in ("first", "all")]
    assert shares == [0, Fraction(1, 2)]


def test_who_enrolls_again_counts_once_among_first_attempts() -> None:
    firsts, later = sittings(["abbbbb"] * 10), NOON + timedelta(days=400)
    again = [replace(one, answers=tuple("bbbbbb"), started_at=later) for one in firsts]
    for taken in ([*firsts, *again], [*again, *firsts]):
        assert [analysed(taken, which=which).attempts for which in ("first", "all")] == [10, 20]
        assert first_item(analysed(taken)).difficulty == 0


def test_small_samples_are_marked() -> None:
    small, large = (analysed(sittings(["bbbbba"] * count)) for count in (SMALL - 1, SMALL))
    assert (small.is_small, first_item(small).is_small) == (True, True)
    assert (large.is_small, first_item(large).is_small) == (False, False)


def test_options_are_counted_by_all_and_by_the_groups_and_so_is_no_answer() -> None:
    found = first_item(analysed(sittings(["bbbbbb"] * 10 + ["-baaaa"] * 4 + ["aaaaaa"] * 6)))
    counted = {one.option_id: (one.chosen, one.upper, one.lower, one.is_key) for one in found.choices}
    assert counted == {"a": (6, 0, 5, False), "b": (10, 5, 0, True), "c": (0, 0, 0, False), None: (4, 0, 0, False)}


def test_the_median_wait_leaves_out_answers_sent_together() -> None:
    taken = sittings(["bbbbbb"] * 11)
    assert first_item(analysed(taken)).wait_ms == 6000


@pytest.mark.parametrize(
    ("rows", "flags"),
    [
        (["abbbbb"] * 10 + ["baaaaa"] * 10, ("negative_discrimination", "key_in_doubt", "dead_distractor")),
        (["bbbbbb"] * 12 + ["caaaaa"] * 4 + ["aaaaaa"] * 4, ()),
        (["bbbbbb"] * 20, ("dead_distractor", "too_easy")),
        (["bbbbba"] * 5 + ["cbbbbb"] * 9 + ["abbbbb"] * 6, ("negative_discrimination", "key_in_doubt", "too_hard")),
    ],
)
def test_flags_say_what_to_look_at(rows: list[str], flags: tuple[str, ...]) -> None:
    assert first_item(analysed(sittings(rows))).flags == flags


def test_the_amended_key_is_what_is_analysed() -> None:
    taken = sittings(["cbbbbb"] * 12 + ["baaaaa"] * 4 + ["aaaaaa"] * 4)
    item = first_item(analysed(taken, amended={"pt-1-a": Key(accepted=frozenset("c"))}))
    assert (item.difficulty, item.flags) == (Fraction(3, 5), ())
    assert item.discrimination == 1


def test_an_item_out_of_the_scoring_has_no_flags_and_no_part_in_its_objective() -> None:
    dropped = {"pt-1-a": Key(accepted=frozenset(), is_dropped=True)}
    found = analysed(sittings(["abbbbb"] * 10), amended=dropped)
    assert first_item(found).flags == ()
    assert (found.objectives[0].answers, found.objectives[0].correct) == (10, 10)


def test_objectives_have_their_means() -> None:
    found = analysed(sittings(["bbabaa"] * 10))
    assert [one.mean for one in found.objectives] == [1, Fraction(1, 2), 0]
    assert found.mean == Fraction(1, 2)


def test_kr20_is_of_those_who_answered_the_same_items_in_whatever_order() -> None:
    rows = ["bbbbbb"] * 6 + ["aabaab"] * 6
    turned = sittings([row[::-1] for row in rows], form=FORM[::-1])
    found, other = analysed(sittings(rows)), analysed(turned)
    assert found.kr20 == other.kr20 is not None
    assert found.kr20 is not None
    assert (found.kr20.attempts, found.kr20.items) == (12, 6)


def test_of_forms_that_differ_kr21_speaks_alone() -> None:
    taken = [*sittings(["bbbbb"] * 6, form=FORM[1:]), *sittings(["babaa"] * 6, form=FORM[:-1])]
    found = analysed(taken)
    assert found.kr20 is None
    assert found.kr21 is not None
    assert (found.kr21.attempts, found.kr21.items) == (12, 5)


answers = st.text("abc-", min_size=60, max_size=120).map(
    lambda text: [text[start : start + 6] for start in range(0, len(text) - 5, 6)]
)


@settings(deadline=None, max_examples=30)
@given(answers)
def test_every_answer_is_counted_once(rows: list[str]) -> None:
    for place, item in enumerate(analysed(sittings(rows)).items):
        assert sum(one.chosen for one in item.choices) == item.answers == len(rows)
        assert item.difficulty == Fraction(sum(row[place] == "b" for row in rows), len(rows))
        assert all(one.upper + one.lower <= one.chosen for one in item.choices)
