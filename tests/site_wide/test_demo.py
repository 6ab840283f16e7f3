"""The demo: made once, left alone afterwards, and never in somebody's real folder."""

import json
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from config import from_environment
from player import demo as demo_data
from player.demo import ACCOUNTS, COURSES, PASSWORD
from tests.conftest import HandClock
from tests.site_wide.conftest import dump, run, site_of
from tests.walk import Character


def test_a_second_time_changes_nothing_and_says_nothing(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before, stamp, keys = dump(demo), (demo / "DEMO").read_text(), [*(demo / "keys").iterdir()]
    monkeypatch.setattr(demo_data, "_publish", None)
    said = run(demo, "demo")
    assert (said.exit_code, said.output) == (0, "")
    assert (dump(demo), (demo / "DEMO").read_text(), [*(demo / "keys").iterdir()]) == (before, stamp, keys)


def test_a_demo_of_older_courses_is_brought_up_to_date_and_keeps_its_people(demo: Path) -> None:
    (demo / "DEMO").write_text("older\n\n")
    people = [line for line in dump(demo) if 'INTO "learner"' in line or 'INTO "login"' in line]
    said = run(demo, "demo")
    assert (said.exit_code, "Preparing the database" in said.output) == (0, True)
    assert [line for line in dump(demo) if line in people] == people
    assert run(demo, "demo").output == ""


@pytest.mark.parametrize("account", ACCOUNTS, ids=lambda account: account.email)
def test_every_account_of_the_demo_signs_in(made_demo: Path, account: demo_data.DemoAccount, clock: HandClock) -> None:
    with site_of(made_demo) as app:
        character = Character(app.test_client(), clock).sign_in(account.email, PASSWORD)
        page = character.get("/home", follow_redirects=True)
    assert page.status_code == 200
    assert ("Enrollments" if account.role == "staff" else "My courses") in page.text


def test_both_courses_are_there_for_visitors(made_demo: Path) -> None:
    with site_of(made_demo) as app:
        for slug in COURSES:
            assert app.test_client().get(f"/courses/{slug}").status_code == 200


def test_a_folder_with_another_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    run(tmp_path, "db", "upgrade")
    before = dump(tmp_path)
    said = run(tmp_path, "demo")
    assert (said.exit_code, len(said.output.splitlines())) == (1, 1)
    assert "holds a database that the demo did not make" in said.output
    assert dump(tmp_path) == before
    assert not (tmp_path / "DEMO").exists()


def test_a_folder_with_somebody_elses_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "player.db")) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    assert run(tmp_path, "demo").exit_code == 1
    assert [line for line in dump(tmp_path) if "CREATE" in line] == ["CREATE TABLE recipes (name TEXT);"]


def test_a_demo_folder_before_another_database_is_refused_too(demo: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    run(other, "db", "upgrade")
    before = dump(other)
    said = run(demo, "demo", DATABASE_URL=f"sqlite:///{other}/player.db")
    assert said.exit_code == 1
    assert dump(other) == before


def test_a_demo_that_was_interrupted_is_finished_the_next_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(demo_data, "_publish", lambda *_args: (_ for _ in ()).throw(KeyboardInterrupt))
        assert run(tmp_path, "demo").exit_code != 0
    assert from_environment({"PLAYER_DATA": str(tmp_path)}).demo
    monkeypatch.setattr(demo_data, "_publish", lambda *_args: None)
    monkeypatch.setattr(demo_data, "_make_accounts", lambda *_args: None)
    assert run(tmp_path, "demo").exit_code == 0


def test_the_keys_of_a_demo_are_its_owners(made_demo: Path) -> None:
    assert {stat.S_IMODE(file.stat().st_mode) for file in (made_demo / "keys").iterdir()} == {0o600}


def test_the_accounts_told_are_the_accounts_made(made_demo: Path) -> None:
    told = {one["email"] for one in json.loads(run(made_demo, "demo", "--accounts").output)}
    with closing(sqlite3.connect(made_demo / "player.db")) as connection:
        made = {email for (email,) in connection.execute("SELECT email FROM login WHERE is_demo")}
    assert told == made
