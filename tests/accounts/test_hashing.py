"""Passwords are hashed one after the other, so that readers are not held up by those who sign in."""

from threading import BoundedSemaphore

import pytest
from argon2 import PasswordHasher

from player.accounts.security.hashing import Hashing
from tests.accounts.conftest import ADA, is_signed_in, sign_in
from tests.desk import ONE_ENGINE
from tests.site import TestSite
from tests.walk import PASSWORD


@pytest.fixture
def hashing(site: TestSite) -> Hashing:
    """What the site hashes passwords with."""
    found = site.app.extensions["security"].pwd_context
    assert isinstance(found, Hashing)
    return found


@ONE_ENGINE
@pytest.mark.parametrize("lanes", [1, 4])
def test_a_hash_that_was_made_elsewhere_goes_on_being_good(hashing: Hashing, lanes: int) -> None:
    old = PasswordHasher(time_cost=1, memory_cost=64, parallelism=lanes).hash(PASSWORD)
    assert hashing.verify(PASSWORD, old)
    assert not hashing.verify("four other words are not", old)
    assert hashing.verify(PASSWORD, hashing.hash(PASSWORD))


@ONE_ENGINE
def test_who_would_wait_too_long_is_asked_to_come_back(
    site: TestSite, hashing: Hashing, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.newcomer(ADA)
    monkeypatch.setattr(hashing, "_places", places := BoundedSemaphore(1))
    ada = site.visitor()
    with places:
        answer = sign_in(ada)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "Very many want something at once" in answer.text
    sign_in(ada)
    assert is_signed_in(ada)
