"""Who is asking: the learner or staff member behind this request, and the pages only they may see."""

import uuid
from collections.abc import Callable
from functools import wraps

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from player.errors import NotAllowed, Refused

View = Callable[..., ResponseReturnValue]


class SignedOut(Refused):
    """A request that needs a sign-in came without one; pages redirect, scripts get a code."""

    code = "signed_out"


def learner_id_or_none() -> uuid.UUID | None:
    """Return the signed-in learner's id, or None for visitors and staff."""
    value: uuid.UUID | None = getattr(current_user, "learner_id", None)
    return value


def staff_id_or_none() -> uuid.UUID | None:
    """Return the signed-in staff member's id, or None for visitors and learners."""
    value: uuid.UUID | None = getattr(current_user, "staff_id", None)
    return value


def current_learner_id() -> uuid.UUID:
    """Return the signed-in learner's id; only inside a ``learner_required`` view."""
    learner_id = learner_id_or_none()
    assert learner_id is not None
    return learner_id


def current_staff_id() -> uuid.UUID:
    """Return the signed-in staff member's id; only inside a ``staff_required`` view."""
    staff_id = staff_id_or_none()
    assert staff_id is not None
    return staff_id


def learner_required(view: View) -> View:
    """Let only signed-in learners pass; staff are refused, visitors are sent to sign in and come back."""
    return _required(view, learner_id_or_none, "learners_only")


def staff_required(view: View) -> View:
    """Let only signed-in staff pass; learners are refused, visitors are sent to sign in and come back."""
    return _required(view, staff_id_or_none, "staff_only")


def _required(view: View, who: Callable[[], uuid.UUID | None], refusal: str) -> View:
    @wraps(view)
    def guarded(*args: object, **kwargs: object) -> ResponseReturnValue:
        if not current_user.is_authenticated:
            return _sign_in_first()
        if who() is None:
            raise NotAllowed(refusal)
        return view(*args, **kwargs)

    return guarded


def _sign_in_first() -> ResponseReturnValue:
    if request.is_json or request.method != "GET":
        raise SignedOut
    return redirect(url_for("security.login", next=request.full_path.rstrip("?")))
