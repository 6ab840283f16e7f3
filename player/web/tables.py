"""Tables of the room ``web``: the limits that all processes share."""

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from player.db import Base


class RateLimit(Base):
    """How often something was tried within one window; ``key`` is a digest, never an address or a name."""

    __tablename__ = "rate_limit"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    window: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    hits: Mapped[int]
    expires: Mapped[int] = mapped_column(BigInteger, index=True)
