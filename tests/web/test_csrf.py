"""Nothing is changed by a request that another page could have sent."""

import json
import re
import uuid

import pytest
from flask import Flask

from tests.desk import ONE_ENGINE
from tests.site import TestSite
from tests.web.conftest import EVERYONE, Who, addresses, someone

pytestmark = ONE_ENGINE


def changing(app: Flask) -> list[str]:
    return [path for path in addresses(app, "POST") if path != "/beat"]


def test_every_page_that_takes_posts_is_walked(site: TestSite) -> None:
    assert len(changing(site.app)) >= 20
    assert {"/profile", "/sign-in", "/sign-up", "/sign-out", "/office/completions/export"} <= set(changing(site.app))


@pytest.mark.parametrize("who", EVERYONE)
def test_every_form_needs_the_token_of_its_own_session(site: TestSite, who: Who) -> None:
    character, strangers_token = someone(site, who), site.visitor().token()
    for path in changing(site.app):
        for data in ({}, {"csrf_token": strangers_token}):
            answer = character.client.post(path, data=data)
            assert (path, answer.status_code) == (path, 400)
            assert "This page was too old to be sent" in answer.text


@pytest.mark.parametrize("who", EVERYONE)
def test_every_script_needs_the_token_too(site: TestSite, who: Who) -> None:
    character = someone(site, who)
    for path in changing(site.app):
        answer = character.client.post(path, json={"csrf_token": "forged"}, headers={"X-CSRFToken": "forged"})
        assert (path, answer.status_code, answer.get_json()) == (path, 400, {"code": "page_too_old"})


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_no_way_of_writing_json_passes_without_the_token(site: TestSite, kind: str) -> None:
    ada = someone(site, "learner")
    answer = ada.client.post("/profile/licenses", data=json.dumps({"number": "1"}), content_type=kind)
    assert answer.status_code == 400


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_no_other_method_changes_anything(site: TestSite, method: str) -> None:
    assert addresses(site.app, method) == []


@pytest.mark.parametrize("headers", [{}, {"X-Lease": ""}, {"X-Lease": "guessed"}])
def test_a_beat_needs_the_secret_of_a_lease(site: TestSite, headers: dict[str, str]) -> None:
    ada = someone(site, "learner").enroll("first-steps")
    ada.post_json(f"{ada.course}/lessons/beginning/clock", {})
    answer = ada.client.post("/beat", json={"sequence": 1, "active_ms": 0, "fresh": True}, headers=headers)
    assert (answer.status_code, answer.get_json()["outcome"]) == (409, "elsewhere")


def test_with_its_token_a_form_is_taken(site: TestSite) -> None:
    ada = someone(site, "learner")
    assert ada.post(f"/profile/licenses/{uuid.uuid4()}/remove").status_code == 404


def test_a_token_from_before_the_sign_in_is_void_after_it(site: TestSite) -> None:
    site.newcomer("ada@example.org")
    visitor = site.visitor()
    planted = visitor.token()
    visitor.sign_in("ada@example.org")
    assert visitor.client.post("/profile", data={"csrf_token": planted}).status_code == 400
    assert visitor.token() != planted


def test_two_pages_loaded_at_once_after_the_sign_in_can_both_be_sent(site: TestSite) -> None:
    ada = site.newcomer("ada@example.org")
    signed_in = ada.client.get_cookie("session")
    assert signed_in is not None
    page = ada.client.get("/profile").text
    ada.client.set_cookie("session", signed_in.value)  # what the other page was asked for with
    ada.client.get("/profile")
    (token,) = re.findall(r'name="csrf-token" content="([^"]+)"', page)
    assert ada.client.post("/sign-out", data={"csrf_token": token}).status_code == 302
