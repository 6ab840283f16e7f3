"""The coverage matrix for staff: of their own sponsor's courses, and of no other."""

import pytest
from werkzeug.test import TestResponse

from player.catalog import service as catalog
from tests.builders import CourseFolder
from tests.desk import ONE_ENGINE
from tests.site import TestSite
from tests.walk import Character

pytestmark = ONE_ENGINE


@pytest.fixture
def dana(site: TestSite) -> Character:
    """Dana, who works for the sponsor of the tiny course."""
    site.course()
    with site.database.reading() as session:
        (sponsor,) = catalog.sponsors(session)
    return site.staff(sponsor.id)


def text(answer: TestResponse) -> str:
    return answer.get_data(as_text=True)


def test_staff_see_what_serves_each_objective(dana: Character) -> None:
    page = dana.get("/office/matrix/first-steps")
    assert page.status_code == 200
    for words in ("1. Name the first step.", "Beginning, part one", "beginning-check", "pt-1-a, pt-1-b", "ev-3"):
        assert words in text(page), words


def test_the_list_of_enrollments_leads_there(dana: Character) -> None:
    assert 'href="/office/matrix/first-steps"' in text(dana.get("/office/"))


def test_the_matrix_can_be_taken_along_as_csv(dana: Character) -> None:
    answer = dana.get("/office/matrix/first-steps.csv")
    assert answer.mimetype == "text/csv"
    assert "first-steps-matrix.csv" in answer.headers["Content-Disposition"]
    assert text(answer).splitlines()[1].startswith("lo-1,Name the first step.,beginning,Beginning,beginning-one")


@pytest.mark.parametrize("path", ["/office/matrix/no-such", "/office/matrix/no-such.csv"])
def test_a_course_that_is_not_there_is_not_found(dana: Character, path: str) -> None:
    assert dana.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/office/matrix/other-steps", "/office/matrix/other-steps.csv"])
def test_another_sponsors_course_is_not_found(dana: Character, site: TestSite, path: str) -> None:
    other = CourseFolder(site.folder / "other", slug="other-steps")
    other.edit("sponsor.yaml", "key: harbor-lane", "key: other-house")
    other.publish(site.database, at=site.clock.now())
    assert dana.get(path).status_code == 404


def test_nobody_else_sees_it(dana: Character, site: TestSite) -> None:
    assert dana.get("/office/matrix/first-steps").status_code == 200
    assert site.learner().get("/office/matrix/first-steps").status_code == 403
