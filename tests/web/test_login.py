"""Who may see what: every page that is not for everyone asks who is there."""

import pytest

from tests.desk import ONE_ENGINE
from tests.site import TestSite
from tests.web.conftest import addresses, someone

pytestmark = ONE_ENGINE

FOR_EVERYONE = ("/verify", "/courses/made-up", "/confirm", "/healthz", "/sign-", "/password/forgotten", "/static/")
FOR_STAFF = ("/office/",)
FOR_BOTH = ("/home", "/media/made-up", "/password/change", "/sign-out")


def personal(site: TestSite, method: str) -> list[str]:
    everyone = ("/beat", "/bootstrap/", *FOR_EVERYONE)
    return [path for path in addresses(site.app, method) if path != "/" and not path.startswith(everyone)]


def test_a_visitor_is_asked_to_sign_in_before_any_page_of_a_person(site: TestSite) -> None:
    visitor = site.visitor()
    found = personal(site, "GET")
    assert len(found) > 15
    for path in found:
        answer = visitor.get(path)
        asked = answer.status_code == 302 and answer.location == f"/sign-in?next={path}"
        assert asked or (path, answer.status_code) == ("/media/made-up", 401), path


def test_a_visitor_is_refused_before_anything_of_a_person_is_changed(site: TestSite) -> None:
    visitor = site.visitor()
    found = [path for path in personal(site, "POST") if path != "/password/change" and not path.endswith("/enroll")]
    assert len(found) > 10
    for path in found:
        answer = visitor.post(path)
        assert (path, answer.status_code) == (path, 401)
        assert "Your sign-in has expired" in answer.text
        assert visitor.post_json(path, {}).get_json() == {"code": "signed_out"}, path


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_staff_are_kept_from_the_pages_of_learners(site: TestSite, method: str) -> None:
    dana = someone(site, "staff")
    for path in personal(site, method):
        if not path.startswith((*FOR_STAFF, *FOR_BOTH)):
            answer = dana.get(path) if method == "GET" else dana.post(path)
            assert (path, answer.status_code) == (path, 403)
            assert "This page is for learners" in answer.text


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_learners_are_kept_from_the_pages_of_staff(site: TestSite, method: str) -> None:
    ada = someone(site, "learner")
    found = [path for path in personal(site, method) if path.startswith(FOR_STAFF)]
    assert found
    for path in found:
        answer = ada.get(path) if method == "GET" else ada.post(path)
        assert (path, answer.status_code) == (path, 403)
        assert "This page is for the sponsor’s staff" in answer.text


def test_what_belongs_to_nobody_is_not_there_for_a_learner(site: TestSite) -> None:
    ada = someone(site, "learner")
    for path in personal(site, "GET"):
        if path.startswith(("/learn/", "/certificates/", "/media/")):
            assert (path, ada.get(path).status_code) == (path, 404)
