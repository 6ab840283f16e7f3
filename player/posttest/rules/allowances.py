"""What staff grant one learner beside the rules of the edition: accommodations, and one more attempt."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

Layout = Literal["one_by_one", "all_on_one_page"]
AllowanceKind = Literal["extra_attempt", "no_cool_down", "one_by_one", "all_on_one_page", "learner_chooses"]
ALLOWANCE_KINDS: tuple[AllowanceKind, ...] = get_args(AllowanceKind)
LAYOUTS: tuple[Layout, ...] = get_args(Layout)


@dataclass(frozen=True, kw_only=True)
class AllowanceRecord:
    """One thing granted: to which enrollment, by whom, when, and why. It is never changed or taken back."""

    id: uuid.UUID
    enrollment_id: uuid.UUID
    kind: AllowanceKind
    reason: str
    granted_by: str
    granted_at: datetime


@dataclass(frozen=True, kw_only=True)
class Allowances:
    """All that was granted, taken together. It outranks the edition's rules and the learner's own choice."""

    extra_attempts: int = 0
    no_cool_down: bool = False
    layout: Layout | None = None


NOTHING_GRANTED = Allowances()


def together(granted: Iterable[AllowanceRecord]) -> Allowances:
    """Return what these allowances, first to last, come to; the last word on the layout counts."""
    kinds = [one.kind for one in granted]
    layouts = [kind for kind in kinds if kind in {*LAYOUTS, "learner_chooses"}]
    return Allowances(
        extra_attempts=kinds.count("extra_attempt"),
        no_cool_down="no_cool_down" in kinds,
        layout=next((one for one in LAYOUTS if layouts and one == layouts[-1]), None),
    )
