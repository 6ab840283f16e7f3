"""Commands that prove the ledgers, and that correct them without changing what is written."""

import uuid
from typing import Protocol

import click

from player.clock import Clock
from player.db import Database
from player.seat_time import service

LONGEST_REASON = 500


class _Site(Protocol):
    @property
    def database(self) -> Database: ...
    @property
    def clock(self) -> Clock: ...


@click.group("seat-time")
def seat_time() -> None:
    """Look after counted time."""


@seat_time.command()
@click.pass_obj
def verify(site: _Site) -> None:
    """Prove that every total is the sum of its stretches and that no two of them overlap; exit 1 otherwise."""
    with site.database.reading() as session:
        found = list(service.faults(session))
        learners, enrollments = service.extent(session)
    for learner_id, fault in found:
        click.echo(f"learner {learner_id}: {fault}", err=True)
    if found:
        raise click.ClickException(f"{len(found)} faults in the ledgers")
    click.echo(f"Every total is the sum of its parts: {enrollments} enrollments of {learners} learners.")


def _said(_context: click.Context, _option: click.Parameter, reason: str) -> str:
    said = reason.strip()
    if not 0 < len(said) <= LONGEST_REASON:
        raise click.BadParameter(f"say why, in {LONGEST_REASON} characters at most")
    return said


@seat_time.command()
@click.argument("stretch", type=click.UUID)
@click.option("--reason", required=True, callback=_said, help="Why it does not count; it stands on the receipt.")
@click.pass_obj
def void(site: _Site, stretch: uuid.UUID, reason: str) -> None:
    """Let the closed stretch STRETCH not count any more. It stays as it was, with the reason beside it."""
    with site.database.writing() as session:
        service.void(session, stretch, reason=reason, actor="command-line", at=site.clock.now(session))
    click.echo("The stretch does not count any more.")
