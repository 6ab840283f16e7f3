"""What is right in an edition after its key was amended, and which score of an attempt is in force.

An amendment says anew what is right for one item. The newest one that was applied holds, for the attempts that were
scored before and for those that come after. An item can be taken out of the scoring: then every answer to it is right,
none too. That keeps the number of items, so that the passing score asks for what it always asked for, and it can lower
nobody's score; leaving the item out would turn 16 of 20 right (80 %) into 15 of 19 (78.9 %).

The score in force of an attempt never falls by itself: it is the best of the score it was given and of what replays
gave. Only a named decision puts a lower one in force.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from player.catalog.rules import Edition, Question


@dataclass(frozen=True, kw_only=True)
class Key:
    """What is right for one item: any of the options, or of an item that is out of the scoring, whatever one said."""

    accepted: frozenset[str]
    is_dropped: bool = False

    def takes(self, option_id: str | None) -> bool:
        """Tell whether an answer counts as right; None stands for no answer."""
        return self.is_dropped or option_id in self.accepted


Keys = Mapping[str, Key]
"""What is right, by the item's id."""


@dataclass(frozen=True, kw_only=True)
class Amendment:
    """A correction of the key of one item, as recorded. ``number`` counts the amendments of an edition from 1 on."""

    id: uuid.UUID
    edition_id: uuid.UUID
    number: int
    question_id: str
    key: Key
    reason: str
    actor: str
    recorded_at: datetime
    applied_at: datetime | None = None
    applied_by: str = ""


@dataclass(frozen=True, kw_only=True)
class Replay:
    """What replaying an attempt gave. ``takes_pass`` marks a named decision: it is in force though it is lower."""

    amendment_id: uuid.UUID
    correct: int
    passed: bool
    regraded_at: datetime
    takes_pass: bool = False
    reason: str = ""
    actor: str = ""


@dataclass(frozen=True, kw_only=True)
class InForce:
    """The score in force: how many are right, and since when the attempt has passed (None: it has not)."""

    correct: int
    passed_at: datetime | None
    replay: Replay | None = None


def key_as_published(item: Question) -> Key:
    """Return what the edition itself says is right."""
    return Key(accepted=frozenset(option.id for option in item.options if option.correct))


def keys(edition: Edition, amendments: Iterable[Amendment]) -> dict[str, Key]:
    """Return what is right for every item of an edition once these amendments, oldest first, are made."""
    found = {item.id: key_as_published(item) for item in edition.post_test.items}
    for one in amendments:
        found[one.question_id] = one.key
    return found


def applied(amendments: Iterable[Amendment]) -> tuple[Amendment, ...]:
    """Return the amendments that are in force or were, oldest first."""
    return tuple(sorted((one for one in amendments if one.applied_at), key=lambda one: one.number))


def is_superseded(amendment: Amendment, others: Iterable[Amendment]) -> bool:
    """Tell whether a newer amendment of the same item was recorded."""
    return any(one.question_id == amendment.question_id and one.number > amendment.number for one in others)


def in_force(correct: int, passed_at: datetime | None, replays: Sequence[Replay]) -> InForce:
    """Return the score in force of an attempt that was first scored so, after these replays, oldest first.

    An attempt that a replay lets pass has passed from the instant of that replay on, not from its submission: until
    then nobody could have gone on. One that had passed before keeps its instant.
    """
    found = InForce(correct=correct, passed_at=passed_at)
    for one in replays:
        if one.takes_pass:
            found = InForce(correct=one.correct, passed_at=None, replay=one)
        elif one.correct > found.correct:
            since = found.passed_at or (one.regraded_at if one.passed else None)
            found = InForce(correct=one.correct, passed_at=since, replay=one)
    return found


def with_key(found: Keys, amendment: Amendment) -> dict[str, Key]:
    """Return what is right once one more amendment is made."""
    return {**found, amendment.question_id: amendment.key}
