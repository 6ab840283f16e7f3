"""What has to be there before a course is published.

``terms_findings`` looks at what the sponsor says, ``teaching_findings`` at what the course teaches and asks. A course
without credit gets the shorter check: what it is called, teaches, asks and whom to write to.
"""

from collections.abc import Iterator
from decimal import Decimal

from player.catalog.rules.credit_basis import credit_findings
from player.catalog.rules.cues import cue_findings, item_findings
from player.catalog.rules.edition import Edition
from player.catalog.rules.findings import Finding, Places
from player.catalog.rules.objectives import objective_findings
from player.catalog.rules.reach import reach_findings
from player.catalog.rules.sponsors import ApprovalRecord, SponsorDocument
from player.catalog.rules.statements import doubts, lacking_fields, record_problems, statement_problems
from player.catalog.rules.teaching import teaching_findings
from player.catalog.rules.terms import Terms
from player.catalog.rules.wording import ambiguous_initials, wording_problems

CREDIT_QUANTUM = Decimal("0.25")
"""Credits are counted in quarters (CE-RULES 13, 26)."""

_NEEDED_FOR_CREDIT = {
    "credits": "the number of credits is missing",
    "credit_method": "how the credits were determined is missing",
    "disclosure": "the statement on conflicts of interest and commercial support is missing (none is a statement too)",
    "cost": "the cost is missing",
    "refund": "the refund and cancellation policy is missing",
    "accommodation": "whom to ask for an accommodation is missing",
    "grievance": "the grievance policy is missing",
    "technical": "the technical requirements are missing",
    "released": "the release date is missing",
    "reviewed": "the date of the last review is missing",
    "expires": "the date on which the credit expires is missing",
}
"""What a credit-bearing course says before enrollment (CE-RULES 6; 13, 15), with the sentence for its absence."""

_NEW_YORK = "New York State Education Department"
_NEW_YORK_NUMBERS = {
    "SW": "social-worker",
    "MHC": "mental-health-counselor",
    "MFT": "marriage-family-therapist",
    "CAT": "creative-arts-therapist",
    "PSY": "psychologist",
    "P": "psychoanalyst",
}
"""The profession that the letters of a New York provider number stand for (CE-RULES 1.2)."""

_PRINTED = (
    "credit_method", "disclosure", "cost", "refund", "accommodation", "grievance", "technical", "support",
)  # fmt: skip


def publishing_findings(edition: Edition, sponsor: SponsorDocument, *, places: Places) -> tuple[Finding, ...]:
    """Return everything that speaks against publishing: errors block it, warnings do not."""
    found = [*terms_findings(edition, sponsor, places=places), *teaching_findings(edition, places=places)]
    found += reach_findings(edition, places=places)
    if edition.credit_bearing:
        found += objective_findings(edition, places=places)
    return (*found, *cue_findings(edition, places=places))


def partial_findings(edition: Edition, sponsor: SponsorDocument, *, places: Places) -> tuple[Finding, ...]:
    """Return what speaks against publishing in what could be read, when something could not: coverage is not judged."""
    found = list(terms_findings(edition, sponsor, places=places))
    if edition.credit_bearing:
        found += objective_findings(edition, places=places)
    return (*found, *item_findings(edition, places=places))


def terms_findings(edition: Edition, sponsor: SponsorDocument, *, places: Places) -> tuple[Finding, ...]:
    """Return what is missing or doubtful in what the sponsor says about the course."""
    return tuple(_terms(edition, sponsor, places))


def _terms(edition: Edition, sponsor: SponsorDocument, places: Places) -> Iterator[Finding]:
    yield from _questions(edition, sponsor, places)
    if sponsor.time_zone is None:
        yield places.error(
            "sponsor/time_zone", "The sponsor's time zone is not known; completion dates are counted in it."
        )
    if edition.slug not in sponsor.courses:
        yield places.error("sponsor/courses", f"The sponsor's file says nothing about the course {edition.slug}.")
        return
    at = f"sponsor/courses/{edition.slug}"
    if edition.terms.support is None:
        yield places.error(f"{at}/support", "Cannot be published: the support contact is missing.")
    yield from _words(edition.terms, at, places)
    if edition.credit_bearing:
        yield from _credit_terms(edition.terms, at, places)
        yield from credit_findings(edition, places=places)
        yield from _approvals(edition, sponsor, places)


def _questions(edition: Edition, sponsor: SponsorDocument, places: Places) -> Iterator[Finding]:
    for question in sponsor.questions:
        at, asked = f"sponsor/questions/{question.key}", f"({question.key}): {question.text}"
        if question.blocks(edition.slug):
            yield places.error(at, f"Cannot be published before the CE director answers {asked}")
        elif question.about == "approval" and question.approval in edition.terms.approvals:
            yield places.warning(at, f"Holds back the statement of {question.approval} {asked}")
        elif question.about == "course" and question.course == edition.slug:
            yield places.warning(at, f"Open question for the CE director {asked}")


def _words(terms: Terms, at: str, places: Places) -> Iterator[Finding]:
    """Yield what is wrong with the words of the terms, which the course page prints as they are."""
    said = {name: getattr(terms, name) for name in _PRINTED} | {"partner/role": terms.partner_role}
    for name, text in said.items():
        for problem in wording_problems(text or ""):
            yield places.error(f"{at}/{name}", f"The {name} {problem}.")


def _credit_terms(terms: Terms, at: str, places: Places) -> Iterator[Finding]:
    for name, sentence in _NEEDED_FOR_CREDIT.items():
        if getattr(terms, name) is None:
            yield places.error(f"{at}/{name}", f"Cannot be published: {sentence}.")
    if not terms.presenters:
        yield places.error(
            f"{at}/presenters", "Cannot be published: the presenters, with credentials and position, are missing."
        )
    if terms.partner_name is not None and terms.partner_role is None:
        yield places.error(f"{at}/partner/role", f"Cannot be published: the role of {terms.partner_name} is missing.")
    if terms.credits is not None and (terms.credits <= 0 or terms.credits % CREDIT_QUANTUM):
        yield places.error(f"{at}/credits", f"Credits are counted in quarters: {terms.credits} is not.")
    yield from _dates(terms, at, places)


def _dates(terms: Terms, at: str, places: Places) -> Iterator[Finding]:
    if terms.released and terms.expires and terms.expires < terms.released:
        yield places.error(f"{at}/expires", "The credit expires before the course is released.")
    if terms.reviewed and terms.expires and terms.expires < terms.reviewed:
        yield places.error(f"{at}/expires", "The credit expires before the last review.")


def _approvals(edition: Edition, sponsor: SponsorDocument, places: Places) -> Iterator[Finding]:
    if not edition.terms.approvals:
        yield places.warning(
            f"sponsor/courses/{edition.slug}/approvals", "The course gives credit, and no approval is named for it."
        )
    for key in edition.terms.approvals:
        approval = sponsor.approval(key)
        if approval is not None:
            yield from statement_findings(approval, places=places)
            yield from _claim(approval, edition, places)


def _claim(approval: ApprovalRecord, edition: Edition, places: Places) -> Iterator[Finding]:
    """What keeps an approval from being claimed for this course; the course may be published without the claim."""
    at = f"sponsor/approvals/{approval.key}"
    if not approval.confirmed:
        yield places.warning(f"{at}/confirmed", f"{approval.short} is not confirmed: its statement is not printed.")
    if approval.formats is None or edition.format not in approval.formats:
        yield places.warning(f"{at}/formats", f"{approval.short} is not known to cover {edition.format}.")


def statement_findings(approval: ApprovalRecord, *, places: Places) -> Iterator[Finding]:
    """Yield what is wrong with the words of an approval.

    A field that the record cannot fill is an error once the approval is confirmed; before that it cannot be printed.
    """
    at = f"sponsor/approvals/{approval.key}/statement"
    for problem in (*statement_problems(approval.statement), *record_problems(approval)):
        yield places.error(at, f"The statement of {approval.short} {problem}.")
    for doubt in doubts(approval.statement):
        yield places.warning(at, f"The statement of {approval.short} {doubt}.")
    said = places.error if approval.confirmed and not approval.blocked_by else places.warning
    for name in lacking_fields(approval):
        yield said(at, f"The statement of {approval.short} names {{{name}}}, which is not known.")


def sponsor_findings(sponsor: SponsorDocument, *, places: Places) -> tuple[Finding, ...]:
    """Return what stands in the way of loading a sponsor file, whatever the course.

    That is one body with two records or without its full name, and a statement that could be claimed and cannot be
    printed.
    """
    found: list[Finding] = []
    for index, approval in enumerate(sponsor.approvals):
        for other in sponsor.approvals[:index]:
            if _is_of_one_body(approval, other):
                at = f"sponsor/approvals/{approval.key}"
                found.append(places.error(at, _contradiction(other, approval, places)))
        found += _of_new_york(approval, places)
        if approval.confirmed and not approval.blocked_by:
            found += statement_findings(approval, places=places)
        for name in ("body", "short"):
            initials = ambiguous_initials(getattr(approval, name))
            if initials:
                at = f"sponsor/approvals/{approval.key}/{name}"
                found.append(places.error(at, f"“{initials}” names several bodies; write the name in full."))
    return tuple(found)


def _is_of_one_body(one: ApprovalRecord, two: ApprovalRecord) -> bool:
    """Tell whether two records are of one body, which may be named at greater length in one of them."""
    bodies = sorted((one.body.casefold(), two.body.casefold()), key=len)
    is_same = bodies[1].startswith(bodies[0]) or one.short.casefold() == two.short.casefold()
    return is_same and one.jurisdiction == two.jurisdiction


def _of_new_york(approval: ApprovalRecord, places: Places) -> Iterator[Finding]:
    """New York recognizes a provider for one profession at a time, which its number names (CE-RULES 13, 13)."""
    if not approval.body.startswith(_NEW_YORK):
        return
    at = f"sponsor/approvals/{approval.key}"
    if approval.jurisdiction != "NY":
        yield places.error(f"{at}/jurisdiction", f"{approval.short} speaks for New York: its jurisdiction is NY.")
    profession = _NEW_YORK_NUMBERS.get((approval.number or "").partition("-")[0])
    if profession is not None and approval.professions != (profession,):
        listed = ", ".join(approval.professions)
        words = f"The number {approval.number} is New York's for {profession} alone; the record lists {listed}."
        yield places.error(f"{at}/professions", words)


def _contradiction(one: ApprovalRecord, two: ApprovalRecord, places: Places) -> str:
    def named(approval: ApprovalRecord) -> str:
        where = places.where(f"sponsor/approvals/{approval.key}/number")
        return f"{approval.key} (“{approval.sponsor_name}”, number {approval.number or 'not known'}, {where})"

    return f"{one.body} approves the sponsor twice: {named(one)} and {named(two)}. Ask which of them is right."
