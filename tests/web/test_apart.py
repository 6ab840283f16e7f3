"""Work that is done apart from the pages: what it gives, and what becomes of it when it fails."""

import os
from typing import IO

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from player.errors import Invalid, Overloaded
from player.web import apart
from tests.site import TestSite


def look(session: Session, word: str, file: IO[bytes]) -> tuple[int, int, int]:
    """Write a word; tell the process, how nice it is, and how many courses it sees."""
    file.write(word.encode())
    return os.getpid(), os.nice(0), session.execute(text("SELECT count(*) FROM course")).scalar_one()


def refuse(_session: Session, _file: IO[bytes]) -> None:
    raise Invalid("malformed_day", day="yesterday")


def die(_session: Session, file: IO[bytes]) -> None:
    file.write(b"half a file")
    file.flush()
    os._exit(3)


def fail(_session: Session, _file: IO[bytes]) -> None:
    raise LookupError("what nobody thought of")


def test_work_is_done_by_another_process_that_reads_the_same_database(site: TestSite) -> None:
    site.course()
    with site.app.app_context():
        (process, niceness, courses), file = apart.write(look, "whole")
    with file:
        assert file.read() == b"whole"
    assert process != os.getpid()
    assert (niceness, courses) == (os.nice(0) + apart.NICENESS, 1)


def test_a_refusal_comes_back_as_it_was(site: TestSite) -> None:
    with site.app.app_context(), pytest.raises(Invalid, match="malformed_day") as refused:
        apart.write(refuse)
    assert refused.value.parameters == {"day": "yesterday"}


@pytest.mark.parametrize("work", [die, fail])
def test_a_process_that_dies_leaves_no_file_and_the_next_one_works(site: TestSite, work: apart.Work) -> None:
    with site.app.app_context():
        with pytest.raises(apart.Broken, match=work.__name__):
            apart.write(work)
        apart.write(look, "whole")[1].close()


def test_who_would_wait_too_long_is_asked_to_come_back(site: TestSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "PATIENCE_S", 0)
    under_way, context = site.app.extensions["player.apart"], site.app.app_context()
    with context, under_way, pytest.raises(Overloaded, match="export_under_way") as refused:
        apart.write(look, "")
    assert refused.value.parameters["retry_after"]


def test_work_that_takes_too_long_is_ended(site: TestSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "LONGEST_S", 0)
    with site.app.app_context(), pytest.raises(Overloaded, match="export_too_long"):
        apart.write(look, "")
