"""Reads a sponsor file: who answers for courses, what is approved, what is still open, and the terms of each course."""

from decimal import Decimal
from pathlib import Path

from player.catalog.content.report import Report, read_text
from player.catalog.content.sponsor_models import ApprovalModel, SponsorModel, TermsModel
from player.catalog.content.wording import remark_on_blanks
from player.catalog.content.yaml_files import Document, parse, validated
from player.catalog.rules import (
    ApprovalRecord,
    Contact,
    CreditOverride,
    OpenQuestion,
    Presenter,
    Signatory,
    SponsorDocument,
    Terms,
)


def read_sponsor(path: Path, report: Report) -> SponsorDocument | None:
    """Return what a sponsor file says, or None when it cannot be read; every mistake is noted."""
    text = read_text(path, report)
    document = parse(text, file=path.as_posix(), report=report, name="sponsor") if text is not None else None
    model = validated(document, SponsorModel, report) if document is not None else None
    if document is None or model is None:
        return None
    _check_names(document, model, report)
    remark_on_blanks(document, report, but={"questions"})
    return _sponsor(model)


def _check_names(document: Document, model: SponsorModel, report: Report) -> None:
    """Keys are used once, and what is named is there. Read leniently: a broken approval is not missing besides."""
    approvals = _keys(document, "approval", report)
    _keys(document, "question", report)
    courses = document.data.get("courses", {})
    for question in model.questions:
        for kind, name, known in (("approval", question.approval, approvals), ("course", question.course, courses)):
            if name is not None and name not in known:
                at = f"sponsor/questions/{question.key}/{kind}"
                report.findings.append(report.places.error(at, f"There is no {kind} “{name}” in this file."))
    for slug, terms in model.courses.items():
        for name in terms.approvals:
            if name not in approvals:
                at = f"sponsor/courses/{slug}/approvals"
                report.findings.append(report.places.error(at, f"There is no approval “{name}” in this file."))


def _keys(document: Document, kind: str, report: Report) -> set[str]:
    known: set[str] = set()
    for key, line in document.ids(f"{kind}s", "key"):
        if key in known:
            report.error(document.file, line, f"The {kind} “{key}” is listed twice.")
        known.add(key)
    return known


def _sponsor(model: SponsorModel) -> SponsorDocument:
    contact, signatory = model.contact, model.signatory
    questions = tuple(
        OpenQuestion(
            key=question.key,
            about=question.about,
            text=question.text,
            found=question.found,
            approval=question.approval,
            course=question.course,
        )
        for question in model.questions
    )
    return SponsorDocument(
        key=model.key,
        name=model.name,
        is_fictional=model.fictional,
        time_zone=model.time_zone,
        address=model.address,
        contact=Contact(email=contact.email, phone=contact.phone) if contact else None,
        signatory=Signatory(name=signatory.name, title=signatory.title) if signatory else None,
        approvals=tuple(_approval(approval, questions) for approval in model.approvals),
        questions=questions,
        courses={slug: _terms(terms) for slug, terms in model.courses.items()},
    )


def _approval(model: ApprovalModel, questions: tuple[OpenQuestion, ...]) -> ApprovalRecord:
    return ApprovalRecord(
        key=model.key,
        body=model.body,
        short=model.short,
        sponsor_name=model.sponsor_name,
        number=model.number,
        jurisdiction=model.jurisdiction,
        professions=tuple(model.professions),
        formats=None if model.formats is None else tuple(model.formats),
        valid_from=model.valid_from,
        valid_to=model.valid_to,
        credit_type=model.credit_type,
        statement=model.statement,
        confirmed=model.confirmed is not None,
        blocked_by=tuple(question.key for question in questions if question.approval == model.key),
        confirmed_by=model.confirmed.by if model.confirmed else None,
        confirmed_on=model.confirmed.on if model.confirmed else None,
    )


def _terms(model: TermsModel) -> Terms:
    override = model.credit_override
    return Terms(
        approvals=tuple(model.approvals),
        credits=None if model.credits is None else Decimal(model.credits),
        credit_method=model.credit_method,
        credit_override=CreditOverride(by=override.by, reason=override.reason) if override else None,
        partner_name=model.partner.name if model.partner else None,
        partner_role=model.partner.role if model.partner else None,
        presenters=tuple(
            Presenter(name=presenter.name, credentials=presenter.credentials, position=presenter.position)
            for presenter in model.presenters
        ),
        disclosure=model.disclosure,
        cost=model.cost,
        refund=model.refund,
        accommodation=model.accommodation,
        grievance=model.grievance,
        technical=model.technical,
        support=model.support,
        released=model.released,
        reviewed=model.reviewed,
        expires=model.expires,
    )
