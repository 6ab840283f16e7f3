"""Sign-in by Flask-Security, the one room and the one file where it lives.

It reads and writes logins in its own transactions (committed by itself), takes the time from our clock, and hands its
mail to the outbox inside those transactions, so that an account and its confirmation mail stand or fall together.
"""

import uuid
from collections.abc import Callable
from datetime import UTC, timedelta
from typing import Any

from flask import Flask, request
from flask.typing import ResponseReturnValue
from flask_login import user_logged_out
from flask_security import MailUtil, RoleMixin, Security, SQLAlchemyUserDatastore, password_changed, password_reset
from sqlalchemy.orm import Session

from player.accounts import store
from player.accounts.rules import PASSWORD_LENGTH
from player.accounts.tables import Login
from player.audit import service as audit
from player.outbox import service as outbox
from player.web import limits
from player.web.transaction import now, sign_in_session

SETTINGS: dict[str, Any] = {
    "SECURITY_REGISTERABLE": True,
    "SECURITY_CONFIRMABLE": True,
    "SECURITY_RECOVERABLE": True,
    "SECURITY_CHANGEABLE": True,
    "SECURITY_RETURN_GENERIC_RESPONSES": True,  # nobody learns from us who has an account
    "SECURITY_AUTO_LOGIN_AFTER_CONFIRM": False,
    "SECURITY_JOIN_USER_ROLES": False,
    "SECURITY_PASSWORD_HASH": "argon2",
    "SECURITY_PASSWORD_SCHEMES": ["argon2"],
    "SECURITY_PASSWORD_SINGLE_HASH": {"argon2"},
    # argon2id with 19 MiB, two passes, one lane: the OWASP minimum; a heavier hash starves the reading learners
    "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": {
        "argon2__type": "ID",
        "argon2__memory_cost": 19_456,
        "argon2__time_cost": 2,
        "argon2__parallelism": 1,
    },
    "SECURITY_PASSWORD_LENGTH_MIN": PASSWORD_LENGTH,
    "SECURITY_EMAIL_HTML": False,
    "SECURITY_DATETIME_FACTORY": lambda: now(sign_in_session()).astimezone(UTC),
    # the confirmation mail proves an address; asking name servers would tell others who signs up
    "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False, "test_environment": True},
    "SECURITY_LOGIN_URL": "/sign-in",
    "SECURITY_LOGOUT_URL": "/sign-out",
    "SECURITY_REGISTER_URL": "/sign-up",
    "SECURITY_POST_REGISTER_VIEW": "accounts.check_mail",
    "SECURITY_VERIFY_URL": "/sign-in/again",
    "SECURITY_RESET_URL": "/password/forgotten",
    "SECURITY_CHANGE_URL": "/password/change",
    "SECURITY_CONFIRM_URL": "/confirm",
    "SECURITY_POST_LOGIN_VIEW": "/home",
    "SECURITY_POST_LOGOUT_VIEW": "/",
    "SECURITY_POST_CHANGE_VIEW": "/home",
    "SECURITY_DEFAULT_REMEMBER_ME": False,
    "SECURITY_EMAIL_SUBJECT_REGISTER": "Confirm your e-mail address",
    "SECURITY_EMAIL_SUBJECT_CONFIRM": "Confirm your e-mail address",
    "SECURITY_MSG_CONFIRM_REGISTRATION": (
        "We have sent a mail to %(email)s. Open the link in it to confirm your address.",
        "success",
    ),
    "SECURITY_MSG_EMAIL_CONFIRMED": ("Your address is confirmed. You can sign in now.", "success"),
    "SECURITY_MSG_GENERIC_AUTHN_FAILED": ("This e-mail address and password do not belong together.", "error"),
    "PERMANENT_SESSION_LIFETIME": timedelta(hours=12),
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "REMEMBER_COOKIE_HTTPONLY": True,
    "REMEMBER_COOKIE_SAMESITE": "Lax",
    "REMEMBER_COOKIE_DURATION": timedelta(days=14),
}

TRIES = {"security.login": (10, 300), "security.register": (10, 3600), "security.forgot_password": (5, 3600),
         "security.send_confirmation": (5, 3600)}  # fmt: skip
"""How often one address (and, for sign-in, one account) may post to a page: (times, seconds)."""


class _NoRole(RoleMixin):
    """Flask-Security wants a role class; our roles are per sponsor and never asked of it."""


class _RequestSessions:
    """Gives Flask-Security the request's own sign-in session."""

    @property
    def session(self) -> Session:
        return sign_in_session()


class Logins(SQLAlchemyUserDatastore):
    """Flask-Security's view of the logins; an account signed up for becomes a learner with a login."""

    def create_user(self, **kwargs: Any) -> Login:  # noqa: ANN401 - Flask-Security's own signature
        """Make a learner and the login that points to them."""
        session = sign_in_session()
        at = now(session)
        learner_id = uuid.uuid4()
        store.add_learner(session, learner_id, at=at)
        login = Login(
            email=str(kwargs["email"]).lower(),
            password=kwargs["password"],
            active=True,
            confirmed_at=None,
            fs_uniquifier=uuid.uuid4().hex,
            learner_id=learner_id,
            is_demo=False,
        )
        session.add(login)
        actor = f"learner:{learner_id}"
        audit.record(session, actor=actor, action="learner.signed_up", subject=actor, at=at)
        return login


class OutboxMail(MailUtil):
    """Puts Flask-Security's mail into the outbox, in the transaction that caused it."""

    def send_mail(self, template: str, subject: str, recipient: object, *_args: object, **kwargs: object) -> None:
        """Write one mail; each occasion is its own mail, since its token is."""
        session = sign_in_session()
        body = str(kwargs.get("body") or (_args[1] if len(_args) > 1 else ""))
        outbox.post(
            session,
            key=f"{template}:{uuid.uuid4()}",
            recipient=str(recipient[1] if isinstance(recipient, tuple) else recipient),
            subject=str(subject),
            body=body,
            at=now(session),
        )
        session.flush()

    def normalize(self, email: str) -> str:
        """Return the address in lower case: logins are compared that way."""
        return str(super().normalize(email)).lower()


def install(app: Flask) -> Security:
    """Give the application sign-up, confirmation, sign-in, sign-out and password reset."""
    app.config.update(SETTINGS)
    security = Security(
        app, Logins(_RequestSessions(), Login, _NoRole), mail_util_cls=OutboxMail, register_blueprint=True
    )
    app.before_request(_limit_tries)
    return security


def when_signed_out(app: Flask, act: Callable[[uuid.UUID], None]) -> None:
    """Call ``act`` with a learner's id when they sign out or get a new password."""

    def tell(_app: Flask, **who: object) -> None:
        learner_id = getattr(who["user"], "learner_id", None)
        if learner_id is not None:
            act(learner_id)

    for signal in (user_logged_out, password_changed, password_reset):
        signal.connect(tell, app, weak=False)


def _limit_tries() -> ResponseReturnValue | None:
    allowed = TRIES.get(request.endpoint or "")
    if allowed is None or request.method != "POST":
        return None
    times, seconds = allowed
    limits.limit(str(request.endpoint), limits.client_address(), times=times * 10, seconds=seconds)
    email = request.form.get("email", "")
    if email:
        limits.limit(str(request.endpoint), email.strip().lower(), times=times, seconds=seconds)
    return None
