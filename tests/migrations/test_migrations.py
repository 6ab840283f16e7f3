"""The migrations make exactly the tables that the code uses, and can be taken back."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from config import ROOT
from player.db import Database
from player.schema import downgrade, metadata, upgrade


def test_head_matches_the_tables(database: Database) -> None:
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_every_revision_goes_down_and_up_again_with_rows_in_it(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(
            text("INSERT INTO course (id, slug) VALUES ('0123456789abcdef0123456789abcdef', 'a-course')")
        )
    downgrade(database, ROOT / "migrations", "base")
    assert set(inspect(database.engine).get_table_names()) <= {"alembic_version"}
    upgrade(database, ROOT / "migrations")
    assert "course" in inspect(database.engine).get_table_names()


def test_append_only_tables_refuse_change_and_removal(database: Database) -> None:
    row = "INSERT INTO audit_entry (sequence, at, actor, action, subject, digests, previous, mac)"
    with database.engine.begin() as connection:
        connection.execute(text(f"{row} VALUES (1, '2026-03-02', 'a', 'b', 'c', '{{}}', '', 'm')"))
    for change in ("UPDATE audit_entry SET actor = 'z'", "DELETE FROM audit_entry"):
        with pytest.raises(DBAPIError, match="append-only"), database.engine.begin() as connection:
            connection.execute(text(change))
