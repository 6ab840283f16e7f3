"""Looks at the words of course files, and notes what cannot stay as it is on its line."""

from collections.abc import Callable, Container, Iterator

from player.catalog.content.report import Report
from player.catalog.content.yaml_files import Document, Path
from player.catalog.rules import blank, wording_faults


def remark_on_text(text: str, report: Report, *, what: str, file: str, line_of: Callable[[str], int]) -> None:
    """Note what is wrong with the words of a piece of text.

    ``what`` is what the sentence calls it; ``line_of`` says on which line of the file some of its words stand.
    """
    for words, problem in wording_faults(text):
        report.remark(file, line_of(words), f"The {what} {problem}.")


def remark_on_texts(document: Document, report: Report) -> None:
    """Note what is wrong with the words of every text in a YAML document."""
    for path, text in _texts(document.data, ()):
        for words, problem in wording_faults(text):
            report.remark(document.file, document.line_of(words, *path), f"The {_name(path)} {problem}.")


def remark_on_blanks(document: Document, report: Report, *, but: Container[object] = ()) -> None:
    """Note the blanks that nobody filled, except below the keys in ``but``.

    A list of references is looked at for nothing else: names may stand twice.
    """
    for path, text in _texts(document.data, ()):
        unfilled = blank(text) if path[:1] and path[0] not in but else None
        if unfilled:
            message = f"The {_name(path)} has a blank that nobody filled: “{unfilled}”."
            report.remark(document.file, document.line_of(unfilled, *path), message)


def _texts(data: object, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(data, str):
        yield path, data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from _texts(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _texts(value, (*path, index))


def _name(path: Path) -> str:
    return next((step for step in reversed(path) if isinstance(step, str)), "file")
