"""Many completions at once, written by SQL: what a sponsor has after some years; and what the database is asked."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import ColumnElement, Uuid, cast, event, func, insert, literal, select, true

from player.db import Database
from player.schema import metadata


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """Yield the statements that are executed meanwhile."""
    executed: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        executed.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield executed
    event.remove(database.engine, "before_cursor_execute", note)


def multiply(database: Database, award_id: uuid.UUID, times: int) -> None:
    """Add copies of one completion with its certificate: other ids, certificate and, if any, license numbers each.

    The license numbers count from 000001 on. The copies' PDFs are a few bytes.
    """
    tables = metadata.tables
    first = select(literal(1).label("n")).cte("number", recursive=True)
    number = first.union_all(select(first.c.n + 1).where(first.c.n < times))
    with database.engine.begin() as connection:
        new_id = _id(connection.dialect.name, number.c.n)
        text = _six_digits(connection.dialect.name, number.c.n)
        award = connection.execute(select(tables["award"]).where(tables["award"].c.id == award_id)).one()
        attempts = select(tables["attempt"].c.id).where(tables["attempt"].c.enrollment_id == award.enrollment_id)
        attempt_id = connection.execute(attempts).scalar_one()
        licensed = {} if award.license_snapshot_id is None else {"license_snapshot_id": new_id}
        copied: list[tuple[str, str, uuid.UUID | None, dict[str, ColumnElement[object]]]] = [
            ("license_snapshot", "id", award.license_snapshot_id, {"id": new_id, "number": text}),
            ("enrollment", "id", award.enrollment_id, {"id": new_id, "idempotency_key": new_id}),
            ("attempt", "id", attempt_id, {"id": new_id, "enrollment_id": new_id, "idempotency_key": new_id}),
            ("submission", "attempt_id", attempt_id, {"attempt_id": new_id}),
            ("award", "id", award.id, {"id": new_id, "enrollment_id": new_id, **licensed}),
            ("award_statement", "award_id", award.id, {"award_id": new_id}),
            (
                "certificate",
                "award_id",
                award.id,
                {"id": new_id, "award_id": new_id, "number": text, "verify_code": text, "pdf": literal(b"%PDF-")},
            ),
        ]
        for name, key, original, changes in copied:
            table = tables[name]
            values = [changes.get(column.name, column) for column in table.columns]
            rows = select(*values).select_from(table.join(number, true())).where(table.c[key] == original)
            connection.execute(insert(table).from_select([column.name for column in table.columns], rows))


def _id(engine: str, number: ColumnElement[int]) -> ColumnElement[object]:
    if engine == "sqlite":
        return func.printf("00000000000040008000%012x", number)
    return cast(func.concat("00000000-0000-4000-8000-", func.lpad(func.to_hex(number), 12, "0")), Uuid())


def _six_digits(engine: str, number: ColumnElement[int]) -> ColumnElement[object]:
    return func.printf("%06d", number) if engine == "sqlite" else func.to_char(number, "FM000000")
