"""Reads what the printable handout says about each lesson."""

from pathlib import Path

from pydantic import Field

from player.catalog.content.context import Context
from player.catalog.content.fields import Key, Strict, Words
from player.catalog.content.markdown import parse as parse_markdown
from player.catalog.content.passage import Passage
from player.catalog.content.report import read_text
from player.catalog.content.yaml_files import parse, validated
from player.catalog.rules import Handout, HandoutPart


class PartModel(Strict):
    """What is said about one lesson."""

    lesson: Key
    lines: list[Words] = Field(min_length=1)


class HandoutModel(Strict):
    """``handout.yaml``; a course may have none."""

    title: Words
    lessons: list[PartModel] = Field(min_length=1)


def read_handout(path: Path, lesson_ids: set[str], context: Context) -> Handout | None:
    """Return the handout of a course, or None when it has none or it cannot be read; every mistake is noted."""
    report = context.report
    text = read_text(path, report) if path.exists() else None
    document = parse(text, file=path.as_posix(), report=report, name="handout") if text is not None else None
    model = validated(document, HandoutModel, report) if document is not None else None
    if document is None or model is None:
        return None
    for key, line in document.ids("lessons", "lesson"):
        if key not in lesson_ids:
            report.error(path.as_posix(), line, f"There is no lesson “{key}”.")

    def shown(said: str, *at: str | int) -> str:
        passage = Passage(context, file=path.as_posix(), source=said, first_line=document.text_line(*at))
        return passage.show(parse_markdown(said), title=model.title, label="handout")[0]

    parts = tuple(
        HandoutPart(
            lesson_id=part.lesson,
            lines=tuple(shown(said, "lessons", number, "lines", n) for n, said in enumerate(part.lines)),
        )
        for number, part in enumerate(model.lessons)
    )
    return Handout(title=context.fill(model.title, file=path.as_posix(), line=document.line("title")), parts=parts)
