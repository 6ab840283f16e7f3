"""Forms of the staff's pages: what is granted to one learner."""

from flask_babel import lazy_gettext as _l
from wtforms import (  # type: ignore[attr-defined]  # SelectChoice is newer than the stubs
    SelectChoice,
    SelectField,
    StringField,
    SubmitField,
)
from wtforms.validators import DataRequired, Length

from player.accounts.rules import clean
from player.web.forms import OnceForm

ALLOWANCES = {
    "extra_attempt": _l("One more attempt"),
    "no_cool_down": _l("No waiting between attempts"),
    "one_by_one": _l("One question at a time"),
    "all_on_one_page": _l("All questions on one page"),
    "learner_chooses": _l("The learner chooses the layout again"),
}
"""What may be granted for the post-test, in words."""


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
