"""What Ada earned, and awards in a database that certificates can be issued for."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeDecorator

from player.certificates.rules import (
    ALPHABET,
    AwardFacts,
    Presenter,
    Snapshot,
    Statement,
    Words,
    edition_label,
    format_label,
    freeze,
    license_line,
    number,
)
from player.db import Database
from player.schema import metadata
from tests.conftest import HandClock

SITE = "https://ce.example.org"
NUMBER = number(year=2026, picks=[ALPHABET.index(each) for each in "7K3MQ4XW9T"], is_sample=False)
SPONSOR = "Lighthouse Hollow Institute"
ACE = Statement(
    body="Association of Social Work Boards, Approved Continuing Education (ACE) program",
    text=(
        f"{SPONSOR}, #00000, is approved as an ACE provider to offer social work continuing education by the "
        "Association of Social Work Boards (ASWB) Approved Continuing Education (ACE) program. Regulatory boards are "
        "the final authority on courses accepted for continuing education credit. ACE provider approval period: "
        "1 January 2020-31 December 2035. Social workers completing this course receive 2.0 clinical continuing "
        "education credits."
    ),
)
ADA = Words(
    learner_name="Ada Lovelace, LCSW",
    license_line=license_line(license_type="LCSW", number="E.0012345", jurisdiction="Ohio"),
    license_number="E.0012345",
    course_title="Ketamine Basics - The Clinical Foundation",
    edition_label=edition_label("ketamine-basics", 3),
    completion_date=date(2026, 3, 2),
    completion_zone="America/Los_Angeles",
    credit_bearing=True,
    credits=Decimal("2.00"),
    credit_type="clinical",
    format_label=format_label("self-paced-reading"),
    presenters=(
        Presenter(name="Ilse Varga-Brandt", credentials="PhD, licensed psychologist"),
        Presenter(name="Tomasz Adeyemi", credentials="MD"),
    ),
    sponsor_name=SPONSOR,
    sponsor_address="1 Lantern Row, Lighthouse Hollow 00000",
    sponsor_contact="ce@lighthouse-hollow.example, +1 202-555-0143",
    signatory_name="Ottoline Brackwater",
    signatory_title="CE Director",
    statements=(ACE,),
    is_sample=False,
)
TOUR = replace(
    ADA, course_title="How this course player works", credit_bearing=False, credits=None, credit_type="", statements=()
)


def frozen(words: Words = ADA, **changes: Any) -> Snapshot:  # noqa: ANN401 - any word of a certificate
    """Return the snapshot of a certificate with some words changed."""
    return freeze(
        replace(words, **changes),
        number=NUMBER,
        verify_url=f"{SITE}/verify/7k3mq4xw9tab2345",
        issued_on=date(2026, 3, 3),
    )


Award = Callable[..., AwardFacts]


@pytest.fixture
def award(database: Database, clock: HandClock) -> Award:
    """Gives somebody an award, and returns what its certificate will say."""

    def award(words: Words = ADA, **changes: Any) -> AwardFacts:  # noqa: ANN401 - any word of a certificate
        words = replace(words, **changes)
        with database.writing() as session:
            learner = row(session, "learner", clock)
            sponsor, course = row(session, "sponsor", clock), row(session, "course", clock)
            both = {"sponsor_id": sponsor, "course_id": course}
            edition = row(session, "edition", clock, **both)
            offering = row(session, "offering", clock, kind="on_demand", **both)
            of_it = {"course_id": course, "offering_id": offering, "edition_id": edition, "learner_id": learner}
            enrollment = row(session, "enrollment", clock, **of_it)
            whose = {"enrollment_id": enrollment, "learner_id": learner, "sponsor_id": sponsor}
            award_id = row(session, "award", clock, **whose)
        return AwardFacts(award_id=award_id, learner_id=learner, **vars(words))

    return award


def row(session: Session, table: str, clock: HandClock, **given: object) -> uuid.UUID:
    """Insert a row of another room, with anything in what it asks for and nothing more, and return its id."""
    anything: dict[type, Callable[[], object]] = {
        uuid.UUID: uuid.uuid4,
        str: lambda: uuid.uuid4().hex[:10],
        int: lambda: 1,
        bool: lambda: False,
        Decimal: Decimal,
        date: lambda: clock.now().date(),
        datetime: clock.now,
        object: dict,  # JSON
    }
    asked = {column.name: column.type for column in metadata.tables[table].columns if not column.nullable}
    kinds = {name: each.impl_instance if isinstance(each, TypeDecorator) else each for name, each in asked.items()}
    values = {name: anything[kind.python_type]() for name, kind in kinds.items()} | given
    session.execute(insert(metadata.tables[table]).values(**values))
    key = values["id"]
    assert isinstance(key, uuid.UUID)
    return key
