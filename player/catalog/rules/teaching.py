"""What a course has to teach and ask before it is published: coverage of its objectives, and the post-test's rules."""

import re
from collections.abc import Iterator

from player.catalog.rules.edition import Edition, LearningObjective
from player.catalog.rules.findings import Finding, Places
from player.catalog.rules.wording import doubled_word

QUESTIONS_PER_CREDIT = 10
"""Canadian Psychological Association, recorded programs; NASW (CE-RULES 2)."""
LEAST_PASSING_SCORE = 75
"""Canadian Psychological Association and APA's advice (CE-RULES 2)."""
USUAL_PASSING_SCORE = 80
"""NASW, and what providers under ASWB ACE print (CE-RULES 2)."""
MOST_ATTEMPTS = 10
OBJECTIVES = 3
REFERENCES = 3
YEARS_OF_A_REFERENCE = 10
"""NASW asks for sources of the last ten years (CE-RULES 6)."""
TRUE_FALSE_OPTIONS = 2
EVALUATED = {
    "learned": "how much was learned (APA’s first item)",
    "useful": "how useful the content was (APA’s second item)",
    "presenters": "the presenters or authors",
    "content": "the content and its level",
    "technology": "the technology",
    "accessibility": "accessibility",
}
"""What an evaluation asks beside the objectives, each by a scale that is ``about`` it (CE-RULES 5; 13, 43)."""

_CITED = re.compile(r'href="#ref-([a-z0-9-]+)"')


def teaching_findings(edition: Edition, *, places: Places) -> tuple[Finding, ...]:
    """Return what speaks against publishing in what the course teaches and asks."""
    found = [*_whole(edition, places)]
    for objective in edition.objectives:
        found += _coverage(edition, objective, places)
    if edition.credit_bearing:
        found += [*_for_credit(edition, places), *_post_test(edition, places), *_references(edition, places)]
        found += _evaluation(edition, places)
    return (*found, *_uncited(edition, places))


def _whole(edition: Edition, places: Places) -> Iterator[Finding]:
    if not edition.objectives:
        yield places.error("course/objectives", "The course has no learning objective.")
    if not edition.lessons:
        yield places.error("course/modules", "The course has no lesson.")
    if not edition.post_test.items:
        yield places.error("post_test/items", "The post-test has no item.")
    if not edition.evaluation:
        yield places.error("evaluation/items", "The evaluation has no item.")
    doubled = doubled_word(edition.title)
    if doubled:
        yield places.error("course/title", f"The title has a doubled word: “{doubled}”.")


def _coverage(edition: Edition, objective: LearningObjective, places: Places) -> Iterator[Finding]:
    """Every objective is taught, tested and evaluated (CE-RULES 13, 20)."""
    at = f"course/objectives/{objective.id}"
    if not any(objective.id in lesson.objective_ids for lesson in edition.lessons):
        yield places.error(at, f"No lesson serves the objective {objective.id}.")
    items = sum(item.objective_id == objective.id for item in edition.post_test.items)
    needed = edition.post_test.items_per_objective or 1
    if items < needed:
        yield places.error(at, f"The objective {objective.id} has {items} of the {needed} post-test items it needs.")
    evaluated = sum(item.objective_id == objective.id for item in edition.evaluation)
    if evaluated != 1:
        yield places.error(at, f"The objective {objective.id} has {evaluated} evaluation items instead of one.")


def _for_credit(edition: Edition, places: Places) -> Iterator[Finding]:
    if edition.level is None:
        yield places.error("course/level", "Cannot be published: the level is missing.")
    if edition.audience is None:
        yield places.error("course/audience", "Cannot be published: the audience is missing.")
    if len(edition.objectives) < OBJECTIVES:
        yield places.error("course/objectives", f"A course for credit needs at least {OBJECTIVES} learning objectives.")


def drawn(edition: Edition) -> int:
    """Return how many questions one attempt has: so many of each objective, or the whole bank."""
    per_objective = edition.post_test.items_per_objective
    return len(edition.post_test.items) if per_objective is None else per_objective * len(edition.objectives)


def _post_test(edition: Edition, places: Places) -> Iterator[Finding]:
    test, credits_ = edition.post_test, edition.terms.credits or 0
    if test.passing_score < LEAST_PASSING_SCORE:
        yield places.error(
            "course/post_test/passing_score", f"The passing score is below {LEAST_PASSING_SCORE} percent."
        )
    elif test.passing_score < USUAL_PASSING_SCORE:
        yield places.warning(
            "course/post_test/passing_score", f"Some bodies ask for a passing score of {USUAL_PASSING_SCORE} percent."
        )
    if not 1 <= test.attempts <= MOST_ATTEMPTS:
        yield places.error("course/post_test/attempts", f"Attempts are limited to between 1 and {MOST_ATTEMPTS}.")
    if drawn(edition) < QUESTIONS_PER_CREDIT * credits_:
        yield places.error(
            "course/post_test",
            f"An attempt has {drawn(edition)} questions; {credits_} credits need {QUESTIONS_PER_CREDIT} for each.",
        )
    yield from _true_false(edition, places)
    yield from _levels(edition, places)


def _true_false(edition: Edition, places: Places) -> Iterator[Finding]:
    """At most one true/false question per credit (APA, Canadian Psychological Association), a tenth of all (NASW)."""
    few = sum(len(item.options) <= TRUE_FALSE_OPTIONS for item in edition.post_test.items)
    if few > (edition.terms.credits or 0) or few * 10 > len(edition.post_test.items):
        yield places.error(
            "post_test/items", f"{few} items are true or false; at most one per credit and a tenth of all may be."
        )


def _evaluation(edition: Edition, places: Places) -> Iterator[Finding]:
    asked = {item.about for item in edition.evaluation}
    for about, words in EVALUATED.items():
        if about not in asked:
            yield places.error("evaluation/items", f"No scale of the evaluation has “about: {about}”: {words}.")
    if not any(item.kind == "comment" for item in edition.evaluation):
        yield places.error("evaluation/items", "The evaluation has no line for comments.")


def _levels(edition: Edition, places: Places) -> Iterator[Finding]:
    """Once an author says what items ask for, at least half of the bank applies knowledge to a case."""
    items = edition.post_test.items
    if all(item.level is None for item in items):
        return
    applying = sum(item.level == "apply" for item in items)
    if applying * 2 < len(items):
        yield places.warning(
            "post_test/items", f"{applying} of {len(items)} items apply knowledge to a case: not half."
        )


def _references(edition: Edition, places: Places) -> Iterator[Finding]:
    if len(edition.references) < REFERENCES:
        yield places.error("references/references", f"A course for credit needs at least {REFERENCES} references.")
    if edition.terms.reviewed is None:
        return
    first = edition.terms.reviewed.year - YEARS_OF_A_REFERENCE
    for reference in edition.references:
        if reference.year is not None and reference.year < first:
            at = f"references/references/{reference.id}/year"
            words = f"The reference {reference.id} is of {reference.year}: more than {YEARS_OF_A_REFERENCE} years old."
            yield places.warning(at, words)


def _uncited(edition: Edition, places: Places) -> Iterator[Finding]:
    cited = {key for html in _shown(edition) for key in _CITED.findall(html)}
    cited |= {key for item in edition.post_test.items for key in item.references}
    for reference in edition.references:
        if reference.id not in cited:
            at = f"references/references/{reference.id}"
            yield places.warning(at, f"No lesson and no item cites the reference {reference.id}.")


def _shown(edition: Edition) -> Iterator[str]:
    """Yield everything that is shown as HTML: lessons, their cases, and the handout."""
    for part in edition.handout.parts if edition.handout else ():
        yield from part.lines
    for lesson in edition.lessons:
        for section in lesson.sections:
            yield from (block.html for block in section.blocks)
        for case in lesson.cases:
            yield case.intro
            for step in case.steps:
                yield from (step.html, *(choice.consequence for choice in step.choices))
