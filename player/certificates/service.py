"""Use cases of certificates: write one, issue it once, give it back as it was, and let anyone verify it."""

import hashlib
import secrets
import uuid
from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from player.accounts import service as accounts
from player.accounts.rules import LicenseRecord
from player.audit import service as audit
from player.catalog import service as catalog
from player.catalog.rules import SponsorRecord
from player.certificates import pdf, rules, store
from player.certificates.rules import (
    ALPHABET,
    CODE_CHARACTERS,
    NUMBER_CHARACTERS,
    AwardFacts,
    Issued,
    Paper,
    Prepared,
    Presenter,
    Snapshot,
    Statement,
    Verification,
    Words,
)
from player.credit import service as credit
from player.credit.rules import AwardRecord
from player.enrollment.rules import Taking
from player.errors import Invalid, NotAllowed, NotFound, OutOfDate


def prepare(award: AwardFacts, *, site_url: str, at: datetime) -> Prepared:
    """Return an award's certificate ready to be issued: numbered, coded and rendered. Needs no transaction; 0.1 s.

    ``site_url`` is the public address of the site, without a slash at the end. The day of issue is that of ``at`` in
    the zone of the completion.

    Raises:
        Invalid: ``unprintable``: no embedded font has some ``characters`` of the words; ``overfull``: more words than
            two pages hold.
    """
    return _write(award, award.award_id, site_url=site_url, at=at)


def issue(
    session: Session, *, award: AwardFacts, site_url: str, at: datetime, prepared: Iterable[Prepared] = ()
) -> Issued:
    """Return the award's certificate in force, issuing it when there is none; asking twice, or at once, issues one.

    Of the ``prepared`` ones this award's is stored, if its words are still the same; without such a one the PDF is
    rendered here, inside the transaction.

    Raises:
        Invalid: see ``prepare``; nothing is issued then.
        NotAllowed: ``certificate_revoked``: the award's certificate was withdrawn.
    """
    newest = store.find_newest(session, award.award_id)
    if newest is None:
        day = _day(award, at)
        own = (one for one in prepared if one.award_id == award.award_id)
        ready = next((one for one in own if rules.says(one.snapshot, award, issued_on=day)), None)
        _add(session, ready or prepare(award, site_url=site_url, at=at), at=at)
        newest = store.find_newest(session, award.award_id)
    assert newest is not None
    if newest.status == "revoked":
        raise NotAllowed("certificate_revoked", number=newest.number)
    return newest


def get(session: Session, certificate_id: uuid.UUID) -> Issued:
    """Return a certificate, in force or not; raises NotFound."""
    certificate = store.find(session, certificate_id)
    if certificate is None:
        raise NotFound("certificate_not_found")
    return certificate


def get_locked(session: Session, certificate_id: uuid.UUID) -> Issued:
    """Return a certificate, with its learner's row locked until the transaction ends; raises NotFound."""
    learner_id = store.find_learner(session, certificate_id)
    if learner_id is None:
        raise NotFound("certificate_not_found")
    accounts.lock(session, learner_id)
    return get(session, certificate_id)


def correction(session: Session, certificate: Issued) -> Snapshot:
    """Return the words of a certificate with the name and license as the learner's profile has them now."""
    return _renamed(certificate, credit.as_in_profile(session, _award(session, certificate)))


def correct(session: Session, certificate: Issued, *, site_url: str, reason: str, actor: str, at: datetime) -> Issued:
    """Return a new certificate with the name and license as in the profile; the award, too, names them from now on.

    The same page sent twice corrects once. Hold the learner's row before (``get_locked``).

    Raises:
        OutOfDate: the certificate is not in force any more.
        Invalid: ``nothing_to_correct``, or see ``prepare``.
    """
    if (certificate.status, certificate.ended_reason) == ("superseded", reason):
        return store.of_awards(session, [certificate.award_id])[-1]
    award = _award(session, certificate)
    after = credit.as_in_profile(session, award)
    words = _renamed(certificate, after)
    if certificate.status == "valid" and words == certificate.snapshot:
        raise Invalid("nothing_to_correct")
    new = reissue(session, certificate.id, words=words, site_url=site_url, reason=reason, actor=actor, at=at)
    credit.correct(session, after, actor=actor, at=at)
    return new


def _award(session: Session, certificate: Issued) -> AwardRecord:
    return credit.awards(session, [certificate.award_id])[0]


def _renamed(certificate: Issued, award: AwardRecord) -> Snapshot:
    return rules.renamed(certificate.snapshot, learner_name=award.name.formal, **_of_license(award.license))


def reissue(
    session: Session,
    certificate_id: uuid.UUID,
    *,
    words: Words,
    site_url: str,
    reason: str,
    actor: str,
    at: datetime,
) -> Issued:
    """Return a corrected certificate in place of one in force, which ends as superseded; both stay verifiable.

    Day of completion, credits and kind stay what they were (CE-RULES 13, 49).

    Raises:
        NotFound: there is no such certificate.
        OutOfDate: it is not in force any more.
        Invalid: ``correction_changes_credit``, or see ``prepare``.
    """
    old = get(session, certificate_id)
    if not rules.is_same_credit(old.snapshot, words):
        raise Invalid("correction_changes_credit")
    prepared = _write(words, old.award_id, site_url=site_url, at=at, replaces=old.snapshot)
    _end(session, old, "superseded", reason=reason, actor=actor, at=at)
    return _add(session, prepared, at=at)


def revoke(session: Session, certificate_id: uuid.UUID, *, reason: str, actor: str, at: datetime) -> Issued:
    """Return the certificate as withdrawn; its verification says so from now on. The same page twice ends it once.

    Raises:
        NotFound: there is no such certificate.
        OutOfDate: it is not in force any more.
    """
    certificate = get(session, certificate_id)
    if (certificate.status, certificate.ended_reason) == ("revoked", reason):
        return certificate
    _end(session, certificate, "revoked", reason=reason, actor=actor, at=at)
    return get(session, certificate_id)


def for_learner(session: Session, learner_id: uuid.UUID) -> list[Issued]:
    """Return a learner's certificates in force, newest first."""
    return store.of_learner(session, learner_id)


def get_pdf(session: Session, certificate_id: uuid.UUID, learner_id: uuid.UUID) -> Paper:
    """Return a learner's own certificate to download, byte for byte as it was issued.

    Raises:
        NotFound: there is no such certificate, or it is someone else's.
    """
    data = store.find_pdf(session, certificate_id, learner_id)
    if data is None:
        raise NotFound("certificate_not_found")
    certificate = get(session, certificate_id)
    return Paper(file_name=f"certificate-{certificate.number}.pdf", sha256=certificate.sha256, pdf=data)


def by_verify_code(session: Session, code: str) -> Verification | None:
    """Return what anyone may know of the certificate with this verify code, or with this number; None for neither."""
    found = store.find_by_code(session, rules.read_code(code), rules.read_number(code))
    return rules.verification(found) if found else None


def of_awards(session: Session, award_ids: Iterable[uuid.UUID]) -> list[Issued]:
    """Return all certificates of these awards, ended ones too; of one award the newest comes last."""
    return store.of_awards(session, award_ids)


def unprintable(text: str) -> set[str]:
    """Return the characters of a text that no certificate can show; empty for a text that prints well."""
    return pdf.unprintable(text)


def to_issue(session: Session, taking: Taking) -> list[AwardFacts]:
    """Return the awards of an enrollment that have no certificate yet, with every word theirs will say."""
    awards = credit.awards_of_enrollments(session, [taking.id])
    have = {one.award_id for one in store.of_awards(session, [award.id for award in awards])}
    return [_facts(session, taking, award) for award in awards if award.id not in have]


def _facts(session: Session, taking: Taking, award: AwardRecord) -> AwardFacts:
    summary = catalog.get_summary(session, taking.enrollment.edition_id)
    edition = summary.edition
    return AwardFacts(
        award_id=award.id,
        learner_id=award.learner_id,
        learner_name=award.name.formal,
        **_of_license(award.license),
        course_title=edition.title,
        edition_label=rules.edition_label(edition.slug, summary.number),
        completion_date=award.completion_date,
        completion_zone=award.completion_zone,
        credit_bearing=edition.credit_bearing,
        credits=award.credits if edition.credit_bearing else None,
        credit_type=award.credit_type,
        format_label=rules.format_label(edition.format),
        presenters=tuple(Presenter(name=one.name, credentials=one.credentials) for one in edition.terms.presenters),
        statements=tuple(Statement(body=one.body, text=one.statement) for one in award.statements),
        is_sample=award.is_sample,
        **_of_sponsor(catalog.sponsor(session, summary.sponsor_id)),
    )


def _of_license(license_: LicenseRecord | None) -> dict[str, str]:
    if license_ is None:
        return {"license_line": "", "license_number": ""}
    line = rules.license_line(
        license_type=license_.license_type, number=license_.number, jurisdiction=license_.jurisdiction
    )
    return {"license_line": line, "license_number": license_.number}


def _of_sponsor(sponsor: SponsorRecord) -> dict[str, str]:
    contact, signatory = sponsor.contact, sponsor.signatory
    return {
        "sponsor_name": sponsor.name,
        "sponsor_address": sponsor.address or "",
        "sponsor_contact": " · ".join(one for one in (contact.email, contact.phone) if one) if contact else "",
        "signatory_name": signatory.name if signatory else "",
        "signatory_title": signatory.title if signatory else "",
    }


def _write(
    words: Words, award_id: uuid.UUID, *, site_url: str, at: datetime, replaces: Snapshot | None = None
) -> Prepared:
    issued_on = _day(words, at)
    code = rules.verify_code(_picks(CODE_CHARACTERS))
    number = rules.number(year=issued_on.year, picks=_picks(NUMBER_CHARACTERS), is_sample=words.is_sample)
    url = rules.verify_url(site_url, code)
    snapshot = rules.freeze(words, number=number, verify_url=url, issued_on=issued_on, replaces=replaces)
    return Prepared(award_id=award_id, snapshot=snapshot, verify_code=code, pdf=pdf.render(snapshot))


def _add(session: Session, prepared: Prepared, *, at: datetime) -> Issued:
    certificate = Issued(
        id=uuid.uuid4(),
        award_id=prepared.award_id,
        verify_code=prepared.verify_code,
        snapshot=prepared.snapshot,
        sha256=hashlib.sha256(prepared.pdf).hexdigest(),
        issued_at=at,
    )
    store.add(session, certificate, prepared.pdf)
    return certificate


def _end(session: Session, certificate: Issued, status: rules.Status, *, reason: str, actor: str, at: datetime) -> None:
    if not store.end(session, certificate.id, status, reason=reason, at=at):
        raise OutOfDate("certificate_ended", number=certificate.number)
    subject, action = f"certificate:{certificate.id}", f"certificate.{status}"
    audit.record(session, actor=actor, action=action, subject=subject, at=at, values={"reason": reason})


def _day(words: Words, at: datetime) -> date:
    return at.astimezone(ZoneInfo(words.completion_zone)).date()


def _picks(length: int) -> list[int]:
    return [secrets.randbelow(len(ALPHABET)) for _ in range(length)]
