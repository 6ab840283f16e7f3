"""A sheet says what the learner filled in, and nothing the form does not ask."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from player.catalog.rules import EvaluationItem
from player.evaluation.rules import (
    COMMENT_LENGTH,
    RATINGS,
    EvaluationMissing,
    SheetAnswer,
    left,
    quarter,
    sheet,
    too_long,
)

ITEMS = (
    EvaluationItem(id="ev-1", kind="objective", text="Name the first step.", objective_id="lo-1"),
    EvaluationItem(id="ev-useful", kind="scale", text="How useful was it?"),
    EvaluationItem(id="ev-comments", kind="comment", text="What should be better?"),
)


@pytest.mark.parametrize("month", range(1, 13))
def test_the_finest_time_is_the_quarter(month: int) -> None:
    expected = {1: "2026-Q1", 2: "2026-Q2", 3: "2026-Q3", 4: "2026-Q4"}[(month + 2) // 3]
    assert quarter(datetime(2026, month, 1, tzinfo=UTC)) == quarter(datetime(2026, month, 28, tzinfo=UTC)) == expected


def test_quarters_turn_at_midnight() -> None:
    around = [datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)]
    assert [quarter(one) for one in around] == ["2026-Q4", "2027-Q1"]


@pytest.mark.parametrize("rating", RATINGS)
def test_a_rating_is_one_of_five(rating: int) -> None:
    assert sheet(ITEMS[:1], {"ev-1": str(rating)}) == (SheetAnswer(item_id="ev-1", rating=rating),)


@pytest.mark.parametrize("value", ["", "na", "0", "6", "9", "-1", "55", "1.0", "five", "٣", "1 2", "None", "\0", "1e0"])
def test_everything_else_is_no_rating(value: str) -> None:
    assert sheet(ITEMS[:1], {"ev-1": value}) == (SheetAnswer(item_id="ev-1", rating=None),)


def test_what_the_form_does_not_ask_is_passed_over() -> None:
    filled = {"ev-9": "5", "csrf_token": "x", "rating": "5", "ev-useful": "4", "ev-comments-2": "More."}
    assert sheet(ITEMS, filled) == (SheetAnswer(item_id="ev-1"), SheetAnswer(item_id="ev-useful", rating=4))


@pytest.mark.parametrize("comment", ["", " ", "\r\n\r\n", "\0", "\t"])
def test_an_empty_comment_is_none(comment: str) -> None:
    assert sheet(ITEMS[2:], {"ev-comments": comment}) == ()


def test_a_comment_is_kept_as_it_was_typed() -> None:
    answers = sheet(ITEMS[2:], {"ev-comments": "  Längere Wege.\r\n\r\nمزيد 👩‍⚕️\0 "})
    assert answers == (SheetAnswer(item_id="ev-comments", comment="Längere Wege.\n\nمزيد 👩‍⚕️"),)


def test_a_line_end_counts_once_though_it_is_sent_as_two() -> None:
    lines = "\r\n".join("x" * 1000)
    assert not too_long(sheet(ITEMS[2:], {"ev-comments": lines}))


@pytest.mark.parametrize(("length", "refused"), [(COMMENT_LENGTH, False), (COMMENT_LENGTH + 1, True)])
def test_a_comment_has_a_length(length: int, *, refused: bool) -> None:
    assert too_long(sheet(ITEMS, {"ev-comments": "é" * length})) is refused


@settings(deadline=None, max_examples=50)
@given(st.dictionaries(st.one_of(st.sampled_from([item.id for item in ITEMS]), st.text()), st.text(), max_size=5))
def test_whatever_is_sent_gives_a_sheet_of_the_form(filled: dict[str, str]) -> None:
    answers = sheet(ITEMS, filled)
    assert [answer.item_id for answer in answers][:2] == ["ev-1", "ev-useful"]
    assert all(answer.rating in {None, *RATINGS} and answer.comment is None for answer in answers[:2])
    assert all(answer.rating is None and answer.comment for answer in answers[2:])


def test_the_evaluation_is_left_until_it_is_sent() -> None:
    assert (left(None), left(datetime(2026, 3, 2, tzinfo=UTC))) == ((EvaluationMissing(),), ())
