"""Reads the files of a course and of a sponsor: what they say, and every mistake in them with its line.

The readers are loaded when they are first asked for: the pages that learners see need none of their libraries.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from player.catalog.content.course import Reading, read_course
    from player.catalog.content.fields import is_key
    from player.catalog.content.report import Report
    from player.catalog.content.schema import schemas
    from player.catalog.content.skeleton import terms_to_paste, write_skeleton
    from player.catalog.content.sponsor import read_sponsor

__all__ = ["Reading", "Report", "is_key", "read_course", "read_sponsor", "schemas", "terms_to_paste", "write_skeleton"]

_HOMES = {
    "Reading": "course",
    "Report": "report",
    "is_key": "fields",
    "read_course": "course",
    "read_sponsor": "sponsor",
    "schemas": "schema",
    "terms_to_paste": "skeleton",
    "write_skeleton": "skeleton",
}


def __getattr__(name: str) -> object:
    """Return a reader from its own file."""
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(import_module(f"player.catalog.content.{_HOMES[name]}"), name)
