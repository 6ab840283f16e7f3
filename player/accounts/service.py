"""Use cases around people: their profile and licenses, and the accounts that staff and the demo get."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from player.accounts import store
from player.accounts.rules import LearnerRecord, LicenseRecord, Name, NewLogin, StaffRecord, license_key, same_license
from player.audit import service as audit
from player.errors import Invalid, NotAllowed, NotFound

ROLES = ("administrator", "viewer")


def lock(session: Session, learner_id: uuid.UUID) -> None:
    """Hold the learner's row until the transaction ends: what concerns one learner happens one after the other."""
    if not store.lock_learner(session, learner_id):
        raise NotFound("learner_not_found")


def get_learner(session: Session, learner_id: uuid.UUID) -> LearnerRecord:
    """Return a learner; raises NotFound."""
    found = store.find_learners(session, [learner_id]).get(learner_id)
    if found is None:
        raise NotFound("learner_not_found")
    return found


def learners(session: Session, learner_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, LearnerRecord]:
    """Return the learners with these ids, by id."""
    return store.find_learners(session, learner_ids)


def search(session: Session, words: str) -> list[uuid.UUID]:
    """Return the ids of learners whose name, e-mail or license number contains the words."""
    return store.search_learners(session, words)


def change_profile(session: Session, learner_id: uuid.UUID, *, name: Name, profession: str, at: datetime) -> None:
    """Write the learner's name as on their license, and their profession."""
    lock(session, learner_id)
    store.update_profile(session, learner_id, name, profession)
    actor = f"learner:{learner_id}"
    values = {"name": name.formal, "profession": profession}
    audit.record(session, actor=actor, action="learner.profile_changed", subject=actor, at=at, values=values)


def choose_asking(session: Session, learner_id: uuid.UUID, *, prefers: bool) -> None:
    """Write whether the learner is asked now and then if they are there, instead of being watched for input.

    Everyone may choose so, and nobody is asked why: no entry of the audit trail tells who did.
    """
    lock(session, learner_id)
    store.put_asking(session, learner_id, prefers=prefers)


def licenses(session: Session, learner_id: uuid.UUID) -> list[LicenseRecord]:
    """Return the licenses a learner holds now, oldest first."""
    return store.licenses(session, [learner_id]).get(learner_id, [])


def add_license(session: Session, learner_id: uuid.UUID, record: LicenseRecord, *, at: datetime) -> bool:
    """Add a license; return False when another learner has the same number in that jurisdiction (a warning only).

    A license that the learner holds already is added once, whether the same page was sent twice (same id) or it was
    typed again: credit is awarded once for each license.
    """
    lock(session, learner_id)
    held = any(same_license(record, one) for one in licenses(session, learner_id))
    if not held and store.add_license(session, learner_id, record, at=at):
        actor = f"learner:{learner_id}"
        values = {"license": f"{record.jurisdiction} {record.license_type} {record.number}"}
        audit.record(session, actor=actor, action="license.added", subject=actor, at=at, values=values)
    others = store.numbers_of_others(session, learner_id, record.jurisdiction)
    return license_key(record.number) not in {license_key(number) for number in others}


def remove_license(session: Session, learner_id: uuid.UUID, license_id: uuid.UUID, *, at: datetime) -> None:
    """End a license; awards made for it keep their snapshot. Raises NotFound for someone else's."""
    lock(session, learner_id)
    if not store.remove_license(session, learner_id, license_id, at=at):
        raise NotFound("license_not_found")
    actor = f"learner:{learner_id}"
    audit.record(session, actor=actor, action="license.removed", subject=f"license:{license_id}", at=at)


def get_staff(session: Session, staff_id: uuid.UUID) -> StaffRecord:
    """Return a staff member with their roles; raises NotAllowed for someone who has none (any more)."""
    staff = store.find_staff(session, staff_id)
    if staff is None or not staff.roles:
        raise NotAllowed("staff_without_role")
    return staff


def add_staff(
    session: Session,
    *,
    email: str,
    name: str,
    password_hash: str,
    sponsor_id: uuid.UUID,
    role: str,
    at: datetime,
    is_demo: bool = False,
) -> uuid.UUID:
    """Make a staff account with one role and return its staff id; raises Invalid for a taken address or bad role."""
    if role not in ROLES:
        raise Invalid("unknown_role", role=role, known=", ".join(ROLES))
    _refuse_taken(session, email)
    staff_id = uuid.uuid4()
    store.add_staff(session, staff_id, name, at=at)
    store.grant(session, staff_id, sponsor_id, role, at=at)
    login = NewLogin(email=email, password_hash=password_hash, is_demo=is_demo, staff_id=staff_id)
    store.add_login(session, login, at=at)
    values = {"name": name, "role": role}
    audit.record(session, actor="command-line", action="staff.added", subject=f"staff:{staff_id}", at=at, values=values)
    return staff_id


def add_learner(session: Session, *, email: str, password_hash: str, at: datetime, is_demo: bool = False) -> uuid.UUID:
    """Make a learner with a confirmed login and return the learner's id; raises Invalid for a taken address."""
    _refuse_taken(session, email)
    learner_id = uuid.uuid4()
    store.add_learner(session, learner_id, at=at)
    login = NewLogin(email=email, password_hash=password_hash, is_demo=is_demo, learner_id=learner_id)
    store.add_login(session, login, at=at)
    return learner_id


def account_exists(session: Session, email: str) -> bool:
    """Tell whether someone signs in with this address."""
    return store.has_login(session, email)


def set_active(
    session: Session, email: str, *, active: bool, reason: str, actor: str, at: datetime
) -> uuid.UUID | None:
    """Close an account to its owner, or open it again, and return the learner whose it is (None: a staff member's).

    Whoever is signed in with it is signed out. Nothing that was done with it is removed.

    Raises:
        NotFound: there is no account with this address.
    """
    owner = store.set_active(session, email, active=active)
    if owner is None:
        raise NotFound("account_not_found", email=email)
    learner_id, staff_id = owner
    subject = f"staff:{staff_id}" if learner_id is None else f"learner:{learner_id}"
    action = "account.opened" if active else "account.closed"
    audit.record(session, actor=actor, action=action, subject=subject, at=at, values={"reason": reason})
    return learner_id


def has_demo_accounts(session: Session) -> bool:
    """Tell whether any demo account stands in the database."""
    return store.has_demo_logins(session)


def _refuse_taken(session: Session, email: str) -> None:
    if store.has_login(session, email):
        raise Invalid("address_taken", email=email)
