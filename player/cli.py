"""The `player` command: mounts each room's commands, makes the database and the demo, starts the server."""

import json
import sys
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

import click
from sqlalchemy.exc import DBAPIError

import config as configuration
from config import BadConfiguration, Config
from player import demo as demo_data
from player import schema
from player.audit.cli import audit
from player.board_reports.cli import export
from player.catalog.cli import courses
from player.clock import Clock, DatabaseClock
from player.db import Database, open_database
from player.errors import Refused
from player.office.cli import accounts, credit, matrix, sponsors, staff
from player.outbox.cli import outbox
from player.seat_time.cli import seat_time


@dataclass(frozen=True)
class CommandLine:
    """What commands work on, opened when first asked for."""

    @cached_property
    def config(self) -> Config:
        """The configuration of the environment; ends the command with one line when it is not complete."""
        try:
            return configuration.from_environment()
        except BadConfiguration as problem:
            raise click.ClickException(str(problem)) from problem

    @cached_property
    def database(self) -> Database:
        """The database the configuration names."""
        return open_database(self.config.database_url, audit_key=self.config.audit_key)

    @cached_property
    def clock(self) -> Clock:
        """The clock of the database."""
        return DatabaseClock()


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="player")
@click.pass_context
def player(context: click.Context) -> None:
    """A self-paced continuing-education course player.

    The environment says where it runs: PLAYER_DATA (the data folder), DATABASE_URL, HOST, PORT, BASE_URL, SMTP_URL,
    MAIL_FROM, WORKERS, PROXIES. The README explains each.
    """
    context.obj = CommandLine()


@player.group()
def db() -> None:
    """Make the database and bring it up to date."""


@db.command(short_help="Make the keys and tables that are missing.")
@click.pass_obj
def upgrade(site: CommandLine) -> None:
    """Make the keys and tables that are missing, and bring older tables up to date."""
    _make_keys()
    schema.upgrade(site.database, site.config.migrations)
    click.echo("The database is up to date.")


@player.command(short_help="Make a demo with public passwords.")
@click.option("--accounts", is_flag=True, help="Print the demo accounts as JSON and do nothing else.")
@click.pass_obj
def demo(site: CommandLine, *, accounts: bool) -> None:
    """Make a demo: a fictional sponsor, both courses, accounts with public passwords. Twice changes nothing."""
    if accounts:
        click.echo(json.dumps([asdict(account) for account in demo_data.ACCOUNTS], indent=2))
        return
    _make_demo(site)


def _make_demo(site: CommandLine) -> None:
    _make_keys()
    try:
        demo_data.make(site.config, site.database, site.clock, tell=click.echo)
    except demo_data.NotADemoFolder as problem:
        raise click.ClickException(str(problem)) from problem


def _make_keys() -> None:
    try:
        configuration.make_keys()
    except BadConfiguration as problem:
        raise click.ClickException(str(problem)) from problem


@player.command()
@click.option("--demo", is_flag=True, help="Make the demo first, or bring it up to date.")
@click.pass_obj
def serve(site: CommandLine, *, demo: bool) -> None:
    """Serve the site: two web workers, and the worker that sends mail."""
    if demo:
        _make_demo(site)
        site.database.close()
    from player import server  # noqa: PLC0415 - the web is loaded only by the command that serves it
    from player.app import DemoAccountsOutsideDemo  # noqa: PLC0415 - as above

    config = site.config
    if not config.demo and config.smtp_url is None:
        click.echo("Mail is kept in the outbox and not sent: set SMTP_URL to send it.", err=True)
    try:
        server.serve(config, when_ready=lambda: _welcome(config))
    except (server.PortTaken, server.NotReady, DemoAccountsOutsideDemo, BadConfiguration) as problem:
        raise click.ClickException(str(problem)) from problem


def _welcome(config: Config) -> None:
    click.echo(f"\nPlayer answers at {config.public_url}  (Ctrl-C stops it)\n")
    if not config.demo:
        return
    click.echo("Demo accounts, all with the password “" + demo_data.PASSWORD + "”:")
    for account in demo_data.ACCOUNTS:
        click.echo(f"  {account.email:<18} {account.role:<8} {account.about}")
    click.echo("")


@courses.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--sponsor",
    "sponsor_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The sponsor file; sponsor.yaml beside the course folder by default.",
)
@click.option("--port", default=8001, show_default=True)
def preview(folder: Path, sponsor_file: Path | None, port: int) -> None:
    """Show the course in FOLDER as its files stand, with the findings beside the text; loads again on every change."""
    from werkzeug.serving import run_simple  # noqa: PLC0415 - only for this command

    from player.preview import create_preview  # noqa: PLC0415 - as above

    app = create_preview(folder, sponsor_file or folder.resolve().parent / "sponsor.yaml")
    click.echo(f"The preview of {folder.name} is at http://127.0.0.1:{port}  (Ctrl-C stops it)")
    run_simple("127.0.0.1", port, app, threaded=True)


for command in (courses, sponsors, staff, accounts, export, audit, outbox, seat_time):
    player.add_command(command)
for command in (credit, matrix):
    courses.add_command(command)


def main() -> None:
    """Run the command; a refusal ends it with one line that names what was refused."""
    try:
        player.main()
    except Refused as refusal:
        details = ", ".join(f"{name}: {value}" for name, value in refusal.parameters.items())
        click.echo(f"Refused: {refusal.reason_code.replace('_', ' ')}{f' ({details})' if details else ''}", err=True)
        sys.exit(1)
    except DBAPIError as error:
        problem = str(error.orig).strip().partition("\n")[0]
        click.echo(f"Error: the database cannot be used ({problem}). `player db upgrade` makes its tables.", err=True)
        sys.exit(1)
