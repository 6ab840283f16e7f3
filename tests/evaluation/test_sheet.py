"""A sheet says what the learner filled in, and nothing the form does not ask."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from player.catalog.rules import EvaluationItem
from player.evaluation.rules import (
    COMMENT_LENGTH,
    NOT_APPLICABLE,
    RATINGS,
    CommentTooLong,
    EvaluationMissing,
    RatingUnknown,
    Sheet,
    SheetAnswer,
    left,
    read,
)

OBJECTIVE = EvaluationItem(id="ev-1", kind="objective", text="Name the first step.", objective_id="lo-1")
SCALE = EvaluationItem(id="ev-useful", kind="scale", text="How useful was it?")
COMMENT = EvaluationItem(id="ev-comments", kind="comment", text="What should be better?")
ITEMS = (OBJECTIVE, SCALE, COMMENT)
NOTHING = Sheet(answers=(), faults=())


def said(*answers: SheetAnswer) -> Sheet:
    return Sheet(answers=answers, faults=())


@pytest.mark.parametrize("rating", RATINGS)
def test_a_rating_is_one_of_five(rating: int) -> None:
    assert read((OBJECTIVE,), {"ev-1": str(rating)}) == said(SheetAnswer(item_id="ev-1", rating=rating))


def test_not_applicable_is_an_answer_and_an_empty_line_is_none() -> None:
    assert read(ITEMS, {"ev-1": NOT_APPLICABLE, "ev-useful": ""}) == said(SheetAnswer(item_id="ev-1"))


@pytest.mark.parametrize(
    "value", ["0", "6", "-1", "55", "5.0", "five", "٣", "1 2", " 1", "None", "\0", "1\0", "1e0", "NA"]
)
def test_anything_else_is_refused_by_the_name_of_its_line(value: str) -> None:
    assert read(ITEMS, {"ev-1": value}).faults == (RatingUnknown(item_id="ev-1"),)


def test_what_the_form_does_not_ask_is_passed_over() -> None:
    filled = {"ev-9": "9", "csrf_token": "x", "rating": "5", "ev-useful": "4", "ev-comments-2": "More."}
    assert read(ITEMS, filled) == said(SheetAnswer(item_id="ev-useful", rating=4))


@pytest.mark.parametrize("comment", ["", " ", "\r\n\r\n", "\0", "\t"])
def test_an_empty_comment_is_none(comment: str) -> None:
    assert read(ITEMS, {"ev-comments": comment}) == NOTHING


def test_a_comment_is_kept_as_it_was_typed() -> None:
    sheet = read(ITEMS, {"ev-comments": "  Längere Wege.\r\n\r\nمزيد 👩‍⚕️\0 "})
    assert sheet == said(SheetAnswer(item_id="ev-comments", comment="Längere Wege.\n\nمزيد 👩‍⚕️"))


def test_a_line_end_counts_once_though_it_is_sent_as_two() -> None:
    assert read(ITEMS, {"ev-comments": "\r\n".join("x" * 1000)}).faults == ()


def test_a_comment_has_a_length() -> None:
    assert read(ITEMS, {"ev-comments": "é" * COMMENT_LENGTH}).faults == ()
    longer = CommentTooLong(item_id="ev-comments", length=COMMENT_LENGTH + 1)
    assert read(ITEMS, {"ev-comments": "é" * (COMMENT_LENGTH + 1)}).faults == (longer,)


@settings(deadline=None, max_examples=50)
@given(st.dictionaries(st.one_of(st.sampled_from([item.id for item in ITEMS]), st.text()), st.text(), max_size=5))
def test_whatever_is_sent_each_line_gives_an_answer_or_a_fault_or_nothing(filled: dict[str, str]) -> None:
    sheet = read(ITEMS, filled)
    named = [one.item_id for one in (*sheet.answers, *sheet.faults)]
    assert len(named) == len(set(named))
    assert set(named) <= {item.id for item in ITEMS} & filled.keys()
    assert all(one.rating in {None, *RATINGS} for one in sheet.answers)


def test_the_evaluation_is_left_until_it_is_sent() -> None:
    assert (left(None), left(datetime(2026, 3, 2, tzinfo=UTC))) == ((EvaluationMissing(),), ())
