"""What a role lets a staff member do."""

import uuid

from player.accounts.rules import StaffRecord


def may_export(staff: StaffRecord) -> bool:
    """Tell whether a staff member may take completions out of the house: administrators may, viewers only look."""
    return bool(staff.roles) and all(role == "administrator" for _sponsor_id, role in staff.roles)


def may_amend(staff: StaffRecord, sponsor_id: uuid.UUID) -> bool:
    """Tell whether a staff member may amend a key of a sponsor's course and decide about a pass: administrators may."""
    return (sponsor_id, "administrator") in staff.roles


def may_grant(staff: StaffRecord, sponsor_id: uuid.UUID) -> bool:
    """Tell whether a staff member may grant learners of this sponsor attempts and accommodations."""
    return (sponsor_id, "administrator") in staff.roles
