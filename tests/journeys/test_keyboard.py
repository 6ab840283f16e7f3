"""Dana takes a course with the keyboard alone."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import OpenReader
from tests.journeys.live import LiveSite
from tests.journeys.reader import Reader
from tests.site import TestSite
from tests.walk import Character

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def dana(live: LiveSite, open_reader: OpenReader) -> Reader:
    """Dana, who has begun the tiny course."""
    return open_reader().enrolled(live.after(dana_enrolls))


def dana_enrolls(site: TestSite) -> Character:
    """Publish the tiny course, and let Dana enroll."""
    site.course(is_fictional=True)
    return site.learner("dana@example.org").enroll("first-steps")


def press(reader: Reader, *keys: str) -> None:
    """Press keys, one after the other."""
    for key in keys:
        reader.page.keyboard.press(key)


def test_the_first_tab_leads_past_the_navigation(dana: Reader) -> None:
    page = dana.go(f"{dana.course}/lessons/beginning")
    press(dana, "Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    press(dana, "Enter")
    expect(page.get_by_role("main")).to_be_focused()


def test_a_lesson_is_read_and_its_check_answered(dana: Reader) -> None:
    page = dana.go(f"{dana.course}/lessons/beginning")
    expect(dana.pill).to_contain_text("Saved")
    dana.tab_to(page.get_by_label("This one."))
    press(dana, "ArrowDown", "ArrowUp", "Tab", "Enter")
    expect(page.locator(".feedback")).to_contain_text("Yes: it is this one.")
    dana.stay(seconds=60)
    press(dana, "End")
    dana.context.clock.run_for(2_000)
    dana.tab_to(page.get_by_role("link", name="Continue to lesson 2: End"))
    press(dana, "Enter")
    dana.at("End")


def test_a_check_without_an_answer_says_so_and_takes_one_to_it(dana: Reader) -> None:
    page = dana.go(f"{dana.course}/lessons/beginning")
    dana.tab_to(page.get_by_role("button", name="Answer"))
    press(dana, "Enter")
    expect(page.locator("[data-check] [data-saved]")).to_have_text("Choose an answer first.")
    expect(page.get_by_label("This one.")).to_be_focused()


def test_the_post_test_is_answered_and_submitted(dana: Reader) -> None:
    walker = dana.site.visitor().sign_in("dana@example.org")
    walker.enrollment = dana.enrollment
    page = dana.go(walker.finish_lessons().start_attempt())
    for number in range(6):
        question = page.locator(".question").nth(number)
        dana.tab_to(question.get_by_role("radio").first)
        press(dana, "Space")
        for _option in range(4):
            if question.get_by_label("That.").is_checked():
                break
            press(dana, "ArrowDown")
        expect(question.locator("[data-saved]")).to_have_text("Saved")
    dana.tab_to(page.get_by_role("button", name="Submit the post-test"))
    press(dana, "Enter")
    dana.at("Passed")


def test_the_attestation_and_the_evaluation_are_filled_in(dana: Reader) -> None:
    walker = dana.site.visitor().sign_in("dana@example.org")
    walker.enrollment = dana.enrollment
    walker.finish_lessons().take_post_test()
    page = dana.go(f"{dana.course}/attestation")
    dana.tab_to(page.get_by_label("I attest to this."))
    press(dana, "Space", "Tab")
    page.keyboard.type("Ada Okafor")
    press(dana, "Enter")
    dana.at("Evaluation")
    for group in page.locator("fieldset").all():
        dana.tab_to(group.get_by_role("radio").first)
        press(dana, "ArrowRight", "ArrowRight")
        expect(group.get_by_role("radio").nth(2)).to_be_checked()
    dana.tab_to(page.get_by_role("button", name="Send the evaluation"))
    press(dana, "Enter")
    dana.at("Certificate")
