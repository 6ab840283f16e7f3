"""Objectives that a body may not accept as they are worded: doubts, never errors (CE-RULES 10.1, 14 to 17)."""

import re
from collections.abc import Iterator
from decimal import Decimal

from player.catalog.rules.edition import Edition
from player.catalog.rules.findings import Finding, Places
from player.catalog.rules.statements import credits_text

MOST_PER_CREDIT = 4
"""One body's template asks for six to eight for two hours (CE-RULES 10.1, 16)."""

_BULLET = re.compile(r"[\s•*·–-]*\d+[.)]?\s|[\s•*·–-]+")
_NOTHING_NAMED = re.compile(r"\b(?:these|those|such) \w+\W*$")


def objective_findings(edition: Edition, *, places: Places) -> Iterator[Finding]:
    """Yield what is doubtful in the objectives of a course for credit."""
    verbs = {objective.text.split()[0] for objective in edition.objectives}
    number, credits_ = len(edition.objectives), edition.terms.credits
    if number > MOST_PER_CREDIT and len(verbs) == 1:
        yield places.warning("course/objectives", f"All {number} objectives begin with “{verbs.pop()}”.")
    if credits_ is not None and number > MOST_PER_CREDIT * max(credits_, Decimal(1)):
        yield places.warning(
            "course/objectives",
            f"{number} objectives for {credits_text(credits_)} credits: up to {MOST_PER_CREDIT} for each are usual.",
        )
    for objective in edition.objectives:
        at = f"course/objectives/{objective.id}/text"
        bullet, dangling = _BULLET.match(objective.text), _NOTHING_NAMED.search(objective.text)
        if bullet:
            yield places.warning(at, f"The objective begins with a bullet or a number: “{bullet.group()}”.")
        if dangling:
            yield places.warning(at, f"The objective ends in “{dangling.group()}”, which it does not name.")
