"""What pages are dressed with: asked for once a visit, small, and whoever asks."""

import gzip
import re

import pytest

from tests.bulk import statements
from tests.desk import ONE_ENGINE
from tests.site import TestSite
from tests.walk import Character
from tests.web.conftest import someone

pytestmark = ONE_ENGINE

GZIP = {"Accept-Encoding": "gzip, deflate, br"}


@pytest.fixture
def ada(site: TestSite) -> Character:
    """Ada, enrolled in the tiny course."""
    return someone(site, "learner").enroll("first-steps")


def dressed_with(page: str) -> list[str]:
    return re.findall(r'(?:src|href)="(/[^"?]*\.(?:js|css|svg))', page)


def test_every_script_that_a_lesson_needs_is_named_by_its_page(ada: Character) -> None:
    named = set(dressed_with(ada.get(f"{ada.course}/lessons/beginning").text))
    for path in [one for one in named if one.endswith(".js")]:
        imported = re.findall(r'from "\./([\w.]+)"', ada.get(path).text)
        assert {f"{path.rpartition('/')[0]}/{name}" for name in imported} <= named
    assert len(named) > 15


def test_they_are_kept_for_good_and_packed_where_that_is_worth_it(ada: Character) -> None:
    for path in dressed_with(ada.get(f"{ada.course}/lessons/beginning").text):
        small, plain = ada.get(path, headers=GZIP), ada.get(path)
        assert small.headers["Cache-Control"] == plain.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        is_packed = small.headers.get("Content-Encoding") == "gzip"
        assert is_packed == (len(plain.data) >= 1_000)
        assert (gzip.decompress(small.data) if is_packed else small.data) == plain.data


def test_who_has_a_file_is_told_that_it_is_the_same(ada: Character) -> None:
    path = dressed_with(ada.get("/home").text)[0]
    again = ada.get(path, headers={"If-None-Match": ada.get(path).headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert ada.client.head(path).data == b""
    assert ada.client.post(path).status_code in {400, 405}


def test_nobody_is_looked_up_for_them(site: TestSite, ada: Character) -> None:
    paths = dressed_with(ada.get(f"{ada.course}/lessons/beginning").text)
    with statements(site.database) as asked:
        assert {ada.get(path).status_code for path in paths} == {200}
    assert asked == []
