"""From an address to an account: sign up, find the mail, confirm, sign in."""

from collections.abc import Callable
from datetime import timedelta

import argon2
import pytest
from sqlalchemy import text

from player.outbox import service as outbox
from player.outbox.rules import Mail
from tests.accounts.conftest import ADA, ask_for_link, is_signed_in, link, sign_in, sign_up
from tests.crowd import together
from tests.desk import ONE_ENGINE
from tests.site import TestSite
from tests.walk import PASSWORD

Mails = Callable[[], list[Mail]]


def rows(site: TestSite, table: str) -> int:
    with site.database.engine.connect() as connection:
        return int(connection.scalar(text(f"SELECT count(*) FROM {table}")) or 0)  # noqa: S608 - our own tables


def test_ada_signs_up_confirms_and_signs_in(site: TestSite, mails: Mails) -> None:
    ada = site.visitor()
    answer = sign_up(ada, "Ada@Example.org")
    assert (answer.status_code, answer.location) == (302, "/sign-up/check-mail")
    assert ADA in ada.get(answer.location).text
    (mail,) = mails()
    assert (mail.recipient, mail.subject) == (ADA, "Confirm your e-mail address")
    assert ada.get(link(mail)).location == "/sign-in"
    assert "Your address is confirmed" in ada.get("/sign-in").text
    assert sign_in(ada, "ADA@example.org").location == "/home"
    assert is_signed_in(ada)


@ONE_ENGINE
def test_before_the_address_is_confirmed_nobody_signs_in(site: TestSite) -> None:
    ada = site.visitor()
    sign_up(ada)
    answer = sign_in(ada)
    assert answer.status_code == 200
    assert "not confirmed yet" in answer.text
    assert 'href="/confirm"' in answer.text
    assert not is_signed_in(ada)


def test_the_account_and_its_mail_stand_or_fall_together(
    site: TestSite, mails: Mails, monkeypatch: pytest.MonkeyPatch
) -> None:
    def post(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(outbox, "post", post)
        assert sign_up(site.visitor()).status_code == 500
    assert (rows(site, "login"), rows(site, "learner"), rows(site, "audit_entry"), mails()) == (0, 0, 0, [])
    assert sign_up(site.visitor()).status_code == 302
    assert (rows(site, "login"), rows(site, "learner"), len(mails())) == (1, 1, 1)


@ONE_ENGINE
def test_the_password_is_kept_as_argon2id_only(site: TestSite) -> None:
    sign_up(site.visitor())
    with site.database.engine.connect() as connection:
        stored = connection.scalar(text("SELECT password FROM login"))
    parameters = argon2.extract_parameters(str(stored))
    assert parameters.type is argon2.Type.ID
    assert (parameters.memory_cost, parameters.time_cost, parameters.parallelism) == (19_456, 2, 1)
    assert argon2.PasswordHasher().verify(str(stored), PASSWORD)


@ONE_ENGINE
@pytest.mark.parametrize(
    ("password", "again", "says"),
    [
        ("elevenchars", None, "at least 12 characters"),
        ("", None, "Enter the password"),
        (PASSWORD, PASSWORD + ".", "not the same"),
    ],
)
def test_a_password_that_will_not_do_is_refused(site: TestSite, password: str, again: str | None, says: str) -> None:
    answer = sign_up(site.visitor(), password=password, again=again)
    assert answer.status_code == 200
    assert says in answer.text
    assert password not in answer.text or not password
    assert rows(site, "login") == 0


@ONE_ENGINE
def test_twelve_characters_of_any_kind_are_enough(site: TestSite) -> None:
    assert sign_up(site.visitor(), password="aaaaaaaaaaaa").status_code == 302


@ONE_ENGINE
@pytest.mark.parametrize(
    "email", ["", "ada", "ada@", "@example.org", "ada@example", "ada@exa mple.org", "a\r\nb@example.org"]
)
def test_what_is_no_address_is_refused(site: TestSite, mails: Mails, email: str) -> None:
    answer = sign_up(site.visitor(), email)
    assert (answer.status_code, rows(site, "login"), mails()) == (200, 0, [])
    assert "e-mail address" in answer.text


def test_an_address_that_has_an_account_gets_the_same_answer_and_another_mail(site: TestSite, mails: Mails) -> None:
    first, second = site.visitor(), site.visitor()
    answers = sign_up(first), sign_up(second)
    assert answers[0].status_code == answers[1].status_code == 302
    assert answers[0].location == answers[1].location
    assert plain(first.get("/sign-up/check-mail").text) == plain(second.get("/sign-up/check-mail").text)
    welcome, existing = mails()
    assert welcome.subject == existing.subject
    assert "has an account already" in existing.body
    assert "has an account already" not in welcome.body
    assert rows(site, "login") == 1


def plain(page: str) -> str:
    """Return a page without its token."""
    return "".join(line for line in page.splitlines() if "csrf" not in line)


@ONE_ENGINE
def test_a_bad_password_is_refused_alike_for_known_and_unknown_addresses(site: TestSite) -> None:
    sign_up(site.visitor())
    known, unknown = (sign_up(site.visitor(), email, "short").text for email in (ADA, "eve@example.org"))
    assert plain(known.replace(ADA, "")) == plain(unknown.replace("eve@example.org", ""))


@ONE_ENGINE
def test_signing_in_says_the_same_whatever_is_wrong(site: TestSite) -> None:
    site.newcomer(ADA)
    sign_up(site.visitor(), "unconfirmed@example.org")
    wrong = [(ADA, "not the password"), ("eve@example.org", PASSWORD), ("unconfirmed@example.org", PASSWORD)]
    pages = {plain(sign_in(site.visitor(), *who).text.replace(who[0], "")) for who in wrong}
    assert len(pages) == 1


@ONE_ENGINE
@pytest.mark.parametrize(("page", "confirmed"), [("/confirm", False), ("/password/forgotten", True)])
def test_a_link_is_sent_to_those_it_is_for_and_all_are_told_the_same(
    site: TestSite, mails: Mails, page: str, *, confirmed: bool
) -> None:
    _ = site.newcomer(ADA) if confirmed else sign_up(site.visitor())
    before = len(mails())
    known, unknown = (ask_for_link(site.visitor(), page, email) for email in (ADA, "eve@example.org"))
    assert plain(known.text.replace(ADA, "")) == plain(unknown.text.replace("eve@example.org", ""))
    assert "is on its way" in known.text
    assert [mail.recipient for mail in mails()[before:]] == [ADA]


@ONE_ENGINE
def test_a_confirmed_address_is_not_sent_another_confirmation(site: TestSite, mails: Mails) -> None:
    site.newcomer(ADA)
    assert "is on its way" in ask_for_link(site.visitor(), "/confirm").text
    assert mails() == []


@ONE_ENGINE
def test_every_mail_is_an_occasion_of_its_own(site: TestSite, mails: Mails) -> None:
    sign_up(site.visitor())
    for _ in range(2):
        ask_for_link(site.visitor(), "/confirm")
    assert len({mail.key for mail in mails()}) == len(mails()) == 3


@ONE_ENGINE
def test_a_link_can_be_opened_twice(site: TestSite, mails: Mails) -> None:
    sign_up(site.visitor())
    path = link(mails()[0])
    assert site.visitor().get(path).location == "/sign-in"
    again = site.visitor()
    page = again.get(path, follow_redirects=True).text
    assert "was confirmed before. You can sign in" in page
    assert 'href="/sign-in"' in page


GARBLED = {"longer": lambda path: path + "x", "cut off": lambda path: path[:-5], "other": lambda _path: "/confirm/what"}


@ONE_ENGINE
@pytest.mark.parametrize("change", GARBLED.values(), ids=list(GARBLED))
def test_a_garbled_link_says_what_to_do(site: TestSite, mails: Mails, change: Callable[[str], str]) -> None:
    sign_up(site.visitor())
    answer = site.visitor().get(change(link(mails()[0])), follow_redirects=True)
    assert answer.status_code == 200
    assert "This link is not whole" in answer.text
    assert "Send the link again" in answer.text


@ONE_ENGINE
def test_an_expired_link_says_what_to_do(site: TestSite, mails: Mails, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_up(site.visitor())
    monkeypatch.setitem(site.app.config, "SECURITY_CONFIRM_EMAIL_WITHIN", timedelta(seconds=-1))
    page = site.visitor().get(link(mails()[0]), follow_redirects=True).text
    assert "This link is too old" in page
    assert "Send the link again" in page
    assert sign_in(site.visitor()).status_code == 200


@ONE_ENGINE
def test_a_link_that_was_sent_again_confirms(site: TestSite, mails: Mails) -> None:
    sign_up(site.visitor())
    ask_for_link(site.visitor(), "/confirm")
    assert site.visitor().get(link(mails()[1])).location == "/sign-in"
    assert sign_in(site.visitor()).location == "/home"


@ONE_ENGINE
@pytest.mark.parametrize("header", ["Host", "X-Forwarded-Host"])
def test_links_lead_to_our_own_site_whatever_a_request_calls_it(site: TestSite, mails: Mails, header: str) -> None:
    site.newcomer(ADA)
    eve = site.visitor()
    token = eve.token()
    headers = {header: "evil.example"}
    eve.client.set_cookie("session", eve.client.get_cookie("session").value, domain="evil.example")  # type: ignore[union-attr]  # it is there
    eve.client.post("/password/forgotten", data={"csrf_token": token, "email": ADA}, headers=headers)
    for mail in mails():
        assert "evil" not in mail.body
        assert link(mail).startswith("/password/forgotten/")


def test_two_who_sign_up_with_one_address_at_once_make_one_account(site: TestSite) -> None:
    answers = together(lambda _number: sign_up(site.visitor()).status_code, calls=4)
    assert set(answers) <= {302, 409}
    assert rows(site, "login") == rows(site, "learner") == 1
