"""Ben answers the post-test while the network comes and goes; no answer is lost, and the page says what is saved."""

import pytest
from playwright.sync_api import Locator, Route, expect

from tests.journeys.complaints import refusal
from tests.journeys.conftest import OpenReader, ben_does_the_lessons
from tests.journeys.device import expect_nothing_kept
from tests.journeys.live import LiveSite
from tests.journeys.reader import Reader

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def ben(live: LiveSite, open_reader: OpenReader) -> Reader:
    """Ben, who has done the lessons of the tiny course and sits before the first question."""
    walker = live.after(ben_does_the_lessons)
    ben = open_reader().enrolled(walker)
    ben.go(walker.start_attempt())
    expect(ben.pill).to_contain_text("Saved")
    return ben


def question(ben: Reader, number: int) -> Locator:
    """Return a question by its place on the page, counted from 1."""
    return ben.page.locator(".question").nth(number - 1)


def answer(ben: Reader, number: int, option: str = "That.") -> Locator:
    """Choose an answer, and return the mark beside the question."""
    question(ben, number).get_by_text(option, exact=True).click()
    return question(ben, number).locator("[data-saved]")


def test_an_answer_given_without_a_network_is_saved_when_it_is_back(ben: Reader) -> None:
    ben.foresee("ERR_INTERNET_DISCONNECTED")
    expect(answer(ben, 1)).to_have_text("Saved")
    ben.context.set_offline(True)
    expect(answer(ben, 2)).to_have_text("Not saved, trying again")
    mark = answer(ben, 3)
    ben.context.set_offline(False)
    expect(mark).to_have_text("Saved")
    expect(question(ben, 2).locator("[data-saved]")).to_have_text("Saved")
    ben.sees("3 of 6 answered")


def test_an_answer_that_could_not_be_saved_survives_loading_the_page_again(ben: Reader) -> None:
    ben.foresee("503")
    with ben.site.doorman.refusing("/answers"):
        expect(answer(ben, 2)).to_have_text("Not saved, trying again")
        ben.page.reload()
        expect(question(ben, 2).get_by_label("That.")).to_be_checked()
        expect(question(ben, 2).locator("[data-saved]")).to_have_text("Not saved, trying again")
    ben.context.clock.run_for(2_000)
    expect(question(ben, 2).locator("[data-saved]")).to_have_text("Saved")
    expect_nothing_kept(ben.page)


def test_an_answer_given_before_the_script_is_there_is_saved_too(ben: Reader) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    ben.page.route("**/post_test.js*", hold)
    ben.page.reload(wait_until="commit")
    mark = answer(ben, 4)
    expect(mark).to_be_empty()
    held[0].continue_()
    expect(mark).to_have_text("Saved")


def test_nothing_is_submitted_into_a_network_that_is_not_there(ben: Reader) -> None:
    ben.context.set_offline(True)
    ben.press("Submit the post-test")
    ben.sees("You are offline, so nothing was submitted.")
    ben.context.set_offline(False)
    expect(ben.page.get_by_text("You are offline")).to_be_hidden()
    ben.press("Submit the post-test")
    ben.sees("6 questions have no answer.")


def test_back_after_submitting_shows_the_result_and_not_the_questions(ben: Reader) -> None:
    for number in range(1, 7):
        answer(ben, number)
    ben.press("Submit the post-test")
    ben.at("Passed")
    ben.page.go_back()
    ben.at("Passed")
    expect_nothing_kept(ben.page)


def test_an_attempt_that_was_submitted_in_another_tab_shows_its_result(ben: Reader) -> None:
    ben.foresee(refusal(ben, 422, f"{ben.page.url}/answers"), refusal(ben, 409, "/beat"))
    other = ben.another_tab(ben.page.url)
    for number in range(6):
        other.locator(".question").nth(number).get_by_text("That.", exact=True).click()
    other.get_by_role("button", name="Submit the post-test").click()
    other.get_by_role("heading", name="Passed").wait_for()
    answer(ben, 1, "This.")
    ben.at("Passed")
    expect_nothing_kept(ben.page)
