"""The commands say what they found, and a broken record is a failure."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from config import Config
from player.audit import rules, service, writer
from player.audit.cli import audit
from player.audit.rules import GENESIS
from player.db import Database
from tests.conftest import HandClock


@dataclass(frozen=True)
class Site:
    database: Database
    config: Config


@pytest.fixture
def site(database: Database, clock: HandClock, tmp_path: Path) -> Site:
    """A site with two entries in its record."""
    with database.writing() as session:
        for reason in ("slow reader", "lost phone"):
            service.record(
                session, actor="staff:ada", action="waived", subject="b", at=clock.now(), values={"reason": reason}
            )
    return Site(database, Config(data=tmp_path, database_url="", secret="s" * 32, audit_key=b"k" * 32))


def run(site: Site, *arguments: str) -> Result:
    return CliRunner().invoke(audit, arguments, obj=site)


def test_a_whole_record_is_said_to_be_whole(site: Site) -> None:
    result = run(site, "verify")
    assert result.exit_code == 0
    assert "The record is whole: 2 links." in result.output


def test_the_head_that_is_printed_is_accepted(site: Site) -> None:
    printed = run(site, "head").output.strip()
    result = run(site, "verify", "--head", printed)
    assert result.exit_code == 0
    assert printed in result.output
    assert "noted outside and found: 1." in result.output


def test_a_head_that_is_not_in_the_record_fails(site: Site) -> None:
    result = run(site, "verify", "--head", "3:" + "0" * 64)
    assert result.exit_code == 1
    assert "link 3 is cut off" in result.output
    assert "Whole before it: 2 links." in result.output


def test_something_that_is_no_head_is_a_wrong_use(site: Site) -> None:
    assert run(site, "verify", "--head", "yesterday").exit_code == 2


def test_a_changed_value_fails_and_is_named(site: Site) -> None:
    with site.database.writing() as session:
        session.execute(text("UPDATE audit_value SET value = 'a friend' WHERE sequence = 2"))
    result = run(site, "verify")
    assert result.exit_code == 1
    assert "the value 'reason' of link 2 is not the one that was recorded. Whole before it: 1 link." in result.output


def test_the_head_noted_in_the_data_folder_must_be_in_the_record(site: Site, clock: HandClock) -> None:
    writer.append(site.config.data, rules.Note(at=clock.now(), head=rules.Head(sequence=1, mac="0" * 64)))
    result = run(site, "verify")
    assert result.exit_code == 1
    assert "link 1 is not the one whose head was noted" in result.output


def test_the_head_of_an_empty_record_is_printed_too(database: Database, tmp_path: Path) -> None:
    config = Config(data=tmp_path, database_url="", secret="s" * 32, audit_key=b"k" * 32)
    assert run(Site(database, config), "head").output.strip() == str(GENESIS)
