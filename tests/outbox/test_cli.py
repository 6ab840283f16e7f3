"""The commands show the outbox and give failed mails another chance."""

from dataclasses import dataclass

from click.testing import CliRunner, Result

from player.db import Database
from player.outbox import service
from player.outbox.cli import outbox as command
from player.outbox.rules import MOST_TRIES, Mail
from tests.conftest import HandClock
from tests.outbox.conftest import Post, outbox


@dataclass(frozen=True)
class Site:
    database: Database


class Refusing:
    def deliver(self, mail: Mail) -> None:
        raise OSError(f"no such mailbox: {mail.recipient}")


def run(database: Database, *arguments: str) -> Result:
    return CliRunner().invoke(command, arguments, obj=Site(database))


def fail(database: Database, clock: HandClock) -> None:
    for _ in range(MOST_TRIES):
        service.deliver_due(database, Refusing(), clock)
        clock.tick(hours=12)


def test_the_list_shows_the_newest_first_with_what_went_wrong(database: Database, clock: HandClock, post: Post) -> None:
    post("welcome:ada")
    service.deliver_due(database, Refusing(), clock)
    clock.tick(seconds=1)
    post("welcome:ben", recipient="ben@example.org")
    assert run(database, "list").output.splitlines() == [
        "2026-03-02 12:00:01Z  waiting  0  welcome:ben  ben@example.org",
        "2026-03-02 12:00:00Z  waiting  1  welcome:ada  ada@example.org  OSError: no such mailbox: ada@example.org",
    ]
    assert len(run(database, "list", "--limit", "1").output.splitlines()) == 1


def test_every_failed_mail_is_retried(database: Database, clock: HandClock, post: Post) -> None:
    post("welcome:ada")
    fail(database, clock)
    post("welcome:ben")
    assert run(database, "retry", "--failed").output == "1 mail is due now.\n"
    assert {(mail.state, mail.tries) for mail in outbox(database)} == {("waiting", 0)}


def test_one_mail_is_retried_by_its_key(database: Database, clock: HandClock, post: Post) -> None:
    post("welcome:ada")
    fail(database, clock)
    assert run(database, "retry", "welcome:ada").exit_code == 0
    assert [mail.state for mail in outbox(database)] == ["waiting"]


def test_a_key_that_is_not_there_is_an_error(database: Database) -> None:
    result = run(database, "retry", "welcome:chen")
    assert result.exit_code == 1
    assert "no waiting or failed mail 'welcome:chen'" in result.output


def test_a_retry_says_what_to_retry(database: Database) -> None:
    assert run(database, "retry").exit_code == 2
    assert run(database, "retry", "welcome:ada", "--failed").exit_code == 2
