"""The files of a course as strict models: an unknown key, a wrong type or an empty text is a mistake, never a guess."""

from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from player.catalog.content.fields import Key, Language, OptionKey, Strict, Words
from player.catalog.rules import TIME_KINDS, DeliveryFormat, SeatTimePolicy, TimeKind

_TRUE_FALSE = 2


class OptionModel(Strict):
    """An option of a question."""

    id: OptionKey
    text: Words
    correct: bool = False
    feedback: Words | None = None


class QuestionModel(Strict):
    """What a knowledge check and a post-test item have in common."""

    id: Key
    stem: Words
    options: list[OptionModel] = Field(max_length=6)

    @model_validator(mode="after")
    def _has_one_answer(self) -> Self:
        correct = sum(option.correct for option in self.options)
        if correct != 1:
            raise ValueError(f"The question {self.id} has {correct} correct options; exactly one is asked for")
        ids = [option.id for option in self.options]
        if len(set(ids)) != len(ids):
            raise ValueError(f"The question {self.id} has two options with the same id")
        if len(ids) < self.least_options:
            raise ValueError(f"The question {self.id} has {len(ids)} options; at least {self.least_options} are needed")
        return self

    @property
    def least_options(self) -> int:
        """How few options the question may have."""
        return _TRUE_FALSE


class CheckModel(QuestionModel):
    """A knowledge check: three or four options, each with its feedback."""

    @property
    def least_options(self) -> int:
        """How few options the question may have."""
        return 3

    @model_validator(mode="after")
    def _explains(self) -> Self:
        silent = [option.id for option in self.options if option.feedback is None]
        if silent:
            raise ValueError(f"The knowledge check {self.id} has no feedback for {', '.join(silent)}")
        if len(self.options) > self.least_options + 1:
            raise ValueError(f"The knowledge check {self.id} has more than four options")
        return self


class ItemModel(QuestionModel):
    """An item of the post-test."""

    objective: Key
    section: Key
    rationale: Words
    references: list[Key] = Field(default_factory=list)
    level: Literal["recall", "apply"] | None = None

    @model_validator(mode="after")
    def _keeps_quiet(self) -> Self:
        if any(option.feedback is not None for option in self.options):
            raise ValueError(f"The item {self.id} has feedback for an option; its reasons belong into the rationale")
        return self


class PostTestModel(Strict):
    """post_test.yaml."""

    items: list[ItemModel]


class ObjectiveItem(Strict):
    """A line of the evaluation about an objective; its text is the objective's."""

    id: Key
    kind: Literal["objective"]
    objective: Key


class ScaleItem(Strict):
    """Five points between two ends."""

    id: Key
    kind: Literal["scale"]
    text: Words
    low: Words
    high: Words
    about: Literal["learned", "useful", "presenters", "content", "technology", "accessibility"] | None = None


class CommentItem(Strict):
    """Free text."""

    id: Key
    kind: Literal["comment"]
    text: Words


class EvaluationModel(Strict):
    """evaluation.yaml."""

    items: list[Annotated[ObjectiveItem | ScaleItem | CommentItem, Field(discriminator="kind")]]


class ReferenceModel(Strict):
    """A source."""

    id: Key
    text: Words
    year: Annotated[int, Field(ge=1000, le=2999)] | None


class ReferencesModel(Strict):
    """references.yaml."""

    references: list[ReferenceModel]


class ObjectiveModel(Strict):
    """A learning objective."""

    id: Key
    text: Words


class ModuleModel(Strict):
    """A group of lessons."""

    id: Key
    title: Words
    format: DeliveryFormat
    lessons: list[Key] = Field(min_length=1)


class PolicyModel(Strict):
    """How time is counted."""

    order: Literal["sequential", "free"]
    words_per_minute: Annotated[int, Field(ge=50, le=1000)]
    lesson_minimum_percent: Annotated[int, Field(ge=1, le=100)]
    course_minimum_minutes: Annotated[int, Field(ge=0, le=6000)]
    counts: list[TimeKind] = Field(default_factory=lambda: list(TIME_KINDS))
    seat_time: SeatTimePolicy = "standard"

    @field_validator("counts")
    @classmethod
    def _all_time_counts(cls, counts: list[TimeKind]) -> list[TimeKind]:
        if sorted(counts) != sorted(TIME_KINDS):
            raise ValueError(f"must name each of {', '.join(TIME_KINDS)} once, since all time on the clock counts")
        return counts


class MediaPolicyModel(Strict):
    """How recordings are watched."""

    forward_skipping: bool = True
    hidden_media: bool = False
    transcript_counts: bool = False
    coverage_percent: Annotated[int, Field(ge=1, le=100)] = 98


class PostTestRules(Strict):
    """How the post-test is used."""

    passing_score: Annotated[int, Field(ge=1, le=100)]
    attempts: Annotated[int, Field(ge=1, le=10)]
    cool_down_minutes: Annotated[int, Field(ge=0, le=10_080)] = 0
    items_per_objective: Annotated[int, Field(ge=1)] | None


class AttestationModel(Strict):
    """What the learner signs."""

    version: Annotated[Words, Field(max_length=40)]
    text: Words


class CourseModel(Strict):
    """course.yaml."""

    slug: Key
    title: Words
    description: Words
    language: Language
    credit_bearing: bool
    level: Literal["introductory", "intermediate", "advanced"] | None = None
    audience: Words | None = None
    objectives: list[ObjectiveModel] = Field(min_length=1)
    modules: list[ModuleModel] = Field(min_length=1)
    policy: PolicyModel
    media: MediaPolicyModel = Field(default_factory=MediaPolicyModel)
    post_test: PostTestRules
    attestation: AttestationModel


class LessonModel(Strict):
    """The front matter of a lesson."""

    id: Key
    title: Words
    objectives: list[Key]


class ChoiceModel(Strict):
    """A choice of a case."""

    id: OptionKey
    text: Words
    consequence: Words
    next: Key


class StepModel(Strict):
    """A step of a case: it asks for a choice, or it is an ending."""

    id: Key
    text: Words
    question: Words | None = None
    choices: list[ChoiceModel] = Field(default_factory=list, max_length=4)
    ending: bool = False


class CaseModel(Strict):
    """``cases/<id>.yaml``."""

    id: Key
    title: Words
    intro: Words
    start: Key
    steps: list[StepModel] = Field(min_length=2)


class CaseBlockModel(Strict):
    """A case block of a lesson: which case stands there."""

    id: Key


class RecordingModel(Strict):
    """A video or audio block."""

    id: Key
    title: Words
    file: Words
    captions: Words
    language: Language
