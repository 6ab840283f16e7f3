"""The form that asks for the certificate."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SubmitField


class IssueForm(FlaskForm):
    """Awards the credit and issues the certificate."""

    submit = SubmitField(_l("Issue my certificate"))
