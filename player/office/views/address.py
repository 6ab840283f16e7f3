"""Where the staff's pages stand."""

from flask import Blueprint

blueprint = Blueprint("office", __name__, url_prefix="/office")
