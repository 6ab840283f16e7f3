"""The one address beats go to. The lease's secret in its header is both the sign-in and the proof of origin."""

from typing import TypeGuard

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from player.errors import Invalid
from player.seat_time import service
from player.seat_time.rules import Beat
from player.seat_time.service import Counted
from player.web.transaction import now, writing

blueprint = Blueprint("seat_time", __name__)

DAY_MS = 86_400_000


@blueprint.post("/beat")
def beat() -> ResponseReturnValue:
    """Take a beat and answer after it is stored: what counted, or that the clock runs elsewhere."""
    beat = _parse(_body())
    with writing() as session:
        lease = service.find_lease(session, request.headers.get("X-Lease", ""))
        if lease is None:
            counted = Counted(outcome="elsewhere")
        else:
            counted = service.take_beat(session, lease, beat, at=now(session))
    status = 409 if counted.outcome == "elsewhere" else 200
    return jsonify(outcome=counted.outcome, activity_ms=counted.activity_ms, course_ms=counted.course_ms), status


def _body() -> object:
    try:
        return request.get_json(silent=True)
    except RecursionError:  # brackets within brackets, some thousand deep
        return None


def _parse(body: object) -> Beat:
    """Return the beat in a request's body; raises Invalid for anything that is not one."""
    if not isinstance(body, dict):
        raise Invalid("malformed_beat")
    sequence, active_ms, fresh = body.get("sequence"), body.get("active_ms"), body.get("fresh")
    if not (_is_whole(sequence) and _is_whole(active_ms) and isinstance(fresh, bool)):
        raise Invalid("malformed_beat")
    return Beat(sequence=sequence, active_ms=min(active_ms, DAY_MS), fresh=fresh)


def _is_whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31
