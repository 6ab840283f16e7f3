"""Publishing and what the catalog answers afterwards, on both databases."""

import json
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from player.audit import service as audit
from player.catalog import service
from player.catalog.rules import PublishedEdition, Requirement
from player.catalog.service import MediaFolder
from player.catalog.store import EditionAlteredError, canonical, parse
from player.db import Database
from player.errors import Invalid, NotAllowed, NotFound
from tests.builders import CourseFolder
from tests.conftest import HandClock


@pytest.fixture
def published(course: CourseFolder, database: Database, clock: HandClock) -> PublishedEdition:
    """The small course, published."""
    return course.publish(database, at=clock.instant)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A session that writes; what it wrote is thrown away."""
    with database.reading() as session:
        yield session


def stored(database: Database, edition_id: uuid.UUID) -> str:
    with database.reading() as session:
        number = service.get_summary(session, edition_id).number
        content = session.scalar(text("SELECT content FROM edition WHERE number = :number"), {"number": number})
    assert isinstance(content, str)
    return content


def test_a_published_edition_is_what_the_files_say(
    course: CourseFolder, published: PublishedEdition, database: Database
) -> None:
    with database.reading() as session:
        edition = service.get_edition(session, published.id)
    assert edition == course.edition()
    assert (published.number, published.is_new) == (1, True)
    assert edition.terms.credits == Decimal("0.5")


def test_the_stored_text_is_canonical(published: PublishedEdition, database: Database) -> None:
    content = stored(database, published.id)
    plain = json.loads(content)
    assert content == json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def test_an_edition_asks_for_every_lesson_and_for_the_gates(published: PublishedEdition, database: Database) -> None:
    with database.reading() as session:
        assert service.requirements(session, published.id) == (
            Requirement(kind="lesson", component_id="beginning"),
            Requirement(kind="lesson", component_id="end"),
            Requirement(kind="seat_time", component_id="course"),
            Requirement(kind="post_test", component_id="post_test"),
            Requirement(kind="attestation", component_id="attestation"),
            Requirement(kind="evaluation", component_id="evaluation"),
        )


@pytest.mark.parametrize("minutes", [0, 1])
def test_a_course_asks_for_time_only_where_it_has_a_least_time(course: CourseFolder, minutes: int) -> None:
    course.edit("course.yaml", "course_minimum_minutes: 2", f"course_minimum_minutes: {minutes}")
    assert ("seat_time" in {asked.kind for asked in course.edition().requirements}) == (minutes > 0)


def test_publishing_the_same_files_again_changes_nothing(
    course: CourseFolder, published: PublishedEdition, database: Database, clock: HandClock
) -> None:
    again = course.publish(database, at=clock.tick(days=1))
    assert again == replace(published, is_new=False)
    with database.reading() as session:
        assert [one.number for one in service.current_editions(session)] == [1]
        assert session.scalar(text("SELECT count(*) FROM audit_entry WHERE action = 'edition.published'")) == 1


def test_changed_files_make_a_new_edition_of_the_same_course_and_offering(
    course: CourseFolder, published: PublishedEdition, database: Database, clock: HandClock
) -> None:
    course.edit("course.yaml", "First steps", "First strides")
    second = course.publish(database, at=clock.tick(days=1))
    with database.reading() as session:
        old, new = service.get_summary(session, published.id), service.get_summary(session, second.id)
        assert (old.title, new.title) == ("First steps", "First strides")
        assert (new.number, new.course_id, new.offering_id) == (2, old.course_id, old.offering_id)
        assert [one.edition_id for one in service.current_editions(session)] == [second.id]
        assert [one.number for one in service.editions(session, [new.sponsor_id])] == [2, 1]


def test_changing_every_file_leaves_the_first_edition_as_it_was(
    course: CourseFolder, database: Database, clock: HandClock
) -> None:
    course.add_video()
    course.add_drawing()
    first = course.publish(database, at=clock.instant)
    before = stored(database, first.id)
    change_every_file(course)
    second = course.publish(database, at=clock.tick(days=1))
    assert second.number == 2
    assert stored(database, first.id).encode() == before.encode()
    media = MediaFolder(course.root / "media")
    with database.reading() as session:
        assert all(media.holds(file.digest) for file in service.get_edition(session, first.id).media)
        assert canonical(service.get_edition(session, first.id)) == (before, first.digest)


def change_every_file(course: CourseFolder) -> None:
    edits = {
        "course.yaml": ("First steps", "Other steps"),
        "lessons/01-beginning.md": ("Look where", "Mind where"),
        "lessons/02-end.md": ("Look where", "Mind where"),
        "post_test.yaml": ("It is that.", "It is that one."),
        "evaluation.yaml": ("How useful", "How helpful"),
        "references.yaml": ("On steps", "On stairs"),
        "sponsor.yaml": ("Harbor Lane", "Harbor Street"),
        "media/steps.svg": ("L10 10", "L5 5"),
        "media/walk.en.vtt": ("One step.", "Two steps."),
    }
    for name, (old, new) in edits.items():
        course.edit(name, old, new)
    course.write("media/walk.webm", course.file("media/walk.webm").read_bytes() + b"\xec\x80")
    assert {course.file(name) for name in (*edits, "media/walk.webm")} == {
        course.sponsor_file,
        *(path for path in course.path.rglob("*") if path.is_file()),
    }


def test_going_back_to_older_files_gives_the_older_edition_and_keeps_the_newer(
    course: CourseFolder, published: PublishedEdition, database: Database, clock: HandClock
) -> None:
    course.edit("course.yaml", "First steps", "First strides")
    second = course.publish(database, at=clock.tick(days=1))
    course.edit("course.yaml", "First strides", "First steps")
    assert course.publish(database, at=clock.tick(days=1)) == replace(published, is_new=False)
    with database.reading() as session:
        assert [one.edition_id for one in service.current_editions(session)] == [second.id]


def test_a_course_is_found_by_its_slug(published: PublishedEdition, database: Database, clock: HandClock) -> None:
    with database.reading() as session:
        found = service.find_course(session, "first-steps")
        assert found is not None
        assert (found.edition_id, found.slug, found.sponsor_name) == (
            published.id,
            "first-steps",
            "Harbor Lane Institute",
        )
        assert (found.credits, found.published_at, found.is_fictional) == (Decimal("0.5"), clock.instant, False)
        assert service.find_course(session, "other") is None


def test_what_is_not_there_is_not_found(session: Session) -> None:
    nobody = uuid.uuid4()
    for ask in (service.get_edition, service.get_summary, service.sponsor, service.sponsor_of_edition):
        with pytest.raises(NotFound):
            ask(session, nobody)
    assert service.requirements(session, nobody) == ()
    assert service.approvals(session, nobody, ["apa"]) == ()


def test_the_sponsor_of_an_edition_is_who_answers_for_it(published: PublishedEdition, database: Database) -> None:
    with database.reading() as session:
        sponsor = service.sponsor_of_edition(session, published.id)
        assert service.sponsor(session, sponsor.id) == sponsor
        assert service.sponsors(session) == [sponsor]
    assert (sponsor.key, sponsor.time_zone) == ("harbor-lane", "America/Los_Angeles")
    assert sponsor.signatory is not None
    assert sponsor.signatory.name == "Dana Reyes"


def test_publishing_is_recorded(published: PublishedEdition, database: Database) -> None:
    with database.reading() as session:
        (link,) = audit.entries_about(session, f"edition:{published.id}")
    assert (link.entry.action, link.entry.actor) == ("edition.published", "test")
    assert link.values == {"course": "first-steps", "number": "1", "digest": published.digest}


def test_a_fictional_sponsor_publishes_in_the_demo_only(tmp_path: Path, database: Database, clock: HandClock) -> None:
    course = CourseFolder(tmp_path, is_fictional=True)
    media = MediaFolder(tmp_path / "media")
    with pytest.raises(NotAllowed, match="sponsor_is_fictional"), database.writing() as session:
        service.publish_course(session, course.check(), media, at=clock.instant, actor="test")
    assert course.publish(database, at=clock.instant).is_new


def test_a_course_with_errors_is_not_published(course: CourseFolder, database: Database, clock: HandClock) -> None:
    course.edit("sponsor.yaml", 'cost: "Free."', "cost: null")
    with pytest.raises(Invalid, match="edition_not_publishable") as refusal:
        course.publish(database, at=clock.instant)
    assert "Cannot be published: the cost is missing." in str(refusal.value.parameters["findings"])


@pytest.fixture
def loaded(course: CourseFolder, database: Database, clock: HandClock) -> MediaFolder:
    """The small course's sponsor, loaded; and an empty media folder."""
    checked = course.check()
    assert checked.sponsor is not None
    with database.writing() as session:
        service.load_sponsor(session, checked.sponsor, at=clock.instant, actor="test")
    return MediaFolder(course.root / "media")


def test_the_gate_stands_in_the_service_too(
    course: CourseFolder, loaded: MediaFolder, database: Database, clock: HandClock
) -> None:
    edition = course.edition()
    edition = replace(edition, terms=replace(edition.terms, refund=None))
    with pytest.raises(Invalid, match="edition_not_publishable"), database.writing() as session:
        service.publish(session, edition, loaded, sponsor_key="harbor-lane", at=clock.instant, actor="test")


def test_an_edition_has_its_sponsors_terms(
    course: CourseFolder, loaded: MediaFolder, database: Database, clock: HandClock
) -> None:
    edition = course.edition()
    edition = replace(edition, terms=replace(edition.terms, cost="A fortune."))
    with pytest.raises(Invalid, match="terms_are_not_the_sponsors"), database.writing() as session:
        service.publish(session, edition, loaded, sponsor_key="harbor-lane", at=clock.instant, actor="test")


def test_an_edition_is_not_published_before_its_media_are_kept(
    course: CourseFolder, loaded: MediaFolder, database: Database, clock: HandClock
) -> None:
    course.add_video()
    with pytest.raises(Invalid, match="media_not_kept"), database.writing() as session:
        service.publish(session, course.edition(), loaded, sponsor_key="harbor-lane", at=clock.instant, actor="test")


def test_nobody_publishes_for_a_sponsor_that_is_not_loaded(
    course: CourseFolder, session: Session, clock: HandClock
) -> None:
    media = MediaFolder(course.root / "media")
    with pytest.raises(NotFound, match="sponsor_not_found"):
        service.publish(session, course.edition(), media, sponsor_key="harbor-lane", at=clock.instant, actor="test")


def test_media_are_found_by_digest(course: CourseFolder, database: Database, clock: HandClock) -> None:
    course.add_video()
    course.publish(database, at=clock.instant)
    with database.reading() as session:
        for file in course.edition().media:
            assert service.find_media(session, file.digest) == file
        assert service.find_media(session, "0" * 64) is None


def test_an_altered_edition_is_not_shown(course: CourseFolder) -> None:
    content, digest = canonical(course.edition())
    assert parse(content, digest) == course.edition()
    with pytest.raises(EditionAlteredError):
        parse(content.replace("First", "Last"), digest)


def test_many_threads_read_one_edition(published: PublishedEdition, database: Database) -> None:
    def read(_: int) -> str:
        with database.reading() as session:
            return service.get_edition(session, published.id).title

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(read, range(8))) == {"First steps"}


def test_two_sponsors_may_offer_one_course(
    course: CourseFolder, published: PublishedEdition, database: Database, clock: HandClock
) -> None:
    course.edit("sponsor.yaml", "key: harbor-lane", "key: bridge-street")
    second = course.publish(database, at=clock.tick(days=1))
    with database.reading() as session:
        found = {one.edition_id: one.number for one in service.current_editions(session)}
        newest = service.find_course(session, "first-steps")
    assert found == {published.id: 1, second.id: 1}
    assert newest is not None
    assert newest.edition_id == second.id


def test_approvals_are_claimed_on_the_days_of_their_window(published: PublishedEdition, database: Database) -> None:
    with database.reading() as session:
        sponsor = service.sponsor_of_edition(session, published.id)
        ace, apa = service.approvals(session, sponsor.id, ["ace", "apa", "unknown"])
    assert (ace.key, ace.revision, apa.key) == ("ace", 1, "apa")
    assert ace.in_force(date(2026, 11, 22))
    assert not ace.in_force(date(2026, 11, 23))
