"""Forms of the staff's pages: what is granted to or changed for one learner, a key amended, a pass decided about."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (  # type: ignore[attr-defined]  # SelectChoice is newer than the stubs
    BooleanField,
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


LONGEST_REASON = 2000


def _stripped(value: str | None) -> str:
    return (value or "").strip()


class AmendmentForm(OnceForm):
    """Records what is right for an item; its options are drawn from the item."""

    is_dropped = BooleanField(_l("Take the item out of the scoring: every answer to it counts as right."))
    reason = TextAreaField(
        _l("Why the key was wrong, and who says so"),
        filters=[_stripped],
        validators=[DataRequired(_l("Give the reason: it stands in the record.")), Length(max=LONGEST_REASON)],
    )
    submit = SubmitField(_l("Record, and see who would change"))


class ApplyForm(FlaskForm):
    """Puts a recorded amendment in force."""

    submit = SubmitField(_l("Apply the amendment"))


class DecisionForm(FlaskForm):
    """Takes one attempt's pass, with a reason."""

    reason = TextAreaField(
        _l("Reason for taking the pass"),
        filters=[_stripped],
        validators=[DataRequired(_l("Give the reason: it stands in the record.")), Length(max=LONGEST_REASON)],
    )
    sure = BooleanField(
        _l("I decide that this attempt is not passed."), validators=[DataRequired(_l("Tick the box to decide."))]
    )
    submit = SubmitField(_l("Take the pass"))


class RevocationForm(FlaskForm):
    """Withdraws a certificate, with a reason."""

    reason = TextAreaField(
        _l("Reason for revoking the certificate"),
        filters=[_stripped],
        validators=[DataRequired(_l("Give the reason: it stands in the record.")), Length(max=LONGEST_REASON)],
    )
    sure = BooleanField(
        _l("I revoke this certificate for good."), validators=[DataRequired(_l("Tick the box to revoke it."))]
    )
    submit = SubmitField(_l("Revoke the certificate"))


class CorrectionForm(FlaskForm):
    """Issues a corrected certificate, with a reason."""

    reason = TextAreaField(
        _l("Reason for the correction"),
        filters=[_stripped],
        validators=[DataRequired(_l("Give the reason: it stands in the record.")), Length(max=LONGEST_REASON)],
    )
    submit = SubmitField(_l("Issue the corrected certificate"))
