"""Checks what the files of a course say of each other: ids used once, and everything that is named is there."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from player.catalog.content.assembly import Parts
from player.catalog.content.context import Context
from player.catalog.content.course_models import CourseModel, EvaluationModel, ItemModel, ObjectiveItem, ReferenceModel
from player.catalog.content.lesson import LessonFile
from player.catalog.content.markdown import reference_mistake
from player.catalog.content.yaml_files import Document


class Documents(NamedTuple):
    """The YAML files of a course as read, each None when it is not YAML."""

    course: Document | None
    references: Document | None
    post_test: Document | None
    evaluation: Document | None


def check_crossings(folder: Path, parts: Parts, documents: Documents, context: Context) -> None:
    """Note every id that is used twice and every name that leads nowhere.

    What is known is read leniently from the files: something that is there and broken is not missing besides.
    """
    crossings = _Crossings(context, documents)
    crossings.check_ids()
    if parts.course is not None:
        crossings.check_course(parts.course, folder.resolve().name)
        crossings.check_order(parts.course, folder, parts.lessons)
    for lesson in parts.lessons:
        crossings.check_lesson(lesson)
    for item in parts.post_test.items if parts.post_test is not None else []:
        crossings.check_item(item)
    for reference in parts.references.references if parts.references is not None else []:
        crossings.check_reference(reference)
    if parts.evaluation is not None:
        crossings.check_evaluation(parts.evaluation)


class _Crossings:
    def __init__(self, context: Context, documents: Documents) -> None:
        self.context, self.documents = context, documents
        self.places = context.report.places
        self.objectives = {key for key, _ in documents.course.ids("objectives")} if documents.course else None

    def error(self, path: str, message: str) -> None:
        self.context.report.findings.append(self.places.error(path, message))

    def check_ids(self) -> None:
        documents = self.documents
        for document, key, kind in (
            (documents.course, "objectives", "objective"),
            (documents.course, "modules", "module"),
            (documents.references, "references", "reference"),
            (documents.post_test, "items", "question"),
            (documents.evaluation, "items", "evaluation"),
        ):
            for name, line in document.ids(key) if document is not None else []:
                self.context.claim(kind, name, file=document.file if document else "", line=line)

    def check_course(self, course: CourseModel, folder: str) -> None:
        if course.slug != folder:
            self.error("course/slug", f"The slug “{course.slug}” is not the name of the folder, “{folder}”.")

    def check_order(self, course: CourseModel, folder: Path, lessons: Iterable[LessonFile]) -> None:
        """Every lesson that is listed has a file, and every file is listed, once."""
        there = {lesson.id for lesson in lessons} | {path.stem[3:] for path in (folder / "lessons").glob("*.md")}
        listed: set[str] = set()
        for module in course.modules:
            for number, key in enumerate(module.lessons):
                at = f"course/modules/{module.id}/lessons/{number}"
                if key in listed:
                    self.error(at, f"The lesson “{key}” is listed twice.")
                if key not in there:
                    self.error(at, f"There is no file lessons/NN-{key}.md.")
                    self.context.report.unread.add(key)
                listed.add(key)
        for lesson in lessons:
            if lesson.id not in listed:
                self.context.report.loss(lesson.file, 2, f"The lesson “{lesson.id}” is in no module of course.yaml.")
            elif not lesson.objective_ids and lesson.id != course.modules[0].lessons[0]:
                message = "Only the first lesson, an orientation, may serve no objective."
                self.context.report.loss(lesson.file, lesson.objectives_line, message)

    def check_lesson(self, lesson: LessonFile) -> None:
        for key in lesson.objective_ids:
            if self.objectives is not None and key not in self.objectives:
                message = f"The objective “{key}” is not in course.yaml."
                self.context.report.loss(lesson.file, lesson.objectives_line, message)

    def check_item(self, item: ItemModel) -> None:
        at = f"post_test/items/{item.id}"
        self._check_objective(item.objective, at)
        if item.section not in self.context.sections:
            self.error(f"{at}/section", f"No lesson has a section “{item.section}”.")
        for number, key in enumerate(item.references):
            if self.context.numbers is not None and key not in self.context.numbers:
                self.error(f"{at}/references/{number}", f"The reference “{key}” is not in references.yaml.")

    def check_reference(self, reference: ReferenceModel) -> None:
        mistake = reference_mistake(reference.text)
        if mistake is not None:
            at = f"references/references/{reference.id}/text"
            self.error(at, f"Raw HTML or a link that leads nowhere stands in this source: “{mistake}”.")

    def check_evaluation(self, evaluation: EvaluationModel) -> None:
        for item in evaluation.items:
            if isinstance(item, ObjectiveItem):
                self._check_objective(item.objective, f"evaluation/items/{item.id}")

    def _check_objective(self, key: str, at: str) -> None:
        if self.objectives is not None and key not in self.objectives:
            self.error(f"{at}/objective", f"The objective “{key}” is not in course.yaml.")
            self.context.report.unread.add(at)
