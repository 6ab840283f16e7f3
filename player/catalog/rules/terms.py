"""What a sponsor says about one course."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class Presenter:
    """Who made or teaches the course."""

    name: str
    credentials: str
    position: str


@dataclass(frozen=True, kw_only=True)
class CreditOverride:
    """A person's decision to offer more credits than a method gives, with the reason."""

    by: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What the sponsor says about one course: who made it, what it costs, whom to ask, and until when it holds.

    A credit-bearing course cannot be published while anything here is None (CE-RULES 13, 15); others need ``support``.
    """

    approvals: tuple[str, ...] = ()
    credits: Decimal | None = None
    credit_method: str | None = None
    credit_override: CreditOverride | None = None
    partner_name: str | None = None
    partner_role: str | None = None
    presenters: tuple[Presenter, ...] = ()
    disclosure: str | None = None
    cost: str | None = None
    refund: str | None = None
    accommodation: str | None = None
    grievance: str | None = None
    technical: str | None = None
    support: str | None = None
    released: date | None = None
    reviewed: date | None = None
    expires: date | None = None
