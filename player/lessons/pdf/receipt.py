"""The time receipt on paper."""

from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from reportlab.graphics.shapes import Drawing, Line, Rect
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import inch
from reportlab.platypus import Flowable, Paragraph, Table

from player.catalog.rules import Edition
from player.lessons.pdf.paper import ACCENT, LINE, QUIET, printed, styles
from player.lessons.rules import receipts
from player.lessons.rules.receipts import Receipt, ReceiptLine, Sitting

_COLUMNS = ("From", "To", "Where", "Length", "Counted", "Why")
_WIDTHS = (1.57 * inch, 0.9 * inch, 1.35 * inch, 0.65 * inch, 0.7 * inch, 1.16 * inch)
_PICTURE = (1.57 * inch, 3.66 * inch, 1.1 * inch)
_WIDE, _HIGH, _LOW = 3.5 * inch, 10, 2.5
"""How wide the longest sitting is drawn, and how high a bar that counts and one that does not."""


def receipt(edition: Edition, found: Receipt, *, holder: str, zone: str) -> bytes:
    """Return a time receipt as a PDF; the same lines give the same bytes. Times are written in ``zone``."""
    style = styles()
    story: list[Flowable] = [
        Paragraph("Time receipt", style["title"]),
        Paragraph(escape(f"{holder} · {edition.title} · {edition.sponsor_name}"), style["quiet"]),
        Paragraph(f"Counted in all: {receipts.clock(found.counted_ms)}", style["heading"]),
        *(Paragraph(escape(line), style["body"]) for line in _remarks(found)),
    ]
    if found.sittings:
        story += _picture(found, ZoneInfo(zone), style)
    if found.lines:
        head = [Paragraph(word, style["small"]) for word in _COLUMNS]
        lines = (_cells(line, ZoneInfo(zone)) for line in found.lines)
        rows = [[Paragraph(escape(cell), style["small"]) for cell in cells] for cells in lines]
        story += [Paragraph(f"Every stretch, oldest first ({zone})", style["heading"]), _table([head, *rows])]
    story += [Paragraph("What counts", style["heading"]), Paragraph(receipts.definition(found.policy), style["small"])]
    return printed(story, title="Time receipt", author=edition.sponsor_name, language="en")


def _remarks(found: Receipt) -> list[str]:
    remarks = [f"The course asks for {receipts.clock(found.needed_ms)}." if found.needed_ms else ""]
    remarks += [f"Reported late, while the network was away: {receipts.clock(found.grace_ms)} of it."]
    return [line for line in (*remarks, receipts.asked(found.policy) if found.was_asked else "") if line]


def _picture(found: Receipt, zone: ZoneInfo, style: dict[str, ParagraphStyle]) -> list[Flowable]:
    scale = _WIDE / found.longest_ms
    rows = [
        [
            Paragraph(f"{sitting.started_at.astimezone(zone):%Y-%m-%d %H:%M %Z}", style["small"]),
            _bars(sitting, scale),
            Paragraph(f"{receipts.clock(sitting.counted_ms)} counted", style["small"]),
        ]
        for sitting in found.sittings
    ]
    table = Table(rows, colWidths=_PICTURE)
    table.setStyle([("VALIGN", (0, 0), (-1, -1), "MIDDLE"), ("LEFTPADDING", (0, 0), (-1, -1), 0)])
    remark = "High bars count, low ones do not. The table below says the same."
    return [Paragraph("Sittings", style["heading"]), Paragraph(remark, style["small"]), table]


def _bars(sitting: Sitting, scale: float) -> Drawing:
    drawing = Drawing(_WIDE, _HIGH)
    drawing.add(Line(0, 0, _WIDE, 0, strokeColor=QUIET, strokeWidth=0.5))
    for bar in sitting.bars:
        height, color = (_HIGH, ACCENT) if bar.is_counted else (_LOW, QUIET)
        shape = Rect(bar.from_ms * scale, 0, bar.length_ms * scale, height)
        shape.setProperties({"fillColor": color, "strokeColor": None})
        drawing.add(shape)
    return drawing


def _cells(line: ReceiptLine, zone: ZoneInfo) -> list[str]:
    begun_at, ended_at = line.stretch.started_at, line.stretch.ended_at
    late = f", {receipts.clock(line.grace_ms)} reported late" if line.grace_ms else ""
    return [
        receipts.clock_time(begun_at, zone),
        receipts.clock_time(ended_at, zone, since=begun_at),
        receipts.place(line),
        receipts.clock(line.length_ms),
        receipts.clock(line.counted_ms),
        receipts.why(line) + late,
    ]


def _table(rows: list[list[Paragraph]]) -> Table:
    table = Table(rows, colWidths=_WIDTHS, repeatRows=1)
    table.setStyle(
        [("VALIGN", (0, 0), (-1, -1), "TOP"), ("LINEBELOW", (0, 0), (-1, -1), 0.5, LINE),
         ("LINEBELOW", (0, 0), (-1, 0), 1, QUIET), ("LEFTPADDING", (0, 0), (-1, -1), 0)]
    )  # fmt: skip
    return table
