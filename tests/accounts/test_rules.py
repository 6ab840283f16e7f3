"""Names and license numbers stay as typed; only what nobody can see is taken out."""

import unicodedata
import uuid

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from player.accounts.rules import (
    PROFESSIONS,
    LearnerRecord,
    LicenseRecord,
    Name,
    ProfileIncomplete,
    clean,
    left,
    license_key,
    same_license,
)
from player.web.words import PROFESSIONS as PROFESSIONS_ON_PAGES


def person(name: Name, profession: str | None) -> LearnerRecord:
    return LearnerRecord(
        id=uuid.uuid4(), name=name, profession=profession, email="ada@example.org", locale="en", display_zone=None
    )


def license_(number: str = "012345", **changes: str) -> LicenseRecord:
    said = {"jurisdiction": "NY", "profession": "nurse", "license_type": "RN", "number": number, **changes}
    return LicenseRecord(id=uuid.uuid4(), **said)


@pytest.mark.parametrize(
    "name",
    [
        "محمد الأمين",
        "علی‌رضا",
        "José",
        "Jose\u0301",
        "O’Brien-Ng",
        "D'Angelo",
        "Nguyễn Thị Minh Khai",
        "Ślązak",
        "de la Cruz",
        "李",
    ],
)
def test_a_name_stays_as_it_is_written(name: str) -> None:
    assert clean(name) == name


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ada   Okafor ", "Ada Okafor"),
        ("Ada\tOkafor\r\n", "Ada Okafor"),
        ("Ada\x00\x07Okafor", "Ada Okafor"),
        ("Ada\u202eOkafor", "Ada Okafor"),
        ("Ada\u00a0Okafor", "Ada Okafor"),
        ("\u200b\ufeff", ""),
        ("00.123-45/A", "00.123-45/A"),
        ("", ""),
    ],
)
def test_what_nobody_can_see_is_taken_out(typed: str, kept: str) -> None:
    assert clean(typed) == kept


@given(st.text())
@example("a\u200cb")
def test_cleaning_takes_nothing_that_is_seen(text: str) -> None:
    kept = clean(text)
    assert clean(kept) == kept
    seen = [c for c in text if c in "\u200c\u200d" or (c.isprintable() and not c.isspace())]
    assert [c for c in kept if not c.isspace()] == seen
    assert not any(unicodedata.category(c) in {"Cc", "Zl", "Zp"} for c in kept)
    assert "  " not in kept
    assert kept == kept.strip()


@pytest.mark.parametrize(
    ("name", "full", "formal"),
    [
        (Name(last="Okafor"), "Okafor", "Okafor"),
        (Name(first="Ada", last="Okafor", credentials="LCSW"), "Ada Okafor", "Ada Okafor, LCSW"),
        (
            Name(first="Ada", middle="B.", last="Okafor", suffix="Jr.", credentials="PhD, LCSW"),
            "Ada B. Okafor Jr.",
            "Ada B. Okafor Jr., PhD, LCSW",
        ),
    ],
)
def test_a_name_is_put_together_from_its_parts(name: Name, full: str, formal: str) -> None:
    assert (name.full, name.formal) == (full, formal)


@pytest.mark.parametrize("last", ["", "Okafor"])
@pytest.mark.parametrize("profession", [None, "", "nurse"])
def test_a_profile_is_complete_with_a_last_name_and_a_profession(last: str, profession: str | None) -> None:
    missing = left(person(Name(first="Ada", last=last), profession))
    assert missing == (() if last and profession else (ProfileIncomplete(),))


@pytest.mark.parametrize("number", ["012345", "12345", "012.345", "12-345", " 12 345 ", "0012345"])
def test_numbers_that_may_be_one_are_compared_without_zeros_dots_and_dashes(number: str) -> None:
    assert license_key(number) == "12345"


@pytest.mark.parametrize("number", ["R12345", "123456", "12345A"])
def test_other_numbers_stay_others(number: str) -> None:
    assert license_key(number) != "12345"


def test_a_license_is_the_same_when_everything_on_it_is() -> None:
    assert same_license(license_(), license_(license_type="rn"))
    assert not same_license(license_(), license_("12345"))
    for change in ({"jurisdiction": "NJ"}, {"profession": "physician"}, {"license_type": "LPN"}):
        assert not same_license(license_(), license_(**change))


def test_every_profession_has_a_name_on_pages() -> None:
    assert set(PROFESSIONS) == set(PROFESSIONS_ON_PAGES)
