"""`player staff`: accounts for the sponsor's staff."""

from typing import Any

import argon2
import click

from player.accounts import service
from player.accounts.rules import PASSWORD_LENGTH
from player.catalog import service as catalog

HASHER = argon2.PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
"""argon2id with the costs of the sign-in page."""


@click.group()
def staff() -> None:
    """Accounts for the sponsor's staff."""


@staff.command()
@click.argument("email")
@click.option("--name", required=True, help="The person's name, as it stands in the audit trail.")
@click.option("--sponsor", required=True, metavar="KEY", help="The sponsor they work for (see `player courses list`).")
@click.option("--role", default="administrator", type=click.Choice(service.ROLES), show_default=True)
@click.password_option(help=f"Asked for when it is not given; at least {PASSWORD_LENGTH} characters.")
@click.pass_obj
def add(site: Any, email: str, *, name: str, sponsor: str, role: str, password: str) -> None:  # noqa: ANN401 - see below
    """Add a staff member who signs in with EMAIL."""
    # `site` is the command line's, which no room may import
    if len(password) < PASSWORD_LENGTH:
        raise click.UsageError(f"the password needs at least {PASSWORD_LENGTH} characters")
    password_hash = HASHER.hash(password)
    with site.database.writing() as session:
        found = next((one for one in catalog.sponsors(session) if one.key == sponsor), None)
        if found is None:
            raise click.ClickException(f"there is no sponsor {sponsor!r}; publish a course of theirs first")
        service.add_staff(
            session,
            email=email,
            name=name,
            password_hash=password_hash,
            sponsor_id=found.id,
            role=role,
            at=site.clock.now(session),
        )
    click.echo(f"{name} ({role}) can sign in as {email.lower()}")
