"""What every file of a course is read with: the report, the media, the references' numbers, the names to fill in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from player.catalog.content.course_models import QuestionModel
from player.catalog.content.glossary import Glossary
from player.catalog.content.media import Media
from player.catalog.content.report import Report
from player.catalog.rules import Option, Question

_NAME = re.compile(r"\{(partner|sponsor)\}")


@dataclass(frozen=True, kw_only=True)
class Context:
    """``names`` are those of the sponsor file; a name that is None is not known there.

    ``numbers`` are None when the list of references cannot be read. ``ids`` remembers where an id was used first, by
    kind, because ids are unique in a course; ``sections`` are those of all lessons.
    """

    report: Report
    media: Media
    numbers: Mapping[str, int] | None
    names: Mapping[str, str | None]
    glossary: Glossary = field(default_factory=Glossary)
    ids: dict[tuple[str, str], str] = field(default_factory=dict)
    sections: set[str] = field(default_factory=set)

    def fill(self, text: str, *, file: str, line: int) -> str:
        """Return a plain text with the sponsor's and the partner's name in their places."""
        return _NAME.sub(lambda found: self.name(found.group(1), file=file, line=line), text)

    def name(self, which: str, *, file: str, line: int) -> str:
        """Return the sponsor's or the partner's name; an unknown one is noted and left empty."""
        name = self.names.get(which)
        if name is None and which in self.names:
            self.report.error(file, line, f"“{{{which}}}” stands here, and the sponsor's file names no {which}.")
        return name or ""

    def claim(self, kind: str, key: str, *, file: str, line: int) -> None:
        """Note that an id is used here, and a mistake when it was used before."""
        first = self.ids.setdefault((kind, key), f"{file}:{line}")
        if first != f"{file}:{line}":
            self.report.error(file, line, f"The {kind} id “{key}” is used already: {first}.")

    def cite(self, key: str, *, file: str, line: int) -> None:
        """Note a citation whose source is not in the list."""
        if self.numbers is not None and key not in self.numbers:
            self.report.error(file, line, f"The reference “{key}” is not in references.yaml.")

    def question(self, model: QuestionModel, *, file: str, line: int) -> Question:
        """Return a question as the catalog has it, with the names filled in."""
        return Question(
            id=model.id,
            stem=self.fill(model.stem, file=file, line=line),
            options=tuple(
                Option(
                    id=option.id,
                    text=self.fill(option.text, file=file, line=line),
                    correct=option.correct,
                    feedback=self.fill(option.feedback or "", file=file, line=line),
                )
                for option in model.options
            ),
        )
