"""The demo's visible outbox: what would have been mailed, for anyone to read. Never part of a real site."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from player.outbox import service
from player.web.transaction import reading

blueprint = Blueprint("outbox", __name__)


@blueprint.get("/outbox")
def messages() -> ResponseReturnValue:
    """Show the newest messages of the demo."""
    with reading() as session:
        found = service.messages(session, limit=50)
    return render_template("outbox/messages.html", messages=found)
