"""Profiles, licenses and accounts, on both databases."""

import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

from player.accounts import service
from player.accounts.rules import LicenseRecord, Name
from player.audit import service as audit
from player.db import Database
from player.errors import Invalid, NotAllowed, NotFound
from tests.conftest import HandClock
from tests.crowd import together
from tests.desk import Desk


@pytest.fixture
def desk(database: Database, clock: HandClock, tmp_path: Path) -> Desk:
    """Where learners are made."""
    return Desk(database, clock, tmp_path)


def license_(number: str = "012345", *, key: uuid.UUID | None = None, place: str = "NY") -> LicenseRecord:
    return LicenseRecord(
        id=key or uuid.uuid4(), jurisdiction=place, profession="social-worker", license_type="LCSW", number=number
    )


@pytest.fixture
def add(desk: Desk) -> Callable[[uuid.UUID, LicenseRecord], bool]:
    """Adds a license in a transaction of its own; tells whether nobody else has its number."""

    def add(learner_id: uuid.UUID, record: LicenseRecord) -> bool:
        with desk.database.writing() as session:
            return service.add_license(session, learner_id, record, at=desk.clock.now())

    return add


Add = Callable[[uuid.UUID, LicenseRecord], bool]


def numbers(desk: Desk, learner_id: uuid.UUID) -> list[str]:
    with desk.database.reading() as session:
        return [one.number for one in service.licenses(session, learner_id)]


def actions(desk: Desk, learner_id: uuid.UUID) -> list[str]:
    with desk.database.reading() as session:
        return [one.entry.action for one in audit.entries_about(session, f"learner:{learner_id}")]


@pytest.mark.parametrize("number", ["012345", "00.123-45", "R 0012/7", "№ ٣٤٥"])
def test_a_license_number_is_kept_as_printed(desk: Desk, add: Add, number: str) -> None:
    ada = desk.learner()
    add(ada, license_(number))
    assert numbers(desk, ada) == [number]


def test_a_license_that_is_sent_twice_is_added_once(desk: Desk, add: Add) -> None:
    ada, record = desk.learner(), license_()
    assert add(ada, record)
    assert add(ada, record)
    assert numbers(desk, ada) == ["012345"]
    assert actions(desk, ada).count("license.added") == 1


def test_a_license_that_is_sent_many_times_at_once_is_added_once(desk: Desk, add: Add) -> None:
    ada, record = desk.learner(), license_()
    assert all(together(lambda _number: add(ada, record), calls=6))
    assert numbers(desk, ada) == ["012345"]


def test_a_license_that_is_typed_again_is_held_once(desk: Desk, add: Add) -> None:
    ada = desk.learner()
    add(ada, license_())
    add(ada, license_())
    add(ada, license_("12345"))
    add(ada, license_(place="NJ"))
    assert sorted(numbers(desk, ada)) == ["012345", "012345", "12345"]


def test_a_license_can_be_added_again_after_it_was_removed(desk: Desk, add: Add) -> None:
    ada, first = desk.learner(), license_()
    add(ada, first)
    with desk.database.writing() as session:
        service.remove_license(session, ada, first.id, at=desk.clock.tick(days=1))
    assert numbers(desk, ada) == []
    add(ada, license_())
    assert numbers(desk, ada) == ["012345"]


@pytest.mark.parametrize(("number", "alone"), [("12345", False), ("012-345", False), ("123456", True)])
def test_a_number_that_another_learner_has_is_noted(desk: Desk, add: Add, number: str, *, alone: bool) -> None:
    add(desk.learner("Ben"), license_("012345"))
    ada = desk.learner()
    assert add(ada, license_(number)) is alone
    assert numbers(desk, ada) == [number]
    assert add(ada, license_(number, place="NJ"))


def test_a_number_that_its_holder_removed_is_free(desk: Desk, add: Add) -> None:
    ben, record = desk.learner("Ben"), license_()
    add(ben, record)
    with desk.database.writing() as session:
        service.remove_license(session, ben, record.id, at=desk.clock.now())
    assert add(desk.learner(), license_())


def test_a_license_of_someone_else_is_not_there(desk: Desk, add: Add) -> None:
    ben, ada, record = desk.learner("Ben"), desk.learner(), license_()
    add(ben, record)
    with pytest.raises(NotFound, match="license_not_found"), desk.database.writing() as session:
        service.remove_license(session, ada, record.id, at=desk.clock.now())
    assert numbers(desk, ben) == ["012345"]


def test_a_license_is_removed_once(desk: Desk, add: Add) -> None:
    ada, record = desk.learner(), license_()
    add(ada, record)
    with desk.database.writing() as session:
        service.remove_license(session, ada, record.id, at=desk.clock.now())
        with pytest.raises(NotFound, match="license_not_found"):
            service.remove_license(session, ada, record.id, at=desk.clock.now())


def test_a_profile_is_written_and_noted(desk: Desk) -> None:
    ada = desk.learner(profession="")
    name = Name(first="Ada", middle="B.", last="Okafor", suffix="Jr.", credentials="LCSW")
    with desk.database.writing() as session:
        service.change_profile(session, ada, name=name, profession="nurse", at=desk.clock.now())
    with desk.database.reading() as session:
        learner = service.get_learner(session, ada)
    assert (learner.name, learner.profession, learner.email) == (name, "nurse", "ada@example.org")
    assert actions(desk, ada) == ["learner.profile_changed"]


def test_nobody_is_not_found(desk: Desk) -> None:
    nobody = uuid.uuid4()
    with desk.database.writing() as session:
        with pytest.raises(NotFound, match="learner_not_found"):
            service.get_learner(session, nobody)
        with pytest.raises(NotFound, match="learner_not_found"):
            service.lock(session, nobody)
        with pytest.raises(NotFound, match="learner_not_found"):
            service.change_profile(session, nobody, name=Name(last="X"), profession="nurse", at=desk.clock.now())
        with pytest.raises(NotAllowed, match="staff_without_role"):
            service.get_staff(session, nobody)


def test_an_address_belongs_to_one_account(desk: Desk) -> None:
    desk.learner()
    with desk.database.writing() as session:
        assert service.account_exists(session, "ADA@example.org")
        with pytest.raises(Invalid, match="address_taken"):
            service.add_learner(session, email="Ada@Example.org", password_hash="-", at=desk.clock.now())


@pytest.mark.parametrize("words", ["okafor", "ADA", "ada ok", "ada@example", "2-345"])
def test_a_learner_is_found_by_name_address_or_number(desk: Desk, add: Add, words: str) -> None:
    ada, _ben = desk.learner(), desk.learner("Ben", profession="")
    add(ada, license_("R12-345"))
    with desk.database.reading() as session:
        assert service.search(session, words) == [ada]


@pytest.mark.parametrize("words", ["eve", "%", "_", "a_a"])
def test_what_nobody_has_finds_nobody(desk: Desk, words: str) -> None:
    desk.learner()
    with desk.database.reading() as session:
        assert service.search(session, words) == []


@pytest.mark.parametrize("words", ["Élo", "a_b", "100%"])
def test_a_learner_is_found_by_every_character(desk: Desk, add: Add, words: str) -> None:
    elodie = desk.learner("Élodie-a_b")
    add(elodie, license_("100%"))
    with desk.database.reading() as session:
        assert service.search(session, words) == [elodie]


def test_demo_accounts_are_known_as_such(desk: Desk) -> None:
    desk.learner()
    with desk.database.writing() as session:
        assert not service.has_demo_accounts(session)
        at = desk.clock.now()
        service.add_learner(session, email="demo@example.org", password_hash="-", at=at, is_demo=True)
        assert service.has_demo_accounts(session)
