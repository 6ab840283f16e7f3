"""A completion report as a file: CSV by RFC 4180, in UTF-8."""

import csv
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO

from player.board_reports.rules import COLUMNS, Completion, row


@dataclass(frozen=True, kw_only=True)
class Written:
    """What was written: its size in bytes, and its SHA-256."""

    size: int
    sha256: str


def write_csv(completions: Iterable[Completion], into: IO[bytes]) -> Written:
    """Write the report as CSV: a header, then one line per completion, ended by CR LF."""
    digest, size = hashlib.sha256(), 0
    for line in _lines(completions):
        digest.update(line)
        size += into.write(line)
    return Written(size=size, sha256=digest.hexdigest())


def _lines(completions: Iterable[Completion]) -> Iterator[bytes]:
    write = csv.writer(_Encoded(), lineterminator="\r\n").writerow
    yield write(COLUMNS)
    yield from map(write, map(row, completions))


class _Encoded:
    """What a writer of CSV writes a line to, to get it back as bytes."""

    write = staticmethod(str.encode)
