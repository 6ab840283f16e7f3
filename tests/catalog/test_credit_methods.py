"""The calculators of credit: published vectors, always rounded down, and the sign that one page prints wrongly."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from player.catalog.rules import (
    DEFAULT_CREDIT_METHODS,
    CreditMethod,
    Inputs,
    MethodKey,
    Worked,
    mergener_minutes,
    rounded_down,
    work,
)

METHODS = {method.key: method for method in DEFAULT_CREDIT_METHODS.methods}
MINUTE = 60_000


def worked(key: MethodKey, words: int = 0, *, media: int = 0, questions: int = 0, rating: str | None = None) -> Worked:
    given_rating = None if rating is None else Decimal(rating)
    inputs = Inputs(words=words, media_ms=media * MINUTE, questions=questions, rating=given_rating)
    return work(key, inputs, METHODS[key].values)


def credits_of(key: MethodKey, words: int = 0, *, media: int = 0, questions: int = 0, rating: str | None = None) -> str:
    return str(worked(key, words, media=media, questions=questions, rating=rating).credits.normalize())


@pytest.mark.parametrize(
    ("words", "media", "expected"),
    [(5_999, 0, "0.75"), (6_000, 0, "1"), (12_000, 0, "2"), (0, 120, "2"), (6_000, 29, "1.25"), (1_499, 0, "0")],
)
def test_nbcc_counts_six_thousand_words_an_hour_and_media_by_running_time(
    words: int, media: int, expected: str
) -> None:
    assert credits_of("nbcc", words, media=media) == expected


@pytest.mark.parametrize(
    ("words", "expected"), [(20_000, "2"), (19_999, "1.5"), (14_999, "1"), (5_000, "0.5"), (4_999, "0")]
)
def test_nasw_gives_whole_or_half_credits_for_ten_thousand_words(words: int, expected: str) -> None:
    assert credits_of("nasw", words) == expected


@pytest.mark.parametrize(
    ("words", "media", "questions", "exact", "expected"),
    [
        (12_000, 0, 20, "2.073", "2"),
        (0, 50, 8, "1.296", "1"),
        (0, 75, 0, "1.5", "1.5"),
        (0, 49, 0, "0.98", "0"),
    ],
)
def test_nasba_gives_halves_only_after_the_first_full_credit(
    words: int, media: int, questions: int, exact: str, expected: str
) -> None:
    result = worked("nasba", words, media=media, questions=questions)
    assert (result.exact, str(result.credits.normalize())) == (Fraction(exact), expected)


def test_mergener_has_a_minus_that_one_page_leaves_out() -> None:
    inputs = Inputs(words=3_774, media_ms=0, questions=16, rating=Decimal("2.5"))
    minutes = mergener_minutes(inputs, METHODS["mergener"].values)
    assert abs(minutes - Fraction("61.93589")) <= Fraction("0.00001")
    assert credits_of("mergener", 3_774, questions=16, rating="2.5") == "1"


@pytest.mark.parametrize(("words", "rating"), [(33_031, "2"), (25_615, "3"), (18_198, "4")])
def test_mergener_gives_two_hours_at_the_words_worked_out_for_each_difficulty(words: int, rating: str) -> None:
    assert credits_of("mergener", words, questions=20, rating=rating) == "2"
    assert credits_of("mergener", words - 5, questions=20, rating=rating) == "1.75"


def test_mergener_gives_nothing_for_nearly_nothing() -> None:
    assert credits_of("mergener", 10, questions=0, rating="1") == "0"


@pytest.mark.parametrize(
    ("words", "questions", "rating", "expected"),
    [
        (10_980, 0, "1.00", "1"),
        (10_980, 0, "1.25", "1.25"),
        (10_980, 0, "1.50", "1.5"),
        (10_979, 0, "1.00", "0.75"),
        (0, 20, "1.00", "0.5"),
        (0, 12, "1.00", "0"),
    ],
)
def test_reading_speed_multiplies_reading_by_the_level_and_adds_questions(
    words: int, questions: int, rating: str, expected: str
) -> None:
    assert credits_of("reading-speed", words, questions=questions, rating=rating) == expected


def test_only_the_reading_speed_formula_is_known_from_memory() -> None:
    assert [method.key for method in METHODS.values() if method.is_recalled] == ["reading-speed"]


@given(
    exact=st.fractions(min_value=-5, max_value=500),
    step=st.sampled_from(["0.25", "0.5", "1"]),
    least=st.sampled_from(["0.25", "0.5", "1.0"]),
)
def test_nothing_is_ever_rounded_up(exact: Fraction, step: str, least: str) -> None:
    credits_ = rounded_down(exact, step=Decimal(step), least=Decimal(least))
    assert 0 <= credits_ <= max(exact, Fraction(0))
    assert credits_ % Decimal(step) == 0
    assert credits_ == 0 or credits_ >= Decimal(least)
    assert exact - Fraction(credits_) < Fraction(step) or exact < Fraction(least)


@given(
    method=st.sampled_from(list(METHODS.values())),
    words=st.integers(0, 200_000),
    media=st.integers(0, 600),
    questions=st.integers(0, 200),
)
def test_more_of_anything_never_gives_less(method: CreditMethod, words: int, media: int, questions: int) -> None:
    less = worked(method.key, words, media=media, questions=questions, rating="3")
    more = worked(method.key, words + 500, media=media + 5, questions=questions + 1, rating="3")
    assert less.credits <= more.credits


@pytest.mark.parametrize("key", METHODS)
def test_the_last_step_says_what_was_rounded_to_what(key: MethodKey) -> None:
    result = worked(key, 12_345, media=10, questions=20, rating="3")
    assert result.steps[-1].endswith(f": {result.credits}")
    assert any("12,345" in step for step in result.steps)
