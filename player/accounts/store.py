"""Rows of learners, licenses, staff and logins, in and out."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, select
from sqlalchemy.orm import Session

from player.accounts.rules import AccountRecord, LearnerRecord, LicenseRecord, Name, NewLogin, StaffRecord
from player.accounts.tables import Learner, License, Login, Staff, StaffRole
from player.db import fetch

_LOGIN = Login.__table__.c
_SIGNED_IN = select(_LOGIN.email, _LOGIN.fs_uniquifier, _LOGIN.active, _LOGIN.learner_id, _LOGIN.staff_id).where(
    _LOGIN.fs_uniquifier == bindparam("uniquifier")
)

_LEARNER, _LICENSE = Learner.__table__.c, License.__table__.c
_LOCKED = select(_LEARNER.id).where(_LEARNER.id == bindparam("learner_id")).with_for_update(key_share=True)
"""Made once: nearly everything that learners do begins with it. It holds up no row that only names the learner.

A beat that stores a new stretch would otherwise wait for a page that opens, which may be waiting for the beat.
"""

_LEARNERS = (
    select(Learner.__table__, func.min(_LOGIN.email).label("email"))
    .outerjoin_from(Learner.__table__, Login.__table__, _LOGIN.learner_id == _LEARNER.id)
    .where(_LEARNER.id.in_(bindparam("learner_ids", expanding=True)))
    .group_by(_LEARNER.id)
)
_LICENSES = (
    select(License.__table__)
    .where(_LICENSE.learner_id.in_(bindparam("learner_ids", expanding=True)), _LICENSE.removed_at.is_(None))
    .order_by(_LICENSE.added_at, _LICENSE.id)
)


def lock_learner(session: Session, learner_id: uuid.UUID) -> bool:
    """Lock the learner's row until the transaction ends; tell whether there is one."""
    return session.scalar(_LOCKED, {"learner_id": learner_id}) is not None


def find_learners(session: Session, learner_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, LearnerRecord]:
    """Return the learners with these ids that exist."""
    return {row.id: _learner(row) for row in fetch(session, _LEARNERS, learner_ids=list(learner_ids))}


def _learner(row: Row[Any]) -> LearnerRecord:
    return LearnerRecord(
        id=row.id,
        name=Name(
            first=row.first_name,
            middle=row.middle_name,
            last=row.last_name,
            suffix=row.suffix,
            credentials=row.credentials,
        ),
        profession=row.profession,
        email=row.email or "",
        locale=row.locale,
        display_zone=row.display_zone,
        prefers_asking=row.prefers_asking,
    )


def search_learners(session: Session, words: str) -> list[uuid.UUID]:
    """Return the ids of learners whose name, e-mail or license number contains the words."""
    lower, name = words.lower(), Learner.first_name + " " + Learner.last_name
    # as typed, too: SQLite's lower() leaves É and Ø as they are
    named = func.lower(name).contains(lower, autoescape=True) | name.contains(words, autoescape=True)
    by_name = select(Learner.id).where(named)
    by_mail = select(Login.learner_id).where(
        Login.learner_id.is_not(None), Login.email.contains(lower, autoescape=True)
    )
    by_number = select(License.learner_id).where(func.lower(License.number).contains(lower, autoescape=True))
    return list(session.scalars(by_name.union(by_mail, by_number)))


def update_profile(session: Session, learner_id: uuid.UUID, name: Name, profession: str) -> None:
    """Write a learner's name and profession."""
    row = session.get_one(Learner, learner_id)
    row.first_name, row.middle_name, row.last_name = name.first, name.middle, name.last
    row.suffix, row.credentials, row.profession = name.suffix, name.credentials, profession


def put_asking(session: Session, learner_id: uuid.UUID, *, prefers: bool) -> None:
    """Write whether a learner would rather be asked than watched for input."""
    session.get_one(Learner, learner_id).prefers_asking = prefers


def licenses(session: Session, learner_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[LicenseRecord]]:
    """Return the licenses in use of these learners, oldest first."""
    found: dict[uuid.UUID, list[LicenseRecord]] = {}
    for row in fetch(session, _LICENSES, learner_ids=list(learner_ids)):
        found.setdefault(row.learner_id, []).append(_license(row))
    return found


def _license(row: Row[Any]) -> LicenseRecord:
    return LicenseRecord(
        id=row.id,
        jurisdiction=row.jurisdiction,
        profession=row.profession,
        license_type=row.license_type,
        number=row.number,
    )


def numbers_of_others(session: Session, learner_id: uuid.UUID, jurisdiction: str) -> list[str]:
    """Return the license numbers that other learners hold in a jurisdiction."""
    statement = select(License.number).where(
        License.jurisdiction == jurisdiction, License.learner_id != learner_id, License.removed_at.is_(None)
    )
    return list(session.scalars(statement))


def add_license(session: Session, learner_id: uuid.UUID, record: LicenseRecord, *, at: datetime) -> bool:
    """Insert a license; tell whether it is new (its id comes from the page and may have been sent before)."""
    if session.get(License, record.id) is not None:
        return False
    session.add(
        License(
            id=record.id,
            learner_id=learner_id,
            jurisdiction=record.jurisdiction,
            profession=record.profession,
            license_type=record.license_type,
            number=record.number,
            added_at=at,
        )
    )
    return True


def remove_license(session: Session, learner_id: uuid.UUID, license_id: uuid.UUID, *, at: datetime) -> bool:
    """End a license of this learner; tell whether there was one in use."""
    row = session.get(License, license_id)
    if row is None or row.learner_id != learner_id or row.removed_at is not None:
        return False
    row.removed_at = at
    return True


def find_staff(session: Session, staff_id: uuid.UUID) -> StaffRecord | None:
    """Return a staff member with their roles, or None."""
    row = session.get(Staff, staff_id)
    if row is None:
        return None
    roles = session.execute(select(StaffRole.sponsor_id, StaffRole.role).where(StaffRole.staff_id == staff_id))
    return StaffRecord(id=row.id, name=row.name, roles=tuple((sponsor_id, role) for sponsor_id, role in roles))


def add_staff(session: Session, staff_id: uuid.UUID, name: str, *, at: datetime) -> None:
    """Insert a staff member."""
    session.add(Staff(id=staff_id, name=name, joined_at=at))
    session.flush()


def grant(session: Session, staff_id: uuid.UUID, sponsor_id: uuid.UUID, role: str, *, at: datetime) -> None:
    """Give a staff member a role for a sponsor, or change it."""
    session.merge(StaffRole(staff_id=staff_id, sponsor_id=sponsor_id, role=role, granted_at=at))


def add_learner(session: Session, learner_id: uuid.UUID, *, at: datetime) -> None:
    """Insert a learner of whom nothing is known yet."""
    session.add(Learner(id=learner_id, joined_at=at))
    session.flush()


def add_login(session: Session, new: NewLogin, *, at: datetime) -> None:
    """Insert a confirmed login."""
    row = Login(
        email=new.email.lower(),
        password=new.password_hash,
        active=True,
        confirmed_at=at,
        fs_uniquifier=uuid.uuid4().hex,
        learner_id=new.learner_id,
        staff_id=new.staff_id,
        is_demo=new.is_demo,
    )
    session.add(row)
    session.flush()


def find_account(session: Session, uniquifier: str) -> AccountRecord | None:
    """Return the account that a sign-in's cookie names by its uniquifier, or None when that is not valid any more."""
    found = fetch(session, _SIGNED_IN, uniquifier=uniquifier)
    return AccountRecord(**found[0]._asdict()) if found else None


def set_active(session: Session, email: str, *, active: bool) -> tuple[uuid.UUID | None, uuid.UUID | None] | None:
    """Let a login be used or not, ending its sign-ins; return whose it is, as learner and staff member, or None."""
    row = session.scalars(select(Login).where(Login.email == email.lower())).one_or_none()
    if row is None:
        return None
    row.active, row.fs_uniquifier = active, uuid.uuid4().hex
    session.flush()
    return row.learner_id, row.staff_id


def has_login(session: Session, email: str) -> bool:
    """Tell whether there is a login with this address."""
    return session.scalar(select(Login.id).where(Login.email == email.lower())) is not None


def has_demo_logins(session: Session) -> bool:
    """Tell whether any demo account stands in the database."""
    return session.scalar(select(Login.id).where(Login.is_demo).limit(1)) is not None
