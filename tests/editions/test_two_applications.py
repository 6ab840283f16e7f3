"""Two applications on one database: what one publishes, the other shows, and neither changes what is pinned."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from player.catalog import service as catalog
from player.catalog import store
from player.db import Database, open_database
from player.kept import Kept
from tests.conftest import AUDIT_KEY
from tests.editions.conftest import Course
from tests.study import Study


@pytest.fixture
def elsewhere(database: Database) -> Iterator[Database]:
    """The same database, opened by another application."""
    url = database.engine.url.render_as_string(hide_password=False)
    with closing(open_database(url, audit_key=AUDIT_KEY)) as other:
        yield other


def test_what_one_publishes_the_other_offers_and_pins(course: Course, elsewhere: Database) -> None:
    ben = course.ben()
    course.publish_again()
    dora = Study(elsewhere, course.site.clock, "dora@example.org").sign_up().add_license().enroll()
    ben.database = elsewhere
    assert [dora.standing().taking.edition.title, ben.standing().taking.edition.title] == [
        "Second thoughts",
        "First steps",
    ]
    dora.database = course.site.database
    assert dora.standing().taking.edition.title == "Second thoughts"


def test_both_read_the_same_editions_whatever_they_remember(
    course: Course, elsewhere: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with course.site.database.reading() as here, elsewhere.reading() as there:
        assert catalog.current_editions(there) == catalog.current_editions(here)
    course.publish_again()
    with course.site.database.reading() as session:
        remembered = catalog.current_editions(session)
    monkeypatch.setattr(store, "_editions", Kept(64))  # another machine remembers nothing
    with elsewhere.reading() as session:
        assert catalog.current_editions(session) == remembered
        assert remembered[0].number == 2
