"""Being signed in: the cookies, where one goes next, and how it ends."""

from http.cookies import SimpleCookie
from urllib.parse import quote, urljoin, urlsplit

import pytest
from sqlalchemy import text
from werkzeug.test import TestResponse

from config import Config
from player.app import create_app
from tests.accounts.conftest import ADA, is_signed_in, sign_in
from tests.bulk import statements
from tests.desk import ONE_ENGINE
from tests.site import TestSite
from tests.walk import PASSWORD, Character

pytestmark = ONE_ENGINE


def cookies(answer: TestResponse) -> SimpleCookie:
    """Return the cookies an answer sets."""
    found = SimpleCookie()
    for header in answer.headers.getlist("Set-Cookie"):
        found.load(header)
    return found


@pytest.mark.parametrize(("url", "secure"), [("https://ce.example.org", True), ("http://ce.example.org", False)])
def test_cookies_are_kept_from_scripts_and_other_sites(site: TestSite, url: str, *, secure: bool) -> None:
    site.newcomer(ADA)
    config = Config(data=site.folder, database_url="", secret="s" * 32, audit_key=b"k" * 32, base_url=url)
    client = create_app(config, clock=site.clock, database=site.database).test_client()
    visitor = Character(client, site.clock)
    page = client.get("/verify", base_url=url).text
    token = page.split('name="csrf-token" content="')[1].split('"')[0]
    form = {"csrf_token": token, "email": ADA, "password": PASSWORD, "remember": "y"}
    answer = visitor.client.post("/sign-in", data=form, base_url=url, headers={"Referer": f"{url}/sign-in"})
    assert set(cookies(answer)) == {"session", "remember_token"}
    for cookie in cookies(answer).values():
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert bool(cookie["secure"]) is secure


def test_only_who_asks_for_it_stays_signed_in_when_the_browser_closes(site: TestSite) -> None:
    site.newcomer(ADA)
    assert set(cookies(sign_in(site.visitor()))) == {"session"}
    assert not cookies(sign_in(site.visitor()))["session"]["expires"]
    ada = site.visitor()
    assert cookies(sign_in(ada, remember="y"))["remember_token"]["expires"]
    ada.client.delete_cookie("session")
    assert is_signed_in(ada)


def test_a_planted_session_does_not_come_to_life(site: TestSite) -> None:
    site.newcomer(ADA)
    ada, eve = site.visitor(), site.visitor()
    eve.token()
    planted = eve.client.get_cookie("session")
    assert planted is not None
    ada.client.set_cookie("session", planted.value)
    assert sign_in(ada).location == "/home"
    assert is_signed_in(ada)
    assert not is_signed_in(eve)


def test_a_cookie_that_was_changed_signs_nobody_in(site: TestSite) -> None:
    ada = site.newcomer(ADA)
    cookie = ada.client.get_cookie("session")
    assert cookie is not None
    ada.client.set_cookie("session", "x" + cookie.value[1:])
    assert not is_signed_in(ada)


def test_signing_out_ends_both_cookies(site: TestSite) -> None:
    site.newcomer(ADA)
    ada = site.visitor()
    sign_in(ada, remember="y")
    assert ada.post("/sign-out").location == "/"
    assert not is_signed_in(ada)
    assert ada.client.get_cookie("remember_token") is None


def test_a_deactivated_login_is_signed_out_at_once(site: TestSite) -> None:
    ada = site.newcomer(ADA)
    with site.database.engine.begin() as connection:
        connection.execute(text("UPDATE login SET active = false"))
    assert ada.get("/profile").location == "/sign-in?next=/profile"
    assert ada.post_json("/profile", {}).status_code == 401
    assert sign_in(site.visitor()).status_code == 200


def test_a_visitor_comes_back_to_the_page_they_asked_for(site: TestSite) -> None:
    site.newcomer(ADA)
    visitor = site.visitor()
    asked = visitor.get("/profile?then=home")
    assert asked.location == "/sign-in?next=/profile?then%3Dhome"
    page = visitor.get(asked.location).text
    assert 'action="/sign-in?next=/profile?then%3Dhome"' in page
    answer = visitor.post(asked.location, {"email": ADA, "password": PASSWORD})
    assert answer.location == "/profile?then=home"


ELSEWHERE = (
    "https://evil.example", "http://evil.example/home", "//evil.example", "///evil.example", "////evil.example",
    "\\\\evil.example", "/\\evil.example", "/\t/evil.example", "\t//evil.example", " //evil.example",
    "https:evil.example", "https:/evil.example", "javascript:alert(1)", "data:text/html,x", "http://localhost@a.example",
    "http://localhost.evil.example", "https://localhost\\.evil.example", "%2f%2fevil.example", "/%09/evil.example",
    "\x19//evil.example",
)  # fmt: skip


@pytest.mark.parametrize("target", ELSEWHERE)
def test_nobody_is_sent_elsewhere_after_signing_in(site: TestSite, target: str) -> None:
    site.newcomer(ADA)
    for data, query in (({"next": target}, ""), ({}, f"?next={quote(target)}")):
        answer = site.visitor().post(f"/sign-in{query}", {"email": ADA, "password": PASSWORD, **data})
        assert stays(answer), answer.location


@pytest.mark.parametrize("target", ELSEWHERE)
def test_nobody_is_sent_elsewhere_after_signing_out(site: TestSite, target: str) -> None:
    for data, query in (({"next": target}, ""), ({}, f"?next={quote(target)}")):
        answer = site.visitor().post(f"/sign-out{query}", data)
        assert stays(answer), answer.location


def stays(answer: TestResponse) -> bool:
    """Tell whether a browser stays at the site: it would strip blanks and turn backslashes before it follows."""
    place = answer.location or ""
    plain = place.isascii() and place.isprintable() and not set(place) & set("\\ ")
    return plain and urlsplit(urljoin("http://localhost/sign-in", place)).netloc == "localhost"


def test_a_link_that_leads_elsewhere_does_not_keep_anyone_from_signing_in(site: TestSite) -> None:
    site.newcomer(ADA)
    visitor = site.visitor()
    page = visitor.post("/sign-in?next=//evil.example", {"email": ADA, "password": PASSWORD}).text
    assert "leads to another site" in page
    assert 'action="/sign-in"' in page
    assert sign_in(visitor).location == "/home"


@pytest.mark.parametrize("path", ["/sign-in", "/sign-up"])
def test_who_is_signed_in_needs_neither_page(site: TestSite, path: str) -> None:
    assert site.newcomer(ADA).get(path).location == "/home"


@pytest.mark.parametrize("way", [{"headers": {"Authentication-Token": "{}"}}, {"query_string": {"auth_token": "{}"}}])
def test_the_session_is_the_only_way_in(site: TestSite, way: dict[str, dict[str, str]]) -> None:
    site.newcomer(ADA)
    body = {"email": ADA, "password": PASSWORD}
    answer = site.visitor().post_json("/sign-in?include_auth_token", body)
    token = str(answer.get_json()["response"]["user"].get("authentication_token"))
    ((place, values),) = way.items()
    filled = {place: {name: value.format(token) for name, value in values.items()}}
    assert site.visitor().get("/profile", **filled).status_code == 302


def test_staff_and_learners_keep_to_their_own_pages(site: TestSite) -> None:
    assert site.newcomer(ADA).get("/office/").status_code == 403
    assert site.visitor().get("/office/").location == "/sign-in?next=/office/"


def test_the_pages_of_sign_in_are_not_asked_for_again(site: TestSite) -> None:
    assert site.newcomer(ADA).get("/sign-in/again").status_code == 404


def test_an_account_is_found_by_an_index_however_many_there_are(site: TestSite) -> None:
    site.newcomer(ADA)
    with statements(site.database) as asked:
        assert sign_in(site.visitor(), email=ADA.upper()).location == "/home"
    looks_up = next(one for one in asked if "login.password" in one)
    with site.database.reading() as session:
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {looks_up}", (ADA,)).all()
    assert "USING INDEX" in str(plan)
