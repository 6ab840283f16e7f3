"""Commands that check the record and show its head."""

import sys
from pathlib import Path
from typing import Protocol

import click

from player.audit import service
from player.audit.rules import Break, Fault, Head, parse_head
from player.db import Database

_WORDS: dict[Fault, str] = {
    "missing": "link {0} is missing",
    "previous": "link {0} does not follow from the link before it",
    "mac": "link {0} was changed: its MAC does not match",
    "value": "the value {1!r} of link {0} is not the one that was recorded",
    "noted": "link {0} is not the one whose head was noted",
    "cut": "link {0} is cut off: a head noted earlier is not in the record any more",
}


class _Settings(Protocol):
    @property
    def data(self) -> Path: ...


class _Site(Protocol):
    @property
    def database(self) -> Database: ...
    @property
    def config(self) -> _Settings: ...


class _HeadType(click.ParamType[Head]):
    name = "SEQ:MAC"

    def convert(self, value: str | Head, param: click.Parameter | None, ctx: click.Context | None) -> Head:
        found = value if isinstance(value, Head) else parse_head(value)
        return found or self.fail(f"{value!r} is not a head: a number, a colon and 64 hexadecimal digits", param, ctx)


@click.group()
def audit() -> None:
    """Check the record of who did what."""


@audit.command()
@click.option("--head", "noted", type=_HeadType(), help="A head noted earlier that must be in the record.")
@click.pass_obj
def verify(site: _Site, noted: Head | None) -> None:
    """Check every link, and that the heads noted outside the database are among them; exit 1 when broken."""
    note = service.last_note(site.config.data)
    heads = [head for head in (noted, note and note.head) if head]
    with site.database.reading() as session:
        verdict = service.verify(session, noted=heads)
    if verdict.broken:
        click.echo(f"The record is broken: {_sentence(verdict.broken)}. Whole before it: {_links(verdict.whole)}.")
        sys.exit(1)
    click.echo(f"The record is whole: {_links(verdict.whole)}. Heads noted outside and found: {len(heads)}.")
    click.echo(f"Head: {verdict.head}")


@audit.command()
@click.pass_obj
def head(site: _Site) -> None:
    """Print the newest link as SEQ:MAC, to be noted elsewhere."""
    with site.database.reading() as session:
        click.echo(service.head(session))


def _sentence(broken: Break) -> str:
    return _WORDS[broken.fault].format(broken.sequence, broken.name)


def _links(count: int) -> str:
    return "1 link" if count == 1 else f"{count:,} links"
