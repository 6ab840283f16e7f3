"""Breaks text into lines that fit, at the largest size that fits, and stacks them down a page."""

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol, TypedDict, Unpack

from reportlab.lib.colors import Color

from player.certificates.pdf.shaping import EM, Line, Weight, shape
from player.certificates.pdf.sheet import CENTER, HAIR, INK, Align, Sheet

_SIZE_STEP = 0.5
_BALANCE_STEP = 0.96
_BASELINE = 0.79
"""Where in its line box a baseline lies: Vietnamese capitals need the room above, Devanagari that below."""


class Part(Protocol):
    """Something that stands on a page, one below the other."""

    @property
    def above(self) -> float:
        """The space above it, in points."""
        ...

    @property
    def height(self) -> float:
        """How far down the page it reaches, with the space above it."""
        ...

    def draw(self, sheet: Sheet, top: float) -> None:
        """Draw it below ``top``."""
        ...


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """Lines of one size against a left end, middle or right end."""

    lines: tuple[Line, ...]
    size: float
    color: Color = INK
    above: float = 0
    leading: float = 1.3
    x: float = CENTER
    align: Align = "center"

    @property
    def height(self) -> float:
        """How far down the page the lines reach."""
        return self.above + len(self.lines) * self.size * self.leading

    def draw(self, sheet: Sheet, top: float) -> None:
        """Draw the lines below ``top``."""
        step = self.size * self.leading
        for number, line in enumerate(self.lines):
            baseline = top - self.above - step * (number + _BASELINE)
            sheet.write(line, self.x, baseline, size=self.size, color=self.color, align=self.align)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A horizontal line in the middle of the page."""

    length: float
    above: float
    color: Color = HAIR

    @property
    def height(self) -> float:
        """The space above the line."""
        return self.above

    def draw(self, sheet: Sheet, top: float) -> None:
        """Draw the line."""
        sheet.rule(CENTER - self.length / 2, top - self.above, self.length, color=self.color)


@dataclass(frozen=True, kw_only=True)
class Beside:
    """Stacks that stand side by side and start at one height."""

    stacks: tuple[tuple[Part, ...], ...]
    above: float

    @property
    def height(self) -> float:
        """How far down the page the highest stack reaches."""
        return self.above + max(stack_height(stack) for stack in self.stacks)

    def draw(self, sheet: Sheet, top: float) -> None:
        """Draw the stacks."""
        for stack in self.stacks:
            draw_stack(sheet, stack, top - self.above)


class Look(TypedDict, total=False):
    """How a paragraph stands on the page, apart from its lines and their size."""

    color: Color
    above: float
    leading: float
    x: float
    align: Align


def stack_height(parts: Iterable[Part]) -> float:
    """Return how high some parts are, one below the other."""
    return sum(part.height for part in parts)


def draw_stack(sheet: Sheet, parts: Iterable[Part], top: float, stretch: float = 0) -> None:
    """Draw parts one below the other; ``stretch`` widens the space above each by that share of itself."""
    for part in parts:
        top -= part.above * stretch
        part.draw(sheet, top)
        top -= part.height


def wrap(text: str, weight: Weight, measure: float) -> tuple[Line, ...]:
    """Return text as lines no wider than a measure in ems; a word that is too long by itself is broken.

    A no-break space is drawn as a space.
    """
    lines: list[list[str]] = []
    room = 0.0
    space = shape(" ", weight).advance
    words = [part for word in text.split(" ") for part in _broken(word, weight, measure * EM)]
    for word in words:
        width = shape(word, weight).advance
        if not lines or width + space > room:
            lines.append([])
            room = measure * EM + space
        lines[-1].append(word)
        room -= width + space
    return tuple(shape(" ".join(line).replace("\u00a0", " "), weight) for line in lines)


def fit(
    text: str, weight: Weight, *, size: float, smallest: float, width: float, lines: int = 1, **look: Unpack[Look]
) -> Paragraph:
    """Return text at the largest size that needs no more than so many lines; at the smallest it takes what it needs.

    Centered lines are then made about equally long. ``look`` is what else a paragraph has.
    """
    while len(wrap(text, weight, width / size)) > lines and size > smallest:
        size = max(smallest, size - _SIZE_STEP)
    broken = _balanced if look.get("align", "center") == "center" else wrap
    return Paragraph(lines=broken(text, weight, width / size), size=size, **look)


def _balanced(text: str, weight: Weight, measure: float) -> tuple[Line, ...]:
    """Return lines of about equal length: the narrowest that are no more in number and break no word."""
    longest = max(shape(word, weight).advance for word in text.split(" ")) / EM
    lines = narrower = wrap(text, weight, measure)
    while len(narrower) == len(lines) > 1 and measure * _BALANCE_STEP >= longest:
        lines = narrower
        measure *= _BALANCE_STEP
        narrower = wrap(text, weight, measure)
    return lines if len(narrower) > len(lines) else narrower


def _broken(word: str, weight: Weight, widest: float) -> Iterator[str]:
    """Yield a word, or its pieces when it is too wide by itself; a mark stays with its letter."""
    while len(word) > 1 and shape(word, weight).advance > widest:
        pieces = [word[:end] for end in range(1, len(word)) if not unicodedata.category(word[end]).startswith("M")]
        fitting = bisect_right(pieces, widest, key=lambda piece: shape(piece, weight).advance)
        piece = pieces[max(fitting - 1, 0)] if pieces else word
        yield piece
        word = word.removeprefix(piece)
    yield from filter(None, [word])
