"""What the catalog answers with: editions with the ids around them."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from player.catalog.rules.edition import Edition


@dataclass(frozen=True, kw_only=True)
class PublishedEdition:
    """What publishing came to. ``is_new`` False: these very words stand there already, under this number."""

    id: uuid.UUID
    number: int
    digest: str
    is_new: bool


@dataclass(frozen=True, kw_only=True)
class EditionSummary:
    """An edition with the ids around it, and what it says."""

    edition_id: uuid.UUID
    number: int
    digest: str
    published_at: datetime
    course_id: uuid.UUID
    sponsor_id: uuid.UUID
    offering_id: uuid.UUID
    is_fictional: bool
    edition: Edition

    @property
    def slug(self) -> str:
        """The course's name in addresses."""
        return self.edition.slug

    @property
    def title(self) -> str:
        """The course's title in this edition."""
        return self.edition.title

    @property
    def credits(self) -> Decimal | None:
        """The credits the course gives; None for a course without credit."""
        return self.edition.terms.credits

    @property
    def sponsor_name(self) -> str:
        """The sponsor's name in this edition."""
        return self.edition.sponsor_name
