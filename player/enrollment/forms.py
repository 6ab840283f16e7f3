"""The form that enrolls."""

from flask_babel import lazy_gettext as _l
from wtforms import SubmitField

from player.web.forms import OnceForm


class EnrollForm(OnceForm):
    """Begins an enrollment, once per page."""

    submit = SubmitField(_l("Enroll"))
