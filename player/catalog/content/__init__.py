"""Reads the files of a course and of a sponsor: what they say, and every mistake in them with its line."""

from player.catalog.content.course import Reading, read_course
from player.catalog.content.report import Report
from player.catalog.content.sponsor import read_sponsor

__all__ = ["Reading", "Report", "read_course", "read_sponsor"]
