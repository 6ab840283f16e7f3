"""Reads a drawing, element by element: what it may have is listed, everything else is a mistake with its line."""

import re
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from xml.parsers import expat

from player.catalog.content.clean import SVG_LOOKS, SVG_SHAPES
from player.catalog.content.report import Report, read_text

_NAMESPACE = "http://www.w3.org/2000/svg"
_LINK = "http://www.w3.org/1999/xlink"
_INSIDE = re.compile(r"#[A-Za-z][\w-]*")
_URL = re.compile(r"url\(\s*['\"]?([^)'\"]*)['\"]?\s*\)")
_ROOT_ONLY = frozenset({"role", "aria-label", "aria-labelledby", "version"})
"""Attributes of the root that are dropped: the page gives the drawing its role and its text alternative."""
_DEEPEST = 64
"""Elements inside each other; a browser draws hundreds, and a drawing needs ten."""
_LITERAL = frozenset({"class", "id", "href"})


def read_svg(path: Path, *, alt: str, report: Report) -> str | None:
    """Return a drawing as markup to stand in a page, or None after noting what it must not have.

    Ids get the file's name in front, so that two drawings on a page do not meet.
    """
    text = read_text(path, report)
    if text is None:
        return None
    drawing = _Drawing(path=path, report=report, alt=alt)
    drawing.read(text)
    return None if drawing.is_refused else "".join(drawing.markup).strip()


class _Stop(Exception):
    """Nothing after a document type is read: it could define entities."""


@dataclass(kw_only=True)
class _Drawing:
    path: Path
    report: Report
    alt: str
    markup: list[str] = field(default_factory=list)
    is_refused: bool = False
    depth: int = 0

    def read(self, text: str) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.ProcessingInstructionHandler = self._instruction
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        try:
            self.parser.Parse(text.encode(), True)  # noqa: FBT003 - expat takes it by position only
        except expat.ExpatError as error:
            self._refuse(f"This is not XML: {expat.errors.messages[error.code]}", error.lineno)
        except _Stop:
            return

    def _refuse(self, message: str, line: int | None = None) -> None:
        self.is_refused = True
        self.report.error(self.path.as_posix(), line or self.parser.CurrentLineNumber, f"{message}.")

    def _doctype(self, *_: object) -> None:
        self._refuse("A drawing has no document type and no entities")
        raise _Stop

    def _instruction(self, target: str, _data: str) -> None:
        self._refuse(f"A drawing has no processing instruction ({target})")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, tag = name.rpartition(" ")
        self.depth += 1
        if self.depth > _DEEPEST:
            self._refuse(f"More than {_DEEPEST} elements stand inside each other in this drawing")
            raise _Stop
        if namespace != _NAMESPACE or tag not in SVG_SHAPES or (tag == "svg") != (self.depth == 1):
            self._refuse(f"The element <{tag}> is not allowed here in a drawing")
            return
        kept = self._attributes(tag, attributes)
        if tag == "svg":
            if "viewBox" not in kept:
                self._refuse("A drawing needs a viewBox")
            kept |= {"role": "img", "aria-label": self.alt}
        words = "".join(f' {key}="{escape(value)}"' for key, value in kept.items())
        self.markup.append(f"<{tag}{words}>")

    def _attributes(self, tag: str, attributes: dict[str, str]) -> dict[str, str]:
        kept = {}
        for name, value in attributes.items():
            key = "href" if name == f"{_LINK} href" else name
            if tag == "svg" and key in _ROOT_ONLY:
                continue
            if key not in SVG_SHAPES[tag] and key not in SVG_LOOKS:
                self._refuse(f"The attribute {key.rpartition(' ')[2]} is not allowed on <{tag}> in a drawing")
            elif self._points_outside(key, value):
                self._refuse(f"The attribute {key} of <{tag}> points outside the drawing")
            else:
                kept[key] = self._own(key, value)
        return kept

    def _points_outside(self, key: str, value: str) -> bool:
        targets = [value] if key == "href" else _URL.findall(value)
        return any(not _INSIDE.fullmatch(target) for target in targets) or (
            key not in _LITERAL and "url(" in _URL.sub("", value).lower()
        )

    def _own(self, key: str, value: str) -> str:
        stem = re.sub(r"[^A-Za-z0-9]+", "-", self.path.stem)
        if key == "id":
            return f"{stem}-{value}"
        if key == "href":
            return f"#{stem}-{value[1:]}"
        return _URL.sub(lambda found: f"url(#{stem}-{found.group(1)[1:]})", value)

    def _end(self, name: str) -> None:
        self.depth -= 1
        self.markup.append(f"</{name.rpartition(' ')[2]}>")

    def _text(self, text: str) -> None:
        self.markup.append(escape(text, quote=False))
