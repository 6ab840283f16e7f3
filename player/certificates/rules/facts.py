"""What a certificate says: every printed word as a plain value, frozen at issue."""

import unicodedata
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

Status = Literal["valid", "superseded", "revoked"]

_LICENSE_TAIL = 4
_EARNED = ("completion_date", "completion_zone", "credit_bearing", "credits", "credit_type", "is_sample")


@dataclass(frozen=True, kw_only=True)
class Presenter:
    """Who made or taught the course, with degrees."""

    name: str
    credentials: str


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What one body lets the sponsor say: the body as a heading, and the filled sentences."""

    body: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Words:
    """What an award puts on paper. Text that does not apply is empty; ``credits`` is None for a course without credit.

    ``license_number`` is not printed by itself: the verification page shows its end. The delivery format, license and
    edition are given as they are printed (``format_label``, ``license_line``, ``edition_label`` make them).
    """

    learner_name: str
    license_line: str = ""
    license_number: str = ""
    course_title: str
    edition_label: str
    completion_date: date
    completion_zone: str
    credit_bearing: bool
    credits: Decimal | None
    credit_type: str = ""
    format_label: str
    presenters: tuple[Presenter, ...] = ()
    sponsor_name: str
    sponsor_address: str = ""
    sponsor_contact: str = ""
    signatory_name: str = ""
    signatory_title: str = ""
    statements: tuple[Statement, ...] = ()
    is_sample: bool


@dataclass(frozen=True, kw_only=True)
class AwardFacts(Words):
    """An award and everything its certificate will say."""

    award_id: uuid.UUID
    learner_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class Snapshot(Words):
    """Every word of one certificate, frozen at issue. ``ordinal`` 2 is the first reissue; ``replaces`` is then set."""

    number: str
    verify_url: str
    issued_on: date
    ordinal: int = 1
    replaces: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the snapshot as JSON-safe values; ``from_dict`` gives it back."""
        return asdict(self) | {
            "completion_date": self.completion_date.isoformat(),
            "issued_on": self.issued_on.isoformat(),
            "credits": None if self.credits is None else str(self.credits),
            "presenters": [asdict(each) for each in self.presenters],
            "statements": [asdict(each) for each in self.statements],
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "Snapshot":
        """Return the snapshot that ``to_dict`` wrote; raises TypeError or ValueError for anything else."""
        return cls(
            **dict(values)
            | {
                "completion_date": date.fromisoformat(values["completion_date"]),
                "issued_on": date.fromisoformat(values["issued_on"]),
                "credits": None if values["credits"] is None else Decimal(values["credits"]),
                "presenters": tuple(Presenter(**each) for each in values["presenters"]),
                "statements": tuple(Statement(**each) for each in values["statements"]),
            }
        )


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """A certificate written but not yet issued: for which award, its words, its verify code and its PDF."""

    award_id: uuid.UUID
    snapshot: Snapshot
    verify_code: str
    pdf: bytes


@dataclass(frozen=True, kw_only=True)
class Issued:
    """A certificate as issued, without its PDF. An ended one says when, how (its status) and why."""

    id: uuid.UUID
    award_id: uuid.UUID
    verify_code: str
    snapshot: Snapshot
    sha256: str
    issued_at: datetime
    status: Status = "valid"
    ended_at: datetime | None = None
    ended_reason: str | None = None

    @property
    def number(self) -> str:
        """The certificate number, as printed."""
        return self.snapshot.number


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A certificate to download: its PDF as stored, the SHA-256 of it, and a name to save it under."""

    file_name: str
    sha256: str
    pdf: bytes


@dataclass(frozen=True, kw_only=True)
class Verification:
    """What anyone who holds a verify code may learn: enough to compare with the paper, and no more (CE-RULES 9)."""

    status: Status
    ended_at: datetime | None
    license_ending: str
    number: str
    issued_on: date
    is_sample: bool
    learner_name: str
    course_title: str
    completion_date: date
    completion_zone: str
    credit_bearing: bool
    credits: Decimal | None
    credit_type: str
    format_label: str
    sponsor_name: str


def verification(certificate: Issued) -> Verification:
    """Return what the public verification page may show of a certificate."""
    words = certificate.snapshot
    return Verification(
        status=certificate.status,
        ended_at=certificate.ended_at,
        license_ending=license_ending(words.license_number),
        **{field.name: getattr(words, field.name) for field in fields(Verification) if hasattr(words, field.name)},
    )


def freeze(
    award: Words, *, number: str, verify_url: str, issued_on: date, replaces: Snapshot | None = None
) -> Snapshot:
    """Return an award's words as its certificate will print them: composed (NFC) and without stray white space."""
    return Snapshot(
        **{field.name: _tidy(getattr(award, field.name)) for field in fields(Words)},
        number=number,
        verify_url=verify_url,
        issued_on=issued_on,
        ordinal=replaces.ordinal + 1 if replaces else 1,
        replaces=replaces.number if replaces else "",
    )


def _tidy(value: Any) -> Any:  # noqa: ANN401 - any field of Words; it goes out as what it came in
    if isinstance(value, str):
        return " ".join(unicodedata.normalize("NFC", value).split())
    if isinstance(value, tuple):
        return tuple(_tidy(each) for each in value)
    if isinstance(value, Presenter | Statement):
        return type(value)(**{name: _tidy(text) for name, text in asdict(value).items()})
    return value


def license_ending(license_number: str) -> str:
    """Return the last four characters of a license number, or half of a short one: it must not give itself away."""
    shown = min(_LICENSE_TAIL, len(license_number) // 2)
    return license_number[len(license_number) - shown :]


def says(snapshot: Snapshot, words: Words, *, issued_on: date) -> bool:
    """Tell whether a first issue says exactly these words, on this day of issue."""
    return snapshot == freeze(words, number=snapshot.number, verify_url=snapshot.verify_url, issued_on=issued_on)


def is_same_credit(before: Words, after: Words) -> bool:
    """Tell whether a correction leaves alone what was earned: the day, the credits and their kind (CE-RULES 13, 49)."""
    return all(getattr(before, name) == getattr(after, name) for name in _EARNED)


def renamed(issued: Snapshot, *, learner_name: str, license_line: str, license_number: str) -> Snapshot:
    """Return the words of a certificate with another name and license, tidy as they are printed."""
    return replace(
        issued,
        learner_name=_tidy(learner_name),
        license_line=_tidy(license_line),
        license_number=_tidy(license_number),
    )
