"""Gathers every room's tables for Alembic and for the check that the migrations match them; moves between revisions."""

from pathlib import Path
from typing import Literal

from sqlalchemy import inspect

from player.accounts import tables as accounts
from player.audit import tables as audit
from player.board_reports import tables as board_reports
from player.catalog import tables as catalog
from player.certificates import tables as certificates
from player.credit import tables as credit
from player.db import Base, Database
from player.enrollment import tables as enrollment
from player.evaluation import tables as evaluation
from player.lessons import tables as lessons
from player.outbox import tables as outbox
from player.posttest import tables as posttest
from player.seat_time import tables as seat_time
from player.web import tables as web

metadata = Base.metadata
rooms = (
    web, audit, outbox, accounts, catalog, enrollment, seat_time, lessons, posttest, evaluation, credit, certificates,
    board_reports,
)  # fmt: skip


def upgrade(database: Database, migrations: Path, revision: str = "head") -> None:
    """Bring the database to a revision, in one transaction; the newest one by default."""
    _move("upgrade", database, migrations, revision)


def downgrade(database: Database, migrations: Path, revision: str) -> None:
    """Take the database back to an earlier revision (``base``: before the first), in one transaction."""
    _move("downgrade", database, migrations, revision)


def tables_in(database: Database) -> set[str]:
    """Return the names of the tables that stand in the database."""
    return set(inspect(database.engine).get_table_names())


def _move(direction: Literal["upgrade", "downgrade"], database: Database, migrations: Path, revision: str) -> None:
    from alembic import command  # noqa: PLC0415 - a server that starts needs none of it
    from alembic.config import Config  # noqa: PLC0415 - as above

    settings = Config()
    settings.set_main_option("script_location", str(migrations).replace("%", "%%"))
    with database.engine.execution_options(begin="immediate").begin() as connection:
        settings.attributes["connection"] = connection
        getattr(command, direction)(settings, revision)
