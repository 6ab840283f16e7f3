"""The form that changes a minimum of time for one learner."""

from flask_babel import lazy_gettext as _l
from wtforms import (  # type: ignore[attr-defined]  # SelectChoice is newer than the stubs
    IntegerField,
    SelectChoice,
    SelectField,
    SubmitField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange

from player.catalog.rules import Edition
from player.web.forms import OnceForm

COURSE = ""
"""Chosen for the course as a whole."""
_MOST_MINUTES = 6_000


class TimeAccommodationForm(OnceForm):
    """Which minimum, what it is from now on, and why."""

    lesson = SelectField(_l("Minimum time of"))
    minutes = IntegerField(
        _l("Minutes from now on"),
        validators=[
            InputRequired(_l("Enter a whole number of minutes; 0 waives the minimum.")),
            NumberRange(0, _MOST_MINUTES, _l("Enter a number from 0 to 6,000.")),
        ],
    )
    reason = TextAreaField(
        _l("Reason"),
        filters=[lambda value: (value or "").strip()],
        validators=[
            InputRequired(_l("Write the reason.")),
            Length(min=1, max=1_000, message=_l("Write the reason, in 1,000 characters at most.")),
        ],
    )
    submit = SubmitField(_l("Change the minimum"))

    def offer(self, edition: Edition) -> "TimeAccommodationForm":
        """Offer the course and each of its lessons to choose from, and return the form."""
        self.lesson.choices = [
            SelectChoice(COURSE, _l("the whole course")),
            *(SelectChoice(lesson.id, f"{lesson.number}. {lesson.title}") for lesson in edition.lessons),
        ]
        return self

    @property
    def lesson_id(self) -> str | None:
        """The lesson that was chosen, or None for the course."""
        return self.lesson.data or None

    @property
    def minimum_ms(self) -> int:
        """The minimum in milliseconds."""
        return (self.minutes.data or 0) * 60_000
