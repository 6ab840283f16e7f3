"""Forms of the staff's pages: what is granted to one learner, and the minimums that are changed for one."""

from flask_babel import lazy_gettext as _l
from wtforms import (  # type: ignore[attr-defined]  # SelectChoice is newer than the stubs
    IntegerField,
    SelectChoice,
    SelectField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from player.accounts.rules import clean
from player.catalog.rules import Edition
from player.web.forms import OnceForm

ALLOWANCES = {
    "extra_attempt": _l("One more attempt"),
    "no_cool_down": _l("No waiting between attempts"),
    "one_by_one": _l("One question at a time"),
    "all_on_one_page": _l("All questions on one page"),
    "learner_chooses": _l("The learner chooses the layout again"),
}
"""What may be granted for the post-test, in words."""

COURSE = ""
"""Chosen for the course as a whole."""
_MOST_MINUTES = 6_000


class AllowanceForm(OnceForm):
    """Grants one learner something beside the rules of the edition, with the reason."""

    kind = SelectField(
        _l("What is granted"), choices=[SelectChoice(value=kind, label=label) for kind, label in ALLOWANCES.items()]
    )
    reason = StringField(
        _l("Reason"),
        filters=[lambda text: clean(text or "")],
        validators=[DataRequired(_l("Write the reason: the audit trail keeps it.")), Length(max=400)],
    )
    submit = SubmitField(_l("Grant"))


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
