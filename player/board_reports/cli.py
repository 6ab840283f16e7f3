"""`player export`: completions as CSV from the command line."""

import shutil
import sys
import uuid
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import click

from player.board_reports import service
from player.board_reports.rules import Filter
from player.catalog import service as catalog

DAY = click.DateTime(["%Y-%m-%d"])


@click.command("export")
@click.option("--sponsor", metavar="KEY", help="Only this sponsor's completions; all sponsors' without it.")
@click.option("--course", metavar="SLUG", help="Only this course.")
@click.option("--since", type=DAY, help="First completion day, YYYY-MM-DD.")
@click.option("--until", type=DAY, help="Last completion day, YYYY-MM-DD, inclusive.")
@click.option("--samples", is_flag=True, help="The samples of a fictional sponsor instead: never for a board.")
@click.option(
    "--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="Write to a file, not to the terminal."
)
@click.pass_obj
def export(
    site: Any,  # noqa: ANN401 - the command line's site, which this room cannot import
    *,
    sponsor: str | None,
    course: str | None,
    since: datetime | None,
    until: datetime | None,
    output: Path | None,
    samples: bool,
) -> None:
    """Export completions as CSV, one line per completion and license.

    The columns are those of the generic roster that boards take. The export is noted in the ledger and the audit trail.
    """
    wanted = Filter(
        course=course, since=since.date() if since else None, until=until.date() if until else None, samples=samples
    )
    with TemporaryFile() as content:
        with site.database.reading() as session:
            made = service.report(session, _sponsors(session, sponsor), wanted, content)
        with site.database.writing() as session:
            service.note_export(session, made, actor="command-line", at=site.clock.now(session))
        content.seek(0)
        with output.open("wb") if output else nullcontext(sys.stdout.buffer) as target:
            shutil.copyfileobj(content, target)
    click.echo(f"{made.row_count} completions, sha256 {made.file.sha256}", err=True)


def _sponsors(session: Any, key: str | None) -> list[uuid.UUID]:  # noqa: ANN401 - a session, which no command line knows
    found = [one.id for one in catalog.sponsors(session) if key in {None, one.key}]
    if not found:
        raise click.ClickException(f"there is no sponsor {key!r}" if key else "no sponsor is loaded yet")
    return found
