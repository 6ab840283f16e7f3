"""Reads YAML 1.2 into plain values that know their lines, and holds them to a strict model.

The loader is our own small one on composed nodes, because it finds every duplicate key, not only the first, and because
a course file needs nothing but text, whole numbers, days, true, false and null.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from player.catalog.content.report import Report
from player.catalog.content.yaml_nodes import Node, compose

Path = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)

_WHOLE = re.compile(r"-?\d+")
_DIGITS = 18
_KINDS = {
    "string_type": "must be text; put it in quotes",
    "int_type": "must be a whole number",
    "bool_type": "must be true or false",
    "date_type": "must be a day, written as 2026-11-22",
    "list_type": "must be a list",
    "dict_type": "must be a mapping of keys to values",
    "model_type": "must be a mapping of keys to values",
}


@dataclass(frozen=True, kw_only=True)
class Document:
    """What one YAML text says, with the line of every value; ``name`` is its short name in ``Places``."""

    file: str
    name: str
    data: Any
    lines: Mapping[Path, int]
    spans: Mapping[Path, tuple[int, int]]
    """The first and last line of every text."""
    source: str
    first_line: int

    def line(self, *path: str | int) -> int:
        """Return the line of the value at a path, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines[path]

    def item(self, key: str, name: str) -> Path:
        """Return the path of the item of a list that has this id, or of the list when it has none."""
        items = self.data.get(key, []) if isinstance(self.data, dict) else []
        numbers = (n for n, item in enumerate(items) if isinstance(item, dict) and item.get("id") == name)
        return next(((key, number) for number in numbers), (key,))

    def text_line(self, *path: str | int) -> int:
        """Return the line on which the text at a path begins: below its key when it is a block of its own."""
        first, _ = self.spans.get(path, (self.line(*path),) * 2)
        is_block = self._lines(first, first).rstrip().endswith(("|", "|-", ">", ">-"))
        return first + 1 if is_block else first

    def line_of(self, words: str, *path: str | int) -> int:
        """Return the line on which these words of the text at a path stand, however the text is folded."""
        first, last = self.spans.get(path, (self.line(*path),) * 2)
        text = self._lines(first, last)
        found = re.search(r"\s+".join(map(re.escape, words.split())), text)
        return first + text[: found.start()].count("\n") if found else self.line(*path)

    def _lines(self, first: int, last: int) -> str:
        return "\n".join(self.source.split("\n")[first - self.first_line : last - self.first_line + 1])

    def ids(self, key: str, name: str = "id") -> list[tuple[str, int]]:
        """Return the ids of a list's items, each with its line, read leniently: a broken item still has its id."""
        items = self.data.get(key) if isinstance(self.data, dict) else None
        found = [
            (item.get(name), self.line(key, index))
            for index, item in enumerate(items if isinstance(items, list) else [])
            if isinstance(item, dict)
        ]
        return [(value, line) for value, line in found if isinstance(value, str)]


def parse(text: str, *, file: str, report: Report, name: str = "", first_line: int = 1) -> Document | None:
    """Return what a YAML text says, or None after noting why it says nothing. ``first_line``: where it stands."""
    loader = _Loader(file=file, report=report, first_line=first_line)
    try:
        node = compose(text)
        data = loader.value(node, ()) if node is not None else None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        report.loss(file, first_line + (mark.line if mark else 0), f"This is not YAML: {error.problem}.")
        return None
    except RecursionError:
        report.loss(file, first_line, "This YAML is nested too deeply.")
        return None
    except YAMLError:
        report.loss(file, first_line, "This is not YAML that can be read.")
        return None
    document = Document(
        file=file,
        name=name,
        data=data,
        lines=loader.lines,
        spans=loader.spans,
        source=text,
        first_line=first_line,
    )
    if name:
        report.lines.update(_places(document))
    return document


def validated(document: Document, model: type[Model], report: Report) -> Model | None:
    """Return the document as a model, noting every mistake on its line.

    What is mistaken is left out, a list's item as a whole, so that the rest can be checked too; None when what is left
    does not make a model.
    """
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
    for detail in details:
        report.error(document.file, document.line(*_known(document, detail["loc"])), _sentence(detail))
        if detail["type"] != "extra_forbidden":
            report.unread.add(document.file)
    try:
        return model.model_validate(_without(document.data, [_left_out(document, detail) for detail in details]))
    except ValidationError:
        report.unread.add(document.file)
        return None


class _Fraction:
    """A number with a point. No course file has one: credits are written as text."""


@dataclass(kw_only=True)
class _Loader:
    """Turns composed nodes into plain values and writes down their lines."""

    file: str
    report: Report
    first_line: int

    def __post_init__(self) -> None:
        self.lines: dict[Path, int] = {(): self.first_line}
        self.spans: dict[Path, tuple[int, int]] = {}
        self._seen: set[int] = set()

    def value(self, node: Node, path: Path) -> Any:  # noqa: ANN401 - YAML holds values of any kind
        self.lines.setdefault(path, self._line(node))
        if id(node) in self._seen:
            self.report.error(self.file, self._line(node), "Anchors and aliases are not used in course files.")
            return None
        self._seen.add(id(node))
        if node.id == "mapping":
            return self._mapping(node, path)
        if node.id == "sequence":
            return [self.value(item, (*path, index)) for index, item in enumerate(node.value)]
        self.spans[path] = (self._line(node), int(node.end_mark.line) + self.first_line)
        return self._scalar(node)

    def _mapping(self, node: Node, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key, line = str(key_node.value), self._line(key_node)
            if key_node.id != "scalar":
                self.report.error(self.file, line, "A key must be a plain word.")
            elif key in found:
                first = self.lines[*path, key]
                self.report.error(self.file, line, f"The key “{key}” stands twice; it is on line {first} already.")
            else:
                self.lines[*path, key] = line
                found[key] = self.value(value_node, (*path, key))
        return found

    def _scalar(self, node: Node) -> Any:  # noqa: ANN401 - as above
        kind, text = str(node.tag).removeprefix("tag:yaml.org,2002:"), str(node.value)
        if kind == "null":
            return None
        if kind == "bool":
            return text.lower() == "true"
        if kind == "int" and _WHOLE.fullmatch(text) and len(text) <= _DIGITS:
            return int(text)
        if kind == "timestamp":
            return self._day(text)
        if kind == "float":
            return _Fraction()
        if kind not in {"str", "int"}:
            self.report.error(self.file, self._line(node), f"The tag !{kind} is not used in course files.")
        return text

    def _day(self, text: str) -> date | str:
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text

    def _line(self, node: Node) -> int:
        return int(node.start_mark.line) + self.first_line


def _places(document: Document) -> dict[str, tuple[str, int]]:
    """The document's lines by path, where an item of a list goes by its id or key."""
    named: dict[Path, str] = {(): document.name}
    for path in sorted(document.lines, key=len):
        if path:
            named[path] = f"{named[path[:-1]]}/{_name(document.data, path)}"
    return {named[path]: (document.file, line) for path, line in document.lines.items()}


def _name(data: Any, path: Path) -> str:  # noqa: ANN401 - YAML holds values of any kind
    for step in path:
        data = data[step]
    last = path[-1]
    if isinstance(last, int) and isinstance(data, dict):
        return str(data.get("id") or data.get("key") or last)
    return str(last)


def _known(document: Document, location: Path) -> Path:
    """An error's location without what the file does not have: the names that pydantic gives to alternatives."""
    path: Path = ()
    for step in location:
        if (*path, step) in document.lines:
            path = (*path, step)
    return path


def _left_out(document: Document, detail: ErrorDetails) -> Path:
    """What is left out for an error: an unknown key alone, else the item of the outermost list that it is in."""
    location = detail["loc"]
    if detail["type"] == "extra_forbidden":
        return _known(document, location)
    index = next((number for number, step in enumerate(location) if isinstance(step, int)), None)
    return location if index is None else location[: index + 1]


def _without(data: Any, paths: Iterable[Path], here: Path = ()) -> Any:  # noqa: ANN401 - as above
    mistaken = frozenset(paths)  # of a frozen set, that is the set itself: it is made once
    if isinstance(data, dict):
        return {k: _without(v, mistaken, (*here, k)) for k, v in data.items() if (*here, k) not in mistaken}
    if isinstance(data, list):
        return [_without(v, mistaken, (*here, i)) for i, v in enumerate(data) if (*here, i) not in mistaken]
    return data


def _sentence(detail: ErrorDetails) -> str:
    location, context = detail["loc"], detail.get("ctx", {})
    name = next((str(step) for step in reversed(location) if isinstance(step, str)), "the file")
    if detail["type"] == "value_error" and not isinstance(location[-1] if location else 0, str):
        return f"{context['error']}."
    what = _what_is_wrong(detail, context)
    return f"“{name}” {what}." if name != "the file" else f"The file {what}."


def _what_is_wrong(detail: ErrorDetails, context: Mapping[str, object]) -> str:
    words = {
        "missing": "is missing",
        "extra_forbidden": "is no key of this format",
        "value_error": str(context.get("error")),
        "literal_error": f"must be {context.get('expected')}",
        "union_tag_invalid": f"must have a kind that is one of {context.get('expected_tags')}",
        "union_tag_not_found": "must have a kind",
    }
    kind = detail["type"]
    return words.get(kind) or _KINDS.get(kind) or detail["msg"].removeprefix("Input ").removeprefix("String ")
