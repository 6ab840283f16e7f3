"""Chen fills in the evaluation: nothing of it is lost, and nothing of it is left for whoever uses the device next."""

import pytest
from playwright.sync_api import expect

from tests.journeys.complaints import refusal
from tests.journeys.conftest import OpenReader, chen_passes
from tests.journeys.live import LiveSite
from tests.journeys.reader import Reader, wait_until
from tests.walk import Character

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
RESTORED = "What you filled in on this device is here again."
DRAFTS = "Object.keys(localStorage).filter(name => name.startsWith('draft:')).length"


@pytest.fixture
def walker(live: LiveSite) -> Character:
    """Chen, who has passed the post-test of the tiny course and signed."""
    return live.after(chen_passes)


@pytest.fixture
def chen(walker: Character, open_reader: OpenReader) -> Reader:
    """Chen at a browser, before the evaluation."""
    chen = open_reader().enrolled(walker)
    chen.go(f"{chen.course}/evaluation")
    return chen


def fill_in(chen: Reader) -> None:
    """Rate one objective and write a comment."""
    chen.page.locator('label[for="ev-1-4"]').click()
    chen.page.get_by_label("What should be better?").fill("More steps.")
    chen.sees("Kept on this device until you send it or sign out.")


def expect_filled_in(chen: Reader) -> None:
    """See what ``fill_in`` filled in."""
    expect(chen.page.locator("#ev-1-4")).to_be_checked()
    expect(chen.page.get_by_label("What should be better?")).to_have_value("More steps.")


def test_a_half_filled_evaluation_survives_a_reload_and_is_forgotten_when_it_is_sent(chen: Reader) -> None:
    expect(chen.page.get_by_text(RESTORED)).to_be_hidden()
    fill_in(chen)
    chen.page.reload()
    chen.sees(RESTORED)
    expect_filled_in(chen)
    chen.press("Send the evaluation")
    chen.at("Certificate")
    expect(chen.page.get_by_role("button", name="Issue my certificate")).to_be_visible()
    assert chen.page.evaluate("localStorage.length") == 0


def test_an_evaluation_that_could_not_be_sent_is_still_there(chen: Reader) -> None:
    chen.foresee("ERR_", refusal(chen, 400, f"{chen.course}/evaluation"))
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


def test_a_draft_can_be_discarded(chen: Reader) -> None:
    fill_in(chen)
    chen.page.reload()
    chen.press("Discard it and start again")
    expect(chen.page.locator("#ev-1-4")).not_to_be_checked()
    chen.page.reload()
    expect(chen.page.get_by_label("What should be better?")).to_have_value("")
    assert chen.page.evaluate(DRAFTS) == 0


def test_signing_out_leaves_nothing_on_a_shared_device(chen: Reader) -> None:
    fill_in(chen)
    assert chen.page.evaluate(DRAFTS) == 1
    chen.press("Sign out")
    expect(chen.page.get_by_role("link", name="Sign in").first).to_be_visible()
    assert chen.page.evaluate(DRAFTS) == 0


def test_whoever_signs_in_next_finds_nothing_of_chens(chen: Reader, live: LiveSite) -> None:
    fill_in(chen)
    chen.context.clear_cookies()
    chen.go("/sign-in")
    assert chen.page.evaluate(DRAFTS) == 1  # an expired sign-in loses nothing
    chen.signed_in(live.newcomer("ben@example.org"))
    chen.go("/home")
    wait_until(chen.page, f"{DRAFTS} === 0")


def test_the_form_works_without_scripts(walker: Character, open_reader: OpenReader) -> None:
    chen = open_reader(own_time=False, java_script_enabled=False).enrolled(walker)
    chen.go(f"{chen.course}/evaluation")
    chen.page.locator('label[for="ev-1-4"]').click()
    chen.press("Send the evaluation")
    chen.at("Certificate")
