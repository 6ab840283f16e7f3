"""The sentences of a certificate."""

from datetime import date
from decimal import ROUND_DOWN, Decimal

SAMPLE_MARK = "SAMPLE, NOT VALID FOR CREDIT"
CERTIFIES = "This certifies that"
COMPLETED = "has completed"

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_FORMATS = {
    "self-paced-reading": "Self-paced distance learning: reading-based online activity",
    "self-paced-video": "Self-paced distance learning: recorded-video online activity",
}
_HUNDREDTH = Decimal("0.01")
_TENTH = Decimal("0.1")


def title(*, credit_bearing: bool) -> str:
    """Return the heading of a certificate; one without credit says so there."""
    return "Certificate of completion" if credit_bearing else "Certificate of completion, no CE credit"


def credits_line(credits: Decimal) -> str:  # noqa: A002 - the word of the trade
    """Return credits with their unit, as ``2.0 CE credits (contact hours)``.

    One decimal, or two when a quarter hour needs them; anything finer is cut off, never rounded up (CE-RULES 13, 23
    and 26).
    """
    cut = credits.quantize(_HUNDREDTH, rounding=ROUND_DOWN)
    shown = cut.quantize(_TENTH, rounding=ROUND_DOWN)
    return f"{shown if shown == cut else cut} CE credits (contact hours)"


def long_date(day: date) -> str:
    """Return a day as ``22 November 2026``, whatever the machine's language."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def format_label(delivery_format: str) -> str:
    """Return a delivery format in the words of the ASWB ACE list of formats; raises KeyError for an unknown one."""
    return _FORMATS[delivery_format]


def edition_label(slug: str, edition: int) -> str:
    """Return which edition of which course, as ``ketamine-basics, edition 3``."""
    return f"{slug}, edition {edition}"


def license_line(*, license_type: str, number: str, jurisdiction: str) -> str:
    """Return a license as printed under the name: its type, its number as it stands on the license, and where."""
    return f"{license_type} {number}, {jurisdiction}"


def reissue_line(*, ordinal: int, replaces: str) -> str:
    """Return which reissue this is and of which certificate; empty for a first issue."""
    return f"Reissue {ordinal - 1} of {replaces}" if ordinal > 1 else ""
