"""Use cases of the staff's pages: which edition is theirs to look at or to amend, and who takes which enrollment."""

import uuid
from collections.abc import Iterable

from sqlalchemy.orm import Session

from player.accounts import service as accounts
from player.accounts.rules import LearnerRecord
from player.catalog import service as catalog
from player.catalog.rules import EditionSummary
from player.certificates.rules import Issued
from player.credit import service as credit
from player.credit.rules import AwardRecord
from player.enrollment import service as enrollment
from player.errors import NotAllowed, NotFound
from player.office import rules


def own_edition(session: Session, staff_id: uuid.UUID, edition_id: uuid.UUID) -> EditionSummary:
    """Return an edition of a sponsor the staff member works for; raises NotFound for all others."""
    staff = accounts.get_staff(session, staff_id)
    summary = catalog.get_summary(session, edition_id)
    if summary.sponsor_id not in staff.sponsor_ids:
        raise NotFound("edition_not_found")
    return summary


def edition_to_amend(session: Session, staff_id: uuid.UUID, edition_id: uuid.UUID) -> EditionSummary:
    """Return an edition whose key the staff member may amend.

    Raises:
        NotFound: it is another sponsor's.
        NotAllowed: the staff member only looks.
    """
    summary = own_edition(session, staff_id, edition_id)
    if not rules.may_change(accounts.get_staff(session, staff_id), summary.sponsor_id):
        raise NotAllowed("administrators_amend")
    return summary


def refuse_viewers(session: Session, staff_id: uuid.UUID, sponsor_id: uuid.UUID) -> None:
    """Let only administrators of a sponsor take its files along; raises NotAllowed for those who only look."""
    if not rules.may_change(accounts.get_staff(session, staff_id), sponsor_id):
        raise NotAllowed("administrators_export")


def award_to_change(session: Session, staff_id: uuid.UUID, certificate: Issued) -> AwardRecord:
    """Return the award of a certificate that the staff member may revoke or correct.

    Raises:
        NotFound: it is another sponsor's.
        NotAllowed: the staff member only looks.
    """
    staff = accounts.get_staff(session, staff_id)
    award = credit.awards(session, [certificate.award_id])[0]
    if award.sponsor_id not in staff.sponsor_ids:
        raise NotFound("certificate_not_found")
    if not rules.may_change(staff, award.sponsor_id):
        raise NotAllowed("administrators_certify")
    return award


def learners(session: Session, enrollment_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, LearnerRecord]:
    """Return who takes these enrollments, by enrollment."""
    learner_ids = enrollment.learner_ids(session, enrollment_ids)
    found = accounts.learners(session, set(learner_ids.values()))
    return {enrollment_id: found[learner_id] for enrollment_id, learner_id in learner_ids.items()}
