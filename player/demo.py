"""`player demo`: a data folder with a fictional sponsor, both courses, and accounts whose passwords are public."""

import hashlib
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import argon2
from sqlalchemy.orm import Session

from config import Config
from player import schema
from player.accounts import service as accounts
from player.accounts.rules import LicenseRecord, Name
from player.catalog import service as catalog
from player.clock import Clock
from player.db import Database

COURSES = ("player-tour", "ketamine-basics")
SPONSOR_FILE = "demo-sponsor.yaml"
PASSWORD = "a quiet evening"  # noqa: S105 - public on purpose: it opens only a folder that the demo made


class NotADemoFolder(RuntimeError):
    """The data folder holds something that the demo did not make; the demo leaves it alone."""


@dataclass(frozen=True, kw_only=True)
class DemoAccount:
    """An account of the demo, with what it is for."""

    role: str
    name: str
    email: str
    about: str
    password: str = PASSWORD


ACCOUNTS = (
    DemoAccount(
        role="learner", name="Ada Okafor", email="ada@example.org", about="profile and a New York license filled in"
    ),
    DemoAccount(role="learner", name="", email="ben@example.org", about="signed up, nothing filled in yet"),
    DemoAccount(role="staff", name="Dana Lindqvist", email="dana@example.org", about="administrator of the sponsor"),
)


def make(config: Config, database: Database, clock: Clock, *, tell: Callable[[str], None]) -> None:
    """Make the demo's data folder, or bring it up to date; says what it does. Doing it twice changes nothing.

    Raises:
        NotADemoFolder: the folder holds a database that the demo did not make.
    """
    if not config.demo and _has_tables(database):
        raise NotADemoFolder(f"{config.data} holds a database that the demo did not make: choose another data folder")
    config.data.mkdir(parents=True, exist_ok=True)
    marker = config.data / "DEMO"
    stamp = f"{_stamp(config)}\n{config.database_place}\n"
    if config.demo and marker.read_text(encoding="utf-8") == stamp:
        return
    marker.write_text(f"unfinished\n{config.database_place}\n", encoding="utf-8")
    tell("Preparing the database")
    schema.upgrade(database, config.migrations)
    for slug in COURSES:
        tell(f"Publishing {slug}")
        _publish(config, database, clock, slug)
    tell("Making the demo accounts")
    _make_accounts(database, clock)
    marker.write_text(stamp, encoding="utf-8")


def _has_tables(database: Database) -> bool:
    return bool(schema.tables_in(database))


def _stamp(config: Config) -> str:
    """Return a digest of everything the demo is made from: the courses, the migrations and this file."""
    digest = hashlib.sha256()
    files = [*config.courses.rglob("*"), *config.migrations.rglob("*.py"), Path(__file__)]
    for file in sorted(one for one in files if one.is_file() and "__pycache__" not in one.parts):
        digest.update(str(file.name).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def _publish(config: Config, database: Database, clock: Clock, slug: str) -> None:
    course = catalog.check_course(config.courses / slug, config.courses / SPONSOR_FILE)
    media = catalog.MediaFolder(config.media)
    catalog.keep_media(course, media)
    with database.writing() as session:
        at = clock.now(session)
        catalog.publish_course(session, course, media, at=at, actor="demo", allow_fictional=True)


def _make_accounts(database: Database, clock: Clock) -> None:
    password_hash = argon2.PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1).hash(PASSWORD)
    with database.writing() as session:
        for account in ACCOUNTS:
            if not accounts.account_exists(session, account.email):
                _make_account(session, clock, account, password_hash)


def _make_account(session: Session, clock: Clock, account: DemoAccount, password_hash: str) -> None:
    at = clock.now(session)
    if account.role == "staff":
        sponsor = next(one for one in catalog.sponsors(session) if one.is_fictional)
        accounts.add_staff(
            session,
            email=account.email,
            name=account.name,
            password_hash=password_hash,
            sponsor_id=sponsor.id,
            role="administrator",
            at=at,
            is_demo=True,
        )
        return
    learner_id = accounts.add_learner(session, email=account.email, password_hash=password_hash, at=at, is_demo=True)
    if account.name:
        first, last = account.name.split()
        name = Name(first=first, last=last, credentials="LCSW")
        accounts.change_profile(session, learner_id, name=name, profession="social-worker", at=at)
        license_ = LicenseRecord(
            id=uuid.uuid4(), jurisdiction="NY", profession="social-worker", license_type="LCSW", number="000000"
        )
        accounts.add_license(session, learner_id, license_, at=at)
