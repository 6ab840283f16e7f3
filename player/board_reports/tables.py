"""Tables of the room ``board_reports``: the ledger of what was exported."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from player.db import Base


class Export(Base):
    """One export: who made it, of what, how many rows, and the digest of the file."""

    __tablename__ = "export"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    sponsor_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("sponsor.id"))
    kind: Mapped[str] = mapped_column(String(40))
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(80))
    filter: Mapped[dict[str, Any]]
    row_count: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
