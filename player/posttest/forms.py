"""Forms of the post-test: starting, submitting, and the attestation."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField, SubmitField
from wtforms.validators import DataRequired, Length

from player.accounts.rules import clean
from player.web.forms import OnceForm


def _cleaned(value: str | None) -> str:
    return clean(value or "")


class StartForm(OnceForm):
    """Begins an attempt."""

    submit = SubmitField(_l("Start the post-test"))


class SubmitForm(FlaskForm):
    """Submits an attempt; its answers are drawn from the attempt's form."""

    submit = SubmitField(_l("Submit the post-test"))


class AttestationForm(FlaskForm):
    """The learner's signature: their typed name and a tick."""

    agreed = BooleanField(_l("I attest to this."), validators=[DataRequired(_l("Tick the box to attest."))])
    typed_name = StringField(
        _l("Type your full name"),
        filters=[_cleaned],
        validators=[DataRequired(_l("Type your name to sign.")), Length(max=300)],
    )
    submit = SubmitField(_l("Sign"))
