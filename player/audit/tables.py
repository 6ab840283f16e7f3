"""Tables of the room ``audit``: a chain of entries, and beside it the personal values, which can be erased."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from player.db import Base


class AuditEntry(Base):
    """Who did what to what, when and why. Opaque ids and keyed digests only; append-only; chained by ``mac``."""

    __tablename__ = "audit_entry"

    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(80))
    action: Mapped[str] = mapped_column(String(80))
    subject: Mapped[str] = mapped_column(String(120), index=True)
    digests: Mapped[dict[str, Any]]
    previous: Mapped[str] = mapped_column(String(64))
    mac: Mapped[str] = mapped_column(String(64), unique=True)


class AuditValue(Base):
    """A value that an entry speaks of, in clear, erasable; the entry keeps its digest."""

    __tablename__ = "audit_value"

    sequence: Mapped[int] = mapped_column(ForeignKey("audit_entry.sequence"), primary_key=True)
    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class AuditHead(Base):
    """The newest link, one row; locked while a link is added, so that the chain never forks."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="audit_has_one_head"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sequence: Mapped[int]
    mac: Mapped[str] = mapped_column(String(64))
