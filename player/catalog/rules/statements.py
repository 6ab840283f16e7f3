"""The words of an approval: filled for one completion, and checked before anything is published.

What is checked are the faults that course pages really carry (CE-RULES 10.1 and 13, 10): choices nobody made, fields
nobody filled, a sentence left out, wording that a body has replaced.
"""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from player.catalog.rules.sponsors import ApprovalRecord
from player.catalog.rules.wording import doubled_word

FIELDS = ("sponsor_name", "number", "valid_from", "valid_to", "credits", "credit_type")
"""What a statement may name in braces."""

_FIELD = re.compile(r"\{([^{}]*)\}")
_UNFILLED = (
    (re.compile(r"\([^()]*\bor\b[^()]*\)"), "a choice that nobody made"),
    (re.compile(r"\[[^\[\]]*\]?"), "a square bracket that nobody filled"),
    (re.compile(r"_{2,}"), "a blank that nobody filled"),
    (re.compile(r"X{3,}"), "a blank that nobody filled"),
    (re.compile(r"#(?![A-Z]{0,4}-?\d)\S*"), "a number sign without a number"),
    (re.compile(r"[{}]"), "a brace that belongs to no field"),
)
_WORDING = (
    (re.compile(r"\bCEUs?\b"), "says “{0}”; one CEU is ten contact hours"),
    (re.compile(r"\bCEs\b"), "says “{0}”; say credits"),
    (re.compile(r"\bCPA\b"), "says “{0}”, which names several bodies; write the name in full"),
    (re.compile(r"Organizations, not individual courses"), "is the superseded ACE wording (“{0}”)"),
    (
        re.compile(r"\d{1,2}/\d{1,2}/\d{2,4}"),
        "writes out the day “{0}”; {{valid_from}} and {{valid_to}} write days alike",
    ),
    (
        re.compile(r"\b\d+(?:\.\d+)? (?:[\w-]+ ){0,3}credits?\b"),
        "writes out the number in “{0}”; {{credits}} is the number that was earned",
    ),
    (re.compile(r"(?:\)|\{sponsor_name\}), (?:is|has)\b"), "has a comma between the sponsor and its verb: “{0}”"),
    (re.compile(r"\b(?:visit|click) here\b"), "says “{0}”, and there is no link"),
    (
        re.compile(r"maintains sponsorship provider status|[Ww]e maintain responsibility for all content"),
        "is a course page's text about itself, not a body's statement: “{0}”",
    ),
)
_NUMBER = re.compile(r"(?:\bNo\. ?|#)([A-Z]{0,4}-?\d[\w-]*)")
_NEEDED = (
    ("American Psychological Association", "maintains responsibility for this program and its content"),
    ("NBCC", "is solely responsible for all aspects of the programs"),
    ("(ASWB)", "{credits} {credit_type} continuing education credits"),
)
"""Sentences a body asks for (APA's second, NBCC's third, ACE's last): CE-RULES 1.2."""

_PERHAPS_NEEDED = (("Canadian Psychological Association", "maintains responsibility for the program"),)
"""The same, where the sentence is known from memory alone (CE-RULES 1.2)."""


def credits_text(credits: Decimal) -> str:  # noqa: A002 - credit is counted in credits, here and everywhere
    """Return a number of credits as it is printed: "2.0", "1.25"."""
    short = credits.normalize()
    return f"{credits:.1f}" if short == short.quantize(Decimal("0.1")) else f"{short:f}"


def statement_text(approval: ApprovalRecord, *, credits: Decimal) -> str:  # noqa: A002 - as above
    """Return the approval's statement for a completion that earned these credits.

    Days are printed as the boards do, 11/22/2026; credits as "2.0".

    Raises:
        ValueError: the record lacks what its statement names; a checked and confirmed approval never does.
    """
    lacking = lacking_fields(approval)
    if lacking:
        raise ValueError(f"the statement of {approval.key} names what its record lacks: {', '.join(lacking)}")
    return approval.statement.format_map(_values(approval) | {"credits": credits_text(credits)})


def lacking_fields(approval: ApprovalRecord) -> tuple[str, ...]:
    """Return the fields that the statement names and the record cannot fill, in the order they are named."""
    values = _values(approval)
    named = dict.fromkeys(_FIELD.findall(approval.statement))
    return tuple(name for name in named if name != "credits" and not values.get(name))


def statement_problems(template: str) -> tuple[str, ...]:
    """Return what is wrong with a statement's words, each as the end of a sentence; empty when they can be printed."""
    odd = ("has a no-break space, which a page was copied with",) if "\u00a0" in template else ()
    return (*_problems(" ".join(template.split())), *odd)


def record_problems(approval: ApprovalRecord) -> tuple[str, ...]:
    """Return what in a statement contradicts its record, or would as soon as the record changes."""
    return tuple(_against_record(approval))


def doubts(template: str) -> tuple[str, ...]:
    """Return what may be wrong with a statement, each as the end of a sentence: nobody has confirmed that it is."""
    return tuple(_without(template, _PERHAPS_NEEDED))


def _against_record(approval: ApprovalRecord) -> Iterator[str]:
    written = dict.fromkeys(_NUMBER.findall(approval.statement))
    if len(written) > 1:
        yield f"names {len(written)} numbers, {' and '.join(written)}: each approval has a statement of its own"
    for number in written:
        if number != approval.number:
            yield f"has the number {number}, and the record has {approval.number or 'none'}"
    if "{sponsor_name}" not in approval.statement:
        yield "names no {sponsor_name}: the sponsor is printed as the body approved it"


def _problems(template: str) -> Iterator[str]:
    for name in dict.fromkeys(_FIELD.findall(template)):
        if name not in FIELDS:
            yield f"has an unknown field “{{{name}}}”"
    bare = _FIELD.sub("1", template)
    for pattern, what in _UNFILLED:
        found = pattern.search(bare)
        if found:
            yield f"has {what}: “{found.group()}”"
    for pattern, what in _WORDING:
        found = pattern.search(template)
        if found:
            yield what.format(found.group())
    doubled = doubled_word(template)
    if doubled:
        yield f"has a doubled word: “{doubled}”"
    yield from _without(template, _NEEDED)


def _without(template: str, sentences: tuple[tuple[str, str], ...]) -> Iterator[str]:
    for body, sentence in sentences:
        if body in template and sentence not in template:
            yield f"names {body.strip('()')} without “{sentence}”"


def _values(approval: ApprovalRecord) -> dict[str, str | None]:
    return {
        "sponsor_name": approval.sponsor_name,
        "number": approval.number,
        "valid_from": _day(approval.valid_from),
        "valid_to": _day(approval.valid_to),
        "credit_type": approval.credit_type,
    }


def _day(day: date | None) -> str | None:
    return None if day is None else f"{day.month}/{day.day}/{day.year}"
