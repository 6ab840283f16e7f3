"""What a role lets a staff member do."""

import uuid

from player.accounts.rules import StaffRecord


def may_change(staff: StaffRecord) -> bool:
    """Tell whether a staff member may change what holds for a learner: administrators may, viewers only look."""
    return may_export(staff)


def may_export(staff: StaffRecord) -> bool:
    """Tell whether a staff member may take completions out of the house: administrators may, viewers only look."""
    return bool(staff.roles) and all(role == "administrator" for _sponsor_id, role in staff.roles)


def may_grant(staff: StaffRecord, sponsor_id: uuid.UUID) -> bool:
    """Tell whether a staff member may grant learners of this sponsor attempts and accommodations."""
    return (sponsor_id, "administrator") in staff.roles
