"""What is sent small: whole again when it is unpacked, and silent about the token of a page's forms."""

import gzip

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from player.web.compression import Piece, gzipped, packed
from tests.desk import ONE_ENGINE
from tests.site import TestSite
from tests.walk import Character
from tests.web.conftest import someone

GZIP = {"Accept-Encoding": "gzip, deflate, br"}


PARTS = st.binary(max_size=300) | st.just(b"A lesson. " * 9_000)


@given(st.lists(st.tuples(PARTS, st.booleans()), max_size=6))
def test_pieces_are_one_file_whichever_of_them_are_packed(parts: list[tuple[bytes, bool]]) -> None:
    pieces = [packed(part) if is_packed else Piece(part) for part, is_packed in parts]
    assert gzip.decompress(gzipped(pieces)) == b"".join(part for part, _is_packed in parts)


def test_what_repeats_is_sent_once_and_noise_as_it_is() -> None:
    assert len(gzipped([packed(b"A lesson. " * 1_000)])) < 200
    assert packed(bytes(range(256))).packed is None


@pytest.fixture
def ada(site: TestSite) -> Character:
    """Ada, enrolled in the tiny course."""
    ada = someone(site, "learner").enroll("first-steps")
    ada.get("/home")  # what was said to her once is not said again
    return ada


PAGES = ("/home", "/profile", "{course}/lessons/beginning", "{course}/time", "{course}/lessons/beginning/standing")


@ONE_ENGINE
@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_packed_for_browsers_that_take_it_and_is_the_same_page(ada: Character, page: str) -> None:
    path = page.format(course=ada.course)
    small, plain = ada.client.get(path, headers=GZIP), ada.get(path)
    assert (small.headers["Content-Encoding"], plain.headers.get("Content-Encoding")) == ("gzip", None)
    assert {answer.vary.find("Accept-Encoding") >= 0 for answer in (small, plain)} == {True}
    assert len(small.data) < len(plain.data)
    assert len(gzip.decompress(small.data)) == len(plain.data)


@ONE_ENGINE
@pytest.mark.parametrize("page", ["/profile", "{course}/lessons/beginning"])
def test_the_token_of_a_pages_forms_is_never_compressed(ada: Character, page: str) -> None:
    small = ada.client.get(page.format(course=ada.course), headers=GZIP).data
    token = gzip.decompress(small).partition(b'name="csrf-token" content="')[2].partition(b'"')[0]
    assert len(token) > 40
    assert small.count(token) == gzip.decompress(small).count(token) >= 2


def length_of_sign_in(client: FlaskClient, planted: str) -> int:
    return len(client.get("/sign-in", query_string={"next": f"/courses?{planted}"}, headers=GZIP).data)


@ONE_ENGINE
def test_a_guess_at_the_token_is_as_long_as_any_other_word(site: TestSite) -> None:
    visitor = site.visitor()
    token = visitor.token()
    guess, same_letters = token[:40], token[:40][::-1]
    lengths = [length_of_sign_in(visitor.client, word) for word in (guess, same_letters)]
    assert abs(lengths[0] - lengths[1]) <= 8


@ONE_ENGINE
def test_short_answers_and_papers_are_sent_as_they_are(ada: Character) -> None:
    lease = ada.post_json(f"{ada.course}/lessons/beginning/clock", {}, GZIP)
    paper = ada.client.get(f"{ada.course}/time.pdf", headers=GZIP)
    for answer in (lease, paper, ada.client.get("/healthz", headers=GZIP)):
        assert (answer.status_code, answer.headers.get("Content-Encoding")) == (200, None)
