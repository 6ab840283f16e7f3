"""What the course checker says, and where: findings, and the lines of files they point to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Something the course checker says: where (file and line), how bad, and a sentence."""

    file: str
    line: int
    severity: Literal["error", "warning"]
    message: str

    def __str__(self) -> str:
        """Render as ``file:line: message``."""
        mark = "" if self.severity == "error" else "warning: "
        return f"{self.file}:{self.line}: {mark}{self.message}"


@dataclass(frozen=True, kw_only=True)
class Places:
    """Where each value of a course and its sponsor was read.

    A path starts with a file's short name and goes on with keys; an item of a list is named by its ``id`` or ``key``:
    ``course/objectives/lo-01/text``, ``sponsor/courses/ketamine-basics/refund``.
    """

    lines: Mapping[str, tuple[str, int]] = field(default_factory=dict)

    def error(self, path: str, message: str) -> Finding:
        """Return an error about the value at a path."""
        return self._finding(path, "error", message)

    def warning(self, path: str, message: str) -> Finding:
        """Return a warning about the value at a path."""
        return self._finding(path, "warning", message)

    def where(self, path: str) -> str:
        """Return where the value at a path was read, as ``file:line``."""
        file, line = self._place(path)
        return f"{file}:{line}" if line else file

    def _finding(self, path: str, severity: Literal["error", "warning"], message: str) -> Finding:
        file, line = self._place(path)
        return Finding(file=file, line=line, severity=severity, message=message)

    def _place(self, path: str) -> tuple[str, int]:
        """A value that is absent is looked for where it would stand: in the nearest thing around it."""
        around = path
        while around not in self.lines and "/" in around:
            around = around.rpartition("/")[0]
        return self.lines.get(around, (path, 0))


def has_errors(findings: Iterable[Finding]) -> bool:
    """Tell whether one of the findings is an error."""
    return any(finding.severity == "error" for finding in findings)
