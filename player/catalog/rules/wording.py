"""Faults of wording that are looked for in every text of a course and of its terms (CE-RULES 10.1 and 13, 10)."""

import re
from collections.abc import Iterator

_DOUBLED = re.compile(r"\b(\w++)\s++\1\b", re.IGNORECASE)
_MEANT = frozenset({"had had", "that that"})
"""Words that do stand twice in a row."""

_BLANK = re.compile(r"_{3,}|\bX{4,}\b")
_UNITS = re.compile(r"\b(?:CEUs?|CEs)\b")
_INITIALS = re.compile(r"\bCPA\b")
_EXPANDED = re.compile(r"\(CPA\)")


def doubled_word(text: str) -> str | None:
    """Return the first word that stands twice in a row ("is is"), or None."""
    found = _DOUBLED.search(text)
    return found.group() if found else None


def blank(text: str) -> str | None:
    """Return the first blank that nobody filled ("____"), or None."""
    found = _BLANK.search(text)
    return found.group() if found else None


def ambiguous_initials(name: str) -> str | None:
    """Return the initials in a name that mean several bodies ("CPA"), or None."""
    found = _INITIALS.search(name)
    return found.group() if found else None


def wording_problems(text: str) -> tuple[str, ...]:
    """Return what is wrong with a text's words, each as the end of a sentence; empty when nothing is."""
    return tuple(sentence for _, sentence in wording_faults(text))


def wording_faults(text: str) -> Iterator[tuple[str, str]]:
    """Yield the words that cannot stay in a text, each with what is wrong with them as the end of a sentence."""
    unfilled = blank(text)
    if unfilled:
        yield unfilled, f"has a blank that nobody filled: “{unfilled}”"
    for found in _DOUBLED.finditer(text):
        if found.group(1).isalpha() and " ".join(found.group().lower().split()) not in _MEANT:
            yield found.group(), f"has a doubled word: “{found.group()}”"
            break
    unit = _UNITS.search(text)
    if unit:
        yield unit.group(), f"says “{unit.group()}”; say credits or contact hours (one CEU is ten contact hours)"
    initials = ambiguous_initials(text)
    if initials and not _EXPANDED.search(text):
        yield initials, f"says “{initials}”, which names several bodies; write the name in full"
