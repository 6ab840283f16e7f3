"""What every answer carries, and what no page carries."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from werkzeug.test import TestResponse

from config import Config
from player.app import create_app
from player.web.headers import CONTENT_SECURITY_POLICY
from tests.desk import ONE_ENGINE
from tests.site import TestSite
from tests.walk import Character
from tests.web.conftest import EVERYONE, Who, addresses, someone

pytestmark = ONE_ENGINE

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
}


class Inline(HTMLParser):
    """Collects what the policy would not run or draw, and what a page takes from elsewhere."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        if tag == "style" or (tag == "script" and "src" not in names):
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if name == "style" or name.startswith("on") or "javascript:" in (value or "").lower():
                self.found.append(f"{tag} {name}={value}")
            if name in {"src", "href", "action"} and tag != "a" and re.match(r"(?i)\w+:|//", value or ""):
                self.found.append(f"{tag} {name}={value}")


def pages(site: TestSite, character: Character) -> Iterator[tuple[str, TestResponse]]:
    for path in [*addresses(site.app, "GET", without_arguments=True), "/courses/first-steps", "/nowhere"]:
        yield path, character.get(path)


@pytest.mark.parametrize("who", EVERYONE)
def test_every_answer_carries_every_header_and_no_page_is_kept_or_has_inline_code(site: TestSite, who: Who) -> None:
    for path, answer in pages(site, someone(site, who)):
        assert (path, answer.status_code < 500) == (path, True)
        assert {name: answer.headers.get(name) for name in ALWAYS} == ALWAYS, path
        assert answer.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY, path
        if answer.mimetype == "text/html":
            assert "no-store" in answer.headers["Cache-Control"], path
            assert Inline(answer.text).found == [], path


def test_a_walk_through_a_course_meets_no_inline_code_either(site: TestSite) -> None:
    ada = someone(site, "learner").enroll("first-steps")
    before = [ada.get(f"{ada.course}/lessons/beginning"), ada.get(f"{ada.course}/lessons/end")]
    ada.finish_lessons()
    attempt = ada.get(ada.start_attempt())
    result = ada.take_post_test()
    ada.attest().evaluate().claim()
    after = [ada.get(f"{ada.course}/{page}") for page in ("evaluation", "certificate", "attestation", "post-test")]
    for answer in [*before, attempt, result, *after, ada.get("/home")]:
        assert Inline(answer.text).found == []


def test_the_policy_lets_only_our_own_files_in(site: TestSite) -> None:
    policy = site.visitor().get("/").headers["Content-Security-Policy"]
    assert not re.search(r"unsafe|\*|http", policy)
    for directive in ("default-src 'self'", "object-src 'none'", "base-uri 'none'", "form-action 'self'"):
        assert directive in policy


def static_files(page: str) -> list[str]:
    return re.findall(r'(?:src|href)="(/[^"]*\.(?:js|css|svg)[^"]*)"', page)


def test_what_a_page_is_dressed_with_has_an_address_of_its_own_and_is_kept_for_a_year(site: TestSite) -> None:
    visitor = site.visitor()
    found = static_files(visitor.get("/").text)
    assert len(found) >= 4
    for path in found:
        assert re.search(r"/static/[0-9a-f]{12}/|\?v=\d", path), path
        answer = visitor.get(path, buffered=True)
        assert (path, answer.status_code, answer.cache_control.max_age) == (path, 200, 31_536_000)


def test_scripts_import_one_another_under_the_address_that_carries_the_digest(site: TestSite) -> None:
    ada = someone(site, "learner").enroll("first-steps")
    script = next(path for path in static_files(ada.get(f"{ada.course}/lessons/beginning").text) if "lesson.js" in path)
    assert "?" not in script
    imported = re.findall(r'from "\./([\w.]+)"', ada.get(script, buffered=True).text)
    assert imported
    for name in imported:
        assert ada.get(script.replace("lesson.js", name), buffered=True).status_code == 200


@pytest.mark.parametrize("path", ["/static/player.css", "/static/000000000000/player.css", "/fs-static/js/webauthn.js"])
def test_no_static_file_has_another_address(site: TestSite, path: str) -> None:
    assert site.visitor().get(path).status_code == 404


def test_search_engines_find_the_front_page_and_the_courses_only(site: TestSite) -> None:
    for path, answer in pages(site, someone(site, "visitor")):
        if answer.mimetype == "text/html":
            hidden = path not in {"/", "/courses/first-steps"}
            assert (path, answer.headers.get("X-Robots-Tag") == "noindex") == (path, hidden)


@pytest.mark.parametrize(
    ("url", "age"), [("https://ce.example.org", "max-age=31536000; includeSubDomains"), ("", None)]
)
def test_a_site_behind_tls_asks_browsers_to_stay_there(site: TestSite, url: str, age: str | None) -> None:
    config = Config(data=site.folder, database_url="", secret="s" * 32, audit_key=b"k" * 32, base_url=url)
    client = create_app(config, clock=site.clock, database=site.database).test_client()
    assert client.get("/").headers.get("Strict-Transport-Security") == age
