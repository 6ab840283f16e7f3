"""One body, one record: contradictions between approvals name both values, and New York stands for itself."""

from dataclasses import replace
from typing import Any

import pytest

from player.catalog.rules import Places, sponsor_findings
from tests.catalog.test_rules import ACE, document


def test_two_numbers_of_one_body_are_a_contradiction() -> None:
    other = replace(ACE, key="ace-2", number="1481", sponsor_name="Harbor")
    (found,) = sponsor_findings(document(ACE, other), places=Places())
    assert found.message == (
        "Association of Social Work Boards approves the sponsor twice: ace (“Harbor Lane”, number 1480, "
        "sponsor/approvals/ace/number) and ace-2 (“Harbor”, number 1481, sponsor/approvals/ace-2/number). Ask which of "
        "them is right."
    )


def test_a_body_named_at_greater_length_is_the_same_body() -> None:
    other = replace(ACE, key="ace-2", short="ASWB", number="1481", body=f"{ACE.body}, Continuing Education program")
    (found,) = sponsor_findings(document(ACE, other), places=Places())
    assert "number 1480" in found.message
    assert "number 1481" in found.message


NEW_YORK = replace(
    ACE,
    key="ny",
    short="NYSED",
    body="New York State Education Department's State Board for Social Work",
    number="SW-0356",
    jurisdiction="NY",
    statement="{sponsor_name} is recognized as #{number}.",
    professions=("social-worker",),
)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({}, None),
        ({"number": "MHC-0073", "professions": ("mental-health-counselor",)}, None),
        (
            {"number": "MHC-0073"},
            "The number MHC-0073 is New York's for mental-health-counselor alone; the record",
        ),
        (
            {"professions": ("social-worker", "psychologist")},
            "The number SW-0356 is New York's for social-worker",
        ),
        ({"jurisdiction": None}, "NYSED speaks for New York: its jurisdiction is NY."),
    ],
)
def test_new_york_recognizes_one_profession_at_a_time(changed: dict[str, Any], sentence: str | None) -> None:
    found = [one.message for one in sponsor_findings(document(replace(NEW_YORK, **changed)), places=Places())]
    assert len(found) == (sentence is not None)
    assert all(message.startswith(str(sentence)) for message in found)


def test_one_body_may_approve_in_two_jurisdictions() -> None:
    assert sponsor_findings(document(ACE, replace(ACE, key="ny", jurisdiction="NY")), places=Places()) == ()
