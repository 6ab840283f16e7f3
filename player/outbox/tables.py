"""Tables of the room ``outbox``: mail written in the business transaction, sent by a worker."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from player.db import Base


class Message(Base):
    """One mail to one person. ``key`` names the occasion, so that the same occasion is never mailed twice."""

    __tablename__ = "outbox_message"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'sending', 'sent', 'failed')", name="message_state_is_known"),
        CheckConstraint("(sent_at IS NOT NULL) = (state = 'sent')", name="sent_message_has_its_time"),
        Index("ix_outbox_message_waiting", "state", "due_at"),
        Index("ix_outbox_message_written", "written_at", "id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    recipient: Mapped[str] = mapped_column(String(320))
    subject: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10))
    due_at: Mapped[datetime]
    tries: Mapped[int]
    sent_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(Text)
