"""`player sponsors`, `staff`, `accounts`, and `courses credit` and `matrix`, which look into courses and records."""

from pathlib import Path
from statistics import median_low
from typing import Any

import argon2
import click

from player.accounts import service
from player.accounts.rules import PASSWORD_LENGTH, normal_password
from player.catalog import rules as catalog_rules
from player.catalog import service as catalog
from player.catalog.rules import Edition
from player.credit import service as credit_awards
from player.enrollment import service as enrollment
from player.seat_time import service as seat_time

HASHER = argon2.PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
"""argon2id with the costs of the sign-in page."""

MEASURED = 5_000
"""Enrollments of a course, newest first, among which completions are looked for to measure how long it takes."""


@click.group()
def sponsors() -> None:
    """Sponsors, their approvals and the questions that only their CE director can answer."""


@sponsors.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def load(site: Any, file: Path) -> None:  # noqa: ANN401 - the command line's site, which no room may import
    """Load a sponsor FILE before any of its courses can be published: staff can then see what is open."""
    document, findings = catalog.read_sponsor(file)
    for finding in findings:
        click.echo(str(finding))
    if document is None:
        raise click.ClickException("nothing was loaded")
    if document.is_fictional and not site.config.demo:
        raise click.ClickException(f"{document.name} is fictional, and this is not the demo")
    with site.database.writing() as session:
        sponsor = catalog.load_sponsor(session, document, at=site.clock.now(session), actor="command-line")
        questions = catalog.open_questions(session, [sponsor.id])
    click.echo(f"{sponsor.key}: loaded, {len(questions)} open questions")


@sponsors.command("list")
@click.pass_obj
def list_(site: Any) -> None:  # noqa: ANN401 - as above
    """List sponsors with their approvals and open questions."""
    with site.database.reading() as session:
        for sponsor in catalog.sponsors(session):
            mark = " (fictional)" if sponsor.is_fictional else ""
            click.echo(f"{sponsor.key}  {sponsor.name}{mark}  time zone {sponsor.time_zone or 'not known'}")
            for question in catalog.open_questions(session, [sponsor.id]):
                click.echo(f"  open, about {question.about}: {question.text}")


@click.group()
def staff() -> None:
    """Accounts for the sponsor's staff."""


@staff.command()
@click.argument("email")
@click.option("--name", required=True, help="The person's name, as it stands in the audit trail.")
@click.option("--sponsor", required=True, metavar="KEY", help="The sponsor they work for (see `player sponsors list`).")
@click.option("--role", default="administrator", type=click.Choice(service.ROLES), show_default=True)
@click.password_option(help=f"Asked for when it is not given; at least {PASSWORD_LENGTH} characters.")
@click.pass_obj
def add(site: Any, email: str, *, name: str, sponsor: str, role: str, password: str) -> None:  # noqa: ANN401 - see below
    """Add a staff member who signs in with EMAIL."""
    # `site` is the command line's, which no room may import
    if len(password) < PASSWORD_LENGTH:
        raise click.UsageError(f"the password needs at least {PASSWORD_LENGTH} characters")
    password_hash = HASHER.hash(normal_password(password))
    with site.database.writing() as session:
        found = next((one for one in catalog.sponsors(session) if one.key == sponsor), None)
        if found is None:
            raise click.ClickException(
                f"there is no sponsor {sponsor!r}; load its file with `player sponsors load` first"
            )
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


@click.group()
def accounts() -> None:
    """Close accounts of learners and staff, and open them again."""


_email = click.argument("email")
_reason = click.option("--reason", required=True, help="Why; it stands in the audit trail.")


@accounts.command()
@_email
@_reason
@click.pass_obj
def deactivate(site: Any, email: str, *, reason: str) -> None:  # noqa: ANN401 - as above
    """Close the account with EMAIL: its owner is signed out, and their clock stops. Records stay."""
    with site.database.writing() as session:
        at = site.clock.now(session)
        learner_id = service.set_active(session, email, active=False, reason=reason, actor="command-line", at=at)
        if learner_id is not None:
            seat_time.stop(session, learner_id)
    click.echo(f"{email.lower()} cannot sign in any more")


@accounts.command()
@_email
@_reason
@click.pass_obj
def activate(site: Any, email: str, *, reason: str) -> None:  # noqa: ANN401 - as above
    """Open the account with EMAIL again."""
    with site.database.writing() as session:
        at = site.clock.now(session)
        service.set_active(session, email, active=True, reason=reason, actor="command-line", at=at)
    click.echo(f"{email.lower()} can sign in again")


_course = click.argument("course", metavar="SLUG_OR_PATH")
_sponsor_file = click.option(
    "--sponsor",
    "sponsor_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="With a folder: the sponsor file; sponsor.yaml beside the folder by default.",
)


@click.command()
@_course
@_sponsor_file
@click.option("--measured", is_flag=True, help="With a folder: look for completions of the course in the database too.")
@click.pass_obj
def credit(site: Any, course: str, sponsor_file: Path | None, *, measured: bool) -> None:  # noqa: ANN401 - as above
    """Show what each method of counting credit makes of a course, published (SLUG) or as files (PATH)."""
    edition = _edition(site, course, sponsor_file)
    median_ms = _median_ms(site, edition.slug) if measured or not Path(course).is_dir() else None
    report = catalog.credit_report(edition, measured_median_ms=median_ms)
    click.echo("\n".join(catalog_rules.credit_report_lines(report)))


@click.command()
@_course
@_sponsor_file
@click.option("--csv", "as_csv", is_flag=True, help="Write CSV instead of a table.")
@click.pass_obj
def matrix(site: Any, course: str, sponsor_file: Path | None, *, as_csv: bool) -> None:  # noqa: ANN401 - as above
    """Show which sections, checks, items and evaluation serve each objective of a course (SLUG or PATH)."""
    edition = _edition(site, course, sponsor_file)
    click.echo(catalog.matrix_csv(edition) if as_csv else "\n".join(catalog_rules.matrix_lines(edition)), nl=not as_csv)


def _edition(site: Any, course: str, sponsor_file: Path | None) -> Edition:  # noqa: ANN401 - as above
    """Return the edition of a folder, as far as it can be read, or else the newest one published under the slug."""
    folder = Path(course)
    if folder.is_dir():
        checked = catalog.check_course(folder, sponsor_file or folder.resolve().parent / "sponsor.yaml")
        if checked.draft is None:
            raise click.ClickException(f"{course} cannot be read: `player courses check {course}` says why")
        return checked.draft
    with site.database.reading() as session:
        found = catalog.find_course(session, course)
    if found is None:
        raise click.ClickException(f"{course} is neither a folder nor a published course")
    return found.edition


def _median_ms(site: Any, slug: str) -> int | None:  # noqa: ANN401 - as above
    """Return the median seat time counted in completions of a course, in all its editions; None when there are none."""
    with site.database.reading() as session:
        editions = catalog.editions(session, [sponsor.id for sponsor in catalog.sponsors(session)])
        ids = [edition.edition_id for edition in editions if edition.slug == slug]
        takings = enrollment.in_editions(session, ids, limit=MEASURED)
        awards = credit_awards.awards_of_enrollments(session, [taking.id for taking in takings])
        ledgers = seat_time.stretches_of(session, {award.enrollment_id for award in awards})
    return median_low(sum(one.counted_ms for one in ledger) for ledger in ledgers.values()) if ledgers else None
