"""What a published course is: plain values that every room reads."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from player.catalog.rules.cases import Case
from player.catalog.rules.credit_methods import CreditCount
from player.catalog.rules.pace import TIME_KINDS, SeatTimePolicy, TimeKind
from player.catalog.rules.recordings import MediaPolicy, Recording
from player.catalog.rules.terms import Terms

Profession = Literal[
    "psychologist", "social-worker", "mental-health-counselor", "marriage-family-therapist",
    "creative-arts-therapist", "psychoanalyst", "nurse", "physician", "other",
]  # fmt: skip
DeliveryFormat = Literal["self-paced-reading", "self-paced-video"]
RequirementKind = Literal["lesson", "seat_time", "post_test", "attestation", "evaluation"]


@dataclass(frozen=True, kw_only=True)
class Option:
    """One option of a question. ``feedback`` is empty for post-test items, whose rationale is kept apart."""

    id: str
    text: str
    correct: bool = False
    feedback: str = ""


@dataclass(frozen=True, kw_only=True)
class Question:
    """A single-best-answer question: a knowledge check of a lesson, or an item of the post-test bank."""

    id: str
    stem: str
    options: tuple[Option, ...]
    objective_id: str = ""
    section_id: str = ""
    rationale: str = ""
    references: tuple[str, ...] = ()
    level: Literal["recall", "apply"] | None = None
    """What an item asks for: a fact, or a judgment in a case that it describes. For reviewers; no learner sees it."""

    @property
    def key(self) -> str:
        """The id of the correct option."""
        return next(option.id for option in self.options if option.correct)

    def option(self, option_id: str) -> Option | None:
        """Return the option with this id, or None."""
        return next((option for option in self.options if option.id == option_id), None)


@dataclass(frozen=True, kw_only=True)
class Block:
    """A piece of a section in reading order: sanitised HTML, a knowledge check, a recording, or a branching case."""

    kind: Literal["html", "check", "video", "audio", "case"]
    html: str = ""
    check: Question | None = None
    video: Recording | None = None
    audio: Recording | None = None
    case: Case | None = None

    @property
    def recording(self) -> Recording | None:
        """The video or audio that stands here, or None."""
        return self.video or self.audio


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of a lesson with a heading; the unit of "seen" and of "come back to"."""

    id: str
    title: str
    words: int
    blocks: tuple[Block, ...]

    @cached_property
    def checks(self) -> tuple[Question, ...]:
        """The knowledge checks of this section, in order."""
        return tuple(block.check for block in self.blocks if block.check is not None)

    @cached_property
    def recordings(self) -> tuple[Recording, ...]:
        """The videos and audios of this section, in order."""
        return tuple(block.recording for block in self.blocks if block.recording is not None)


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """A lesson: its sections, the learning objectives it serves, and the least time it counts before it is done."""

    id: str
    number: int
    title: str
    objective_ids: tuple[str, ...]
    sections: tuple[Section, ...]
    minimum_ms: int
    term_ids: tuple[str, ...] = ()
    """The terms of the glossary that its text links to."""

    @cached_property
    def words(self) -> int:
        """Words of instructional text."""
        return sum(section.words for section in self.sections)

    @cached_property
    def media_ms(self) -> int:
        """How long all recordings of the lesson last, in milliseconds."""
        return sum(recording.duration_ms for recording in self.recordings)

    @cached_property
    def recordings(self) -> tuple[Recording, ...]:
        """All videos and audios of the lesson, in order."""
        return tuple(recording for section in self.sections for recording in section.recordings)

    @cached_property
    def cases(self) -> tuple[Case, ...]:
        """All branching cases of the lesson, in order."""
        blocks = (block for section in self.sections for block in section.blocks)
        return tuple(block.case for block in blocks if block.case is not None)

    @cached_property
    def checks(self) -> tuple[Question, ...]:
        """All knowledge checks of the lesson, in order."""
        return tuple(check for section in self.sections for check in section.checks)


@dataclass(frozen=True, kw_only=True)
class Module:
    """A group of lessons with one delivery format."""

    id: str
    title: str
    format: DeliveryFormat
    lessons: tuple[Lesson, ...]


@dataclass(frozen=True, kw_only=True)
class LearningObjective:
    """What a learner will be able to do, in the sponsor's words."""

    id: str
    number: int
    text: str


@dataclass(frozen=True, kw_only=True)
class PostTest:
    """The item bank and the rules of its use. ``passing_score`` is a percentage; no draw means the whole bank."""

    items: tuple[Question, ...]
    items_per_objective: int | None
    passing_score: int
    attempts: int
    cool_down_minutes: int = 0
    """How long after an attempt that did not pass the next one opens; editions from before it was kept have none."""


@dataclass(frozen=True, kw_only=True)
class EvaluationItem:
    """One line of the evaluation: five points (or not applicable), or a comment.

    ``about`` says which of the subjects that accrediting bodies ask for a scale covers; empty for any other.
    """

    id: str
    kind: Literal["objective", "scale", "comment"]
    text: str
    low: str = ""
    high: str = ""
    objective_id: str = ""
    about: str = ""


@dataclass(frozen=True, kw_only=True)
class AttestationText:
    """What the learner signs, and which version of it."""

    version: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Term:
    """A word of the field, and what it means in one to three plain sentences."""

    id: str
    term: str
    text: str


@dataclass(frozen=True, kw_only=True)
class HandoutPart:
    """What the handout says about one lesson: its lines as sanitised HTML."""

    lesson_id: str
    lines: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Handout:
    """What a learner prints and keeps."""

    title: str
    parts: tuple[HandoutPart, ...]


@dataclass(frozen=True, kw_only=True)
class Reference:
    """A source, as it is printed (sanitised HTML), with its year when it has one."""

    id: str
    html: str
    year: int | None


@dataclass(frozen=True, kw_only=True)
class Requirement:
    """One thing an edition asks for before credit. ``component_id`` is a lesson's id, or the kind again."""

    kind: RequirementKind
    component_id: str


@dataclass(frozen=True, kw_only=True)
class MediaFile:
    """A file an edition names, by the SHA-256 of its bytes."""

    digest: str
    media_type: str
    size: int


@dataclass(frozen=True, kw_only=True)
class Edition:
    """A course as published: everything a learner is shown and held to. Immutable; addressed by its content."""

    slug: str
    title: str
    description: tuple[str, ...]
    language: str
    credit_bearing: bool
    level: str | None
    audience: str | None
    objectives: tuple[LearningObjective, ...]
    modules: tuple[Module, ...]
    order: Literal["sequential", "free"]
    course_minimum_ms: int
    post_test: PostTest
    evaluation: tuple[EvaluationItem, ...]
    attestation: AttestationText
    references: tuple[Reference, ...]
    terms: Terms
    sponsor_name: str
    requirements: tuple[Requirement, ...]
    media: tuple[MediaFile, ...]
    words_per_minute: int | None = None
    """The reading speed behind the minimum times; None in editions from before it was kept."""
    counts: tuple[TimeKind, ...] = TIME_KINDS
    """Which kinds of time count toward the minimum of the course."""
    credit_counts: tuple[CreditCount, ...] = ()
    glossary: tuple[Term, ...] = ()
    handout: Handout | None = None
    media_policy: MediaPolicy = field(default_factory=MediaPolicy)
    seat_time: SeatTimePolicy = "standard"

    @cached_property
    def lessons(self) -> tuple[Lesson, ...]:
        """All lessons of all modules, in order."""
        return tuple(lesson for module in self.modules for lesson in module.lessons)

    @property
    def format(self) -> DeliveryFormat:
        """The delivery format printed for the course: that of its first module."""
        return self.modules[0].format

    def lesson(self, lesson_id: str) -> Lesson | None:
        """Return the lesson with this id, or None."""
        return next((lesson for lesson in self.lessons if lesson.id == lesson_id), None)

    def objective(self, objective_id: str) -> LearningObjective:
        """Return the learning objective with this id; raises StopIteration for an unknown one."""
        return next(objective for objective in self.objectives if objective.id == objective_id)

    def sections(self) -> Iterator[tuple[Lesson, Section]]:
        """Yield every section with its lesson, in reading order."""
        for lesson in self.lessons:
            for section in lesson.sections:
                yield lesson, section
