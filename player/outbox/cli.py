"""Commands that show the outbox and give failed mails another chance."""

from typing import Protocol

import click

from player.clock import DatabaseClock
from player.db import Database
from player.outbox import service


class _Site(Protocol):
    @property
    def database(self) -> Database: ...


@click.group()
def outbox() -> None:
    """Look after the mail that waits to be sent."""


@outbox.command("list")
@click.option("--limit", default=50, show_default=True, help="How many of the newest mails to show.")
@click.pass_obj
def show(site: _Site, limit: int) -> None:
    """Print the newest mails, newest first: when written, state, tries, key, recipient, and the last error."""
    with site.database.reading() as session:
        mails = service.messages(session, limit=limit)
    for mail in mails:
        written = mail.written_at.strftime("%Y-%m-%d %H:%M:%SZ")
        click.echo(
            f"{written}  {mail.state:7}  {mail.tries}  {mail.key}  {mail.recipient}  {mail.last_error or ''}".rstrip()
        )


@outbox.command()
@click.argument("key", required=False)
@click.option("--failed", is_flag=True, help="Retry every mail that failed for good.")
@click.pass_obj
def retry(site: _Site, key: str | None, *, failed: bool) -> None:
    """Make the unsent mail KEY, or every failed one, due now with all its tries again."""
    if (key is None) != failed:
        raise click.UsageError("name one KEY, or say --failed")
    with site.database.writing() as session:
        count = service.retry(session, key=key, at=DatabaseClock().now(session))
    if key is not None and not count:
        raise click.ClickException(f"there is no waiting or failed mail {key!r}")
    click.echo("1 mail is due now." if count == 1 else f"{count} mails are due now.")
