"""Puts the parts of a course together into an edition."""

from collections.abc import Iterator
from dataclasses import dataclass

from player.catalog.content.context import Context
from player.catalog.content.course_models import (
    CommentItem,
    CourseModel,
    EvaluationModel,
    ItemModel,
    ObjectiveItem,
    PostTestModel,
    ReferencesModel,
    ScaleItem,
)
from player.catalog.content.lesson import LessonFile
from player.catalog.content.markdown import render_reference
from player.catalog.rules import (
    AttestationText,
    CreditMethods,
    Edition,
    EvaluationItem,
    Handout,
    LearningObjective,
    MediaPolicy,
    Module,
    PostTest,
    Question,
    Reference,
    Requirement,
    SponsorDocument,
    Terms,
    with_credit_counts,
)


@dataclass(frozen=True, kw_only=True)
class Parts:
    """The files of a course and its sponsor's, each None when it cannot be read."""

    course: CourseModel | None
    references: ReferencesModel | None
    lessons: tuple[LessonFile, ...]
    post_test: PostTestModel | None
    evaluation: EvaluationModel | None
    sponsor: SponsorDocument | None
    methods: CreditMethods
    handout: Handout | None = None


def assemble(parts: Parts, context: Context) -> Edition | None:
    """Return the edition that the parts make, without those that cannot be read; None without ``course.yaml``."""
    course, sponsor = parts.course, parts.sponsor
    if course is None:
        return None
    objectives = tuple(
        LearningObjective(id=objective.id, number=number, text=objective.text)
        for number, objective in enumerate(course.objectives, 1)
    )
    modules = _modules(course, parts.lessons)
    edition = Edition(
        slug=course.slug,
        title=course.title,
        description=tuple(" ".join(line.split()) for line in course.description.split("\n") if line.strip()),
        language=course.language,
        credit_bearing=course.credit_bearing,
        level=course.level,
        audience=course.audience,
        objectives=objectives,
        modules=modules,
        order=course.policy.order,
        course_minimum_ms=course.policy.course_minimum_minutes * 60_000,
        post_test=_post_test(course, parts.post_test, context),
        evaluation=_evaluation(parts.evaluation, objectives),
        attestation=AttestationText(version=course.attestation.version, text=course.attestation.text),
        references=_references(parts.references),
        terms=Terms() if sponsor is None else sponsor.courses.get(course.slug, Terms()),
        sponsor_name="" if sponsor is None else sponsor.name,
        requirements=tuple(_requirements(course, modules)),
        glossary=context.glossary.terms,
        handout=parts.handout,
        media=tuple(context.media.listed[digest] for digest in sorted(context.media.listed)),
        words_per_minute=course.policy.words_per_minute,
        counts=tuple(course.policy.counts),
        media_policy=MediaPolicy(**course.media.model_dump()),
        seat_time=course.policy.seat_time,
    )
    return with_credit_counts(edition, () if sponsor is None else sponsor.approvals, parts.methods)


def _modules(course: CourseModel, files: tuple[LessonFile, ...]) -> tuple[Module, ...]:
    by_id = {file.id: file for file in files}
    numbers = {key: number for number, key in enumerate((key for m in course.modules for key in m.lessons), 1)}
    return tuple(
        Module(
            id=module.id,
            title=module.title,
            format=module.format,
            lessons=tuple(
                by_id[key].lesson(
                    number=numbers[key],
                    words_per_minute=course.policy.words_per_minute,
                    percent=course.policy.lesson_minimum_percent,
                )
                for key in module.lessons
                if key in by_id
            ),
        )
        for module in course.modules
    )


def _post_test(course: CourseModel, model: PostTestModel | None, context: Context) -> PostTest:
    return PostTest(
        items=tuple(_item(item, context) for item in model.items) if model is not None else (),
        items_per_objective=course.post_test.items_per_objective,
        passing_score=course.post_test.passing_score,
        attempts=course.post_test.attempts,
        cool_down_minutes=course.post_test.cool_down_minutes,
    )


def _item(model: ItemModel, context: Context) -> Question:
    file, line = context.report.lines[f"post_test/items/{model.id}"]
    question = context.question(model, file=file, line=line)
    return Question(
        id=question.id,
        stem=question.stem,
        options=question.options,
        objective_id=model.objective,
        section_id=model.section,
        rationale=context.fill(model.rationale, file=file, line=line),
        references=tuple(model.references),
        level=model.level,
    )


def _evaluation(model: EvaluationModel | None, objectives: tuple[LearningObjective, ...]) -> tuple[EvaluationItem, ...]:
    texts = {objective.id: objective.text for objective in objectives}
    return tuple(_evaluation_item(item, texts) for item in (model.items if model is not None else []))


def _evaluation_item(model: ObjectiveItem | ScaleItem | CommentItem, texts: dict[str, str]) -> EvaluationItem:
    if isinstance(model, ObjectiveItem):
        text = texts.get(model.objective, "")
        return EvaluationItem(id=model.id, kind="objective", text=text, objective_id=model.objective)
    if isinstance(model, ScaleItem):
        ends = {"low": model.low, "high": model.high}
        return EvaluationItem(id=model.id, kind="scale", text=model.text, about=model.about or "", **ends)
    return EvaluationItem(id=model.id, kind="comment", text=model.text)


def _references(model: ReferencesModel | None) -> tuple[Reference, ...]:
    return tuple(
        Reference(id=reference.id, html=render_reference(reference.text), year=reference.year)
        for reference in (model.references if model is not None else [])
    )


def _requirements(course: CourseModel, modules: tuple[Module, ...]) -> Iterator[Requirement]:
    for module in modules:
        for lesson in module.lessons:
            yield Requirement(kind="lesson", component_id=lesson.id)
    if course.policy.course_minimum_minutes > 0:
        yield Requirement(kind="seat_time", component_id="course")
    yield Requirement(kind="post_test", component_id="post_test")
    yield Requirement(kind="attestation", component_id="attestation")
    yield Requirement(kind="evaluation", component_id="evaluation")
