"""Reads a course folder and a sponsor file into an edition, with every mistake on its line."""

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from player.catalog.content.assembly import Parts, assemble
from player.catalog.content.context import Context
from player.catalog.content.course_models import CourseModel, EvaluationModel, PostTestModel, ReferencesModel
from player.catalog.content.credit_methods import read_credit_methods
from player.catalog.content.crossings import Documents, check_crossings
from player.catalog.content.fields import Strict
from player.catalog.content.glossary import read_glossary
from player.catalog.content.handout import read_handout
from player.catalog.content.lesson import read_lesson
from player.catalog.content.media import Media
from player.catalog.content.report import Report, read_text
from player.catalog.content.sponsor import read_sponsor
from player.catalog.content.wording import remark_on_blanks, remark_on_texts
from player.catalog.content.yaml_files import Document, parse, validated
from player.catalog.rules import Edition, Finding, Places, SponsorDocument

Model = TypeVar("Model", bound=Strict)

CREDIT_METHODS = "credit-methods.yaml"
"""The file beside a sponsor file that holds the constants of the credit methods; without it those of the code hold."""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What a course folder and a sponsor file say.

    ``draft`` is the edition they make, as far as they can be read: with an error among the findings it is not to be
    published. ``paths`` are the media files by digest; ``remarks`` are the findings about words; ``is_whole`` is
    False when a file, or a part of one, could not be read.
    """

    draft: Edition | None
    sponsor: SponsorDocument | None
    paths: Mapping[str, Path]
    places: Places
    findings: tuple[Finding, ...]
    remarks: tuple[Finding, ...]
    is_whole: bool


def read_course(folder: Path, sponsor_file: Path) -> Reading:
    """Return what a course says when this sponsor offers it. Nothing is written anywhere."""
    with _without_collection():
        return _read_course(folder, sponsor_file)


@contextmanager
def _without_collection() -> Iterator[None]:
    """A large item bank is hundreds of thousands of values, none of them garbage: looking for some doubles the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _read_course(folder: Path, sponsor_file: Path) -> Reading:
    report = Report(folder=folder)
    sponsor = read_sponsor(sponsor_file, report)
    methods = read_credit_methods(sponsor_file.parent / CREDIT_METHODS, report)
    course, course_model = _read(folder / "course.yaml", "course", CourseModel, report)
    references, reference_model = _read(folder / "references.yaml", "references", ReferencesModel, report)
    context = Context(
        report=report,
        media=Media(folder=folder, report=report),
        glossary=read_glossary(folder / "glossary.yaml", report),
        numbers=None if references is None else _numbers(references),
        names=_names(folder.resolve().name, sponsor),
    )
    lessons = [read_lesson(path, context) for path in sorted((folder / "lessons").glob("*.md"))]
    post_test, post_test_model = _read(folder / "post_test.yaml", "post_test", PostTestModel, report)
    evaluation, evaluation_model = _read(folder / "evaluation.yaml", "evaluation", EvaluationModel, report)
    parts = Parts(
        course=course_model,
        references=reference_model,
        lessons=tuple(lesson for lesson in lessons if lesson is not None),
        post_test=post_test_model,
        evaluation=evaluation_model,
        sponsor=sponsor,
        methods=methods,
        handout=read_handout(folder / "handout.yaml", {lesson.id for lesson in lessons if lesson}, context),
    )
    for document in (course, post_test, evaluation):
        if document is not None:
            remark_on_texts(document, report)
    if references is not None:
        remark_on_blanks(references, report)
    check_crossings(folder, parts, Documents(course, references, post_test, evaluation), context)
    return Reading(
        draft=assemble(parts, context),
        sponsor=sponsor,
        paths=context.media.paths,
        places=report.places,
        findings=tuple(report.findings),
        remarks=tuple(report.remarks),
        is_whole=not report.unread,
    )


def _read(path: Path, name: str, model: type[Model], report: Report) -> tuple[Document | None, Model | None]:
    text = read_text(path, report)
    document = parse(text, file=path.as_posix(), report=report, name=name) if text is not None else None
    return document, None if document is None else validated(document, model, report)


def _numbers(references: Document) -> Mapping[str, int]:
    return {key: number for number, (key, _) in enumerate(references.ids("references"), 1)}


def _names(slug: str, sponsor: SponsorDocument | None) -> Mapping[str, str | None]:
    """The names to fill in; none at all when the sponsor file cannot be read, or does not offer the course."""
    if sponsor is None or slug not in sponsor.courses:
        return {}
    return {"sponsor": sponsor.name, "partner": sponsor.courses[slug].partner_name}
