"""The time receipt on paper."""

from datetime import datetime
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from reportlab.lib.units import inch
from reportlab.platypus import Flowable, Paragraph, Table

from player.catalog.rules import Edition
from player.lessons.pdf.paper import LINE, QUIET, printed, styles
from player.lessons.rules import receipts
from player.lessons.rules.receipts import Receipt, ReceiptLine

_COLUMNS = ("From", "To", "Where", "Counted", "Why")
_WIDTHS = (1.4 * inch, 0.7 * inch, 2.0 * inch, 0.75 * inch, 1.48 * inch)


def receipt(edition: Edition, found: Receipt, *, holder: str, zone: str) -> bytes:
    """Return a time receipt as a PDF; the same lines give the same bytes. Times are written in ``zone``."""
    style = styles()
    story: list[Flowable] = [
        Paragraph("Time receipt", style["title"]),
        Paragraph(escape(f"{holder} · {edition.title} · {edition.sponsor_name}"), style["quiet"]),
        Paragraph(f"Counted in all: {receipts.clock(found.counted_ms)}", style["heading"]),
        *(Paragraph(escape(line), style["body"]) for line in _remarks(found)),
    ]
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


def _cells(line: ReceiptLine, zone: ZoneInfo) -> list[str]:
    def local(instant: datetime) -> datetime:
        return instant.astimezone(zone)

    stretch = line.stretch
    late = f", {receipts.clock(line.grace_ms)} reported late" if line.grace_ms else ""
    return [
        f"{local(stretch.started_at):%Y-%m-%d %H:%M:%S}",
        f"{local(stretch.ended_at):%H:%M:%S}",
        receipts.place(line),
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
