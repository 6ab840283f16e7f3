"""What every room says "no" with.

A *refusal* is raised by a service when a request makes no sense; ``web.errors`` alone turns it into a status.
A *reason* is returned by a rule when something expected is still missing; pages turn it into words.
"""

from dataclasses import dataclass, fields
from typing import ClassVar


class Refused(Exception):
    """A request that cannot be carried out as asked; ``code`` names why, ``parameters`` fill its sentence."""

    code: ClassVar[str] = "refused"

    def __init__(self, code: str | None = None, **parameters: object) -> None:
        """Name the refusal; without a code the class's own is used."""
        self.reason_code = code or type(self).code
        self.parameters = parameters
        super().__init__(self.reason_code)


class NotFound(Refused):
    """There is no such thing, or it is not yours: the two look the same from outside."""

    code = "not_found"


class NotAllowed(Refused):
    """You are known, and this is not yours to do."""

    code = "not_allowed"


class OutOfDate(Refused):
    """The page this came from is older than what is stored; nothing was overwritten."""

    code = "out_of_date"


class Invalid(Refused):
    """The request contradicts what is stored or published."""

    code = "invalid"


class TooMany(Refused):
    """A stated limit was reached; ``retry_after`` seconds are among the parameters."""

    code = "too_many"


class Overloaded(Refused):
    """The site has too much to do just now; ``retry_after`` seconds are among the parameters."""

    code = "overloaded"


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Something that is still missing, as a typed code with its parameters."""

    code: ClassVar[str]

    def parameters(self) -> dict[str, object]:
        """Return the values that fill this reason's sentence."""
        return {field.name: getattr(self, field.name) for field in fields(self)}
