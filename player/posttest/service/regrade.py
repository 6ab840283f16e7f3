"""Use cases of regrading: record that a key was wrong, see who would change, put it in force, decide about a pass.

Nothing is edited. An amendment is recorded, and put in force by a row of its own; from then on every attempt is scored
by it, and every attempt that was submitted before is replayed from its steps. What a replay gave is a row, too. Nobody
loses a pass by it: for that there is ``take_pass``, for one attempt, with a reason.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from player.audit import service as audit
from player.catalog import service as catalog
from player.catalog.rules import Edition
from player.enrollment.rules import Taking
from player.errors import Invalid, NotFound, OutOfDate
from player.posttest.rules import regrading
from player.posttest.rules.amendments import Amendment, Key, Keys, Replay, applied, is_superseded, keys, with_key
from player.posttest.rules.regrading import Change, Sitting
from player.posttest.store import amendments as store
from player.posttest.store import sittings


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What staff say is right for an item from now on, and why."""

    question_id: str
    accepted: frozenset[str]
    is_dropped: bool
    reason: str

    @property
    def key(self) -> Key:
        """The key it asks for; the options of an item that is out of the scoring do not matter."""
        return Key(accepted=frozenset() if self.is_dropped else self.accepted, is_dropped=self.is_dropped)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What an amendment does or did: how many attempts had the item, and those whose replay differs."""

    replayed: int
    changes: tuple[Change, ...]

    @property
    def newly_passing(self) -> tuple[uuid.UUID, ...]:
        """The enrollments that had no pass and have one by this: who is told, and can go on."""
        return tuple(one.sitting.enrollment_id for one in self.changes if one.learner_passes)


def amendments(session: Session, edition_id: uuid.UUID) -> tuple[Amendment, ...]:
    """Return all amendments of an edition's key, applied or not, oldest first."""
    return store.amendments(session, edition_id)


def keys_in_force(session: Session, edition_id: uuid.UUID) -> Keys:
    """Return what is right for each item of an edition now; raises NotFound."""
    return keys(catalog.get_edition(session, edition_id), applied(store.amendments(session, edition_id)))


def get_amendment(session: Session, edition_id: uuid.UUID, amendment_id: uuid.UUID) -> Amendment:
    """Return an amendment of an edition; raises NotFound for any other."""
    found = store.find_amendment(session, amendment_id)
    if found is None or found.edition_id != edition_id:
        raise NotFound("amendment_not_found")
    return found


def record(
    session: Session, edition_id: uuid.UUID, draft: Draft, *, key: uuid.UUID, actor: str, at: datetime
) -> Amendment:
    """Store an amendment, which changes nothing until it is applied, and return it; the same page twice stores one.

    Raises:
        NotFound: there is no such edition.
        Invalid: the item or an option is not the edition's, nothing is accepted, there is no reason, or the key is so
            already; or the key came with something else.
    """
    store.lock_key(session, edition_id)
    before = store.find_amendment_by_key(session, key)
    if before is not None:
        return _again(before, edition_id, draft)
    earlier = store.amendments(session, edition_id)
    _refuse_nonsense(catalog.get_edition(session, edition_id), draft, earlier)
    amendment = Amendment(
        id=uuid.uuid4(),
        edition_id=edition_id,
        number=len(earlier) + 1,
        question_id=draft.question_id,
        key=draft.key,
        reason=draft.reason.strip(),
        actor=actor,
        recorded_at=at,
    )
    store.add_amendment(session, amendment, key=key)
    _note(session, "key.amended", amendment, actor=actor, at=at)
    return amendment


def _again(before: Amendment, edition_id: uuid.UUID, draft: Draft) -> Amendment:
    recorded = (before.edition_id, before.question_id, before.key, before.reason)
    if recorded != (edition_id, draft.question_id, draft.key, draft.reason.strip()):
        raise Invalid("key_already_used")
    return before


def _refuse_nonsense(edition: Edition, draft: Draft, earlier: Iterable[Amendment]) -> None:
    in_force = keys(edition, applied(earlier))
    if draft.question_id not in in_force:
        raise Invalid("question_not_in_edition")
    item = next(one for one in edition.post_test.items if one.id == draft.question_id)
    if not draft.key.accepted <= {option.id for option in item.options}:
        raise Invalid("option_not_in_question")
    if not draft.is_dropped and not draft.accepted:
        raise Invalid("nothing_is_accepted")
    if not draft.reason.strip():
        raise Invalid("amendment_without_reason")
    if in_force[draft.question_id] == draft.key:
        raise Invalid("key_is_so_already")


def preview(session: Session, amendment: Amendment) -> Outcome:
    """Return who would change if an amendment were applied now."""
    return _outcome(session, amendment)


def apply(session: Session, amendment: Amendment, *, actor: str, at: datetime) -> Outcome:
    """Put an amendment in force and replay every submitted attempt that had its item; return who changed.

    Passes are kept: a replay that gives less is stored and is not in force. Applying twice changes nothing more.

    Raises:
        OutOfDate: a newer amendment of the same item was recorded.
    """
    store.lock_key(session, amendment.edition_id)
    all_amendments = store.amendments(session, amendment.edition_id)
    if any(one.id == amendment.id and one.applied_at for one in all_amendments):
        return Outcome(replayed=0, changes=())
    if is_superseded(amendment, all_amendments):
        raise OutOfDate("amendment_superseded")
    outcome = _outcome(session, amendment)
    store.add_application(session, amendment.id, actor=actor, at=at)
    store.add_replays(session, [(one.sitting, _replay(one, amendment, actor=actor, at=at)) for one in outcome.changes])
    _note(session, "key.applied", amendment, actor=actor, at=at)
    for one in outcome.changes:
        subject = f"attempt:{one.sitting.attempt_id}"
        audit.record(session, actor=actor, action="attempt.regraded", subject=subject, at=at)
    return outcome


def _outcome(session: Session, amendment: Amendment) -> Outcome:
    after = with_key(keys_in_force(session, amendment.edition_id), amendment)
    found = sittings.answered(session, amendment.edition_id).sittings
    concerned = {one.enrollment_id for one in found if amendment.question_id in one.form}
    changes = regrading.changes((one for one in found if one.enrollment_id in concerned), after)
    replayed = sum(amendment.question_id in one.form for one in found)
    return Outcome(
        replayed=replayed, changes=tuple(one for one in changes if amendment.question_id in one.sitting.form)
    )


def _replay(change: Change, amendment: Amendment, *, actor: str, at: datetime) -> Replay:
    return Replay(amendment_id=amendment.id, correct=change.replayed, passed=change.passes, regraded_at=at, actor=actor)


def take_pass(
    session: Session, taking: Taking, attempt_id: uuid.UUID, *, reason: str, actor: str, at: datetime
) -> Sitting:
    """Take the pass of one attempt that the key in force does not support, and return the attempt as it then is.

    This is the named decision without which no pass falls. It touches no award and no certificate: these stand until
    they are revoked, which is a decision of its own. Hold the learner's row before.

    Raises:
        NotFound: there is no such submitted attempt of this enrollment.
        Invalid: there is no reason, or by the key in force the attempt passes.
        OutOfDate: the attempt has no pass (any more).
    """
    edition_id = taking.enrollment.edition_id
    store.lock_key(session, edition_id)
    sitting = _get_sitting(session, taking, attempt_id)
    if not reason.strip():
        raise Invalid("decision_without_reason")
    if sitting.in_force.passed_at is None:
        raise OutOfDate("pass_is_gone")
    correct = sitting.replayed(keys_in_force(session, edition_id))
    causes = [one for one in applied(store.amendments(session, edition_id)) if one.question_id in sitting.form]
    if sitting.would_pass(correct) or not causes:
        raise Invalid("pass_stands")
    decision = Replay(
        amendment_id=causes[-1].id,
        correct=correct,
        passed=False,
        regraded_at=at,
        takes_pass=True,
        reason=reason.strip(),
        actor=actor,
    )
    store.add_replays(session, [(sitting, decision)])
    subject, values = f"attempt:{attempt_id}", {"reason": decision.reason}
    audit.record(session, actor=actor, action="attempt.pass_taken", subject=subject, at=at, values=values)
    return _get_sitting(session, taking, attempt_id)


def kept_passes(session: Session, edition_id: uuid.UUID) -> tuple[Sitting, ...]:
    """Return the attempts whose pass the key in force does not support: kept until someone decides otherwise."""
    in_force = keys_in_force(session, edition_id)
    found = sittings.answered(session, edition_id).sittings
    return tuple(one for one in found if one.in_force.passed_at and not one.would_pass(one.replayed(in_force)))


def _get_sitting(session: Session, taking: Taking, attempt_id: uuid.UUID) -> Sitting:
    for one in sittings.answered_by(session, taking.id).sittings:
        if one.attempt_id == attempt_id:
            return one
    raise NotFound("attempt_not_found")


def _note(session: Session, action: str, amendment: Amendment, *, actor: str, at: datetime) -> None:
    values = {"question": amendment.question_id, "reason": amendment.reason}
    audit.record(session, actor=actor, action=action, subject=f"edition:{amendment.edition_id}", at=at, values=values)
