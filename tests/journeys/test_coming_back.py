"""Chen stops and comes back: another evening, another device, and finds what was begun."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import OpenReader
from tests.journeys.live import LiveSite
from tests.journeys.reader import Reader

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def test_chen_comes_back_on_a_phone_to_the_section_where_the_computer_was_closed(
    live: LiveSite, open_reader: OpenReader
) -> None:
    live.publish("player-tour")
    walker = live.learner("chen@example.org").enroll("player-tour")
    computer = open_reader(viewport={"width": 1280, "height": 400}).enrolled(walker)
    computer.go(f"{computer.course}/lessons/your-time")
    computer.page.locator("#the-bar-on-top").scroll_into_view_if_needed()
    with computer.page.expect_response("**/sections/the-bar-on-top"):
        computer.page.mouse.wheel(0, 1500)
        computer.context.clock.run_for(1_000)
    computer.close()
    phone = open_reader(viewport={"width": 360, "height": 640}, has_touch=True).enrolled(walker)
    phone.go("/home")
    phone.follow("Go on where you stopped")
    expect(phone.page).to_have_url(re.compile("#the-bar-on-top$"))
    expect(phone.page.get_by_role("heading", name="The bar on top")).to_be_in_viewport()


@pytest.fixture
def chen(live: LiveSite, open_reader: OpenReader) -> Reader:
    """Chen, who sits before the evaluation of the tiny course."""
    live.course(is_fictional=True)
    walker = live.learner("chen@example.org").enroll("first-steps").finish_lessons()
    walker.take_post_test()
    chen = open_reader().enrolled(walker.attest())
    chen.go(f"{chen.course}/evaluation")
    return chen


def fill_in(chen: Reader) -> None:
    """Rate one objective and write a comment."""
    chen.page.locator('label[for="ev-1-4"]').click()
    chen.page.get_by_label("What should be better?").fill("More steps.")


def expect_filled_in(chen: Reader) -> None:
    """See what ``fill_in`` filled in."""
    expect(chen.page.locator("#ev-1-4")).to_be_checked()
    expect(chen.page.get_by_label("What should be better?")).to_have_value("More steps.")


def test_a_half_filled_evaluation_survives_a_reload_and_is_forgotten_when_it_is_sent(chen: Reader) -> None:
    fill_in(chen)
    chen.page.reload()
    expect_filled_in(chen)
    chen.press("Send the evaluation")
    chen.at("Certificate")
    expect(chen.page.get_by_role("button", name="Issue my certificate")).to_be_visible()
    assert chen.page.evaluate("localStorage.length") == 0


def test_an_evaluation_that_could_not_be_sent_is_still_there(chen: Reader) -> None:
    chen.foresee("ERR_", "400")
    fill_in(chen)
    chen.context.set_offline(True)
    chen.press("Send the evaluation")
    chen.sees("You are offline, so nothing was sent.")
    chen.context.set_offline(False)
    kept = chen.context.cookies()
    chen.context.clear_cookies()
    chen.press("Send the evaluation")
    chen.at("This page was too old to be sent")
    chen.context.add_cookies(kept)  # type: ignore[arg-type]  # what Playwright gave
    chen.go(f"{chen.course}/evaluation")
    expect_filled_in(chen)
