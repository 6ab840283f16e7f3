"""The only map from a refusal to a status, and the pages that explain it."""

from typing import Any

from flask import Flask, Response, current_app, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, OperationalError
from werkzeug.exceptions import HTTPException

from player.errors import Invalid, NotAllowed, NotFound, OutOfDate, Overloaded, Refused, TooMany
from player.web.login import SignedOut
from player.web.transaction import abandon

STATUS: dict[type[Refused], int] = {
    SignedOut: 401,
    NotAllowed: 403,
    NotFound: 404,
    OutOfDate: 409,
    Invalid: 422,
    TooMany: 429,
    Overloaded: 503,
    Refused: 400,
}
"""The status of each kind of refusal, the particular before the general."""

HTTP_CODES = {404: "not_found", 405: "not_found", 413: "too_large", 500: "broken"}
"""What an error of HTTP itself is called; any other is ``refused``."""


def install(app: Flask) -> None:
    """Answer every refusal and every error with a page that says what happened and what to do next."""
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _unavailable)
    app.register_error_handler(IntegrityError, _crossed)
    app.register_error_handler(Exception, _broken)


def _refused(refusal: Exception) -> ResponseReturnValue:
    assert isinstance(refusal, Refused)
    status = next(code for kind, code in STATUS.items() if isinstance(refusal, kind))
    return _answer(status, refusal.reason_code, refusal.parameters)


def _forged(error: Exception) -> ResponseReturnValue:
    """A form without its token: most often a page left open over night. Nothing was changed."""
    assert isinstance(error, CSRFError)
    return _answer(400, "page_too_old", {})


def _http(error: Exception) -> ResponseReturnValue:
    assert isinstance(error, HTTPException)
    if error.response is not None or error.code is None or error.code < 400:  # noqa: PLR2004 - the error statuses
        return error.get_response()
    response = _answer(error.code, HTTP_CODES.get(error.code, "refused"), {})
    response.headers.extend((name, value) for name, value in error.get_headers() if name != "Content-Type")
    return response


def _unavailable(error: Exception) -> ResponseReturnValue:
    """The database is away, or another writer held it for longer than we wait."""
    current_app.logger.error("the database cannot be used", exc_info=error)
    return _answer(503, "unavailable", {"retry_after": 5})


def _crossed(error: Exception) -> ResponseReturnValue:
    """Two requests made the same thing at once; the database let one of them pass."""
    current_app.logger.warning("two requests crossed", exc_info=error)
    return _answer(409, "out_of_date", {})


def _broken(error: Exception) -> ResponseReturnValue:
    current_app.logger.error("unexpected error", exc_info=error)
    return _answer(500, "broken", {})


def _answer(status: int, code: str, parameters: dict[str, Any]) -> Response:
    abandon()
    if _wants_json():
        response = jsonify(code=code, **{name: _plain(value) for name, value in parameters.items()})
    else:
        response = make_response(_page(code=code, status=status, parameters=parameters))
    response.status_code = status
    if "retry_after" in parameters:
        response.headers["Retry-After"] = str(parameters["retry_after"])
    return response


def _page(**context: object) -> str:
    try:
        return render_template("errors/refused.html", **context)
    except OperationalError:  # nobody can be looked up: the page is drawn as for a visitor, which asks no database
        template = current_app.jinja_env.get_template("errors/refused.html")
        return template.render(context, is_learner=False, is_staff=False)


def _wants_json() -> bool:
    return request.is_json or request.accept_mimetypes.best == "application/json"


def _plain(value: object) -> object:
    return value if isinstance(value, str | int | None) else str(value)
