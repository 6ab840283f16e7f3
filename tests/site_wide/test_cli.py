"""The command says what it does, does it, or says in one line why not."""

import csv
import io
import json
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import Result

from player import cli
from player.demo import ACCOUNTS
from player.demo import PASSWORD as DEMO_PASSWORD
from tests.conftest import HandClock
from tests.site_wide.conftest import HERE, dump, run, site_of
from tests.walk import Character


def commands(group: click.Group = cli.player, *names: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield every command and group, with the words that call it."""
    for name, command in group.commands.items():
        yield (*names, name), command
        if isinstance(command, click.Group):
            yield from commands(command, *names, name)


EVERY = dict(commands())


def in_terminal(monkeypatch: pytest.MonkeyPatch, folder: Path, *arguments: str) -> int:
    """Run the command as the shell does, with everything that stands around it; return its exit code."""
    for name, value in {**HERE, "PLAYER_DATA": str(folder)}.items():
        monkeypatch.setenv(name, value) if value else monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "argv", ["player", *arguments])
    with pytest.raises(SystemExit) as end:
        cli.main()
    return int(str(end.value.code or 0))


def one_line(text: str) -> bool:
    return len(text.strip().splitlines()) == 1


def test_every_command_is_there() -> None:
    assert {"audit", "courses", "db", "demo", "export", "outbox", "serve", "staff"} <= {words[0] for words in EVERY}


@pytest.mark.parametrize("words", EVERY, ids=" ".join)
def test_every_command_explains_itself(tmp_path: Path, words: tuple[str, ...]) -> None:
    assert run(tmp_path, *words, "--help").exit_code == 0
    sentence = EVERY[words].get_short_help_str(500)
    assert sentence[0].isupper()
    assert sentence.endswith(".")
    options = [parameter for parameter in EVERY[words].params if isinstance(parameter, click.Option)]
    assert [option.name for option in options if not (option.help or option.show_default)] == []


def test_help_is_there_without_any_setting(tmp_path: Path) -> None:
    said = run(tmp_path / "nowhere", "--help")
    assert said.exit_code == 0
    assert max(map(len, said.output.splitlines())) <= 80
    assert not (tmp_path / "nowhere").exists()


def test_the_database_is_made_once_and_kept(tmp_path: Path) -> None:
    first, second = run(tmp_path, "db", "upgrade"), run(tmp_path, "db", "upgrade")
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert first.output == second.output == "The database is up to date.\n"
    assert {path.name for path in (tmp_path / "keys").iterdir()} == {"audit", "session"}


@pytest.mark.parametrize("words", [("courses", "list"), ("serve",), ("audit", "head"), ("export",)], ids=" ".join)
def test_without_keys_a_command_says_in_one_line_how_to_make_them(tmp_path: Path, words: tuple[str, ...]) -> None:
    said = run(tmp_path, *words)
    assert said.exit_code == 1
    assert one_line(said.output)
    assert "run `player db upgrade`" in said.output


@pytest.mark.parametrize(
    "words", [("courses", "list"), ("audit", "head"), ("export",), ("outbox", "list")], ids=" ".join
)
def test_without_tables_a_command_says_in_one_line_how_to_make_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    run(tmp_path, "db", "upgrade")
    (tmp_path / "player.db").unlink()
    assert in_terminal(monkeypatch, tmp_path, *words) == 1
    said = capsys.readouterr().err
    assert one_line(said)
    assert "`player db upgrade` makes its tables" in said


def test_a_bad_setting_is_one_line_that_names_it(tmp_path: Path) -> None:
    said = run(tmp_path, "db", "upgrade", PORT="eighty")
    assert (said.exit_code, one_line(said.output)) == (1, True)
    assert "PORT" in said.output


def test_a_data_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    said = run(tmp_path / "file", "db", "upgrade")
    assert (said.exit_code, one_line(said.output)) == (1, True)
    assert "PLAYER_DATA" in said.output


def test_the_demos_accounts_are_told_as_json_and_nothing_is_made(tmp_path: Path) -> None:
    said = run(tmp_path / "new", "demo", "--accounts")
    accounts = json.loads(said.output)
    assert {(one["email"], one["role"]) for one in accounts} == {(one.email, one.role) for one in ACCOUNTS}
    assert all(len(one["password"]) >= 12 for one in accounts)
    assert not (tmp_path / "new").exists()


def add(folder: Path, **changes: str) -> Result:
    """Add a staff member to a demo."""
    said = {"email": "dee@example.org", "sponsor": "demo", "password": "a quiet evening", "role": "viewer", **changes}
    options = [f"--{name}={said[name]}" for name in ("sponsor", "password", "role")]
    return run(folder, "staff", "add", said["email"], "--name", "Dee", *options)


@pytest.mark.parametrize("password", ["a quiet evening", "ein schöner Abend", "une soirée tranquille"])
def test_staff_who_are_added_can_sign_in(demo: Path, clock: HandClock, password: str) -> None:
    said = add(demo, email="Dee@Example.org", password=password)
    assert (said.exit_code, said.output) == (0, "Dee (viewer) can sign in as dee@example.org\n")
    with site_of(demo) as app:
        visitor = Character(app.test_client(), clock)
        visitor.sign_in("dee@example.org", unicodedata.normalize("NFC", password))
        assert visitor.get("/office/").status_code == 200


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"password": "elevenchars"}, "the password needs at least 12 characters"),
        ({"sponsor": "nobody"}, "there is no sponsor 'nobody'"),
        ({"role": "owner"}, "'owner' is not one of 'administrator', 'viewer'"),
    ],
)
def test_staff_who_cannot_be_added_are_refused_in_a_line(made_demo: Path, changes: dict[str, str], says: str) -> None:
    said = add(made_demo, **changes)
    assert said.exit_code != 0
    assert said.output.strip().splitlines()[-1].startswith("Error: ")
    assert says in said.output


def test_an_address_that_is_taken_is_refused_in_one_line(
    demo: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ("--name=Dee", "--sponsor=demo", "--password=a quiet evening")
    assert in_terminal(monkeypatch, demo, "staff", "add", "ADA@example.org", *options) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == "Refused: address taken (email: ADA@example.org)\n"


def test_an_account_that_is_closed_cannot_be_used_until_it_is_opened_again(demo: Path, clock: HandClock) -> None:
    with site_of(demo) as app:
        ada = Character(app.test_client(), clock).sign_in("ada@example.org", DEMO_PASSWORD).enroll("player-tour")
        lease = ada.post_json(f"{ada.course}/lessons/your-time/clock", {}).get_json()["lease"]
        said = run(demo, "accounts", "deactivate", "Ada@example.org", "--reason", "asked for it")
        assert (said.exit_code, said.output) == (0, "ada@example.org cannot sign in any more\n")
        assert ada.get("/home").status_code == 302
        beat = ada.client.post("/beat", json={"sequence": 1, "active_ms": 0, "fresh": True}, headers={"X-Lease": lease})
        assert (beat.status_code, beat.get_json()["code"]) == (409, "ended")
        assert run(demo, "accounts", "activate", "ada@example.org", "--reason", "came back").exit_code == 0
        Character(app.test_client(), clock).sign_in("ada@example.org", DEMO_PASSWORD)


def test_an_account_that_is_not_there_cannot_be_closed(
    demo: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert in_terminal(monkeypatch, demo, "accounts", "deactivate", "nobody@example.org", "--reason=none") == 1
    assert capsys.readouterr().err == "Refused: account not found (email: nobody@example.org)\n"


def test_completions_are_exported_with_their_heading(demo: Path) -> None:
    said = run(demo, "export")
    assert said.exit_code == 0
    rows = list(csv.reader(io.StringIO(said.stdout.lstrip("\ufeff"))))
    assert len(rows) == 1
    assert len(rows[0]) > 5
    assert said.stderr.startswith("0 completions, sha256 ")


@pytest.mark.parametrize(
    "words", [("--sponsor=nobody",), ("--since=today",), ("--since=2026-02-02", "--until=2026-01-01")]
)
def test_an_export_that_makes_no_sense_is_refused_in_a_line(
    demo: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    assert in_terminal(monkeypatch, demo, "export", *words) != 0
    said = capsys.readouterr()
    assert said.out == ""
    assert "Traceback" not in said.err
    assert said.err.strip().splitlines()[-1].startswith(("Error: ", "Refused: "))


def test_an_export_to_a_file_is_what_the_terminal_would_show(demo: Path, tmp_path: Path) -> None:
    assert run(demo, "export", "--output", str(tmp_path / "roster.csv")).exit_code == 0
    assert (tmp_path / "roster.csv").read_bytes() == run(demo, "export").stdout_bytes


@pytest.mark.parametrize("words", [("courses", "list"), ("audit", "verify"), ("audit", "head"), ("outbox", "list")])
def test_what_only_looks_changes_nothing(demo: Path, words: tuple[str, ...]) -> None:
    before = dump(demo)
    assert run(demo, *words).exit_code == 0
    assert dump(demo) == before
