"""Every address of the site, asked for by those who have no business there; a new address is walked by itself."""

import pytest

from tests.access.conftest import ADAS_WORDS, Things, ask, routes
from tests.walk import Character

ONE_ENGINE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
PUBLIC = {
    "accounts.check_mail",
    "bootstrap.static",
    "certificates.lookup",
    "certificates.verify",
    "enrollment.course",
    "healthz",
    "home.front",
    "seat_time.beat",  # the secret of the lease is its sign-in
    "static",
}
"""What anyone may ask for; the verification page shows what its code stands for, and no more."""
SIGN_IN = "security."
"""The pages on which people sign in, sign up and change their password."""
OF_LEARNERS = {
    "accounts.add_license",
    "accounts.asking",
    "accounts.profile",
    "catalog.media",
    "enrollment.enroll",
    "home.index",
}
"""What every learner may ask for, each for themselves."""
OFFICE = ("office.", "evaluation_office.", "post_tests.")
OF_A_PASS = {"post_tests.decide", "post_tests.take_pass"}
"""Pages about a pass that the key does not support; Ada has none."""
SIGNED_IN = {"catalog.media", "home.index"}
"""What staff may ask for like learners: a file of a course, and their own first page."""


def leaks(words: str, endpoint: str) -> bool:
    """Tell whether an answer holds words of Ada's. Her name on the verification page is what the page is for."""
    secret = ADAS_WORDS[:1] + ADAS_WORDS[2:] if endpoint == "certificates.verify" else ADAS_WORDS
    return any(word in words for word in secret)


def walk(things: Things, who: Character, *, allowed: set[str], office: int, elsewhere: int) -> list[str]:
    """Ask for every route and return what went wrong: a page that opened, words of Ada's, something changed.

    What is not allowed has to be refused with the status for the office or for elsewhere; 401 may be a way to sign in.
    """
    changes_nothing = allowed == PUBLIC
    wrong, before = [], things.stored(about_ada=not changes_nothing)
    for rule, method in routes(things.site.app):
        if rule.endpoint == "security.logout":
            continue  # it would end the walk
        status, place, words = ask(who, method, things.address(rule))
        refusal = office if rule.endpoint.startswith(OFFICE) else elsewhere
        refused = status == refusal or (refusal == 401 and place.startswith("/sign-in?next="))
        if not refused and rule.endpoint not in allowed and not rule.endpoint.startswith(SIGN_IN):
            wrong.append(f"{method} {rule.rule}: {status} {place}")
        if leaks(words, rule.endpoint) or status >= 500:
            wrong.append(f"{method} {rule.rule}: {status}, Ada's words or a fault")
    if things.stored(about_ada=not changes_nothing) != before:
        wrong.append("something stored was changed")
    return wrong


@ONE_ENGINE
def test_a_visitor_gets_nothing_but_what_is_public(things: Things) -> None:
    assert walk(things, things.site.visitor(), allowed=PUBLIC, office=401, elsewhere=401) == []


@ONE_ENGINE
def test_another_learner_gets_nothing_of_adas(things: Things, ben: Character) -> None:
    assert walk(things, ben, allowed=PUBLIC | OF_LEARNERS, office=403, elsewhere=404) == []


@ONE_ENGINE
def test_staff_get_nowhere_as_learners(things: Things, erin: Character) -> None:
    theirs = {
        "office.index", "office.completions", "office.export", "office.questions", "office.approvals",
        "evaluation_office.index", "post_tests.index",
    }  # fmt: skip
    assert walk(things, erin, allowed=PUBLIC | SIGNED_IN | theirs, office=404, elsewhere=403) == []


@ONE_ENGINE
def test_adas_own_sponsor_sees_her_in_the_office_and_does_nothing_in_her_place(things: Things, dana: Character) -> None:
    for rule, method in routes(things.site.app):
        if rule.endpoint in PUBLIC | SIGNED_IN or rule.endpoint.startswith(SIGN_IN):
            continue
        status, _, words = ask(dana, method, things.address(rule))
        expected = {200, 303, 422} if rule.endpoint.startswith(OFFICE) else {403}  # 422: let in with an empty form
        expected = {404} if rule.endpoint in OF_A_PASS else expected
        assert status in expected, f"{method} {rule.rule}: {status}"
        assert rule.endpoint.startswith(OFFICE) or not leaks(words, rule.endpoint)


@ONE_ENGINE
def test_ada_herself_gets_everywhere(things: Things) -> None:
    ada = things.ada.browse(things.site)
    for rule, method in routes(things.site.app):
        if rule.endpoint.startswith((SIGN_IN, *OFFICE)) or rule.endpoint in {
            "accounts.remove_license",
            "bootstrap.static",
        }:
            continue
        status, place, _ = ask(ada, method, things.address(rule))
        opened = status not in {401, 404} and status < 500 and "/sign-in" not in place
        assert opened, f"{method} {rule.rule}: {status} {place}: the walks above would prove nothing here"
