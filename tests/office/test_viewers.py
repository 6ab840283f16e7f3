"""Viewers look at everything of their sponsor; what leaves the house as a file, an administrator takes along."""

import uuid

import pytest

from player.catalog import service as catalog
from tests.desk import ONE_ENGINE
from tests.site import TestSite
from tests.study import Study, sponsor_id
from tests.walk import Character

pytestmark = ONE_ENGINE
FILES = (
    "evaluations/first-steps",
    "post-tests/{edition}/items.csv",
    "enrollments/{enrollment}/time.csv",
    "enrollments/{enrollment}/time.pdf",
    "matrix/first-steps.csv",
)


@pytest.fixture
def vera(site: TestSite, ada: Study) -> Character:
    """Who may look at what is Harbor Lane's; Ada has finished its course."""
    ada.finish()
    return site.staff(sponsor_id(site.database), "vera@example.org", role="viewer")


def edition(site: TestSite) -> uuid.UUID:
    with site.database.reading() as session:
        return next(one.edition_id for one in catalog.current_editions(session) if one.slug == "first-steps")


@pytest.mark.parametrize("path", FILES)
def test_an_administrator_takes_files_along_and_a_viewer_is_told_why_not(
    site: TestSite, dana: Character, vera: Character, ada: Study, path: str
) -> None:
    address = "/office/" + path.format(edition=edition(site), enrollment=ada.enrollment_id)
    ask = [who.post if path.startswith("evaluations") else who.get for who in (dana, vera)]
    taken, refused = [one(address) for one in ask]
    assert (taken.status_code, refused.status_code) == (200, 403)
    assert "An administrator takes files along" in refused.text


def test_a_viewer_sees_the_pages_without_the_ways_to_their_files(dana: Character, vera: Character, ada: Study) -> None:
    pages = {
        f"enrollments/{ada.enrollment_id}/time": "Download as",
        "evaluations/first-steps": 'method="post"',
        "matrix/first-steps": "The same as CSV",
    }
    for page, way in pages.items():
        shown = [
            who.get(f"/office/{page}").text.count(way) - who.get("/office/").text.count(way) for who in (dana, vera)
        ]
        assert (shown[0] > 0, shown[1]) == (True, 0), page
