"""On what the credits of an edition rest: what each method makes of it, and whether more is offered than they allow."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from player.catalog.rules.credit_methods import CreditCount, CreditMethod, CreditMethods, Inputs, Worked, work
from player.catalog.rules.edition import Edition, Lesson
from player.catalog.rules.findings import Finding, Places
from player.catalog.rules.sponsors import ApprovalRecord
from player.catalog.rules.statements import credits_text
from player.catalog.rules.teaching import drawn

DIFFICULTIES = (Decimal(2), Decimal(3), Decimal(4))
"""Mergener's formula asks an expert for a difficulty. Until one has answered, all are shown and the least holds."""


def counted_lessons(edition: Edition) -> tuple[Lesson, ...]:
    """Return the lessons whose words and media count as instruction: an orientation serves no objective, and does not.

    Headings, objectives, questions and references are in no lesson's words (CE-RULES 13, 24).
    """
    return tuple(lesson for lesson in edition.lessons if lesson.objective_ids)


def words_counted(edition: Edition) -> int:
    """Return the words of instruction."""
    return sum(lesson.words for lesson in counted_lessons(edition))


def media_ms_counted(edition: Edition) -> int:
    """Return the running time of the recordings of instruction, in milliseconds."""
    return sum(lesson.media_ms for lesson in counted_lessons(edition))


def checks_counted(edition: Edition) -> int:
    """Return the number of knowledge checks in the lessons of instruction."""
    return sum(len(lesson.checks) for lesson in counted_lessons(edition))


def with_credit_counts(edition: Edition, approvals: Iterable[ApprovalRecord], methods: CreditMethods) -> Edition:
    """Return the edition with what every method makes of it; without counts when it gives no credit.

    ``approvals`` are the sponsor's; those that the edition's terms offer say which methods limit its credits.
    """
    if not edition.credit_bearing:
        return edition
    offered = [approval for approval in approvals if approval.key in edition.terms.approvals]
    counts = tuple(
        _count(edition, method, rating, _limited_by(method, offered, methods))
        for method in methods.methods
        for rating in _ratings(edition, method)
    )
    return replace(edition, credit_counts=counts)


def _limited_by(method: CreditMethod, offered: list[ApprovalRecord], methods: CreditMethods) -> tuple[str, ...]:
    return tuple(approval.key for approval in offered if method.key in methods.of_body(approval.body))


def _ratings(edition: Edition, method: CreditMethod) -> tuple[Decimal | None, ...]:
    if method.key == "mergener":
        return DIFFICULTIES
    if method.key == "reading-speed":
        return (method.values[edition.level or "introductory"],)
    return (None,)


def _count(edition: Edition, method: CreditMethod, rating: Decimal | None, approvals: tuple[str, ...]) -> CreditCount:
    asked = {"none": 0, "post-test": drawn(edition), "all": drawn(edition) + checks_counted(edition)}
    count = CreditCount(
        method=method.key,
        name=method.name,
        words=words_counted(edition),
        media_ms=media_ms_counted(edition),
        questions=asked[method.questions],
        rating=rating,
        constants=tuple(method.values.items()),
        is_recalled=method.is_recalled,
        approvals=approvals,
        credits=Decimal(0),
    )
    return replace(count, credits=worked(count).credits)


def worked(count: CreditCount) -> Worked:
    """Return how a count comes about, from the inputs and constants that stand in it."""
    inputs = Inputs(words=count.words, media_ms=count.media_ms, questions=count.questions, rating=count.rating)
    return work(count.method, inputs, dict(count.constants))


def smallest_enabled(counts: Iterable[CreditCount]) -> CreditCount | None:
    """Return the count that limits the credits: the smallest of those an approval on offer goes by, or None."""
    return min((count for count in counts if count.approvals), key=lambda count: count.credits, default=None)


def credit_findings(edition: Edition, *, places: Places) -> Iterator[Finding]:
    """Yield an error when more credits are offered than the smallest enabled method gives (CE-RULES 13, 25).

    Where the terms name a person who answers for it, it is a warning that names the person and the reason.
    """
    offered, override = edition.terms.credits, edition.terms.credit_override
    limit, at = smallest_enabled(edition.credit_counts), f"sponsor/courses/{edition.slug}"
    if offered is None:
        return
    if limit is None or offered <= limit.credits:
        if override is not None:
            yield places.warning(
                f"{at}/credit_override", "The credits are within what the methods give: nothing is overridden."
            )
        return
    said = f"{credits_text(offered)} credits are offered, and {_limit(limit)}"
    if override is None:
        yield places.error(
            f"{at}/credits", f"{said}. Offer no more, or name who answers for it: credit_override: {{by, reason}}."
        )
    else:
        yield places.warning(f"{at}/credit_override", f"{said}. Overridden by {override.by}: {override.reason}")


def _limit(count: CreditCount) -> str:
    memory = ", whose constants are not confirmed," if count.is_recalled else ""
    return f"the {count.name} ({', '.join(count.approvals)}){memory} gives {credits_text(count.credits)}"
