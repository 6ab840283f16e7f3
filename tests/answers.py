"""Very many submitted attempts at once, written by SQL: what an edition has gathered after some years."""

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert

from player.catalog.rules import Edition, EditionSummary
from player.db import Database
from player.posttest import rules
from player.schema import metadata

FIRST = datetime(2026, 3, 2, 12, tzinfo=UTC)
BATCH = 500


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """Learners who took the post-test of an edition; how able each is, and what they chose, comes from a seed."""

    edition: EditionSummary
    learners: int
    seed: int = 7

    def write(self, database: Database) -> None:
        """Write one submitted attempt of each learner, with a step for every item."""
        chance = random.Random(self.seed)  # noqa: S311 - made-up answers, the same every time
        for start in range(0, self.learners, BATCH):
            numbers = range(start, min(start + BATCH, self.learners))
            rows: dict[str, list[dict[str, Any]]] = {}
            for number in numbers:
                for name, row in self._rows(number, chance):
                    rows.setdefault(name, []).append(row)
            with database.engine.begin() as connection:
                for name, several in rows.items():
                    connection.execute(insert(metadata.tables[name]), several)

    def _rows(self, number: int, chance: random.Random) -> Iterator[tuple[str, dict[str, Any]]]:
        one, at = uuid.UUID(int=chance.getrandbits(128), version=4), FIRST + timedelta(minutes=number)
        edition = self.edition.edition
        form = rules.draw(edition, seed=str(number), seen=())
        answers = dict(_answers(edition, form, chance))
        score = rules.score(edition, form, answers, edition.post_test.passing_score)
        yield from self._person(one, at)
        shown = [[item.question_id, list(item.option_ids)] for item in form]
        fixed = {"number": 1, "seed": str(number), "passing_score": score.passing_score, "started_at": at}
        yield "attempt", {"id": one, "enrollment_id": one, "form": shown, "idempotency_key": one, **fixed}
        for sequence, (question_id, option_id) in enumerate(answers.items(), 1):
            yield (
                "attempt_step",
                {
                    "attempt_id": one,
                    "sequence": sequence,
                    "kind": "answer",
                    "based_on": sequence - 1,
                    "question_id": question_id,
                    "option_id": option_id,
                    "at": at + timedelta(seconds=30 * sequence),
                    "idempotency_key": uuid.UUID(int=chance.getrandbits(128), version=4),
                },
            )
        result = {"correct": score.correct, "total": score.total, "passing_score": score.passing_score}
        end = {"passed": score.passed, "submitted_at": at + timedelta(minutes=30)}
        yield "submission", {"attempt_id": one, **result, **end}

    def _person(self, one: uuid.UUID, at: datetime) -> Iterator[tuple[str, dict[str, Any]]]:
        name = {"first_name": "Ada", "middle_name": "", "last_name": "Okafor", "suffix": "", "credentials": ""}
        yield "learner", {"id": one, "locale": "en", "joined_at": at, **name}
        yield (
            "enrollment",
            {
                "id": one,
                "learner_id": one,
                "course_id": self.edition.course_id,
                "offering_id": self.edition.offering_id,
                "edition_id": self.edition.edition_id,
                "is_sample": False,
                "enrolled_at": at,
                "idempotency_key": one,
            },
        )


def _answers(edition: Edition, form: tuple[rules.FormItem, ...], chance: random.Random) -> Iterator[tuple[str, str]]:
    bank = {item.id: item for item in edition.post_test.items}
    ability = chance.uniform(0.4, 0.98)
    for item in form:
        right = chance.random() < ability
        yield item.question_id, bank[item.question_id].key if right else chance.choice(item.option_ids)
