"""Somebody who does nothing is asked before their time stops, and may choose how; slow reading costs nothing."""

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.reader import Reader

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def ada(ada: Reader) -> Reader:
    """Ada, who has just touched the page, and whose time passes as the test lets it."""
    ada.hold_time()
    return ada


def question(ada: Reader) -> Locator:
    """Return the question whether she is still reading."""
    return ada.page.get_by_text("Still reading?", exact=True)


def wait(ada: Reader, *, seconds: int) -> None:
    """Let time pass at the site and on her page while she touches nothing."""
    ada.stay(seconds=seconds)
    ada.site.doorman.wait_until_quiet()


def test_who_answers_in_time_loses_nothing(ada: Reader) -> None:
    wait(ada, seconds=220)
    expect(question(ada)).to_be_hidden()
    focused = ada.page.evaluate("document.activeElement.tagName")
    wait(ada, seconds=40)
    expect(question(ada)).to_be_visible()
    expect(ada.page.get_by_role("status").filter(has_text="Still reading?")).to_have_count(1)
    assert ada.page.evaluate("document.activeElement.tagName") == focused
    ada.press("Yes, I am here")
    expect(question(ada)).to_be_hidden()
    wait(ada, seconds=80)
    expect(ada.pill).to_contain_text("Saved")
    assert ada.counted() == 340


def test_scrolling_is_an_answer_too(ada: Reader) -> None:
    wait(ada, seconds=260)
    expect(question(ada)).to_be_visible()
    ada.page.mouse.wheel(0, 100)
    ada.sees("Good. Your time goes on.")
    wait(ada, seconds=60)
    expect(ada.page.get_by_text("Good. Your time goes on.")).to_be_hidden()
    expect(ada.pill).to_contain_text("Saved")


def test_who_does_not_answer_is_credited_up_to_the_limit_and_may_go_on_at_any_time(ada: Reader) -> None:
    wait(ada, seconds=300)
    ada.site.clock.tick(hours=1)
    ada.context.clock.run_for(3_600_000)
    expect(ada.pill).to_contain_text("Paused")
    expect(question(ada)).to_be_visible()
    assert ada.counted() == 300
    with ada.beating():
        ada.press("Yes, I am here")
    expect(ada.pill).to_contain_text("Saved")
    wait(ada, seconds=20)
    assert ada.counted() == 320


def test_who_would_rather_be_asked_chooses_so_where_the_question_stands(ada: Reader) -> None:
    wait(ada, seconds=260)
    ada.press("Ask me every 15 minutes instead")
    expect(question(ada)).to_be_hidden()
    expect(ada.page.locator("[data-asked]")).to_be_checked()
    wait(ada, seconds=800)
    expect(question(ada)).to_be_hidden()
    wait(ada, seconds=60)
    expect(question(ada)).to_be_visible()
    ada.press("Yes, I am here")
    expect(ada.pill).to_contain_text("Saved")
    ada.go("/profile")
    expect(ada.page.get_by_label("Ask me now and then instead")).to_be_checked()


def test_the_choice_is_made_and_taken_back_in_the_profile(ada: Reader) -> None:
    ada.go("/profile")
    ada.page.get_by_label("Ask me now and then instead").check()
    ada.press("Save this choice")
    ada.sees("Your choice is saved.")
    expect(ada.page.get_by_label("Ask me now and then instead")).to_be_checked()
    ada.page.get_by_label("Ask me now and then instead").uncheck()
    ada.press("Save this choice")
    expect(ada.page.get_by_label("Ask me now and then instead")).not_to_be_checked()
