"""Turns a line of text into placed glyphs of the embedded Noto fonts, or says which characters they do not have.

HarfBuzz does the work: joined Arabic, Devanagari, stacked marks, kerning.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path
from typing import Literal

import fontpkg_noto_sans  # type: ignore[import-untyped]  # ships no types
import fontpkg_noto_sans_arabic  # type: ignore[import-untyped]  # ships no types
import uharfbuzz as hb
from fontTools.unicodedata import script as script_of

from player.certificates.pdf.bidi import in_visual_order, levels

FaceName = Literal["NotoSans", "NotoSansArabic"]
Weight = Literal[300, 400, 600]

EM = 1000
"""Both faces measure in thousandths of an em, as PDF does."""

_FILES: dict[FaceName, Path] = {
    "NotoSans": fontpkg_noto_sans.ROOT / "files" / "NotoSans[wdth,wght].ttf",
    "NotoSansArabic": fontpkg_noto_sans_arabic.ROOT / "files" / "NotoSansArabic[wdth,wght].ttf",
}
_AXES = {"wdth": 100}
_NEUTRAL_SCRIPTS = ("Zyyy", "Zinh")
_NOT_DRAWN = ("Cc", "Cf", "Cs", "Co", "Cn")
_JOINERS = "\u200c\u200d"
"""The zero-width (non-)joiner: belongs to the spelling of Persian and Hindi names, unlike other format characters."""

_DOTTED_CIRCLE = "\u25cc"


@dataclass(frozen=True)
class Font:
    """One weight of one face."""

    face: FaceName
    weight: Weight

    @property
    def axes(self) -> dict[str, float]:
        """Where on the axes of the variable face this weight lies."""
        return {**_AXES, "wght": self.weight}

    def advance(self, glyph: int) -> int:
        """Return how wide a glyph is, in thousandths of an em."""
        return int(_shaper(self).get_glyph_h_advance(glyph))

    def has(self, character: str) -> bool:
        """Tell whether the face has a glyph for a character."""
        return _shaper(self).get_nominal_glyph(ord(character)) is not None


@dataclass(frozen=True)
class Glyph:
    """A glyph as placed: how far it moves the pen and stands off it (thousandths of an em), and the text it shows.

    Of the glyphs that show one cluster together, the first carries its text and the others none.
    """

    id: int
    advance: int
    x_offset: int
    y_offset: int
    text: str


@dataclass(frozen=True)
class Run:
    """Glyphs of one font, from left to right."""

    font: Font
    glyphs: tuple[Glyph, ...]


@dataclass(frozen=True)
class Line:
    """A shaped line: its pieces from left to right, and how wide they are together in thousandths of an em."""

    text: str
    runs: tuple[Run, ...]
    advance: int

    def width(self, size: float) -> float:
        """Return how wide the line is at a font size, in the unit of that size."""
        return self.advance * size / EM


@lru_cache(maxsize=4096)
def shape(text: str, weight: Weight) -> Line:
    """Return a line of text as glyphs in visual order; characters without a glyph become glyph 0."""
    runs = tuple(_shape(piece, Font(_face_for(script), weight), script, level) for piece, script, level in _cut(text))
    return Line(text, runs, sum(glyph.advance for run in runs for glyph in run.glyphs))


def unprintable(text: str) -> set[str]:
    """Return the characters of a text that a certificate cannot show; empty for a text that prints well.

    No embedded font has them (Chinese, Hebrew, emoji …), or they are not for printing (line ends, invisible marks).
    """
    text = unicodedata.normalize("NFC", text)
    hidden = {each for each in text if unicodedata.category(each) in _NOT_DRAWN and each not in _JOINERS}
    return hidden | {each for glyph in _boxes(text) for each in glyph.text}


def face(name: FaceName) -> hb.Face:
    """Return a face as HarfBuzz reads it."""
    return _face(name)


def _boxes(text: str) -> Iterator[Glyph]:
    for run in shape(text, 400).runs:
        # HarfBuzz draws a dotted circle under a mark that has no letter to stand on.
        circle = None if _DOTTED_CIRCLE in text else _shaper(run.font).get_nominal_glyph(ord(_DOTTED_CIRCLE))
        yield from (glyph for glyph in run.glyphs if glyph.id in (0, circle))


@cache
def _face(name: FaceName) -> hb.Face:
    return hb.Face(hb.Blob.from_file_path(str(_FILES[name])))


@cache
def _shaper(font: Font) -> hb.Font:
    made = hb.Font(_face(font.face))
    made.set_variations(font.axes)
    return made


def _face_for(script: str) -> FaceName:
    return "NotoSansArabic" if script == "Arab" else "NotoSans"


def _cut(text: str) -> Iterator[tuple[str, str, int]]:
    """Yield pieces of one script and embedding level in visual order; the text of each in the order of reading."""
    marked = zip(levels(text), _scripts(text), text, strict=True)
    pieces = [
        (level, (script, "".join(character for _, _, character in group)))
        for (level, script), group in groupby(marked, key=lambda item: item[:2])
    ]
    for level, (script, piece) in in_visual_order(pieces):
        yield piece, script, level


def _scripts(text: str) -> list[str]:
    """Return each character's script; marks, spaces and punctuation take that of the letter before them, or the first.

    What the Arabic face lacks (a typographic dash) is left to the other one.
    """
    found = [script_of(character) for character in text]
    current = next((script for script in found if script not in _NEUTRAL_SCRIPTS), "Latn")
    for place, character in enumerate(text):
        current = current if found[place] in _NEUTRAL_SCRIPTS else found[place]
        found[place] = current if current != "Arab" or Font("NotoSansArabic", 400).has(character) else "Latn"
    return found


def _shape(text: str, font: Font, script: str, level: int) -> Run:
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.script = script
    buffer.direction = "rtl" if level % 2 else "ltr"
    hb.shape(_shaper(font), buffer, {})
    starts = sorted({info.cluster for info in buffer.glyph_infos})
    clusters = {start: text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)}
    placed = zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
    return Run(
        font,
        tuple(
            Glyph(info.codepoint, at.x_advance, at.x_offset, at.y_offset, clusters.pop(info.cluster, ""))
            for info, at in placed
        ),
    )
