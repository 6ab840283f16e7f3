"""Where the reader of a course notes everything it finds, so that a writer sees all mistakes at once."""

from dataclasses import dataclass, field
from pathlib import Path

from player.catalog.rules import Finding, Places


@dataclass(kw_only=True)
class Report:
    """The findings so far, and the lines at which values were read (see ``Places``).

    ``remarks`` are findings about words: the file could be read, so what it teaches is looked at as well.
    """

    findings: list[Finding] = field(default_factory=list)
    remarks: list[Finding] = field(default_factory=list)
    lines: dict[str, tuple[str, int]] = field(default_factory=dict)

    def error(self, file: str, line: int, message: str) -> None:
        """Note a mistake."""
        self.findings.append(Finding(file=file, line=line, severity="error", message=message))

    def remark(self, file: str, line: int, message: str) -> None:
        """Note words that cannot stay as they are."""
        self.remarks.append(Finding(file=file, line=line, severity="error", message=message))

    @property
    def places(self) -> Places:
        """Where each value was read."""
        return Places(lines=self.lines)


def read_text(path: Path, report: Report) -> str | None:
    """Return a file's text, or None after noting why it cannot be read. It has to be UTF-8 with LF at the line ends."""
    file = path.as_posix()
    try:
        data = path.read_bytes()
    except OSError:
        report.error(file, 1, "The file is missing or cannot be read.")
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        report.error(file, data[: error.start].count(b"\n") + 1, "The file is not UTF-8 text.")
        return None
    if "\r" in text or text.startswith("\ufeff"):
        line = text[: text.find("\r")].count("\n") + 1 if "\r" in text else 1
        report.error(file, line, "Lines end in LF alone, and the file has no byte order mark.")
        return None
    return text
