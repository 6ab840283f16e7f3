"""The time receipt as a file: CSV by RFC 4180."""

import csv
import io
from datetime import datetime
from zoneinfo import ZoneInfo

from player.cells import guarded
from player.lessons.rules import receipts
from player.lessons.rules.receipts import Receipt, ReceiptLine
from player.seat_time.rules import PRESETS

COLUMNS = (
    "from", "to", "where", "kind", "length_seconds", "counted_seconds", "reported_late_seconds", "why",
    "asked_instead_of_watched", "policy", "what_counts",
)  # fmt: skip
"""A line for each stretch; instants are ISO 8601 with their offset from UTC.

What counts under the policy of a stretch stands in its own line, so that the lines may be sorted and filtered.
"""


def receipt_csv(found: Receipt, *, zone: str) -> str:
    """Return a time receipt as CSV: a header, then one line per stretch, oldest first, ended by CR LF."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([guarded(cell) for cell in _cells(line, ZoneInfo(zone))] for line in found.lines)
    return text.getvalue()


def _cells(line: ReceiptLine, zone: ZoneInfo) -> list[str]:
    def local(instant: datetime) -> str:
        return instant.astimezone(zone).isoformat(timespec="seconds")

    stretch = line.stretch
    return [
        local(stretch.started_at),
        local(stretch.ended_at),
        receipts.place(line),
        stretch.kind,
        _seconds(line.length_ms),
        _seconds(line.counted_ms),
        _seconds(line.grace_ms),
        receipts.why(line),
        "yes" if stretch.asked else "no",
        stretch.policy,
        receipts.definition(PRESETS[stretch.policy]),
    ]


def _seconds(milliseconds: int) -> str:
    return f"{milliseconds // 1000}.{milliseconds % 1000:03}"
