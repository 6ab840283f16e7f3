"""A completion report as a file: CSV by RFC 4180, in UTF-8."""

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO

from player.board_reports.rules import COLUMNS, Completion, row

IN_MEMORY = 1_000_000
"""Bytes of a file up to which it is kept in memory; a longer one goes to a temporary file on disk."""


@dataclass(frozen=True, kw_only=True)
class File:
    """A written file, open at its beginning, its size in bytes, and its SHA-256. Whoever sends it closes it."""

    content: IO[bytes]
    size: int
    sha256: str


def csv_file(completions: Iterable[Completion]) -> File:
    """Return the report as a CSV file: a header, then one line per completion, ended by CR LF."""
    content = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - it is sent, and closed, by the page
    digest = hashlib.sha256()
    for line in _lines(completions):
        digest.update(line)
        content.write(line)
    size = content.tell()
    content.seek(0)
    return File(content=content, size=size, sha256=digest.hexdigest())


def _lines(completions: Iterable[Completion]) -> Iterator[bytes]:
    yield _line(COLUMNS)
    for completion in completions:
        yield _line(row(completion))


def _line(cells: Iterable[str]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return text.getvalue().encode()
