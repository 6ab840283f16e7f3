"""What certificates say, and numbers that survive being typed from paper."""

import json
import unicodedata
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from player.certificates import rules
from player.certificates.rules import ALPHABET, Issued, Snapshot, Verification
from tests.certificates.conftest import ADA, NUMBER, TOUR, frozen

DAYS = st.dates(date(2020, 1, 1), date(2099, 12, 31))
PICKS = st.lists(st.integers(0, len(ALPHABET) - 1), min_size=10, max_size=10)
NUMBERS = st.builds(rules.number, year=st.integers(2020, 2099), picks=PICKS, is_sample=st.booleans())


@given(NUMBERS)
def test_a_number_is_read_as_it_was_printed_however_it_is_typed(number: str) -> None:
    assert rules.read_number(number) == number
    assert rules.read_number(number.lower().replace("-", " ")) == number
    assert rules.read_number(f"  {number.replace('-', '')} ") == number


@given(NUMBERS, st.data())
def test_one_wrong_character_never_makes_another_number(number: str, data: st.DataObject) -> None:
    start = len(number) - len("2026-7K3MQ-4XW9T-R")
    place = data.draw(st.sampled_from([i for i in range(start, len(number)) if number[i] != "-"]))
    letters = "0123456789" if place < start + 4 else ALPHABET
    wrong = data.draw(st.sampled_from(letters.replace(number[place], "")))
    assert rules.read_number(number[:place] + wrong + number[place + 1 :]) is None


@given(NUMBERS, st.data())
def test_two_neighbours_exchanged_never_make_another_number(number: str, data: st.DataObject) -> None:
    bare = list(number.removeprefix(rules.SAMPLE_PREFIX).replace("-", ""))
    place = data.draw(st.integers(4, len(bare) - 2))
    bare[place], bare[place + 1] = bare[place + 1], bare[place]
    exchanged = "".join(bare)
    assert (rules.read_number(exchanged) is None) == (bare[place] != bare[place + 1])


def test_a_sample_says_so_in_its_number() -> None:
    assert rules.number(year=2026, picks=[0] * 10, is_sample=True).startswith("SAMPLE-2026-22222-22222-")


@pytest.mark.parametrize("typed", ["", "2026", "2026-7K3MQ-4XW9T", "2026-7K3MO-4XW9T-R", "２０２６7K3MQ4XW9TR", "ada"])
def test_what_is_no_number_is_not_read_as_one(typed: str) -> None:
    assert rules.read_number(typed) is None


def test_a_number_needs_all_its_chances() -> None:
    with pytest.raises(ValueError, match="10 picks"):
        rules.number(year=2026, picks=[1, 2, 3], is_sample=False)


@given(st.lists(st.integers(0, len(ALPHABET) - 1), min_size=16, max_size=16))
def test_a_verify_code_is_read_in_capitals_too(picks: list[int]) -> None:
    code = rules.verify_code(picks)
    assert rules.read_code(f" {code.upper()} ") == code


@given(NUMBERS)
def test_a_number_is_no_verify_code(number: str) -> None:
    assert rules.read_code(number) is None


@pytest.mark.parametrize(
    ("credits", "line"),
    [
        ("2", "2.0 CE credits (contact hours)"),
        ("2.00", "2.0 CE credits (contact hours)"),
        ("1.25", "1.25 CE credits (contact hours)"),
        ("0.5", "0.5 CE credits (contact hours)"),
        ("1.999", "1.99 CE credits (contact hours)"),
        ("48", "48.0 CE credits (contact hours)"),
    ],
)
def test_credits_are_written_with_their_unit(credits: str, line: str) -> None:  # noqa: A002 - the word of the trade
    assert rules.credits_line(Decimal(credits)) == line


@given(st.decimals(0, 999, allow_nan=False, places=4))
def test_credits_are_never_rounded_up(amount: Decimal) -> None:
    written = Decimal(rules.credits_line(amount).split(" ")[0])
    assert written <= amount < written + Decimal("0.01")


@given(DAYS)
def test_days_are_written_out(day: date) -> None:
    number, month, year = rules.long_date(day).split(" ")
    assert (int(number), int(year)) == (day.day, day.year)
    assert month.startswith(day.strftime("%b"))


def test_a_course_without_credit_says_so_in_its_title() -> None:
    assert rules.title(credit_bearing=True) == "Certificate of completion"
    assert rules.title(credit_bearing=False) == "Certificate of completion, no CE credit"


def test_delivery_formats_have_the_words_of_the_ace_list() -> None:
    assert rules.format_label("self-paced-reading") == "Self-paced distance learning: reading-based online activity"
    assert rules.format_label("self-paced-video") == "Self-paced distance learning: recorded-video online activity"


def test_a_reissue_names_what_it_replaces() -> None:
    again = rules.freeze(ADA, number="2026-B", verify_url="", issued_on=date(2026, 4, 1), replaces=frozen())
    assert (again.ordinal, again.replaces) == (2, NUMBER)
    assert rules.reissue_line(ordinal=2, replaces=NUMBER) == f"Reissue 1 of {NUMBER}"
    assert rules.reissue_line(ordinal=1, replaces="") == ""


@pytest.mark.parametrize("snapshot", [frozen(), frozen(TOUR), frozen(license_line="", presenters=(), is_sample=True)])
def test_a_snapshot_survives_json(snapshot: Snapshot) -> None:
    assert Snapshot.from_dict(json.loads(json.dumps(snapshot.to_dict()))) == snapshot


@given(st.text())
def test_names_are_composed_and_tidied_but_not_changed(name: str) -> None:
    kept = frozen(learner_name=name).learner_name
    assert kept == " ".join(unicodedata.normalize("NFC", name).split())


def test_statements_and_presenters_are_tidied_too() -> None:
    messy = frozen(statements=(rules.Statement(body=" A\u0301 ", text="one\n two"),))
    assert messy.statements == (rules.Statement(body="Á", text="one two"),)


@pytest.mark.parametrize(
    ("license_number", "ending"),
    [("E.0012345", "2345"), ("SW12345", "345"), ("12", "2"), ("7", ""), ("", "")],
)
def test_a_license_number_does_not_give_itself_away(license_number: str, ending: str) -> None:
    assert rules.license_ending(license_number) == ending


def test_verification_holds_nothing_that_is_not_on_the_list() -> None:
    shown = {field.name for field in fields(Verification)}
    assert not shown & {"license_number", "license_line", "sponsor_contact", "award_id", "learner_id", "email"}


def test_verification_repeats_what_was_issued() -> None:
    at = datetime(2026, 3, 3, 8, tzinfo=UTC)
    issued = Issued(id=UUID(int=1), award_id=UUID(int=2), verify_code="x", snapshot=frozen(), sha256="", issued_at=at)
    shown = rules.verification(issued)
    assert (shown.status, shown.learner_name, shown.license_ending) == ("valid", "Ada Lovelace, LCSW", "2345")
    assert (shown.number, shown.credits, shown.completion_date) == (NUMBER, Decimal("2.00"), date(2026, 3, 2))


def test_words_prepared_earlier_must_be_the_same_words() -> None:
    day = date(2026, 3, 3)
    assert rules.says(frozen(), ADA, issued_on=day)
    assert not rules.says(frozen(), replace(ADA, learner_name="Ada King"), issued_on=day)
    assert not rules.says(frozen(), ADA, issued_on=date(2026, 3, 4))


def test_a_correction_may_change_a_name_but_nothing_that_was_earned() -> None:
    assert rules.is_same_credit(frozen(), replace(ADA, learner_name="Ada King"))
    assert not rules.is_same_credit(frozen(), replace(ADA, credits=Decimal(3)))
    assert not rules.is_same_credit(frozen(), replace(ADA, completion_date=date(2026, 3, 1)))
