"""How text is kept from being a formula in every table that leaves the house."""

from functools import lru_cache

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001 - full-width ones count
"""What a spreadsheet takes for the beginning of a formula; East Asian ones take the full-width forms too (OWASP)."""


@lru_cache(maxsize=1024)  # most cells of a long table repeat
def guarded(text: str) -> str:
    """Return text that a spreadsheet will not take for a formula.

    Control characters become blanks; an apostrophe goes before ``= + - @``, even behind blanks (CE-RULES 13, 61).
    """
    plain = text if text.isprintable() else "".join(one if one.isprintable() else " " for one in text)
    return f"'{plain}" if plain.lstrip().startswith(FORMULA_STARTS) or text.startswith(FORMULA_STARTS) else plain
