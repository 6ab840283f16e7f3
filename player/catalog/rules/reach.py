"""Whether a course can be done as it asks: the time it requires is not more than what it holds."""

from collections.abc import Iterator

from player.catalog.rules.edition import Edition
from player.catalog.rules.findings import Finding, Places
from player.catalog.rules.teaching import drawn

QUESTION_MS = 111_000
"""1.85 minutes for a post-test question, as in the NASBA formula (CE-RULES 3)."""
CHECK_MS = 60_000
"""A minute for a knowledge check, and for each choice on the way through a case."""


def reading_ms(edition: Edition) -> int:
    """Return how long reading all lessons takes at the course's reading speed, in milliseconds; 0 when none is kept."""
    words = sum(lesson.words for lesson in edition.lessons)
    return words * 60_000 // edition.words_per_minute if edition.words_per_minute else 0


def content_ms(edition: Edition) -> int:
    """Return how long everything takes, in milliseconds: reading, recordings, checks, cases and one post-test."""
    recordings = sum(lesson.media_ms for lesson in edition.lessons)
    checks = sum(len(lesson.checks) for lesson in edition.lessons)
    steps = (step for lesson in edition.lessons for case in lesson.cases for step in case.steps)
    choices = sum(not step.is_ending for step in steps)
    return reading_ms(edition) + recordings + (checks + choices) * CHECK_MS + drawn(edition) * QUESTION_MS


def reach_findings(edition: Edition, *, places: Places) -> Iterator[Finding]:
    """Yield an error when the course asks for more time than a learner can spend on what is in it."""
    if edition.words_per_minute is None:
        return
    needed, held = edition.course_minimum_ms, content_ms(edition)
    if needed > held:
        yield places.error(
            "course/policy/course_minimum_minutes",
            f"The course asks for {needed // 60_000} minutes, and what is in it takes about {held // 60_000} "
            f"({reading_ms(edition) // 60_000} of them reading).",
        )
