"""The only map from a refusal to a status, and the pages that explain it."""

from typing import Any

from flask import Flask, current_app, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from player.errors import Invalid, NotAllowed, NotFound, OutOfDate, Refused, TooMany
from player.web.login import SignedOut

STATUS: dict[type[Refused], int] = {
    SignedOut: 401,
    NotAllowed: 403,
    NotFound: 404,
    OutOfDate: 409,
    Invalid: 422,
    TooMany: 429,
    Refused: 400,
}


def install(app: Flask) -> None:
    """Answer every refusal and every error with a page that says what happened and what to do next."""
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(HTTPException, _http)
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
    return _answer(error.code, {404: "not_found", 405: "not_found", 413: "too_large"}.get(error.code, "refused"), {})


def _broken(error: Exception) -> ResponseReturnValue:
    current_app.logger.error("unexpected error", exc_info=error)
    return _answer(500, "broken", {})


def _answer(status: int, code: str, parameters: dict[str, Any]) -> ResponseReturnValue:
    if _wants_json():
        response = jsonify(code=code, **{name: _plain(value) for name, value in parameters.items()})
    else:
        page = render_template("errors/refused.html", code=code, status=status, parameters=parameters)
        response = make_response(page)
    response.status_code = status
    if "retry_after" in parameters:
        response.headers["Retry-After"] = str(parameters["retry_after"])
    return response


def _wants_json() -> bool:
    return request.is_json or request.accept_mimetypes.best == "application/json"


def _plain(value: object) -> object:
    return value if isinstance(value, str | int | None) else str(value)
