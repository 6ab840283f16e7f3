"""Forms of the evaluation: what they hold beside the lines of the edition, and beside a report."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SubmitField


class EvaluationForm(FlaskForm):
    """A form whose items are drawn from the edition."""

    submit = SubmitField(_l("Send the evaluation"))


class ExportForm(FlaskForm):
    """Takes the report that is shown along."""

    submit = SubmitField(_l("Export this as CSV"))
