"""The credit report: what each method makes of a course, beside what is offered, with every step for an auditor."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from player.catalog.rules.credit_basis import (
    DIFFICULTIES,
    checks_counted,
    media_ms_counted,
    smallest_enabled,
    words_counted,
    worked,
)
from player.catalog.rules.credit_methods import MINUTE_MS, CreditCount, rounded_down, shown
from player.catalog.rules.edition import Edition
from player.catalog.rules.publishing import CREDIT_QUANTUM
from player.catalog.rules.statements import credits_text
from player.catalog.rules.teaching import drawn

HOUR_MS = 60 * MINUTE_MS


@dataclass(frozen=True, kw_only=True)
class CreditReport:
    """What credit a course gives by each method. ``limit`` is the smallest that an approval on offer goes by, or None.

    ``measured_median_ms`` is the median seat time counted in real completions; None when there are none.
    """

    edition: Edition
    limit: CreditCount | None
    uncounted_approvals: tuple[str, ...]
    measured_median_ms: int | None

    @property
    def falls_short(self) -> bool:
        """Whether more is offered than the smallest enabled method gives."""
        offered = self.edition.terms.credits
        return offered is not None and self.limit is not None and self.limit.credits < offered


def credit_report(edition: Edition, *, measured_median_ms: int | None = None) -> CreditReport:
    """Return the report on an edition, as published or as far as its files can be read."""
    counted = {key for count in edition.credit_counts for key in count.approvals}
    return CreditReport(
        edition=edition,
        limit=smallest_enabled(edition.credit_counts),
        uncounted_approvals=tuple(key for key in edition.terms.approvals if key not in counted),
        measured_median_ms=measured_median_ms,
    )


def credit_report_lines(report: CreditReport) -> tuple[str, ...]:
    """Return the report as lines of text for a terminal."""
    return tuple(_lines(report))


def _lines(report: CreditReport) -> Iterator[str]:
    edition, offered = report.edition, report.edition.terms.credits
    if not edition.credit_bearing:
        yield f"{edition.slug} gives no credit."
        return
    yield f"{edition.slug}: {credits_text(offered) if offered is not None else 'no number of'} credits are offered."
    yield from _inputs(edition)
    for count in edition.credit_counts:
        yield ""
        yield from _count(count, report)
    yield ""
    if any(count.method == "mergener" for count in edition.credit_counts):
        shown_at = ", ".join(str(rating) for rating in DIFFICULTIES)
        yield f"Open question: nobody has rated the difficulty, so Mergener's formula is shown at {shown_at}."
    yield from _measured(report)
    yield from _verdict(report)


def _inputs(edition: Edition) -> Iterator[str]:
    left_out = sum(lesson.words for lesson in edition.lessons) - words_counted(edition)
    without = f" ({left_out:,} more in lessons that serve no objective are not counted)" if left_out else ""
    yield f"  {words_counted(edition):,} words of instruction{without}"
    yield f"  {shown(Fraction(media_ms_counted(edition), MINUTE_MS), 1)} minutes of media"
    yield f"  {drawn(edition)} questions in one attempt at the post-test, {checks_counted(edition)} knowledge checks"


def _count(count: CreditCount, report: CreditReport) -> Iterator[str]:
    at = f" at difficulty {count.rating}" if count.method == "mergener" else ""
    enabled = f"enabled by {', '.join(count.approvals)}" if count.approvals else "not enabled"
    memory = "; constants recalled, not confirmed" if count.is_recalled else ""
    smallest = "  <- the smallest enabled" if count == report.limit else ""
    yield f"{count.name}{at} ({enabled}{memory}): {credits_text(count.credits)}{smallest}"
    for step in worked(count).steps:
        yield f"    {step}"
    offered = report.edition.terms.credits
    if offered is not None and count.credits < offered:
        yield f"    falls short of the {credits_text(offered)} credits offered"


def _measured(report: CreditReport) -> Iterator[str]:
    median = report.measured_median_ms
    if median is None:
        yield "Measured seat time of completions: none known."
        return
    hours = Fraction(median, HOUR_MS)
    credits_ = rounded_down(hours, step=CREDIT_QUANTUM, least=CREDIT_QUANTUM)
    minutes = median // MINUTE_MS
    yield f"Measured: the median seat time of completions is {minutes} minutes, {credits_text(credits_)} credits."


def _verdict(report: CreditReport) -> Iterator[str]:
    offered, override = report.edition.terms.credits, report.edition.terms.credit_override
    if report.uncounted_approvals:
        yield f"No method is known for {', '.join(report.uncounted_approvals)}: ask what each accepts (a timed pilot?)."
    if offered is None or report.limit is None:
        yield "Nothing limits the credits." if report.limit is None else "No number of credits is offered yet."
        return
    name, least = report.limit.name, credits_text(report.limit.credits)
    if not report.falls_short:
        yield f"The {credits_text(offered)} credits offered are within the smallest enabled method, {name}: {least}."
        return
    yield f"FALLS SHORT: {credits_text(offered)} credits are offered; the smallest enabled, {name}, gives {least}."
    if override is None:
        yield "The course cannot be published so: offer no more, or name who answers for it (credit_override)."
    else:
        yield f"Overridden by {override.by}: {override.reason}"
