"""`player seat-time`: proves the ledgers, names what is wrong, and corrects by voids."""

import uuid
from dataclasses import dataclass

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from player.db import Database
from player.enrollment.rules import Taking
from player.errors import NotFound
from player.seat_time.cli import seat_time
from tests.conftest import HandClock
from tests.desk import Desk
from tests.seat_time.pages import Page


@dataclass(frozen=True)
class Site:
    """What commands work on."""

    database: Database
    clock: HandClock


def run(desk: Desk, *arguments: str) -> Result:
    return CliRunner().invoke(seat_time, arguments, obj=Site(desk.database, desk.clock), catch_exceptions=False)


def test_verify_says_of_how_many_it_proved_the_totals(desk: Desk, ada: Taking) -> None:
    Page.open(desk, ada).beat(20)
    Page.open(desk, desk.taking("Ben")).beat(20)
    said = run(desk, "verify")
    expected = "Every total is the sum of its parts: 2 enrollments of 2 learners.\n"
    assert (said.exit_code, said.output) == (0, expected)


def test_verify_names_who_and_what_and_fails(desk: Desk, ada: Taking) -> None:
    Page.open(desk, ada).beat(20)
    with desk.database.writing() as session:
        session.execute(text("UPDATE seat_time_lease SET counted_ms = counted_ms + 1"))
    said = run(desk, "verify")
    assert said.exit_code == 1
    assert f"learner {ada.enrollment.learner_id}: reading is told as 20001 ms" in said.output


def test_void_takes_a_stretch_out_and_verify_still_proves_the_rest(desk: Desk, ada: Taking) -> None:
    Page.open(desk, ada).beat(20)
    page = Page.open(desk, ada)
    page.beat(10)
    assert run(desk, "void", str(page.ledger[0].id), "--reason", "read by another").exit_code == 0
    assert page.counted_s == 10
    assert run(desk, "verify").exit_code == 0


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501])
def test_a_stretch_is_not_voided_without_saying_why_nor_in_too_many_words(desk: Desk, ada: Taking, reason: str) -> None:
    Page.open(desk, ada).beat(20)
    page = Page.open(desk, ada)
    said = run(desk, "void", str(page.ledger[0].id), "--reason", reason)
    assert (said.exit_code, page.counted_s) == (2, 20)
    assert "say why, in 500 characters at most" in said.output


def test_a_stretch_that_is_not_there_cannot_be_voided(desk: Desk) -> None:
    with pytest.raises(NotFound):
        run(desk, "void", str(uuid.uuid4()), "--reason", "none")
