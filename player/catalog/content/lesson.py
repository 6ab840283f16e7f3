"""Reads the file of a lesson: its front matter, and its sections with their blocks in reading order."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from markdown_it.token import Token

from player.catalog.content.case import read_case
from player.catalog.content.context import Context
from player.catalog.content.course_models import CaseBlockModel, CheckModel, LessonModel, RecordingModel
from player.catalog.content.markdown import parse
from player.catalog.content.passage import Passage
from player.catalog.content.report import read_text
from player.catalog.content.wording import remark_on_texts
from player.catalog.content.yaml_files import Document, validated
from player.catalog.content.yaml_files import parse as parse_yaml
from player.catalog.rules import Block, Case, Lesson, Question, Recording, Section, lesson_minimum_ms

_FILE = re.compile(r"\d\d-(?P<id>[a-z0-9]+(?:-[a-z0-9]+)*)\.md")
_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_FENCE = "---\n"
_SPECIAL = {"check", "video", "audio", "case"}
"""What a fenced block can be."""


@dataclass(frozen=True, kw_only=True)
class LessonFile:
    """A lesson as its file has it, before its place in the course and its pace are known."""

    file: str
    id: str
    title: str
    objective_ids: tuple[str, ...]
    objectives_line: int
    sections: tuple[Section, ...]
    term_ids: tuple[str, ...]

    def lesson(self, *, number: int, words_per_minute: int, percent: int) -> Lesson:
        """Return the lesson with its number in the course and the least time it counts."""
        minimum = lesson_minimum_ms(
            words=sum(section.words for section in self.sections),
            video_ms=sum(one.duration_ms for section in self.sections for one in section.recordings),
            words_per_minute=words_per_minute,
            percent=percent,
        )
        return Lesson(
            id=self.id,
            number=number,
            title=self.title,
            objective_ids=self.objective_ids,
            sections=self.sections,
            minimum_ms=minimum,
            term_ids=self.term_ids,
        )


def read_lesson(path: Path, context: Context) -> LessonFile | None:
    """Return what a lesson's file says, or None when it cannot be read; every mistake is noted."""
    text = read_text(path, context.report)
    if text is None:
        return None
    file = path.as_posix()
    head, end, body = text.removeprefix(_FENCE).partition(f"\n{_FENCE}")
    if not text.startswith(_FENCE) or not end:
        context.report.loss(file, 1, "A lesson starts with its front matter between two lines of ---.")
        return None
    document = parse_yaml(head, file=file, report=context.report, first_line=2)
    model = validated(document, LessonModel, context.report) if document is not None else None
    first_line = head.count("\n") + 4
    reader = _SectionReader(context, file=file, body=body, first_line=first_line)
    sections = reader.read()
    if document is None or model is None:
        return None
    remark_on_texts(document, context.report)
    found = _FILE.fullmatch(path.name)
    if found is None or found.group("id") != model.id:
        message = f"The file of the lesson “{model.id}” is called NN-{model.id}.md, with its number for NN."
        context.report.error(file, document.line("id"), message)
    return LessonFile(
        file=file,
        id=model.id,
        title=context.fill(model.title, file=file, line=document.line("title")),
        objective_ids=tuple(model.objectives),
        objectives_line=document.line("objectives"),
        sections=sections,
        term_ids=tuple(sorted(reader.passage.terms)),
    )


@dataclass(kw_only=True)
class _Open:
    """A section while it is read."""

    id: str
    title: str
    words: int = 0
    blocks: list[Block] = field(default_factory=list)

    def closed(self) -> Section:
        return Section(id=self.id, title=self.title, words=self.words, blocks=tuple(self.blocks))


class _SectionReader:
    """Cuts the text of one lesson at its headings, checks, recordings and cases."""

    def __init__(self, context: Context, *, file: str, body: str, first_line: int) -> None:
        self.context, self.file, self.body, self.first_line = context, file, body, first_line
        self.passage = Passage(context, file=file, source=body, first_line=first_line, glossary=context.glossary)

    def read(self) -> tuple[Section, ...]:
        """Return the sections in order."""
        groups = _groups(parse(self.body))
        if groups[0]:
            first = groups[0][0]
            what = "A heading ###" if first.type == "heading_open" else "Text"
            self.passage.error(self.passage.line(first), f"{what} stands before the first section heading, ##.")
        if not groups[1:]:
            self.passage.error(self.first_line, "The lesson has no section.")
        sections = tuple(self._section(group) for group in groups[1:])
        known = {section.id for section in sections} | self.passage.headings
        for anchor, line in self.passage.anchors:
            if anchor not in known:
                self.passage.error(line, f"No heading of this lesson has the id “{anchor}”.")
        return sections

    def _section(self, tokens: list[Token]) -> Section:
        heading, inline, _, *rest = tokens
        line, key = self.passage.line(heading), str(heading.meta.get("id", ""))
        if not _KEY.fullmatch(key) or len(key) > 80:  # noqa: PLR2004 - as wide as its column
            self.passage.error(line, "A section's heading ends in its id, in lower case: ## Heading {#heading-id}.")
        else:
            self.context.claim("heading", key, file=self.file, line=line)
            self.context.sections.add(key)
        section = _Open(id=key, title=self.passage.text(inline))
        waiting: list[Token] = []
        for token in rest:
            if token.type == "fence" and token.level == 0 and token.info.strip() in _SPECIAL:
                self._flush(waiting, section)
                self._special(token, section)
            else:
                waiting.append(token)
        self._flush(waiting, section)
        return section.closed()

    def _flush(self, waiting: list[Token], section: _Open) -> None:
        html, words = self.passage.show(waiting, title=section.title, label=section.id)
        waiting.clear()
        section.words += words
        if html:
            section.blocks.append(Block(kind="html", html=html))

    def _special(self, token: Token, section: _Open) -> None:
        first_line = self.passage.line(token) + 1
        document = parse_yaml(token.content, file=self.file, report=self.context.report, first_line=first_line)
        if document is None:
            return
        remark_on_texts(document, self.context.report)
        block = self._block(token.info.strip(), document)
        if block is not None:
            section.blocks.append(block)

    def _block(self, kind: str, document: Document) -> Block | None:
        if kind == "check":
            check = self._check(document)
            return Block(kind="check", check=check) if check else None
        if kind == "case":
            case = self._case(document)
            return Block(kind="case", case=case) if case else None
        if kind == "audio":
            audio = self._recording(document, "audio")
            return Block(kind="audio", audio=audio) if audio else None
        video = self._recording(document, "video")
        return Block(kind="video", video=video) if video else None

    def _case(self, document: Document) -> Case | None:
        model = validated(document, CaseBlockModel, self.context.report)
        if model is None:
            return None
        return read_case(self.context.media.folder / "cases" / f"{model.id}.yaml", self.context)

    def _check(self, document: Document) -> Question | None:
        model = validated(document, CheckModel, self.context.report)
        if model is None:
            return None
        line = document.line("id")
        self.context.claim("question", model.id, file=self.file, line=line)
        return self.context.question(model, file=self.file, line=line)

    def _recording(self, document: Document, kind: Literal["video", "audio"]) -> Recording | None:
        model = validated(document, RecordingModel, self.context.report)
        if model is None:
            return None
        media, line = self.context.media, document.line("file")
        self.context.claim("recording", model.id, file=self.file, line=document.line("id"))
        path = media.find(model.file, file=self.file, line=line)
        captions = media.find(model.captions, file=self.file, line=document.line("captions"))
        if path is None or captions is None:
            return None
        kept = media.keep_recording(path, captions, kind, file=self.file, line=line)
        if kept is None:
            return None
        return Recording(
            id=model.id,
            title=self.context.fill(model.title, file=self.file, line=document.line("title")),
            language=model.language,
            media_digest=kept.media_digest,
            media_type=kept.media_type,
            captions_digest=kept.captions_digest,
            duration_ms=kept.duration_ms,
            transcript=kept.transcript,
        )


def _groups(tokens: list[Token]) -> list[list[Token]]:
    """The tokens cut before each section heading; the first group is what stands before all of them."""
    groups: list[list[Token]] = [[]]
    for token in tokens:
        if token.type == "heading_open" and token.tag == "h2" and token.level == 0:
            groups.append([])
        groups[-1].append(token)
    return groups
