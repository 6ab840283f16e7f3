"""Media of published courses, with range requests, to people who are signed in."""

from flask import Blueprint, current_app, send_file
from flask.typing import ResponseReturnValue
from flask_login import current_user

from player.catalog import service
from player.catalog.writer import MediaFolder
from player.errors import NotFound
from player.web.login import SignedOut
from player.web.transaction import reading

blueprint = Blueprint("catalog", __name__)


@blueprint.get("/media/<digest>")
def media(digest: str) -> ResponseReturnValue:
    """Send a media file that some edition names; its address is its digest, so it may be kept for good."""
    if not current_user.is_authenticated:
        raise SignedOut
    with reading() as session:
        file = service.find_media(session, digest)
    if file is None:
        raise NotFound("media_not_found")
    folder: MediaFolder = current_app.extensions["player.media"]
    response = send_file(
        folder.path(digest), mimetype=file.media_type, conditional=True, etag=False, max_age=31_536_000
    )
    response.set_etag(digest)
    response.cache_control.private = True
    response.cache_control.immutable = True
    return response
