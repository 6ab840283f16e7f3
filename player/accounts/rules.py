"""Who a learner is on paper, and what must be known of them before they enroll."""

import re
import unicodedata
import uuid
from dataclasses import dataclass
from typing import ClassVar, Literal

from player.errors import Reason

PROFESSIONS = (
    "psychologist",
    "social-worker",
    "mental-health-counselor",
    "marriage-family-therapist",
    "creative-arts-therapist",
    "psychoanalyst",
    "nurse",
    "physician",
    "other",
)
"""Codes of the professions a learner can name; pages turn them into words."""


JOINERS = "\u200c\u200d"
"""Zero-width non-joiner and joiner: invisible, and part of the spelling."""

PASSWORD_LENGTH = 12
"""Least length of a password; no other rule, as NIST SP 800-63B advises."""

PASSWORD_FORM: Literal["NFKD"] = "NFKD"  # noqa: S105 - a form of Unicode, no secret
"""The form of Unicode that passwords are brought to before they are hashed, as NIST SP 800-63B advises too."""


@dataclass(frozen=True, kw_only=True)
class Name:
    """A name as it stands on a license, in the parts that boards ask for."""

    first: str = ""
    middle: str = ""
    last: str = ""
    suffix: str = ""
    credentials: str = ""

    @property
    def full(self) -> str:
        """The name as one line, without credentials."""
        return " ".join(part for part in (self.first, self.middle, self.last, self.suffix) if part)

    @property
    def formal(self) -> str:
        """The name as printed on a certificate, with credentials."""
        return f"{self.full}, {self.credentials}" if self.credentials else self.full


@dataclass(frozen=True, kw_only=True)
class LearnerRecord:
    """A learner as stored. ``profession`` is None until they have said it.

    ``prefers_asking``: a page asks now and then whether they are there, instead of watching for their input.
    """

    id: uuid.UUID
    name: Name
    profession: str | None
    email: str
    locale: str
    display_zone: str | None
    prefers_asking: bool = False


@dataclass(frozen=True, kw_only=True)
class LicenseRecord:
    """A license as printed; ``number`` is text and stays as typed."""

    id: uuid.UUID
    jurisdiction: str
    profession: str
    license_type: str
    number: str


@dataclass(frozen=True, kw_only=True)
class StaffRecord:
    """A staff member and the sponsors they work for, each with a role."""

    id: uuid.UUID
    name: str
    roles: tuple[tuple[uuid.UUID, str], ...]

    @property
    def sponsor_ids(self) -> tuple[uuid.UUID, ...]:
        """The sponsors whose records this person may see."""
        return tuple(sponsor_id for sponsor_id, _role in self.roles)

    def administers(self, sponsor_id: uuid.UUID) -> bool:
        """Tell whether this person changes what is a sponsor's, and takes files of it along; viewers only look."""
        return (sponsor_id, "administrator") in self.roles


@dataclass(frozen=True, kw_only=True)
class NewLogin:
    """A login to be made, for a learner or for a staff member; the password only as its hash."""

    email: str
    password_hash: str
    is_demo: bool = False
    learner_id: uuid.UUID | None = None
    staff_id: uuid.UUID | None = None


@dataclass(frozen=True, kw_only=True)
class AccountRecord:
    """What every page asks of whoever is signed in. The uniquifier stands for the account in the sign-in's cookie."""

    email: str
    fs_uniquifier: str
    active: bool
    learner_id: uuid.UUID | None
    staff_id: uuid.UUID | None


@dataclass(frozen=True, kw_only=True)
class ProfileIncomplete(Reason):
    """The name on the license or the profession is not known yet."""

    code: ClassVar[str] = "profile_incomplete"


def left(learner: LearnerRecord) -> tuple[Reason, ...]:
    """Return what is still missing about the learner before they can enroll."""
    return () if learner.name.last and learner.profession else (ProfileIncomplete(),)


def clean(text: str) -> str:
    """Return text without control characters and with single blanks: nothing else of a name or number is touched.

    The zero-width joiners stay: Persian and Hindi names are written with them.
    """
    return " ".join("".join(c if c.isprintable() or c in JOINERS else " " for c in text).split())


def normal_password(typed: str) -> str:
    """Return a password in the form that is hashed: keyboards write the same accented letter in different ways."""
    return unicodedata.normalize(PASSWORD_FORM, typed)


def license_key(number: str) -> str:
    """Return a license number reduced for comparison only: letters and digits, upper case, no leading zeros."""
    return re.sub(r"[\W_]+", "", number).upper().lstrip("0")


def same_license(one: LicenseRecord, other: LicenseRecord) -> bool:
    """Tell whether two records say the same; a number with other zeros or dashes may be a correction, so it differs."""

    def said(record: LicenseRecord) -> tuple[str, ...]:
        return record.jurisdiction, record.profession, record.license_type.casefold(), record.number.casefold()

    return said(one) == said(other)
