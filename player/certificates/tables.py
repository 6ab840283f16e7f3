"""Tables of the room ``certificates``: every word and every byte as issued."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from player.db import Base


class Certificate(Base):
    """A certificate frozen at issue. It may end (superseded or revoked), once; nothing else of it ever changes."""

    __tablename__ = "certificate"
    __table_args__ = (
        UniqueConstraint("award_id", "ordinal"),
        Index(
            "one_certificate_in_force_per_award",
            "award_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        CheckConstraint("(ended_at IS NULL) = (ended_as IS NULL)", name="ended_certificate_says_how"),
        CheckConstraint("ended_as IN ('superseded', 'revoked')", name="certificate_end_is_known"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    award_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("award.id"))
    ordinal: Mapped[int]
    number: Mapped[str] = mapped_column(String(40), unique=True)
    verify_code: Mapped[str] = mapped_column(String(40), unique=True)
    snapshot: Mapped[dict[str, Any]]
    pdf: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    sha256: Mapped[str] = mapped_column(String(64))
    issued_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_as: Mapped[str | None] = mapped_column(String(20))
    ended_reason: Mapped[str | None] = mapped_column(Text)
