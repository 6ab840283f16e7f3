"""How often signing in and up may be tried: counted for all web machines together."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from werkzeug.test import TestResponse

from config import Config
from player.accounts.security import TRIES
from player.app import create_app
from player.db import open_database
from tests.accounts.conftest import ADA, ask_for_link, sign_in, sign_up
from tests.conftest import AUDIT_KEY
from tests.desk import ONE_ENGINE
from tests.site import TestSite
from tests.walk import Character

WRONG = "not the password"


@pytest.fixture
def two_machines(site: TestSite) -> Iterator[list[Character]]:
    """A visitor at each of two web machines that stand beside one database."""
    url = site.database.engine.url.render_as_string(hide_password=False)
    config = Config(data=site.folder, database_url=url, secret="s" * 32, audit_key=AUDIT_KEY)
    with (
        closing(open_database(url, audit_key=AUDIT_KEY)) as one,
        closing(open_database(url, audit_key=AUDIT_KEY)) as two,
    ):
        apps = [create_app(config, clock=site.clock, database=database) for database in (one, two)]
        yield [Character(app.test_client(), site.clock) for app in apps]


def refused(answer: TestResponse) -> bool:
    return answer.status_code == 429


def from_address(character: Character, address: str) -> Character:
    character.client.environ_base["REMOTE_ADDR"] = address
    return character


def test_an_account_can_be_tried_ten_times_in_five_minutes_on_both_machines_together(
    site: TestSite, two_machines: list[Character]
) -> None:
    site.newcomer(ADA)
    site.clock.tick(minutes=5)
    tries = [sign_in(two_machines[n % 2], password=WRONG) for n in range(10)]
    assert not any(map(refused, tries))
    last = [sign_in(machine) for machine in two_machines]
    assert all(map(refused, last))
    assert last[0].headers["Retry-After"] == "300"
    assert "Too many tries" in last[0].text
    site.clock.tick(seconds=300)
    assert sign_in(two_machines[0]).location == "/home"


@ONE_ENGINE
def test_a_network_address_can_try_ten_times_as_often_as_an_account(
    two_machines: list[Character], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(TRIES, "security.login", (2, 300))
    eve, other = (from_address(machine, f"192.0.2.{n}") for n, machine in enumerate(two_machines))
    tries = [sign_in(eve, f"someone-{n}@example.org", "") for n in range(20)]
    assert not any(map(refused, tries))
    assert refused(sign_in(eve, "another@example.org", ""))
    assert not refused(sign_in(other, "another@example.org", ""))


@ONE_ENGINE
@pytest.mark.parametrize("spelling", ["ADA@Example.ORG", " ada@example.org ", "ada@ｅxample.org"])
def test_an_account_is_the_same_however_its_address_is_spelled(site: TestSite, spelling: str) -> None:
    site.newcomer(ADA)
    site.clock.tick(minutes=5)
    for _ in range(10):
        sign_in(site.visitor(), spelling, WRONG)
    assert refused(sign_in(site.visitor()))


@ONE_ENGINE
def test_a_script_is_counted_like_a_form(site: TestSite) -> None:
    site.newcomer(ADA)
    site.clock.tick(minutes=5)
    tries = [site.visitor().post_json("/sign-in", {"email": ADA, "password": WRONG}) for _ in range(11)]
    assert [answer.status_code for answer in tries] == [400] * 10 + [429]
    assert tries[-1].get_json()["code"] == "too_many_tries"
    assert site.visitor().post_json("/sign-in", {"email": ["ada"], "password": 1}).status_code == 400


@ONE_ENGINE
def test_the_present_password_cannot_be_guessed_at_leisure(site: TestSite) -> None:
    ada = site.newcomer(ADA)
    new = {"new_password": "four other words here", "new_password_confirm": "four other words here"}
    tries = [ada.post("/password/change", {"password": WRONG, "email": f"{n}@a.example", **new}) for n in range(11)]
    assert [refused(answer) for answer in tries] == [False] * 10 + [True]


@ONE_ENGINE
def test_signing_up_is_limited_on_both_machines_together(site: TestSite, two_machines: list[Character]) -> None:
    tries = [sign_up(two_machines[n % 2], password="short") for n in range(11)]
    assert [refused(answer) for answer in tries] == [False] * 10 + [True]
    assert not refused(sign_up(two_machines[0], "ben@example.org", "short"))
    site.clock.tick(hours=1)
    assert not refused(sign_up(two_machines[1], password="short"))


@ONE_ENGINE
@pytest.mark.parametrize("page", ["/password/forgotten", "/confirm"])
def test_nobody_is_sent_more_than_five_links_an_hour(site: TestSite, page: str) -> None:
    eve = site.newcomer("eve@example.org")
    tries = [ask_for_link(eve if n % 2 else site.visitor(), page) for n in range(6)]
    assert [refused(answer) for answer in tries] == [False] * 5 + [True]


@ONE_ENGINE
def test_looking_at_a_page_is_not_a_try(site: TestSite) -> None:
    for _ in range(11):
        assert site.visitor().get("/password/forgotten").status_code == 200
    assert not refused(ask_for_link(site.visitor()))


@ONE_ENGINE
@pytest.mark.parametrize(("proxies", "believed"), [(0, False), (1, True)])
def test_an_address_in_a_header_is_believed_from_our_own_proxy_only(
    site: TestSite, proxies: int, *, believed: bool
) -> None:
    config = Config(data=site.folder, database_url="", secret="s" * 32, audit_key=AUDIT_KEY, proxies=proxies)
    app = create_app(config, clock=site.clock, database=site.database)
    tries = [
        app.test_client().get(f"/verify/{n}", headers={"X-Forwarded-For": f"198.51.100.{n}"}).status_code
        for n in range(61)
    ]
    assert (tries[-1] != 429) is believed
