"""Forms about the learner: the name as on the license, the profession, and licenses."""

from collections.abc import Callable, Mapping

from flask import current_app
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (  # type: ignore[attr-defined]  # SelectChoice is newer than the stubs
    BooleanField,
    Field,
    SelectChoice,
    SelectField,
    StringField,
    SubmitField,
    ValidationError,
)
from wtforms.validators import DataRequired, Length

from player.accounts.rules import Name, clean
from player.web.forms import OnceForm
from player.web.words import JURISDICTIONS, PROFESSIONS


def _cleaned(value: str | None) -> str:
    return clean(value or "")


def _choices(names: Mapping[str, object]) -> list[SelectChoice]:
    return [SelectChoice("", _l("Choose …")), *(SelectChoice(code, name) for code, name in names.items())]


def _printable(_form: FlaskForm, field: Field) -> None:
    """Refuse what the certificate could not print, now rather than at the end of the course."""
    unprintable: Callable[[str], set[str]] = current_app.extensions["player.unprintable"]
    missing = unprintable(field.data or "")
    if missing:
        raise ValidationError(
            _l(
                "We cannot print these characters on a certificate: %(characters)s. Write it as your license has it"
                " in another script, or ask the sponsor.",
                characters=" ".join(sorted(missing)),
            )
        )


class ProfileForm(FlaskForm):
    """Name and profession; the last name is the only part everyone has."""

    first_name = StringField(_l("First name"), filters=[_cleaned], validators=[Length(max=100), _printable])
    middle_name = StringField(_l("Middle name"), filters=[_cleaned], validators=[Length(max=100), _printable])
    last_name = StringField(
        _l("Last name"),
        filters=[_cleaned],
        validators=[DataRequired(_l("Enter your last name.")), Length(max=100), _printable],
    )
    suffix = StringField(_l("Suffix"), filters=[_cleaned], validators=[Length(max=20), _printable])
    credentials = StringField(_l("Credentials"), filters=[_cleaned], validators=[Length(max=60), _printable])
    profession = SelectField(
        _l("Profession"), choices=_choices(PROFESSIONS), validators=[DataRequired(_l("Choose your profession."))]
    )
    submit = SubmitField(_l("Save"))

    @property
    def name(self) -> Name:
        """The name as typed, in its parts."""
        return Name(
            first=self.first_name.data or "",
            middle=self.middle_name.data or "",
            last=self.last_name.data or "",
            suffix=self.suffix.data or "",
            credentials=self.credentials.data or "",
        )


class AskingForm(FlaskForm):
    """Whether to be asked now and then, instead of being watched for input."""

    asked = BooleanField(_l("Ask me now and then instead"))
    submit = SubmitField(_l("Save this choice"))


class LicenseForm(OnceForm):
    """One license, as printed on it."""

    jurisdiction = SelectField(
        _l("State, province or country"),
        choices=_choices(JURISDICTIONS),
        validators=[DataRequired(_l("Choose where the license was issued."))],
    )
    profession = SelectField(
        _l("Profession of the license"),
        choices=_choices(PROFESSIONS),
        validators=[DataRequired(_l("Choose the profession of the license."))],
    )
    license_type = StringField(
        _l("License type"),
        filters=[_cleaned],
        validators=[DataRequired(_l("Enter the type, for example LCSW.")), Length(max=40), _printable],
    )
    number = StringField(
        _l("License number"),
        filters=[_cleaned],
        validators=[DataRequired(_l("Enter the number as printed on the license.")), Length(max=60), _printable],
    )
    submit = SubmitField(_l("Add this license"))
