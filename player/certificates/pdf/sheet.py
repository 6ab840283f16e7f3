"""A sheet of certificate paper: its colors, its frame, and how text, rules, a QR code and the sample mark are drawn."""

from io import BytesIO
from typing import Literal

import segno
from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import LETTER, landscape
from reportlab.pdfgen.canvas import Canvas

from player.certificates.pdf.fonts import Book, decimal
from player.certificates.pdf.shaping import Line, shape

Align = Literal["left", "center", "right"]

WIDTH, HEIGHT = landscape(LETTER)
FRAME = 36
"""Distance of the frame from the edge, in points. A4 is lower by 17: the frame stays within a printer's margin."""

CENTER = WIDTH / 2
INK = HexColor(0x1B2530)
MUTED = HexColor(0x55616D)
ACCENT = HexColor(0x1D4B5E)
HAIR = HexColor(0xB4C0C7)
WARNING = HexColor(0xA32A22)
WATERMARK = HexColor(0xF8E9E6)

_INNER_FRAME = FRAME + 5
_MARK_SIZE = 50
_MARK_ANGLE = 30


class Sheet(Canvas):
    """A PDF document of landscape US Letter pages. The same drawing gives the same bytes."""

    def __init__(self, *, title: str, author: str, subject: str, language: str = "en-US") -> None:
        """Open an empty document with its description."""
        self._bytes = BytesIO()
        super().__init__(self._bytes, pagesize=(WIDTH, HEIGHT), pageCompression=1, invariant=1, lang=language)
        self._book = Book(self._doc)  # type: ignore[attr-defined]  # missing in the types
        self.setTitle(title)
        self.setAuthor(author)
        self.setSubject(subject)
        self.setCreator("player")
        self.setViewerPreference("DisplayDocTitle", "true")

    def _make_preamble(self) -> None:
        # ReportLab starts each page with Helvetica, which no PDF of ours uses or embeds.
        self._preamble = "1 0 0 1 0 0 cm"

    def finish(self) -> bytes:
        """Close the document and return it."""
        self.save()
        return self._bytes.getvalue()

    def frame(self) -> None:
        """Draw the border: a fine line, and a finer one inside it."""
        self.setStrokeColor(ACCENT)
        for inset, width in ((FRAME, 1.1), (_INNER_FRAME, 0.4)):
            self.setLineWidth(width)
            self.rect(inset, inset, WIDTH - 2 * inset, HEIGHT - 2 * inset)

    def rule(self, x: float, y: float, length: float, *, color: Color = HAIR, weight: float = 0.5) -> None:
        """Draw a horizontal line that starts at a point."""
        self.setStrokeColor(color)
        self.setLineWidth(weight)
        self.line(x, y, x + length, y)

    def write(self, line: Line, x: float, y: float, *, size: float, color: Color = INK, align: Align = "left") -> None:
        """Draw a line with its baseline at ``y``; ``x`` is its left end, middle or right end."""
        x -= {"left": 0.0, "center": 0.5, "right": 1.0}[align] * line.width(size)
        self.setFillColor(color)
        shown = " ".join(self._book.show(run, size) for run in line.runs)
        self.addLiteral(f"BT 1 0 0 1 {decimal(x)} {decimal(y)} Tm {shown} ET")

    def qr(self, content: str, x: float, y: float, size: float) -> None:
        """Draw a QR code with its lower left corner at a point; ``size`` includes the quiet zone of four modules."""
        rows = [bytes(row) for row in segno.make(content, error="m", micro=False).matrix_iter(border=4)]
        module = size / len(rows)
        path = self.beginPath()
        for down, row in enumerate(rows, start=1):
            for start, length in _dark(row):
                path.rect(x + start * module, y + size - down * module, length * module, module)
        self.setFillColor(INK)
        self.drawPath(path, stroke=0, fill=1)

    def watermark(self, text: str) -> None:
        """Write a pale text across the whole page; draw it first, so that everything else stands on it."""
        self.saveState()
        self.addLiteral("/Artifact BMC")
        self.translate(CENTER, HEIGHT / 2)
        self.rotate(_MARK_ANGLE)
        self.write(shape(text, 600), 0, -_MARK_SIZE / 3, size=_MARK_SIZE, color=WATERMARK, align="center")
        self.addLiteral("EMC")
        self.restoreState()


def _dark(row: bytes) -> list[tuple[int, int]]:
    """Return where dark stretches of a row of modules start, and how long they are."""
    edges = [place for place in range(1, len(row)) if row[place] != row[place - 1]]
    return [(start, end - start) for start, end in zip(edges[::2], edges[1::2], strict=True)]
