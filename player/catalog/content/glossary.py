"""The glossary of a course, and where its terms are met in a text."""

import re
from collections.abc import Iterator
from pathlib import Path

from pydantic import Field

from player.catalog.content.fields import Key, Strict, Words
from player.catalog.content.report import Report, read_text
from player.catalog.content.wording import remark_on_texts
from player.catalog.content.yaml_files import parse, validated
from player.catalog.rules import Term


class TermModel(Strict):
    """A term: how it is written, how else it stands in lessons, and what it means."""

    id: Key
    term: Words
    also: list[Words] = Field(default_factory=list)
    text: Words


class GlossaryModel(Strict):
    """``glossary.yaml``; a course may have none."""

    terms: list[TermModel]


class Glossary:
    """The terms of a course, found in texts: abbreviations as they are written, words in any case."""

    def __init__(self, terms: tuple[Term, ...] = (), spellings: dict[str, str] | None = None) -> None:
        self.terms = terms
        self._ids = spellings or {}
        longest_first = sorted(self._ids, key=len, reverse=True)
        either = "|".join(re.escape(spelling) for spelling in longest_first)
        self._pattern = re.compile(rf"(?<![\w-])(?:{either})(?![\w-])", re.IGNORECASE) if either else None

    def pieces(self, text: str, used: set[str]) -> Iterator[tuple[str, str | None]]:
        """Yield a text in pieces, each with the id of the term it is; a term in ``used`` is not found again."""
        start = 0
        for found in self._pattern.finditer(text) if self._pattern else ():
            key = self._key(found.group())
            if key is None or key in used:
                continue
            used.add(key)
            yield text[start : found.start()], None
            yield found.group(), key
            start = found.end()
        yield text[start:], None

    def _key(self, word: str) -> str | None:
        exact = self._ids.get(word)
        if exact is not None:
            return exact
        return next((key for spelling, key in self._ids.items() if _same(spelling, word)), None)


def _same(spelling: str, word: str) -> bool:
    return not spelling.isupper() and spelling.lower() == word.lower()


def read_glossary(path: Path, report: Report) -> Glossary:
    """Return the glossary of a course; an empty one when there is no such file or it cannot be read."""
    text = read_text(path, report) if path.exists() else None
    document = parse(text, file=path.as_posix(), report=report, name="glossary") if text is not None else None
    model = validated(document, GlossaryModel, report) if document is not None else None
    if document is None or model is None:
        return Glossary()
    remark_on_texts(document, report)
    spellings: dict[str, str] = {}
    for term in model.terms:
        for spelling in (term.term, *term.also):
            if spellings.setdefault(spelling, term.id) != term.id:
                line = document.line(*document.item("terms", term.id))
                report.error(path.as_posix(), line, f"Two terms are spelled “{spelling}”.")
    for key, line in document.ids("terms"):
        if sum(term.id == key for term in model.terms) > 1:
            report.error(path.as_posix(), line, f"The term id “{key}” is used twice.")
    return Glossary(tuple(Term(id=one.id, term=one.term, text=one.text) for one in model.terms), spellings)
