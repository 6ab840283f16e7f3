"""Tables of the room ``posttest``: attempts as a header with immutable steps, their results, and the attestation."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from player.db import Base


class Attempt(Base):
    """The header of an attempt, fixed when it starts: what was drawn, in which order, and the passing score."""

    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("enrollment_id", "number", name="attempts_are_numbered_once"),
        CheckConstraint("passing_score BETWEEN 1 AND 100", name="passing_score_is_a_percentage"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    enrollment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enrollment.id"))
    number: Mapped[int]
    seed: Mapped[str] = mapped_column(String(64))
    form: Mapped[list[Any]]
    passing_score: Mapped[int]
    started_at: Mapped[datetime]
    idempotency_key: Mapped[uuid.UUID] = mapped_column(unique=True)


class AttemptStep(Base):
    """One thing done during an attempt: an answer given, a question flagged or unflagged; see ``rules.fold``."""

    __tablename__ = "attempt_step"
    __table_args__ = (
        CheckConstraint("kind IN ('answer', 'flag', 'unflag')", name="steps_answer_or_flag"),
        CheckConstraint("(kind = 'answer') = (option_id <> '')", name="answers_alone_name_an_option"),
        CheckConstraint("based_on BETWEEN 0 AND sequence - 1", name="steps_know_only_what_came_before"),
    )

    attempt_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    question_id: Mapped[str] = mapped_column(String(80))
    option_id: Mapped[str] = mapped_column(String(20))
    based_on: Mapped[int]
    at: Mapped[datetime]
    idempotency_key: Mapped[uuid.UUID] = mapped_column(unique=True)


class Submission(Base):
    """The end of an attempt, scored once, with the passing score that was in force."""

    __tablename__ = "submission"
    __table_args__ = (
        CheckConstraint("correct BETWEEN 0 AND total", name="score_is_within_the_form"),
        CheckConstraint("passed = (correct * 100 >= passing_score * total)", name="passed_follows_from_the_score"),
    )

    attempt_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    correct: Mapped[int]
    total: Mapped[int]
    passing_score: Mapped[int]
    passed: Mapped[bool]
    submitted_at: Mapped[datetime]


class KeyAmendment(Base):
    """A correction of the key of one item of an edition: what is right, why, and who says so. In force once applied."""

    __tablename__ = "key_amendment"
    __table_args__ = (
        UniqueConstraint("edition_id", "number", name="amendments_are_numbered_once"),
        CheckConstraint("length(reason) > 0", name="amendment_has_a_reason"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    edition_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("edition.id"))
    number: Mapped[int]
    question_id: Mapped[str] = mapped_column(String(80))
    accepted: Mapped[list[Any]]
    is_dropped: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text)
    actor: Mapped[str] = mapped_column(String(80))
    recorded_at: Mapped[datetime]
    idempotency_key: Mapped[uuid.UUID] = mapped_column(unique=True)


class KeyApplication(Base):
    """That an amendment was put in force, once: from then on every attempt is scored by it."""

    __tablename__ = "key_application"

    amendment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("key_amendment.id"), primary_key=True)
    actor: Mapped[str] = mapped_column(String(80))
    applied_at: Mapped[datetime]


class Regrade(Base):
    """What replaying a submitted attempt by amended keys gave. A pass falls by a decision with its reason alone."""

    __tablename__ = "regrade"
    __table_args__ = (
        CheckConstraint("correct BETWEEN 0 AND total", name="regrade_is_within_the_form"),
        CheckConstraint("passed = (correct * 100 >= passing_score * total)", name="regraded_pass_follows_the_score"),
        CheckConstraint("takes_pass = (length(reason) > 0)", name="a_pass_is_taken_for_a_reason"),
        CheckConstraint("NOT (takes_pass AND passed)", name="a_pass_is_taken_from_a_fail_only"),
    )

    attempt_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("submission.attempt_id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    amendment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("key_amendment.id"))
    correct: Mapped[int]
    total: Mapped[int]
    passing_score: Mapped[int]
    passed: Mapped[bool]
    takes_pass: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text)
    actor: Mapped[str] = mapped_column(String(80))
    regraded_at: Mapped[datetime]


class PostTestAllowance(Base):
    """What staff granted one learner: one more attempt, or an accommodation, with the reason."""

    __tablename__ = "post_test_allowance"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('extra_attempt', 'no_cool_down', 'one_by_one', 'all_on_one_page', 'learner_chooses')",
            name="allowance_is_one_we_grant",
        ),
        CheckConstraint("reason <> ''", name="allowances_have_a_reason"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    enrollment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enrollment.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    granted_by: Mapped[str] = mapped_column(String(80))
    granted_at: Mapped[datetime]
    idempotency_key: Mapped[uuid.UUID] = mapped_column(unique=True)


class Attestation(Base):
    """The learner's signed word that they took the course themselves: the exact text, when and from where."""

    __tablename__ = "attestation"

    enrollment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("enrollment.id"), primary_key=True)
    version: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(Text)
    typed_name: Mapped[str] = mapped_column(String(300))
    attested_at: Mapped[datetime]
    address: Mapped[str] = mapped_column(String(64))
    user_agent: Mapped[str] = mapped_column(String(400))
