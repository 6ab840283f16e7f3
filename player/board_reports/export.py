"""A completion report as a file: CSV by RFC 4180, in UTF-8."""

import csv
import io
from collections.abc import Iterable

from player.board_reports.rules import COLUMNS, Completion, row


def csv_file(completions: Iterable[Completion]) -> bytes:
    """Return the report as CSV bytes: a header, then one line per completion, ended by CR LF."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(row(completion) for completion in completions)
    return text.getvalue().encode()
