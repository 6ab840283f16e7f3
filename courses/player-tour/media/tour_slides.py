"""The slides of the tour video: one for each cue of `tour.en.vtt`, drawn with Pillow.

`make_tour_video.py` asks for them with `slide(key)`, where the key is the identifier of a cue. A slide is paper, ink
and one accent: on the left where we are and a headline, on the right a picture of the player. The lowest fifth stays
free for the captions. No slide says anything that is not also spoken.
"""
# INP001: this folder holds the course's media and is not a package. RUF100: the file stays clean both with every rule
# on and with ruff's own choice of rules.

from __future__ import annotations

import itertools
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import fontpkg_noto_sans  # type: ignore[import-untyped]  # the package comes without types
from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

WIDTH, HEIGHT, SCALE = 854, 480, 4  # drawn four times as large, then made smaller: smooth edges

SERIF = Path("/usr/share/fonts/truetype/vollkorn/Vollkorn-Medium.ttf")
SANS = Path(fontpkg_noto_sans.ROOT) / "files" / "NotoSans[wdth,wght].ttf"

PAPER, CARD, SHADE = "#faf6ee", "#fffdf9", "#efe8da"
LINE, FAINT, QUIET, INK = "#d8cfbd", "#e6dfd0", "#5c6670", "#22303a"
ACCENT = "#1f6f6b"

Box = tuple[float, float, float, float]  # x, y, width, height in slide pixels
Point = tuple[float, float]


@cache
def font(path: Path, size: float) -> ImageFont.FreeTypeFont:
    """Give a typeface at a size in slide pixels."""
    return ImageFont.truetype(path, round(size * SCALE), layout_engine=ImageFont.Layout.RAQM)


class Sheet:
    """A slide under the pen. All places and sizes are in slide pixels."""

    def __init__(self) -> None:
        """Start with blank paper."""
        self.image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), PAPER)
        self.pen = ImageDraw.Draw(self.image)

    def box(self, box: Box, fill: str, *, line: str | None = None, radius: float = 0, width: float = 1.5) -> None:
        """Draw a filled rectangle, with round corners and a border if asked for."""
        x, y, w, h = (v * SCALE for v in box)
        self.pen.rounded_rectangle((x, y, x + w, y + h), radius * SCALE, fill, line, round(width * SCALE))

    def disc(self, at: Point, radius: float, fill: str, *, line: str | None = None, width: float = 2) -> None:
        """Draw a filled circle around a point."""
        x, y, r = at[0] * SCALE, at[1] * SCALE, radius * SCALE
        self.pen.ellipse((x - r, y - r, x + r, y + r), fill, line, round(width * SCALE))

    def stroke(self, points: Sequence[Point], color: str, width: float) -> None:
        """Draw a line through points, with round ends and joints."""
        self.pen.line([(x * SCALE, y * SCALE) for x, y in points], color, round(width * SCALE))
        for point in points:
            self.disc(point, width / 2, color)

    def words(self, at: Point, text: str, size: float, *, color: str = INK, anchor: str = "ls") -> None:
        """Write in the sans serif of the interface."""
        self.pen.text((at[0] * SCALE, at[1] * SCALE), text, color, font(SANS, size), anchor)

    def headline(self, at: Point, text: str, size: float, *, anchor: str = "ls") -> None:
        """Write in the serif, with lining figures."""
        self.pen.text((at[0] * SCALE, at[1] * SCALE), text, INK, font(SERIF, size), anchor, features=["lnum"])

    def card(self, box: Box, *, fill: str = CARD) -> None:
        """Lay a sheet with a soft edge on the paper."""
        x, y, w, h = box
        self.box((x, y + 4, w, h), SHADE, radius=14)
        self.box(box, fill, line=LINE, radius=14)

    def lines(self, box: Box, step: float, *, color: str = FAINT) -> None:
        """Hint at text: bars of uneven length, one each `step` pixels."""
        x, y, w, h = box
        for n, share in zip(range(int(h // step) + 1), itertools.cycle((1, 0.93, 0.97, 0.7)), strict=False):
            self.box((x, y + n * step, w * share, 6), color, radius=3)

    def tick(self, at: Point, radius: float = 13) -> None:
        """Mark something as done."""
        x, y = at
        self.disc(at, radius, ACCENT)
        self.stroke([(x - 0.45 * radius, y + 0.02 * radius), (x - 0.1 * radius, y + 0.36 * radius),
                     (x + 0.45 * radius, y - 0.32 * radius)], CARD, 0.2 * radius)  # fmt: skip

    def track(self, box: Box, share: float) -> None:
        """Draw a progress bar of which a share is filled."""
        x, y, w, h = box
        self.box(box, FAINT, radius=h / 2)
        self.box((x, y, w * share, h), ACCENT, radius=h / 2)


def player(s: Sheet) -> None:
    """Draw the whole page: bar, outline, text, one button."""
    s.card((430, 60, 364, 310))
    s.words((454, 95), "7 minutes", 16)
    s.words((770, 95), "Saved 14:03", 16, color=QUIET, anchor="rs")
    s.track((454, 108, 316, 8), 0.58)
    for n, (fill, line) in enumerate(((ACCENT, ACCENT), (CARD, ACCENT), (CARD, LINE))):
        s.disc((463, 157 + 30 * n), 7, fill, line=line)
        s.lines((480, 154 + 30 * n, 50, 0), 1)
    s.lines((560, 154, 210, 120), 20)
    s.box((600, 314, 170, 36), ACCENT, radius=8)
    s.words((685, 332), "Continue", 17, color=CARD, anchor="mm")


def bar(s: Sheet) -> None:
    """Draw the bar on top, large."""
    s.card((430, 60, 364, 310))
    s.headline((458, 118), "7", 46)
    s.words((488, 118), "minutes counted", 20)
    s.track((458, 142, 308, 14), 0.58)
    s.tick((471, 195))
    s.words((494, 202), "Saved 14:03", 20)
    s.box((431, 228, 362, 1.5), FAINT)
    s.lines((458, 254, 308, 80), 24)


def time(s: Sheet) -> None:
    """Draw a hidden tab that is paused, and the visible one in front of it with a running clock."""
    s.card((430, 60, 300, 250), fill=SHADE)
    s.box((452, 77, 5, 17), QUIET, radius=2)
    s.box((462, 77, 5, 17), QUIET, radius=2)
    s.words((478, 92), "Hidden: paused", 17, color=QUIET)
    s.card((486, 112, 308, 258))
    s.disc((517, 140), 6, ACCENT)
    s.words((533, 146), "Visible: counting", 17)
    x, y, r = 640, 262, 86
    s.disc((x, y), r, PAPER, line=LINE, width=3)
    s.pen.pieslice([v * SCALE for v in (x - 72, y - 72, x + 72, y + 72)], -90, 36, "#dbe8e5")
    s.pen.arc([v * SCALE for v in (x - r, y - r, x + r, y + r)], -90, 36, ACCENT, 7 * SCALE)
    s.stroke([(x, y - 54), (x, y), (x + 58, y + 42)], INK, 5)
    s.disc((x, y), 7, ACCENT)


def order(s: Sheet) -> None:
    """Draw three lessons: done, open, still closed."""
    s.card((430, 60, 364, 310))
    looks = ("done", INK, QUIET), ("open", INK, ACCENT), ("opens next", QUIET, QUIET)
    for n, (state, name_in, state_in) in enumerate(looks):
        y = 112 + 103 * n
        s.words((500, y + 8), f"Lesson {n + 1}", 23, color=name_in)
        s.words((768, y + 7), state, 18, color=state_in, anchor="rs")
        if n:
            s.box((454, y - 52, 316, 1.5), FAINT)
    s.tick((468, 112), 15)
    s.disc((468, 215), 15, CARD, line=ACCENT, width=3)
    s.disc((468, 215), 6, ACCENT)
    s.pen.arc([v * SCALE for v in (460, 301, 476, 321)], 180, 360, QUIET, 3 * SCALE)
    s.box((455, 311, 26, 20), QUIET, radius=4)


def done(s: Sheet) -> None:
    """Draw the three things that make a lesson done."""
    s.card((430, 60, 364, 310))
    s.headline((458, 114), "Lesson 2", 30)
    for n, text in enumerate(("Sections seen", "Checks answered", "Minimum time reached")):
        s.tick((472, 166 + 70 * n), 15)
        s.words((504, 174 + 70 * n), text, 22)


def place(s: Sheet) -> None:
    """Draw a laptop and a telephone that are open at the same line."""
    s.box((438, 84, 290, 196), INK, radius=12)
    s.box((448, 94, 270, 176), CARD, radius=5)
    s.box((412, 280, 342, 14), QUIET, radius=7)
    s.lines((480, 118, 180, 120), 22)
    s.box((472, 178, 160, 18), "#cfe2df", radius=4)
    s.lines((480, 184, 144, 0), 22, color=ACCENT)
    s.box((688, 160, 112, 210), INK, radius=16)
    s.box((695, 172, 98, 186), CARD, radius=9)
    s.lines((710, 192, 68, 140), 20)
    s.box((703, 246, 82, 18), "#cfe2df", radius=4)
    s.lines((710, 252, 68, 0), 20, color=ACCENT)


def left(s: Sheet) -> None:
    """Draw the list on the home page."""
    s.card((430, 60, 364, 310))
    s.headline((458, 114), "What is left", 30)
    for n, text in enumerate(("Lesson 3", "Post-test", "Attestation", "Evaluation")):
        s.disc((471, 159 + 54 * n), 13, CARD, line=QUIET, width=2.5)
        s.words((502, 167 + 54 * n), text, 22)


def certificate(s: Sheet) -> None:
    """Draw a certificate without a name, with its number and its code at the foot."""
    s.box((424, 74, 376, 284), SHADE, radius=3)
    s.box((424, 70, 376, 284), CARD, line=LINE, radius=3)
    s.box((434, 80, 356, 264), CARD, line=ACCENT, radius=2)
    s.headline((612, 134), "Certificate", 36, anchor="ms")
    s.words((612, 160), "of completion", 17, color=QUIET, anchor="ms")
    s.box((502, 204, 220, 2), INK)
    s.lines((532, 222, 160, 0), 16)
    s.lines((562, 240, 100, 0), 16)
    s.words((458, 322), "Number", 16, color=QUIET)
    s.box((524, 315, 84, 6), FAINT, radius=3)
    code(s, (714, 268), 4)


def code(s: Sheet, at: Point, dot: float) -> None:
    """Draw the look of a QR code, 15 dots wide. It says nothing when scanned."""
    x, y = at
    for n, m in itertools.product(range(15), repeat=2):
        if (n * n + 3 * m * m + n * m) % 7 in {0, 1, 2}:  # any pattern that looks like chance will do
            s.box((x + m * dot, y + n * dot, dot, dot), INK)
    for m, n in ((0, 0), (10, 0), (0, 10)):
        for inset, color in ((-1, CARD), (0, INK), (0.8, CARD), (1.6, INK)):
            side = (5 - 2 * inset) * dot
            s.box((x + (m + inset) * dot, y + (n + inset) * dot, side, side), color)


SLIDES: dict[str, tuple[str, Callable[[Sheet], None]]] = {  # cue identifier: headline, picture
    "player": ("A tour\nof the player", player),
    "bar": ("The bar\non top", bar),
    "time": ("When time\ncounts", time),
    "order": ("Lessons\nopen in order", order),
    "done": ("When a lesson\nis done", done),
    "place": ("Come back to\nyour place", place),
    "left": ("What is\nstill ahead", left),
    "certificate": ("To your\ncertificate", certificate),
}


def slide(key: str) -> Image.Image:
    """Give the slide of one cue: where we are, a headline, a picture. The lowest fifth is left to the captions."""
    sheet = Sheet()
    text, picture = SLIDES[key]
    for n, other in enumerate(SLIDES):
        sheet.box((56 + 26 * n, 112, 18, 4), ACCENT if other == key else LINE, radius=2)
    for n, line in enumerate(text.split("\n")):
        sheet.headline((54, 192 + 58 * n), line, 48)
    picture(sheet)
    return sheet.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
