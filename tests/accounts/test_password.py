"""A new password: forgotten or changed, it signs out every other device and stops the clock."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from player.outbox.rules import Mail
from tests.accounts.conftest import ADA, NEW_PASSWORD, ask_for_link, is_signed_in, link, sign_in
from tests.desk import ONE_ENGINE
from tests.site import TestSite
from tests.walk import PASSWORD, Character

Mails = Callable[[], list[Mail]]
NEW = {"password": NEW_PASSWORD, "password_confirm": NEW_PASSWORD}
CHANGE = {"password": PASSWORD, "new_password": NEW_PASSWORD, "new_password_confirm": NEW_PASSWORD}


@pytest.fixture
def reset(site: TestSite, mails: Mails) -> str:
    """The path of the link that Ada, who has forgotten her password, was sent."""
    site.newcomer(ADA)
    assert ask_for_link(site.visitor()).status_code == 200
    return link(mails()[-1])


def test_ada_forgets_her_password_and_chooses_another(site: TestSite, reset: str) -> None:
    ada = site.visitor()
    assert "Choose a new password" in ada.get(reset).text
    assert ada.post(reset, NEW).location == "/sign-in"
    assert "every device is signed out" in ada.get("/sign-in").text
    assert sign_in(ada, password=PASSWORD).status_code == 200
    assert sign_in(ada, password=NEW_PASSWORD).location == "/home"


@ONE_ENGINE
def test_a_reset_signs_out_every_device(site: TestSite, reset: str) -> None:
    phone, laptop = site.visitor(), site.visitor()
    sign_in(phone)
    sign_in(laptop, remember="y")
    site.visitor().post(reset, NEW)
    laptop.client.delete_cookie("session")
    assert not is_signed_in(phone)
    assert not is_signed_in(laptop)


@ONE_ENGINE
def test_a_reset_is_told_to_its_owner(site: TestSite, reset: str, mails: Mails) -> None:
    site.clock.tick(seconds=1)
    site.visitor().post(reset, NEW)
    assert mails()[-1].recipient == ADA
    assert "Your password was changed" in mails()[-1].body


@ONE_ENGINE
def test_a_reset_link_works_once(site: TestSite, reset: str) -> None:
    site.visitor().post(reset, NEW)
    page = site.visitor().get(reset, follow_redirects=True).text
    assert "was used before" in page
    assert "Send the link" in page
    site.visitor().post(reset, {"password": "eve was here too", "password_confirm": "eve was here too"})
    assert sign_in(site.visitor(), password=NEW_PASSWORD).location == "/home"


@ONE_ENGINE
def test_an_expired_reset_link_says_what_to_do(site: TestSite, reset: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(site.app.config, "SECURITY_RESET_PASSWORD_WITHIN", timedelta(seconds=-1))
    page = site.visitor().get(reset, follow_redirects=True).text
    assert "This link is too old" in page
    assert "Send the link" in page
    assert site.visitor().post(reset, NEW).location == "/password/forgotten"
    assert sign_in(site.visitor()).location == "/home"


@ONE_ENGINE
def test_a_garbled_reset_link_says_what_to_do(site: TestSite, reset: str) -> None:
    page = site.visitor().get(reset + "x", follow_redirects=True).text
    assert "This link is not whole" in page
    assert "Send the link" in page


@ONE_ENGINE
def test_a_new_password_needs_twelve_characters_too(site: TestSite, reset: str) -> None:
    answer = site.visitor().post(reset, {"password": "elevenchars", "password_confirm": "elevenchars"})
    assert "at least 12 characters" in answer.text
    assert sign_in(site.visitor()).location == "/home"


def counting(site: TestSite) -> tuple[Character, str]:
    """Return a learner in a lesson, and the lease under which its time counts."""
    site.course()
    ada = site.learner(ADA).enroll("first-steps")
    lease = ada.post_json(f"{ada.course}/lessons/beginning/clock", {}).get_json()["lease"]
    assert ada.beat(lease, 1, fresh=True).status_code == 200
    return ada, lease


def test_a_reset_stops_the_clock(site: TestSite, mails: Mails) -> None:
    ada, lease = counting(site)
    ask_for_link(site.visitor())
    assert site.visitor().post(link(mails()[-1]), NEW).status_code == 302
    assert ada.beat(lease, 2).status_code == 409


@ONE_ENGINE
def test_a_change_keeps_this_device_and_signs_out_the_others(site: TestSite, mails: Mails) -> None:
    ada, phone = site.newcomer(ADA), site.visitor().sign_in(ADA)
    assert ada.post("/password/change", CHANGE).location == "/home"
    assert is_signed_in(ada)
    assert not is_signed_in(phone)
    assert "Your password was changed" in mails()[-1].body
    assert sign_in(site.visitor(), password=NEW_PASSWORD).location == "/home"


def test_a_change_stops_the_clock(site: TestSite) -> None:
    ada, lease = counting(site)
    assert ada.post("/password/change", CHANGE).status_code == 302
    assert ada.beat(lease, 2).status_code == 409


def test_signing_out_stops_the_clock(site: TestSite) -> None:
    ada, lease = counting(site)
    assert ada.post("/sign-out").location == "/"
    assert site.visitor().beat(lease, 2).status_code == 409


@ONE_ENGINE
@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"password": "not the password"}, "not your present password"),
        ({"new_password": "elevenchars", "new_password_confirm": "elevenchars"}, "at least 12 characters"),
        ({"new_password_confirm": "something else here"}, "not the same"),
        ({"new_password": PASSWORD, "new_password_confirm": PASSWORD}, "password you have already"),
    ],
)
def test_a_change_that_will_not_do_is_refused(site: TestSite, change: dict[str, str], says: str) -> None:
    ada = site.newcomer(ADA)
    answer = ada.post("/password/change", {**CHANGE, **change})
    assert answer.status_code == 200
    assert says in answer.text
    assert sign_in(site.visitor()).location == "/home"


@ONE_ENGINE
def test_a_visitor_who_wants_to_change_a_password_signs_in_first_and_comes_back(site: TestSite) -> None:
    site.newcomer(ADA)
    visitor = site.visitor()
    answer = visitor.get("/password/change")
    assert answer.location == "/sign-in?next=/password/change"
    data = {"email": ADA, "password": PASSWORD}
    assert visitor.post(answer.location, data).location == "/password/change"


@ONE_ENGINE
def test_the_profile_leads_to_the_password(site: TestSite) -> None:
    assert 'href="/password/change"' in site.newcomer(ADA).get("/profile").text
