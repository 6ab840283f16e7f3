"""A report of any length: as many queries as batches, and memory that does not grow with it."""

import tracemalloc
import uuid
from tempfile import TemporaryFile

import pytest

from player.board_reports import service
from player.board_reports.rules import Filter
from player.db import Database
from tests.board_reports.conftest import Complete
from tests.bulk import multiply, statements

QUERIES_A_BATCH = 6
QUERIES_BEFORE = 4


def length_of_report(database: Database, sponsor_id: uuid.UUID) -> int:
    with database.reading() as session, TemporaryFile() as content:
        made = service.report(session, [sponsor_id], Filter(), content)
        content.seek(0)
        assert sum(1 for _line in content) == made.row_count + 1
    return made.row_count


def test_no_completion_asks_a_query_of_its_own(
    database: Database, sponsor_id: uuid.UUID, complete: Complete, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "BATCH", 100)
    multiply(database, complete().standing().awards[0].id, 299)
    with statements(database) as executed:
        assert length_of_report(database, sponsor_id) == 300
    assert len(executed) <= QUERIES_BEFORE + 3 * QUERIES_A_BATCH


def test_the_list_asks_the_same_queries_however_many_there_are(
    database: Database, sponsor_id: uuid.UUID, complete: Complete
) -> None:
    multiply(database, complete().standing().awards[0].id, 299)
    with statements(database) as executed, database.reading() as session:
        assert service.listing(session, [sponsor_id], Filter(), limit=200).total == 300
    assert len(executed) <= QUERIES_BEFORE + QUERIES_A_BATCH


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_memory_does_not_grow_with_the_report(
    database: Database, sponsor_id: uuid.UUID, complete: Complete, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "BATCH", 50)
    multiply(database, complete().standing().awards[0].id, 1_000)
    length_of_report(database, sponsor_id)
    tracemalloc.start()
    length_of_report(database, sponsor_id)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 800_000, "more than the rows of a batch and the ids of all are kept"
