"""Chen stops and comes back: another evening, another device, and finds what was begun."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import OpenReader
from tests.journeys.live import LiveSite
from tests.journeys.reader import tells

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def test_chen_comes_back_on_a_phone_to_the_section_where_the_computer_was_closed(
    live: LiveSite, open_reader: OpenReader
) -> None:
    live.publish("player-tour")
    walker = live.learner("chen@example.org").enroll("player-tour")
    computer = open_reader(viewport={"width": 1280, "height": 400}).enrolled(walker)
    computer.go(f"{computer.course}/lessons/your-time")
    expect(computer.pill).to_contain_text("Saved")
    computer.page.locator("#the-bar-on-top").scroll_into_view_if_needed()
    with computer.page.expect_response(tells("the-bar-on-top")):
        computer.page.mouse.wheel(0, 1500)
        computer.stay(seconds=20)
    computer.close()
    phone = open_reader(viewport={"width": 360, "height": 640}, has_touch=True).enrolled(walker)
    phone.go("/home")
    phone.follow("Go on where you stopped")
    expect(phone.page).to_have_url(re.compile("#the-bar-on-top$"))
    expect(phone.page.get_by_role("heading", name="The bar on top")).to_be_in_viewport()
