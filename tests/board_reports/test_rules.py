"""What a report's cells say, and that none of them is a formula."""

import csv
import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from player.board_reports.rules import COLUMNS, Completion, row
from player.cells import guarded
from tests.board_reports.conftest import ADA

ROSTER = (
    "certificate_no, last_name, first_name, middle, suffix, credentials, jurisdiction, profession, license_type, "
    "license_number, course_id, course_version, course_title, format, credits, credit_type, completion_date, "
    "completion_zone, score_percent, sponsor_body, sponsor_number, status"
)
TEXT_COLUMNS = [name for name in COLUMNS if isinstance(getattr(ADA, name), str)]


def cells(completion: Completion) -> dict[str, str]:
    return dict(zip(COLUMNS, row(completion), strict=True))


def test_the_columns_are_those_of_the_generic_roster_in_its_order() -> None:
    assert ", ".join(COLUMNS) == ROSTER


def test_a_row_says_what_the_completion_says() -> None:
    found = cells(ADA)
    assert found | {"credits": "0.50"} == found
    assert [found[name] for name in TEXT_COLUMNS] == [getattr(ADA, name) for name in TEXT_COLUMNS]
    assert (found["course_version"], found["score_percent"], found["completion_date"]) == ("3", "95", "2026-11-22")


@pytest.mark.parametrize("column", TEXT_COLUMNS)
def test_no_text_column_goes_unguarded(column: str) -> None:
    assert cells(replace(ADA, **{column: "=1+1"}))[column] == "'=1+1"  # type: ignore[arg-type]  # a column of text


@pytest.mark.parametrize("amount", ["0.25", "2", "100.75", "-1"])
def test_numbers_stay_numbers(amount: str) -> None:
    assert Decimal(cells(replace(ADA, credits=Decimal(amount)))["credits"]) == Decimal(amount)
    assert cells(replace(ADA, score_percent=-5))["score_percent"] == "-5"


GUARDED = {
    "=1+1": "'=1+1",
    "+49 30 1": "'+49 30 1",
    "-12345": "'-12345",
    "@SUM(A1)": "'@SUM(A1)",
    "\t=1": "' =1",
    "\tx": "' x",
    "\rx": "' x",
    "\nx": "' x",
    "  =1": "'  =1",
    "\u00a0=1": "' =1",
    "\u3000@x": "' @x",
    "\ufeff=1": "' =1",
    "＝1+1": "'＝1+1",
    " ＋1": "' ＋1",
    "－1": "'－1",
    "＠x": "'＠x",
    "'=1": "'=1",
    "012345": "012345",
    "LCS-12=3": "LCS-12=3",
    "E.99999999": "E.99999999",
    "O’Brien–Núñez": "O’Brien–Núñez",
    "a\x00b": "a b",
    "two\r\nlines": "two  lines",
    "": "",
}


@pytest.mark.parametrize("text", GUARDED)
def test_text_is_guarded_where_a_spreadsheet_would_compute(text: str) -> None:
    assert guarded(text) == GUARDED[text]


@given(text=st.text() | st.text(alphabet="=+-@＝＋－＠ \t\r\n\v\f\u00a0'\"a1"))
def test_no_text_is_ever_a_formula_or_a_second_line(text: str) -> None:
    safe = guarded(text)
    assert not safe.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
    assert len(safe.splitlines()) <= 1
    assert guarded(safe) == safe


@given(text=st.text(alphabet=st.characters(categories=["L", "M", "N"]), min_size=1))
def test_letters_and_digits_of_any_script_are_not_touched(text: str) -> None:
    assert guarded(text) == text


@given(name=st.text(alphabet=st.characters(categories=["L", "M", "N", "P", "S"]) | st.just(" "), max_size=40))
def test_any_name_comes_back_from_a_reader_of_csv(name: str) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerow(row(replace(ADA, last_name=name)))
    back = next(csv.reader(io.StringIO(text.getvalue(), newline="")))
    assert back[1] == guarded(name)
    assert back[1].removeprefix("'") == name.removeprefix("'")


def test_days_are_written_as_iso_days() -> None:
    assert cells(replace(ADA, completion_date=date(2026, 1, 2)))["completion_date"] == "2026-01-02"
