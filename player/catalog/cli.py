"""Commands that check courses, publish them, and list what is published."""

import json
import os
import sys
from pathlib import Path
from typing import Protocol

import click

from player.catalog import service
from player.catalog.rules import EditionSummary, Finding, PublishedEdition
from player.catalog.service import CheckedCourse, MediaFolder
from player.clock import Clock
from player.db import Database
from player.errors import Invalid, NotAllowed

ACTOR = "command-line"
SPONSOR = "sponsor.yaml"
"""The sponsor file that is looked for beside a course folder."""


class _Settings(Protocol):
    @property
    def media(self) -> Path: ...
    @property
    def demo(self) -> bool: ...


class _Site(Protocol):
    @property
    def database(self) -> Database: ...
    @property
    def config(self) -> _Settings: ...
    @property
    def clock(self) -> Clock: ...


_folders = click.argument(
    "folders",
    metavar="PATH...",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
_sponsor = click.option(
    "--sponsor",
    "sponsor_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The sponsor file; sponsor.yaml beside the course folder by default.",
)


@click.group()
def courses() -> None:
    """Check, publish and list courses."""


@courses.command()
@_folders
@_sponsor
def check(folders: tuple[Path, ...], sponsor_file: Path | None) -> None:
    """Say everything that speaks against publishing these courses; exit 1 when something does."""
    checked = [_checked(folder, sponsor_file) for folder in folders]
    findings = {str(finding): finding for course in checked for finding in course.findings}
    for line in findings:
        click.echo(line)
    if not all(course.is_whole for course in checked):
        click.echo("Not everything could be read, so it was not looked at whether all objectives are covered.")
    click.echo(_summary(list(findings.values())))
    if any(course.edition is None for course in checked):
        sys.exit(1)


@courses.command()
@_folders
@_sponsor
@click.pass_obj
def publish(site: _Site, folders: tuple[Path, ...], sponsor_file: Path | None) -> None:
    """Publish these courses: all of them, or none when something speaks against one; exit 1 then."""
    checked = [_checked(folder, sponsor_file) for folder in folders]
    errors = {str(finding) for course in checked for finding in course.findings if finding.severity == "error"}
    if errors:
        click.echo("\n".join(sorted(errors)))
        click.echo("Nothing was published.")
        sys.exit(1)
    media = MediaFolder(site.config.media)
    for course in checked:
        service.keep_media(course, media)
    try:
        lines = _publish(site, checked, media)
    except (Invalid, NotAllowed) as refusal:
        click.echo(f"Nothing was published: {_sentence(refusal)}")
        sys.exit(1)
    click.echo("\n".join(lines))


@courses.command("list")
@click.pass_obj
def list_(site: _Site) -> None:
    """List the newest edition of every course."""
    with site.database.reading() as session:
        for one in service.current_editions(session):
            credit = f"{one.credits} credits" if one.edition.credit_bearing else "no credit"
            mark = " (fictional)" if one.is_fictional else ""
            day = one.published_at.date().isoformat()
            click.echo(f"{one.slug}  edition {one.number} of {day}  {one.title}  {credit}  {one.sponsor_name}{mark}")


@courses.command()
@click.argument("slug")
@click.option(
    "--in",
    "parent",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    help="Where the course's folder is made; here by default.",
)
def new(slug: str, parent: Path) -> None:
    """Begin a course: valid files in a new folder SLUG, with a blank (____) wherever only an author can go on."""
    try:
        has_sponsor = (parent / SPONSOR).exists()
        files, terms = service.new_course(slug, parent)
    except Invalid as refusal:
        raise click.ClickException(_NEW_REFUSED[refusal.reason_code].format(**refusal.parameters)) from refusal
    for file in files:
        click.echo(file.as_posix())
    click.echo(f"\n{terms}" if has_sponsor else "\nThe sponsor file holds the terms of the course.")
    click.echo(f"Every blank is named by: player courses check {(parent / slug).as_posix()}")


@courses.command()
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write one file NAME.schema.json each into this folder; without it, all are printed as one object.",
)
def schema(out: Path | None) -> None:
    """Give editors JSON Schemas of course.yaml, post_test.yaml, evaluation.yaml, references.yaml and the sponsor's."""
    found = service.schemas()
    if out is None:
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    out.mkdir(parents=True, exist_ok=True)
    for name, model in found.items():
        file = out / f"{name}.schema.json"
        file.write_text(json.dumps(model, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        click.echo(file.as_posix())


_NEW_REFUSED = {
    "slug_malformed": "{slug!r} is no slug: lower-case letters and digits, joined by hyphens",
    "course_folder_exists": "{folder} is there already; nothing was written",
}


def _publish(site: _Site, checked: list[CheckedCourse], media: MediaFolder) -> list[str]:
    lines = []
    with site.database.writing() as session:
        at = site.clock.now(session)
        for course in checked:
            published = service.publish_course(
                session, course, media, at=at, actor=ACTOR, allow_fictional=site.config.demo
            )
            lines.append(_published(published, service.current_editions(session)))
    return lines


def _published(published: PublishedEdition, current: list[EditionSummary]) -> str:
    """An older edition published again stays an older one: the newest is what learners get."""
    for one in current:
        if one.edition_id == published.id:
            state = "published" if published.is_new else "was published before, nothing changed"
            return f"{one.slug}: edition {one.number} {state} ({one.sponsor_name})."
    return f"Edition {published.number} was published before and has a newer one since; nothing changed."


def _checked(folder: Path, sponsor_file: Path | None) -> CheckedCourse:
    """Check a course, with paths as seen from here: a finding can be clicked in a terminal."""
    here = Path(os.path.relpath(folder))
    return service.check_course(here, Path(os.path.relpath(sponsor_file or folder.resolve().parent / SPONSOR)))


def _summary(findings: list[Finding]) -> str:
    errors = sum(finding.severity == "error" for finding in findings)
    warnings = len(findings) - errors
    verdict = "Cannot be published" if errors else "Can be published"
    return f"{verdict}: {_count(errors, 'error')}, {_count(warnings, 'warning')}."


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _sentence(refusal: Invalid | NotAllowed) -> str:
    if refusal.reason_code == "sponsor_is_fictional":
        return f"the sponsor “{refusal.parameters['sponsor']}” is fictional, and this is not the demo."
    return f"{refusal.reason_code} {refusal.parameters}"
