"""A demo, made once for all tests that look at one; who writes into it takes a copy."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from config import from_environment
from player.app import create_app
from player.cli import player
from player.db import open_database

HERE = {"DATABASE_URL": None, "DATA": None, "PLAYER_SECRET": None, "PLAYER_AUDIT_KEY": None, "SMTP_URL": None}


def run(folder: Path, *arguments: str, **variables: str) -> Result:
    """Run the command on a data folder, as a terminal would, and return what it said."""
    return CliRunner().invoke(player, arguments, env={**HERE, "PLAYER_DATA": str(folder), **variables})


def dump(folder: Path) -> list[str]:
    """Return everything that is in a folder's database, as SQL."""
    with closing(sqlite3.connect(folder / "player.db")) as connection:
        return list(connection.iterdump())


@contextmanager
def site_of(folder: Path) -> Iterator[Flask]:
    """Yield the application on a data folder."""
    config = from_environment({"PLAYER_DATA": str(folder)})
    with closing(open_database(config.database_url, audit_key=config.audit_key)) as database:
        yield create_app(config, database=database)


@pytest.fixture(scope="session")
def made_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a demo; not to be changed."""
    folder = tmp_path_factory.mktemp("demo") / "data"
    said = run(folder, "demo")
    assert said.exit_code == 0, said.output
    return folder


@pytest.fixture
def demo(made_demo: Path, tmp_path: Path) -> Path:
    """The folder of a demo of one's own."""
    return Path(shutil.copytree(made_demo, tmp_path / "demo"))
