"""Sign-in by Flask-Security, the one room and the one file where it lives.

It reads and writes logins in its own transactions (committed by itself), takes the time from our clock, and hands its
mail to the outbox inside those transactions, so that an account and its confirmation mail stand or fall together.
"""

import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, timedelta
from typing import Any

from flask import Flask, Request, Response, after_this_request, current_app, g, request
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_login import UserMixin, current_user, user_logged_in, user_logged_out
from flask_security import (
    EmailValidateException,
    MailUtil,
    RoleMixin,
    Security,
    SQLAlchemyUserDatastore,
    password_changed,
    password_reset,
)
from flask_wtf.csrf import generate_csrf
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from player.accounts import store
from player.accounts.rules import PASSWORD_FORM, PASSWORD_LENGTH, AccountRecord
from player.accounts.security.hashing import Hashing
from player.accounts.tables import Login
from player.audit import service as audit
from player.outbox import service as outbox
from player.web import limits
from player.web.transaction import now, reading, sign_in_session, writing

SETTINGS: dict[str, Any] = {
    "SECURITY_REGISTERABLE": True,
    "SECURITY_CONFIRMABLE": True,
    "SECURITY_RECOVERABLE": True,
    "SECURITY_CHANGEABLE": True,
    "SECURITY_RETURN_GENERIC_RESPONSES": True,  # nobody learns from us who has an account
    "SECURITY_AUTO_LOGIN_AFTER_CONFIRM": False,
    "SECURITY_JOIN_USER_ROLES": False,
    "SECURITY_API_ENABLED_METHODS": ["session"],
    "SECURITY_FRESHNESS": timedelta(seconds=-1),  # nothing asks for the password again, so there is no page for it
    "SECURITY_STATIC_FOLDER": None,
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
    # what a mailed token is bound to: the token is signed, and SQLite's write lock is held while this is computed
    "SECURITY_HASHING_SCHEMES": ["hex_sha256"],
    "SECURITY_DEPRECATED_HASHING_SCHEMES": [],
    "SECURITY_PASSWORD_LENGTH_MIN": PASSWORD_LENGTH,
    "SECURITY_PASSWORD_NORMALIZE_FORM": PASSWORD_FORM,
    "SECURITY_EMAIL_HTML": False,
    "SECURITY_DATETIME_FACTORY": lambda: now(sign_in_session()).astimezone(UTC),
    # the confirmation mail proves an address; asking name servers would tell others who signs up
    "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False, "test_environment": True},
    "SECURITY_LOGIN_URL": "/sign-in",
    "SECURITY_LOGOUT_URL": "/sign-out",
    "SECURITY_REGISTER_URL": "/sign-up",
    "SECURITY_POST_REGISTER_VIEW": "accounts.check_mail",
    "SECURITY_RESET_URL": "/password/forgotten",
    "SECURITY_CHANGE_URL": "/password/change",
    "SECURITY_CONFIRM_URL": "/confirm",
    "SECURITY_POST_LOGIN_VIEW": "/home",
    "SECURITY_POST_LOGOUT_VIEW": "/",
    "SECURITY_POST_CHANGE_VIEW": "/home",
    "SECURITY_DEFAULT_REMEMBER_ME": False,
    "SECURITY_EMAIL_SUBJECT_REGISTER": "Confirm your e-mail address",
    "SECURITY_EMAIL_SUBJECT_CONFIRM": "Confirm your e-mail address",
    "PERMANENT_SESSION_LIFETIME": timedelta(hours=12),
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "REMEMBER_COOKIE_HTTPONLY": True,
    "REMEMBER_COOKIE_SAMESITE": "Lax",
    "REMEMBER_COOKIE_DURATION": timedelta(days=14),
}

MESSAGES = {
    "CONFIRM_REGISTRATION": "We have sent a mail to %(email)s. Open the link in it to confirm your address.",
    "EMAIL_CONFIRMED": "Your address is confirmed. You can sign in now.",
    "ALREADY_CONFIRMED": "Your address was confirmed before. You can sign in.",
    "CONFIRMATION_EXPIRED": "This link is too old: it held for %(within)s. Have a new one sent below.",
    "INVALID_CONFIRMATION_TOKEN": "This link is not whole. Open it from the mail again, or have a new one sent below.",
    "CONFIRMATION_REQUEST": "If %(email)s has an account that waits to be confirmed, the link is on its way.",
    "GENERIC_AUTHN_FAILED": (
        "This e-mail address and password do not belong together, or the address is not confirmed yet."
    ),
    "INVALID_REDIRECT": "The link you came by leads to another site. Sign in here and go on from your courses.",
    "UNAUTHENTICATED": "Sign in first; then you come back to the page you asked for.",
    "PASSWORD_RESET_REQUEST": "If %(email)s has an account, a link to choose a new password is on its way.",
    "PASSWORD_RESET_EXPIRED": "This link is too old: it held for %(within)s. Have a new one sent below.",
    "INVALID_RESET_PASSWORD_TOKEN": "This link is not whole or was used before. Have a new one sent below.",
    "PASSWORD_RESET_NO_LOGIN": "Your new password is saved, and every device is signed out. Sign in with it now.",
    "PASSWORD_CHANGE": "Your new password is saved. Your other devices are signed out.",
    "PASSWORD_INVALID_LENGTH": "The password needs at least %(length)s characters.",
    "RETYPE_PASSWORD_MISMATCH": "The two passwords are not the same. Type the new one twice.",
    "PASSWORD_IS_THE_SAME": "This is the password you have already. Choose another.",
    "INVALID_PASSWORD": "This is not your present password.",
    "PASSWORD_NOT_PROVIDED": "Enter the password.",
    "EMAIL_NOT_PROVIDED": "Enter your e-mail address.",
    "INVALID_EMAIL_ADDRESS": "This is not a whole e-mail address, such as ada@example.org.",
}
"""Flask-Security's sentences in the words of the house; those of a lesser matter keep their own."""

TRIES = {
    "security.login": (10, 300),
    "security.change_password": (10, 300),
    "security.register": (10, 3600),
    "security.forgot_password": (5, 3600),
    "security.send_confirmation": (5, 3600),
}
"""How often one account may be tried on a page, and a network address ten times as often: (times, seconds)."""


_BY_ADDRESS = select(Login).where(Login.email == bindparam("email"))
"""All addresses are stored in lower case, so that an index finds them among however many."""


class _NoRole(RoleMixin):
    """Flask-Security wants a role class; our roles are per sponsor and never asked of it."""


class _RequestSessions:
    """Gives Flask-Security the request's own sign-in session."""

    @property
    def session(self) -> Session:
        return sign_in_session()


class SignedIn(AccountRecord, UserMixin):
    """Whoever is signed in, as Flask-Login asks."""

    def get_id(self) -> str:
        """Return what stands for the account in the cookie."""
        return self.fs_uniquifier


class Logins(SQLAlchemyUserDatastore):
    """Flask-Security's view of the logins; an account signed up for becomes a learner with a login."""

    def find_user(self, case_insensitive: bool = False, **kwargs: Any) -> Login | SignedIn | None:  # noqa: ANN401, FBT001, FBT002 - Flask-Security's own signature
        """Return a login; for a page outside Flask-Security, which writes none, only what it asks of a login.

        It is asked for with every request, in the page's own snapshot: who was signed out elsewhere is nobody here.
        """
        if "email" in kwargs:
            return sign_in_session().scalar(_BY_ADDRESS, {"email": str(kwargs["email"]).lower()})
        if request.blueprint == "security" or set(kwargs) != {"fs_uniquifier"}:
            login = super().find_user(case_insensitive, **kwargs)
            assert login is None or isinstance(login, Login)
            return login
        with reading() as session:
            found = store.find_account(session, kwargs["fs_uniquifier"])
        return None if found is None else SignedIn(**vars(found))

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
        after_this_request(_commit)  # Flask-Security itself commits only where it changes a login

    def normalize(self, email: str) -> str:
        """Return the address in lower case: logins are compared that way."""
        return str(super().normalize(email)).lower()


def install(app: Flask) -> Security:
    """Give the application sign-up, confirmation, sign-in, sign-out and password reset."""
    app.config.update(SETTINGS)
    security = Security(
        app, Logins(_RequestSessions(), Login, _NoRole), mail_util_cls=OutboxMail, register_blueprint=True
    )
    security.pwd_context = Hashing(security.pwd_context)
    for name, sentence in MESSAGES.items():
        _sentence, kind = app.config[f"SECURITY_MSG_{name}"]
        app.config[f"SECURITY_MSG_{name}"] = (sentence, kind)
    security.login_manager.request_loader(_no_one)
    app.before_request_funcs[None].remove(security.principal._on_before_request)  # noqa: SLF001 - roles by Flask-Principal are never asked for
    user_logged_in.connect(_renew_token, app)
    app.before_request(_limit_tries)
    return security


def _no_one(_request: Request) -> None:
    """Let nobody in by a token in an address or a header: the session's cookie is the only way."""


def _renew_token(_app: Flask, **_who: object) -> None:
    """Make forms that were loaded before the sign-in void: whoever planted that session could know their token.

    The new one is made here: of two pages loaded at once each would make its own, and the later cookie void the other.
    """
    for place in (cookie, g):
        place.pop("csrf_token", None)
    generate_csrf()


def _commit(response: Response) -> Response:
    sign_in_session().commit()
    return response


def when_signed_out(app: Flask, act: Callable[[Session, uuid.UUID], None]) -> None:
    """Call ``act`` with a session and a learner's id when they sign out or get a new password.

    A new password is written in the sign-in session, which then holds the write lock, so ``act`` shares it.
    """

    def leave(_app: Flask, **who: object) -> None:
        if learner_id := getattr(who["user"], "learner_id", None):
            with writing() as session:
                act(session, learner_id)

    def renew(_app: Flask, **who: object) -> None:
        if learner_id := getattr(who["user"], "learner_id", None):
            act(sign_in_session(), learner_id)

    user_logged_out.connect(leave, app, weak=False)
    for signal in (password_changed, password_reset):
        signal.connect(renew, app, weak=False)


def _limit_tries() -> ResponseReturnValue | None:
    allowed = TRIES.get(request.endpoint or "")
    if allowed is None or request.method != "POST":
        return None
    times, seconds = allowed
    tried = {limits.client_address(): times * 10}
    if account := _account_tried():
        tried[account] = times
    limits.limit(str(request.endpoint), tried, seconds=seconds)
    return None


def _account_tried() -> str:
    """Return the address of the account a request is about, in the one way it is stored, however it was sent."""
    if request.endpoint == "security.change_password":  # whatever else is sent with it
        return str(getattr(current_user, "email", ""))
    sent = request.get_json(silent=True) if request.is_json else request.form
    email = str(sent.get("email") or "") if isinstance(sent, Mapping) else ""
    try:
        return str(current_app.extensions["security"].mail_util.normalize(email)) if email else ""
    except EmailValidateException:
        return email.strip().lower()
