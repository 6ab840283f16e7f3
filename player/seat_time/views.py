"""The one address beats go to, answered in front of Flask: a request there costs more than a durable write.

The lease's secret in its header is both the sign-in and the proof of origin. Pages and scripts find the address by
``url_for("seat_time.beat")``.
"""

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypeGuard

from flask import Blueprint, Flask

from player.errors import Invalid
from player.seat_time import service
from player.seat_time.rules import Beat, Counted
from player.seat_time.service import Busy, Failed, Writer
from player.web import headers
from player.web.transaction import Site

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ADDRESS = "/beat"
DAY_MS = 86_400_000
MOST = 2**31
LONGEST_PLACE = 80
LARGEST = 16 * 1024
"""Most bytes of a beat."""

blueprint = Blueprint("seat_time", __name__)
blueprint.add_url_rule(ADDRESS, "beat", build_only=True)

Answer = tuple[str, bytes]


def answer_beats(app: Flask) -> None:
    """Let beats be answered before Flask sees them; every other request goes on as it came."""
    app.wsgi_app = Door(app, app.wsgi_app)  # type: ignore[method-assign]  # as Flask documents it


class Door:
    """A WSGI application that answers beats and hands everything else on."""

    def __init__(self, app: Flask, behind: "WSGIApplication") -> None:
        """Answer beats for the database and the clock of ``app``; hand everything else to ``behind``."""
        self._app, self._behind = app, behind
        self._site: Site | None = None
        self._writer: Writer | None = None
        secure = app.config["SESSION_COOKIE_SECURE"]
        self._headers = [("Content-Type", "application/json"), *headers.everywhere(secure=secure).items()]

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer a request."""
        if environ["PATH_INFO"] != ADDRESS:
            return self._behind(environ, start_response)
        status, body = self._answer(environ)
        more = _MORE.get(status, [])
        start_response(status, [*self._headers, ("Content-Length", str(len(body))), *more])
        return [body]

    def _answer(self, environ: "WSGIEnvironment") -> Answer:
        if environ["REQUEST_METHOD"] != "POST":
            return _refusal("405 METHOD NOT ALLOWED", "not_found")
        length = environ.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) > LARGEST:
            return _refusal("413 REQUEST ENTITY TOO LARGE", "too_large")
        try:
            body = environ["wsgi.input"].read(int(length))
            beat = parse(_load(body) if environ.get("CONTENT_TYPE", "").startswith("application/json") else None)
            return _told(self._take(environ.get("HTTP_X_LEASE", ""), beat))
        except Invalid as refusal:
            return _refusal("422 UNPROCESSABLE ENTITY", refusal.reason_code)
        except Busy:
            return _refusal("503 SERVICE UNAVAILABLE", "unavailable")
        except Failed:
            return _refusal("500 INTERNAL SERVER ERROR", "broken")

    def _take(self, secret: str, beat: Beat) -> Counted:
        site = self._app.extensions["player"]
        if self._writer is None or site is not self._site:  # tests hand another database to the application
            if self._writer is not None:
                self._writer.close()
            self._site, self._writer = site, service.open_writer(site.database, site.clock.agree)
        return self._writer.take(service.post(secret, beat))


_MORE = {"405 METHOD NOT ALLOWED": [("Allow", "POST")], "503 SERVICE UNAVAILABLE": [("Retry-After", "5")]}


def _told(counted: Counted) -> Answer:
    if counted.outcome == "elsewhere":
        code = "ended" if counted.ended else "elsewhere"
        return _refusal("409 CONFLICT", code, outcome="elsewhere")
    if counted.outcome == "out_of_order":
        return _refusal("422 UNPROCESSABLE ENTITY", "out_of_order", sequence=counted.sequence)
    return "200 OK", (
        b'{"outcome":"%b","activity_ms":%d,"course_ms":%d,"sequence":%d,"grace_ms":%d}'
        % (counted.outcome.encode(), counted.activity_ms, counted.course_ms, counted.sequence, counted.grace_ms)
    )


def _refusal(status: str, code: str, **more: Any) -> Answer:  # noqa: ANN401 - what JSON can say
    return status, json.dumps({"code": code, **more}).encode()


def _load(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):  # no JSON, no text, or brackets within brackets, some thousand deep
        return None


def parse(body: object) -> Beat:
    """Return the beat in a request's body; raises Invalid for anything that is not one."""
    if not isinstance(body, dict):
        raise Invalid("malformed_beat")
    sequence, active_ms, fresh = body.get("sequence"), body.get("active_ms"), body.get("fresh")
    first, section, media_ms = body.get("first"), body.get("section"), body.get("media_ms")
    asked, late = body.get("asked", False), body.get("late", False)
    if not (
        _is_whole(sequence)
        and _is_whole(active_ms)
        and isinstance(fresh, bool)
        and (first is None or (_is_whole(first) and first <= sequence))
        and (section is None or (isinstance(section, str) and len(section) <= LONGEST_PLACE and section.isprintable()))
        and (media_ms is None or _is_whole(media_ms))
        and isinstance(asked, bool)
        and isinstance(late, bool)
    ):
        raise Invalid("malformed_beat")
    return Beat(
        sequence=sequence,
        active_ms=min(active_ms, DAY_MS),
        fresh=fresh,
        first=first,
        late=late,
        section=section,
        media_ms=media_ms,
        asked=asked,
    )


def _is_whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < MOST
