"""The sponsor file as strict models. What the sponsor has not said is null, and stays null until somebody says it."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from player.catalog.content.fields import Credits, Key, MediumKey, Name, ShortKey, ShortName, Strict, Words, Zone
from player.catalog.rules import DeliveryFormat, Profession


class ContactModel(Strict):
    """How the sponsor is reached."""

    email: Words
    phone: Words


class SignatoryModel(Strict):
    """Who signs certificates."""

    name: Words
    title: Words


class ConfirmedModel(Strict):
    """Who confirmed an approval's record, and when."""

    by: Name
    on: date


class ApprovalModel(Strict):
    """A body's approval of the sponsor. What the sponsor has not said is null, never left out."""

    key: ShortKey
    body: Name
    short: Annotated[Words, Field(max_length=80)]
    sponsor_name: Annotated[Words, Field(max_length=300)]
    number: Annotated[Words, Field(max_length=40)] | None
    jurisdiction: Annotated[str, Field(pattern=r"^[A-Z]{2}(-[A-Z]{2})?$")] | None
    professions: list[Profession] = Field(min_length=1)
    formats: Annotated[list[DeliveryFormat], Field(min_length=1)] | None
    valid_from: date | None
    valid_to: date | None
    credit_type: ShortName | None
    statement: Words
    confirmed: ConfirmedModel | None

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValueError(f"The approval {self.key} ends before it starts")
        return self


class QuestionForDirector(Strict):
    """An open question."""

    key: MediumKey
    about: Literal["approval", "disclosure", "time_zone", "title", "course"]
    approval: ShortKey | None = None
    course: Key | None = None
    text: Words
    found: Words

    @model_validator(mode="after")
    def _names_its_subject(self) -> Self:
        if (self.about == "approval") != (self.approval is not None):
            raise ValueError(f"The question {self.key} names an approval exactly when it is about one")
        if self.about in {"disclosure", "title", "course"} and self.course is None:
            raise ValueError(f"The question {self.key} does not say which course it is about")
        return self


class PartnerModel(Strict):
    """With whom a course is offered."""

    name: Words
    role: Words | None


class PresenterModel(Strict):
    """Who made or teaches the course."""

    name: Words
    credentials: Words
    position: Words


class CreditOverrideModel(Strict):
    """Who answers for more credits than a method gives, and why."""

    by: Name
    reason: Words


class TermsModel(Strict):
    """What the sponsor says about one course; what is not said blocks publishing."""

    approvals: list[ShortKey] = Field(default_factory=list)
    credits: Credits | None = None
    credit_method: Words | None = None
    credit_override: CreditOverrideModel | None = None
    partner: PartnerModel | None = None
    presenters: list[PresenterModel] = Field(default_factory=list)
    disclosure: Words | None = None
    cost: Words | None = None
    refund: Words | None = None
    accommodation: Words | None = None
    grievance: Words | None = None
    technical: Words | None = None
    support: Words | None = None
    released: date | None = None
    reviewed: date | None = None
    expires: date | None = None


class SponsorModel(Strict):
    """sponsor.yaml."""

    key: MediumKey
    name: Name
    fictional: bool
    time_zone: Zone | None
    address: Words | None
    contact: ContactModel | None
    signatory: SignatoryModel | None
    approvals: list[ApprovalModel]
    questions: list[QuestionForDirector]
    courses: dict[Key, TermsModel]
