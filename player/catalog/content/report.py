"""Where the reader of a course notes everything it finds, so that a writer sees all mistakes at once."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from player.catalog.rules import Finding, Places

MOST_BYTES = 8 << 20
"""No text of a course is larger: 3,000 items with their rationales take a third of it."""

_HIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
"""Characters that nobody sees: controls, and those that turn the direction of the text around them."""


@dataclass(kw_only=True)
class Report:
    """The findings so far, and the lines at which values were read (see ``Places``).

    ``remarks`` are findings about words: the file could be read, so what it teaches is looked at as well. ``unread``
    are the files of which something could not be read, or whose objectives lead nowhere. Files in ``folder`` are read
    only when they stand in it: a link that leads out of it does not.
    """

    folder: Path | None = None
    findings: list[Finding] = field(default_factory=list)
    remarks: list[Finding] = field(default_factory=list)
    lines: dict[str, tuple[str, int]] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)

    def error(self, file: str, line: int, message: str) -> None:
        """Note a mistake."""
        self.findings.append(Finding(file=file, line=line, severity="error", message=message))

    def loss(self, file: str, line: int, message: str) -> None:
        """Note a mistake for which a file, or a part of it, is left out."""
        self.error(file, line, message)
        self.unread.add(file)

    def remark(self, file: str, line: int, message: str) -> None:
        """Note words that cannot stay as they are."""
        self.remarks.append(Finding(file=file, line=line, severity="error", message=message))

    @property
    def places(self) -> Places:
        """Where each value was read."""
        return Places(lines=self.lines)


def read_text(path: Path, report: Report) -> str | None:
    """Return a file's text, or None after noting why it cannot be read. It has to be UTF-8 with LF at the line ends."""
    data = _read_bytes(path, report)
    file = path.as_posix()
    if data is None:
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        report.loss(file, data[: error.start].count(b"\n") + 1, "The file is not UTF-8 text.")
        return None
    if text.startswith("\ufeff"):
        report.loss(file, 1, "The file starts with a byte order mark; save it as UTF-8 without one.")
        return None
    if "\r" in text:
        report.loss(file, text[: text.find("\r")].count("\n") + 1, "Lines end in LF alone, and this one ends in CR.")
        return None
    for found in _HIDDEN.finditer(text):
        report.error(
            file, text[: found.start()].count("\n") + 1, f"A character nobody sees: U+{ord(found.group()):04X}."
        )
    return _HIDDEN.sub("", text)


def _read_bytes(path: Path, report: Report) -> bytes | None:
    file, folder = path.as_posix(), report.folder
    try:
        if not path.is_file():
            report.loss(file, 1, "The file is missing or cannot be read.")
        elif folder is not None and _leads_out(path, folder):
            report.loss(file, 1, "The file is a link that leads out of the course's folder.")
        elif path.stat().st_size > MOST_BYTES:
            report.loss(file, 1, f"The file is larger than {MOST_BYTES >> 20} MB.")
        else:
            return path.read_bytes()
    except OSError:
        report.loss(file, 1, "The file is missing or cannot be read.")
    return None


def _leads_out(path: Path, folder: Path) -> bool:
    """Tell whether a path that stands in the folder leads to a file outside of it."""
    stands_in = path.is_relative_to(folder) and ".." not in path.relative_to(folder).parts
    return stands_in and not path.resolve().is_relative_to(folder.resolve())
