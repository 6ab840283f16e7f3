"""Which way text runs: the Unicode Bidirectional Algorithm as far as a name or a sentence needs it.

Explicit embeddings are left out; a certificate refuses their invisible characters.
"""

import unicodedata
from functools import partial
from itertools import groupby
from typing import TypeVar

Piece = TypeVar("Piece")

_KINDS = {"L": "L", "R": "R", "AL": "R", "EN": "D", "AN": "D", "NSM": "M"}
"""L and R are letters, D digits, M marks; anything else is neutral (N)."""


def levels(text: str) -> list[int]:
    """Return each character's embedding level; odd is right to left.

    The first letter sets the direction of the line. Digits read from left to right also among letters that do not.
    """
    kinds = [_KINDS.get(unicodedata.bidirectional(character), "N") for character in text]
    base = next((kind for kind in kinds if kind in "LR"), "L")
    _settle_digits_and_marks(kinds, base)
    _settle_neutrals(kinds, base)
    level = {"L": 0 if base == "L" else 2, "R": 1, "D": 2}
    return [level[kind] for kind in kinds]


def in_visual_order(pieces: list[tuple[int, Piece]]) -> list[tuple[int, Piece]]:
    """Return pieces, each with its level, from left to right (rule L2 of the algorithm).

    From the highest level down, each stretch of that level or above is turned around.
    """
    for turn in range(max((level for level, _ in pieces), default=0), 0, -1):
        turned: list[tuple[int, Piece]] = []
        for is_high, group in groupby(pieces, key=partial(_is_high, turn)):
            stretch = list(group)
            turned += reversed(stretch) if is_high else stretch
        pieces = turned
    return pieces


def _is_high(turn: int, piece: tuple[int, object]) -> bool:
    return piece[0] >= turn


def _settle_digits_and_marks(kinds: list[str], base: str) -> None:
    strong = base
    for place, kind in enumerate(kinds):
        if kind in "LR":
            strong = kind
        elif kind == "D" and strong == "L":
            kinds[place] = "L"
        elif kind == "M":
            kinds[place] = kinds[place - 1] if place else base


def _settle_neutrals(kinds: list[str], base: str) -> None:
    """Give what stands between two letters of one direction that direction, and anything else that of the line."""
    start = 0
    for kind, group in groupby(kinds.copy()):
        end = start + len(list(group))
        if kind == "N":
            before = kinds[start - 1] if start else base
            after = kinds[end] if end < len(kinds) else base
            sides = {"R" if side == "D" else side for side in (before, after)}
            kinds[start:end] = [sides.pop() if len(sides) == 1 else base] * (end - start)
        start = end
