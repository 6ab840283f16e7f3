"""How credit is counted: a pure calculator for each method, with its constants given, and every result rounded down.

The methods disagree by a factor of two (CE-RULES 3), so none of them is "the" number of credits. Fractions inside,
decimals outside; no result is ever rounded up.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

MethodKey = Literal["nbcc", "nasw", "nasba", "mergener", "reading-speed"]
Certainty = Literal["confirmed", "third-party", "recalled"]
"""Whose word a constant is: the body's own page, a provider's or another third party's, or somebody's memory."""

Asked = Literal["none", "post-test", "all"]
"""Which questions a method counts: none, those of one attempt at the post-test, or the knowledge checks too."""

Values = Mapping[str, Decimal]

MINUTE_MS = 60_000
MINUTES_OF_AN_HOUR = 60


@dataclass(frozen=True, kw_only=True)
class Constant:
    """A number that a method uses, where it comes from, and how sure it is."""

    value: Decimal
    source: str
    sure: Certainty


@dataclass(frozen=True, kw_only=True)
class CreditMethod:
    """A method of counting credit: which questions it counts, and its constants by name."""

    key: MethodKey
    name: str
    questions: Asked
    constants: Mapping[str, Constant]

    @property
    def values(self) -> dict[str, Decimal]:
        """The constants without their sources."""
        return {name: constant.value for name, constant in self.constants.items()}

    @property
    def is_recalled(self) -> bool:
        """Whether one of the constants is known from memory alone."""
        return any(constant.sure == "recalled" for constant in self.constants.values())


@dataclass(frozen=True, kw_only=True)
class BodyMethods:
    """The methods by which one approving body's credit is counted; none: the body states no formula.

    ``body`` is how the names of the approvals it stands for begin.
    """

    body: str
    methods: tuple[MethodKey, ...]
    source: str
    sure: Certainty


@dataclass(frozen=True, kw_only=True)
class CreditMethods:
    """All methods with their constants, and which of them limit the credit under which body's approval."""

    methods: tuple[CreditMethod, ...]
    bodies: tuple[BodyMethods, ...]

    def of_body(self, body: str) -> tuple[MethodKey, ...]:
        """Return the methods by which an approval of this body is counted."""
        return next((rule.methods for rule in self.bodies if body.startswith(rule.body)), ())


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """What a course puts into a method.

    ``rating`` is the difficulty for Mergener's formula (1 to 5), and what the level multiplies reading time by for the
    reading-speed formula; the others have none.
    """

    words: int
    media_ms: int
    questions: int
    rating: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class CreditCount:
    """What one method makes of an edition, with everything that went into it.

    ``approvals`` are the keys of the approvals on offer that go by this method; empty: it limits nothing. ``rating`` is
    the difficulty or the multiplier of the level, for the methods that have one.
    """

    method: MethodKey
    name: str
    words: int
    media_ms: int
    questions: int
    rating: Decimal | None
    constants: tuple[tuple[str, Decimal], ...]
    is_recalled: bool
    approvals: tuple[str, ...]
    credits: Decimal


@dataclass(frozen=True, kw_only=True)
class Worked:
    """What a method gives: how it got there, the exact number of credits, and the credits, rounded down."""

    steps: tuple[str, ...]
    exact: Fraction
    credits: Decimal


def work(method: MethodKey, inputs: Inputs, values: Values) -> Worked:
    """Return what a method makes of a course. ``values`` are the method's constants by name."""
    exact, steps = _CALCULATORS[method](inputs, values)
    credits_ = rounded_down(exact, step=values["step"], least=values["least"])
    least = f", nothing below {values['least']}" if values["least"] > values["step"] else ""
    last = f"{shown(exact)} credits, down to steps of {values['step']}{least}: {credits_}"
    return Worked(steps=(*steps, last), exact=exact, credits=credits_)


def rounded_down(exact: Fraction, *, step: Decimal, least: Decimal) -> Decimal:
    """Return the credits in whole steps, never more than ``exact``; zero below the least that is given."""
    credits_ = Decimal(exact // Fraction(step)) * step
    return max(credits_, Decimal(0)) if credits_ >= least else Decimal("0.0")


def mergener_minutes(inputs: Inputs, values: Values) -> Fraction:
    """Return the minutes of Mergener's formula: 0.9 × (−22.3 + 0.00209 words + 2.78 questions + 15.5 difficulty).

    AORN prints 22.3 without the minus; its own example (3,774 words, 16 questions, difficulty 2.5: 61.93589 minutes)
    comes out only with it (CE-RULES 3).
    """
    given = _fractions(values)
    return given["factor"] * (
        given["base"]
        + given["per_word"] * inputs.words
        + given["per_question"] * inputs.questions
        + given["per_difficulty"] * Fraction(inputs.rating or 0)
    )


def shown(number: Fraction, places: int = 4) -> str:
    """Return a number with so many decimals, cut off and not rounded up, with commas between thousands."""
    scaled = int(abs(number) * 10**places)
    return f"{'-' if number < 0 else ''}{Decimal(scaled).scaleb(-places):,f}"


def _nbcc(inputs: Inputs, values: Values) -> tuple[Fraction, tuple[str, ...]]:
    """Clock hours by words, and audio and video by their running time."""
    reading = inputs.words / Fraction(values["words_per_hour"])
    watching = Fraction(inputs.media_ms, MINUTE_MS * MINUTES_OF_AN_HOUR)
    return reading + watching, (
        f"{inputs.words:,} words / {values['words_per_hour']:,} an hour = {shown(reading)} hours",
        f"{_media(inputs)} minutes of media / 60 = {shown(watching)} hours",
    )


def _nasw(inputs: Inputs, values: Values) -> tuple[Fraction, tuple[str, ...]]:
    exact = inputs.words / Fraction(values["words_per_credit"])
    return exact, (f"{inputs.words:,} words / {values['words_per_credit']:,} a credit = {shown(exact)}",)


def _nasba(inputs: Inputs, values: Values) -> tuple[Fraction, tuple[str, ...]]:
    """Credits of 50 minutes, to three decimals."""
    given = _fractions(values)
    reading = inputs.words / given["words_per_minute"]
    asking = inputs.questions * given["minutes_per_question"]
    minutes = reading + Fraction(inputs.media_ms, MINUTE_MS) + asking
    exact = Fraction(minutes / given["minutes_per_credit"] * 1000 // 1, 1000)
    return exact, (
        f"{inputs.words:,} words / {values['words_per_minute']} = {shown(reading, 2)} minutes",
        f"{_media(inputs)} minutes of media",
        f"{inputs.questions} questions × {values['minutes_per_question']} = {shown(asking, 2)} minutes",
        f"{shown(minutes, 2)} minutes / {values['minutes_per_credit']} = {shown(exact, 3)}",
    )


def _mergener(inputs: Inputs, values: Values) -> tuple[Fraction, tuple[str, ...]]:
    minutes = mergener_minutes(inputs, values)
    terms = (
        f"{values['base']} + {values['per_word']} × {inputs.words:,} words + {values['per_question']} × "
        f"{inputs.questions} questions + {values['per_difficulty']} × difficulty {inputs.rating}"
    )
    exact = minutes / MINUTES_OF_AN_HOUR
    return exact, (
        f"{values['factor']} × ({terms}) = {shown(minutes, 5)} minutes",
        f"{shown(minutes, 5)} minutes / 60 = {shown(exact)}",
    )


def _reading_speed(inputs: Inputs, values: Values) -> tuple[Fraction, tuple[str, ...]]:
    """Reading time by the level, and time for each question."""
    given, rating = _fractions(values), inputs.rating or Decimal(1)
    reading = inputs.words / given["words_per_minute"] * Fraction(rating)
    asking = inputs.questions * given["minutes_per_question"]
    exact = (reading + asking) / MINUTES_OF_AN_HOUR
    return exact, (
        f"{inputs.words:,} words / {values['words_per_minute']} × {rating} = {shown(reading, 2)} minutes",
        f"{inputs.questions} questions × {values['minutes_per_question']} = {shown(asking, 2)} minutes",
        f"{shown(reading + asking, 2)} minutes / 60 = {shown(exact)}",
    )


_CALCULATORS: Mapping[MethodKey, Callable[[Inputs, Values], tuple[Fraction, tuple[str, ...]]]] = {
    "nbcc": _nbcc,
    "nasw": _nasw,
    "nasba": _nasba,
    "mergener": _mergener,
    "reading-speed": _reading_speed,
}


def _fractions(values: Values) -> dict[str, Fraction]:
    return {name: Fraction(value) for name, value in values.items()}


def _media(inputs: Inputs) -> str:
    return shown(Fraction(inputs.media_ms, MINUTE_MS), 1)
