"""credit-methods.yaml as strict models: every constant of a method is given, with its source and how sure it is."""

from typing import Annotated

from pydantic import Field

from player.catalog.content.fields import Name, Number, PositiveNumber, Strict, Words
from player.catalog.rules import Asked, Certainty, MethodKey


class ConstantModel(Strict):
    """A number, where it comes from, and how sure it is."""

    value: Number
    source: Words
    sure: Certainty


class PositiveModel(ConstantModel):
    """A number above zero: something is divided by it, or counted in steps of it."""

    value: PositiveNumber


class MethodModel(Strict):
    """What all methods have: how they are called, which questions they count, and how their result is rounded down."""

    name: Name
    questions: Asked
    step: PositiveModel
    least: PositiveModel

    def named_constants(self) -> dict[str, ConstantModel]:
        """Return the constants by name."""
        values = ((name, getattr(self, name)) for name in type(self).model_fields)
        return {name: value for name, value in values if isinstance(value, ConstantModel)}


class NbccModel(MethodModel):
    """Words an hour; media count by their running time."""

    words_per_hour: PositiveModel


class NaswModel(MethodModel):
    """Words a credit."""

    words_per_credit: PositiveModel


class NasbaModel(MethodModel):
    """[words / words_per_minute + media + questions x minutes_per_question] / minutes_per_credit."""

    words_per_minute: PositiveModel
    minutes_per_question: ConstantModel
    minutes_per_credit: PositiveModel


class MergenerModel(MethodModel):
    """factor x (base + per_word x words + per_question x questions + per_difficulty x difficulty) minutes."""

    factor: PositiveModel
    base: ConstantModel
    per_word: ConstantModel
    per_question: ConstantModel
    per_difficulty: ConstantModel


class ReadingSpeedModel(MethodModel):
    """Reading time, multiplied for the level, and time for each question."""

    words_per_minute: PositiveModel
    minutes_per_question: ConstantModel
    introductory: PositiveModel
    intermediate: PositiveModel
    advanced: PositiveModel


class MethodsModel(Strict):
    """The methods that the file gives; the others keep the constants of the code."""

    nbcc: NbccModel | None = None
    nasw: NaswModel | None = None
    nasba: NasbaModel | None = None
    mergener: MergenerModel | None = None
    reading_speed: Annotated[ReadingSpeedModel | None, Field(alias="reading-speed")] = None


class BodyModel(Strict):
    """By which methods a body's credit is counted: all bodies whose name begins so. None: it states no formula."""

    body: Name
    methods: list[MethodKey]
    source: Words
    sure: Certainty


class CreditMethodsModel(Strict):
    """credit-methods.yaml."""

    methods: MethodsModel
    bodies: list[BodyModel]
