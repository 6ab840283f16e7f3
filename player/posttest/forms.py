"""Forms of the post-test: starting, one step, a page of answers, and the attestation."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField, SubmitField
from wtforms.validators import DataRequired, Length

from player.accounts.rules import clean
from player.errors import Invalid
from player.posttest.rules import LAYOUTS, AttemptRecord, Given, Layout
from player.web.forms import OnceForm


def _cleaned(value: str | None) -> str:
    return clean(value or "")


class StartForm(OnceForm):
    """Begins an attempt."""

    submit = SubmitField(_l("Start the post-test"))


class SubmitForm(FlaskForm):
    """Submits an attempt; its answers are drawn from the attempt's form."""

    submit = SubmitField(_l("Submit the post-test"))


class PracticeForm(FlaskForm):
    """Sends answers for practice; they are drawn from the attempt's form."""

    submit = SubmitField(_l("Check all answers"))


def step_given(body: Any) -> tuple[uuid.UUID, Given]:  # noqa: ANN401 - JSON, of which nothing is known yet
    """Return the key and the step that a script sends: an answer with what it was based on, or a flag.

    Raises:
        Invalid: it is neither.
    """
    if not isinstance(body, dict):
        raise Invalid("malformed_answer")
    try:
        key = uuid.UUID(str(body.get("key")))
    except ValueError as error:
        raise Invalid("malformed_key") from error
    question_id, based_on, flagged = str(body.get("question")), body.get("based_on", 0), body.get("flagged")
    if type(based_on) is not int:
        raise Invalid("malformed_answer")
    if isinstance(flagged, bool):
        return key, Given(kind="flag" if flagged else "unflag", question_id=question_id)
    return key, Given(kind="answer", question_id=question_id, option_id=str(body.get("option")), based_on=based_on)


@dataclass(frozen=True, kw_only=True)
class PageOfAnswers:
    """What a page of questions held when it was sent.

    ``based_on`` holds, by question, the step that gave the answer which the page had shown; ``flags`` what the learner
    changed of the flags it had shown.
    """

    answers: Mapping[str, str]
    based_on: Mapping[str, int]
    flags: Mapping[str, bool]
    submits: bool
    despite_unanswered: bool
    layout: Layout | None

    @classmethod
    def of(cls, form: Mapping[str, str], attempt: AttemptRecord) -> Self:
        """Read a form; what it does not hold of the attempt was not changed on its page."""
        ids = [item.question_id for item in attempt.form]
        flags = {one: (f"{one}.flag" in form, form.get(f"{one}.flagged")) for one in ids}
        return cls(
            answers={one: form[one] for one in ids if one in form},
            based_on={one: _step_number(form.get(f"{one}.sequence", "")) for one in ids},
            flags={one: now for one, (now, before) in flags.items() if before is not None and now != (before == "yes")},
            submits="save" not in form and "layout" not in form,
            despite_unanswered="despite_unanswered" in form,
            layout=next((one for one in LAYOUTS if form.get("layout") == one), None),
        )


def _step_number(text: str) -> int:
    """Return the step that a page names; a page that names none knew of none."""
    try:
        return int(text)
    except ValueError:
        return 0


class AttestationForm(FlaskForm):
    """The learner's signature: their typed name and a tick."""

    agreed = BooleanField(_l("I attest to this."), validators=[DataRequired(_l("Tick the box to attest."))])
    typed_name = StringField(
        _l("Type your full name"),
        filters=[_cleaned],
        validators=[DataRequired(_l("Type your name to sign.")), Length(max=300)],
    )
    submit = SubmitField(_l("Sign"))
