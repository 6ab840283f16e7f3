"""How certificates are numbered, and how a number or code that somebody typed is read."""

from collections.abc import Sequence

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""31 characters that are not mistaken for one another; a prime number of them, so that the check character works."""

NUMBER_CHARACTERS = 10
CODE_CHARACTERS = 16
"""Characters of a verify code: 79 bits, so that nobody finds one by trying."""

SAMPLE_PREFIX = "SAMPLE-"


def number(*, year: int, picks: Sequence[int], is_sample: bool) -> str:
    """Return a certificate number such as ``2026-7K3MQ-4XW9T-R``, with ``SAMPLE-`` before it for a sample.

    ``picks`` are ten random whole numbers below 31. The last character checks the others: one wrong character, or two
    neighbours exchanged, never gives another valid number.
    """
    body = _characters(picks, NUMBER_CHARACTERS)
    printed = f"{year:04d}-{body[:5]}-{body[5:]}-{_check(year, body)}"
    return SAMPLE_PREFIX + printed if is_sample else printed


def verify_code(picks: Sequence[int]) -> str:
    """Return the code of a verify address, in lower case, from sixteen random whole numbers below 31."""
    return _characters(picks, CODE_CHARACTERS).lower()


def read_number(typed: str) -> str | None:
    """Return the certificate number that somebody typed, as printed; None when it is none or has a typing error.

    Case, spaces and dashes do not matter.
    """
    bare = "".join(character for character in typed.upper() if character.isalnum())
    is_sample = bare.startswith("SAMPLE")
    bare = bare.removeprefix("SAMPLE")
    year, body, check = bare[:4], bare[4:-1], bare[-1:]
    if not (year.isascii() and year.isdecimal()) or len(body) != NUMBER_CHARACTERS or not set(body) <= set(ALPHABET):
        return None
    if check != _check(int(year), body):
        return None
    return number(year=int(year), picks=[ALPHABET.index(character) for character in body], is_sample=is_sample)


def _characters(picks: Sequence[int], length: int) -> str:
    if len(picks) != length:
        raise ValueError(f"{length} picks make {length} characters, not {len(picks)}")
    return "".join(ALPHABET[pick] for pick in picks)


def _check(year: int, body: str) -> str:
    # Distinct weights below the prime 31: any single change and any exchange of neighbours moves the remainder.
    weighted = sum(place * ALPHABET.index(character) for place, character in enumerate(body, start=2))
    return ALPHABET[(year + weighted) % len(ALPHABET)]


def read_code(typed: str) -> str | None:
    """Return the verify code that somebody typed or followed, in lower case; None when it cannot be one."""
    code = typed.strip().upper()
    return code.lower() if len(code) == CODE_CHARACTERS and set(code) <= set(ALPHABET) else None


def verify_url(site_url: str, code: str) -> str:
    """Return the address of the public verification page, which the QR code holds."""
    return f"{site_url}/verify/{code}"
