"""Reads the files of a course and of a sponsor: what they say, and every mistake in them with its line."""

from player.catalog.content.course import Reading, read_course
from player.catalog.content.fields import is_key
from player.catalog.content.report import Report
from player.catalog.content.schema import schemas
from player.catalog.content.skeleton import terms_to_paste, write_skeleton
from player.catalog.content.sponsor import read_sponsor

__all__ = ["Reading", "Report", "is_key", "read_course", "read_sponsor", "schemas", "terms_to_paste", "write_skeleton"]
