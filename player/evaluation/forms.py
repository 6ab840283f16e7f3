"""The evaluation's form: its fields come from the edition, its protection from here."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SubmitField


class EvaluationForm(FlaskForm):
    """A form whose items are drawn from the edition."""

    submit = SubmitField(_l("Send the evaluation"))
