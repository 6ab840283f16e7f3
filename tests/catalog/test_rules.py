"""The words of approvals, the least time of a lesson, and what has to be there before a course is published."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from player.catalog.rules import (
    ApprovalRecord,
    Finding,
    Places,
    SponsorDocument,
    credits_text,
    doubled_word,
    has_errors,
    lesson_minimum_ms,
    record_problems,
    sponsor_findings,
    statement_findings,
    statement_problems,
    statement_text,
)

APA_SECOND = "maintains responsibility for this program and its content"
ACE = ApprovalRecord(
    key="ace",
    body="Association of Social Work Boards",
    short="ASWB ACE",
    sponsor_name="Harbor Lane",
    number="1480",
    jurisdiction=None,
    professions=("social-worker",),
    formats=("self-paced-reading",),
    valid_from=date(2023, 11, 22),
    valid_to=date(2026, 11, 22),
    credit_type="clinical",
    statement=(
        "{sponsor_name}, #{number}, is approved. ACE provider approval period: {valid_from}-{valid_to}. Social workers "
        "completing this course receive {credits} {credit_type} continuing education credits."
    ),
    confirmed=True,
)


@given(
    words=st.integers(0, 100_000),
    video_ms=st.integers(0, 10_000_000),
    words_per_minute=st.integers(50, 1000),
    percent=st.integers(1, 100),
)
def test_a_lesson_counts_a_share_of_its_reading_and_watching_time(
    words: int, video_ms: int, words_per_minute: int, percent: int
) -> None:
    minimum = lesson_minimum_ms(words=words, video_ms=video_ms, words_per_minute=words_per_minute, percent=percent)
    exact = (Fraction(words * 60_000, words_per_minute) + video_ms) * percent / 100
    assert minimum % 1000 == 0
    assert minimum == 5_000 or exact - 1000 < minimum <= exact
    assert minimum >= 5_000


@pytest.mark.parametrize(
    ("words", "video_ms", "expected"), [(0, 0, 5_000), (380, 0, 60_000), (383, 0, 60_000), (380, 3_000, 61_000)]
)
def test_the_least_time_is_rounded_down_to_seconds(words: int, video_ms: int, expected: int) -> None:
    assert lesson_minimum_ms(words=words, video_ms=video_ms, words_per_minute=190, percent=50) == expected


@pytest.mark.parametrize(
    ("credits_", "text"), [("2.0", "2.0"), ("2", "2.0"), ("1.25", "1.25"), ("1.50", "1.5"), ("10", "10.0")]
)
def test_credits_are_printed_with_a_point(credits_: str, text: str) -> None:
    assert credits_text(Decimal(credits_)) == text


def test_a_statement_is_filled_from_its_record_and_the_credits_earned() -> None:
    assert statement_text(ACE, credits=Decimal("2.0")) == (
        "Harbor Lane, #1480, is approved. ACE provider approval period: 11/22/2023-11/22/2026. Social workers "
        "completing this course receive 2.0 clinical continuing education credits."
    )


@pytest.mark.parametrize(
    ("approval", "lacking"),
    [
        (replace(ACE, number=None), "number"),
        (replace(ACE, valid_from=None), "valid_from"),
        (replace(ACE, valid_to=None), "valid_to"),
        (replace(ACE, credit_type=None), "credit_type"),
    ],
)
def test_a_statement_is_not_printed_with_a_gap(approval: ApprovalRecord, lacking: str) -> None:
    with pytest.raises(ValueError, match=lacking):
        statement_text(approval, credits=Decimal("2.0"))


@pytest.mark.parametrize(
    ("confirmed_by", "blocked_by", "severity"),
    [("Dana", (), "error"), ("Dana", ("a-question",), "warning"), (None, (), "warning")],
)
def test_a_gap_counts_once_the_approval_could_be_claimed(
    confirmed_by: str | None, blocked_by: tuple[str, ...], severity: str
) -> None:
    approval = replace(ACE, number=None, confirmed=confirmed_by is not None, blocked_by=blocked_by)
    assert [found.severity for found in statement_findings(approval, places=Places())] == [severity]


@pytest.mark.parametrize(
    ("template", "problem"),
    [
        (
            "Social workers receive (clinical or social work ethics) credits.",
            "has a choice that nobody made: “(clinical or social work ethics)”",
        ),
        ("Approved by [body].", "has a square bracket that nobody filled: “[body]”"),
        ("Approved by [", "has a square bracket that nobody filled: “[”"),
        ("ACEP No. ____.", "has a blank that nobody filled: “____”"),
        ("Provider PCE-XXXX.", "has a blank that nobody filled: “XXXX”"),
        ("Provider #PCE, approved.", "has a number sign without a number: “#PCE,”"),
        ("Provider # is approved.", "has a number sign without a number: “#”"),
        ("{sponsor_name} {phone}", "has an unknown field “{phone}”"),
        ("{sponsor_name is", "has a brace that belongs to no field: “{”"),
        ("This program is is approved.", "has a doubled word: “is is”"),
        ("Approved by\u00a0it.", "has a no-break space, which a page was copied with"),
        ("2 CEs.", "says “CEs”; say credits"),
        ("{sponsor_name}, is approved.", "has a comma between the sponsor and its verb: “{sponsor_name}, is”"),
        ("From 11/22/23.", "writes out the day “11/22/23”; {valid_from} and {valid_to} write days alike"),
        ("For more, visit here.", "says “visit here”, and there is no link"),
        (
            "You receive 3 continuing education credits.",
            "writes out the number in “3 continuing education credits”; {credits} is the number that was earned",
        ),
        ("2.0 CEUs.", "says “CEUs”; one CEU is ten contact hours"),
        ("Approved by CPA.", "says “CPA”, which names several bodies; write the name in full"),
        (
            "Organizations, not individual courses, are approved as ACE providers.",
            "is the superseded ACE wording (“Organizations, not individual courses”)",
        ),
        (
            "{sponsor_name} has been approved by NBCC, ACEP No. {number}.",
            "names NBCC without “is solely responsible for all aspects of the programs”",
        ),
        (
            "{sponsor_name} is approved by the American Psychological Association.",
            f"names American Psychological Association without “{APA_SECOND}”",
        ),
        (
            "Approved by the Association of Social Work Boards (ASWB).",
            "names ASWB without “{credits} {credit_type} continuing education credits”",
        ),
    ],
)
def test_words_that_may_not_be_printed_are_named(template: str, problem: str) -> None:
    assert statement_problems(template) == (problem,)


@pytest.mark.parametrize("number", ["1480", "SW-0356", "MHC-0073", "PSY-0048", "{number}"])
def test_a_number_with_its_sign_is_no_problem(number: str) -> None:
    assert statement_problems(f"Recognized by the State Board (NY) as a provider #{number}.") == ()


SEED = {
    "apa": "CONCEPT is approved by the American Psychological Association to sponsor continuing education for "
    "psychologists.",
    "nbcc": "CONCEPT has been approved by NBCC as an Approved Continuing Education Provider, ACEP No. 6811. Programs "
    "that do not qualify for NBCC credit are clearly identified.",
    "ace": "CONCEPT Professional Training, #1480, is approved to offer social work continuing education by the "
    "Association of Social Work Boards (ASWB) Approved Continuing Education (ACE) program. Organizations, not "
    "individual courses, are approved as ACE providers. Social workers completing this course receive (clinical or "
    "social work ethics) continuing education credits.",
}


@pytest.mark.parametrize("body", SEED)
def test_the_sentences_of_the_course_page_may_not_be_printed_as_they_stand(body: str) -> None:
    assert statement_problems(SEED[body])


@pytest.mark.parametrize(
    ("statement", "problems"),
    [
        ("{sponsor_name}, #{number}.", ()),
        ("{sponsor_name}, #1480.", ()),
        ("{sponsor_name}, ACEP No. 6811.", ("has the number 6811, and the record has 1480",)),
        ("Harbor Lane, #{number}.", ("names no {sponsor_name}: the sponsor is printed as the body approved it",)),
        (
            "{sponsor_name} #1480 and #MHC-0073.",
            (
                "names 2 numbers, 1480 and MHC-0073: each approval has a statement of its own",
                "has the number MHC-0073, and the record has 1480",
            ),
        ),
    ],
)
def test_a_statement_does_not_contradict_its_record(statement: str, problems: tuple[str, ...]) -> None:
    assert record_problems(replace(ACE, statement=statement)) == problems


def test_a_sentence_that_nobody_confirmed_is_a_doubt_not_an_error() -> None:
    statement = "{sponsor_name} is approved by the Canadian Psychological Association."
    (found,) = statement_findings(replace(ACE, statement=statement), places=Places())
    assert found.severity == "warning"
    assert "without “maintains responsibility for the program”" in found.message


@pytest.mark.parametrize("approval", [replace(ACE, body="CPA"), replace(ACE, short="CPA")])
def test_a_body_is_not_listed_by_initials_that_mean_several(approval: ApprovalRecord) -> None:
    (found,) = sponsor_findings(document(approval), places=Places())
    assert found.message == "“CPA” names several bodies; write the name in full."


def document(*approvals: ApprovalRecord) -> SponsorDocument:
    return SponsorDocument(
        key="harbor-lane",
        name="Harbor Lane",
        is_fictional=False,
        time_zone=None,
        address=None,
        contact=None,
        signatory=None,
        approvals=approvals,
    )


@pytest.mark.parametrize("day", ["2023-11-21", "2023-11-22", "2026-11-22", "2026-11-23"])
def test_both_ends_of_an_approval_belong_to_it(day: str) -> None:
    assert ACE.in_force(date.fromisoformat(day)) == (day in {"2023-11-22", "2026-11-22"})


def test_an_approval_that_nobody_confirmed_or_that_is_in_question_is_not_in_force() -> None:
    day = date(2024, 1, 1)
    assert not replace(ACE, confirmed=False).in_force(day)
    assert not replace(ACE, blocked_by=("a-question",)).in_force(day)


def test_an_approval_covers_its_professions_jurisdiction_and_formats_only() -> None:
    new_york = replace(ACE, jurisdiction="NY")
    asked = {"profession": "social-worker", "jurisdiction": "NY", "delivery_format": "self-paced-reading"}
    assert new_york.covers(**asked)
    assert not new_york.covers(**asked | {"profession": "psychologist"})
    assert not new_york.covers(**asked | {"jurisdiction": "CA"})
    assert not new_york.covers(**asked | {"delivery_format": "self-paced-video"})
    assert not replace(new_york, formats=None).covers(**asked)


@pytest.mark.parametrize(("text", "found"), [("it is is so", "is is"), ("That that", "That that"), ("this is", None)])
def test_a_doubled_word_is_seen(text: str, found: str | None) -> None:
    assert doubled_word(text) == found


def test_a_finding_is_looked_for_in_what_is_around_it() -> None:
    places = Places(lines={"course": ("course.yaml", 1), "course/policy": ("course.yaml", 7)})
    assert str(places.error("course/policy/order", "No.")) == "course.yaml:7: No."
    assert str(places.warning("course/level", "No.")) == "course.yaml:1: warning: No."
    assert str(places.error("sponsor/name", "No.")) == "sponsor/name:0: No."


def test_only_errors_stand_in_the_way() -> None:
    warning = Finding(file="a", line=1, severity="warning", message="b")
    assert not has_errors([warning])
    assert has_errors([warning, replace(warning, severity="error")])
