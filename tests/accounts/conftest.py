"""Mail as its reader sees it, and the people of the sign-in tests."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from werkzeug.test import TestResponse

from player.outbox import service as outbox
from player.outbox.rules import Mail
from tests.site import TestSite
from tests.walk import PASSWORD, Character

ADA = "ada@example.org"
NEW_PASSWORD = "another four words entirely"


@pytest.fixture
def mails(site: TestSite) -> Callable[[], list[Mail]]:
    """Returns what lies in the outbox, oldest first."""

    def read() -> list[Mail]:
        with site.database.reading() as session:
            found = outbox.messages(session)
        return list(reversed(found))

    return read


def link(mail: Mail) -> str:
    """Return the path of the link in a mail; it has to lead to our own site."""
    found: list[str] = re.findall(r"\S+://\S+", mail.body)
    assert len(found) == 1, mail.body
    assert found[0].startswith("http://localhost/")
    return urlsplit(found[0]).path


def sign_up(visitor: Character, email: str = ADA, password: str = PASSWORD, again: str | None = None) -> TestResponse:
    """Send the sign-up form, a moment after whatever was before."""
    visitor.clock.tick(seconds=1)
    repeated = password if again is None else again
    return visitor.post("/sign-up", {"email": email, "password": password, "password_confirm": repeated})


def ask_for_link(visitor: Character, page: str = "/password/forgotten", email: str = ADA) -> TestResponse:
    """Ask on a page for its link to be mailed, a moment after whatever was before."""
    visitor.clock.tick(seconds=1)
    return visitor.post(page, {"email": email})


def sign_in(visitor: Character, email: str = ADA, password: str = PASSWORD, **more: str) -> TestResponse:
    """Send the sign-in form."""
    return visitor.post("/sign-in", {"email": email, "password": password, **more})


def is_signed_in(character: Character) -> bool:
    """Tell whether the pages know who this is."""
    return character.get("/profile").status_code == 200
