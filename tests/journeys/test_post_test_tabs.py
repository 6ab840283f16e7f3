"""Ben answers in two tabs, goes back, signs out and clicks twice; the page shows what stands and says why."""

import re

import pytest
from playwright.sync_api import APIResponse, Locator, Page, Route, expect

from tests.journeys.complaints import refusal
from tests.journeys.conftest import OpenReader, ben_does_the_lessons
from tests.journeys.device import WITHOUT_SHELVES, expect_kept, expect_nothing_kept, fill_the_device
from tests.journeys.live import LiveSite
from tests.journeys.reader import Reader
from tests.walk import Character

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
NEWER = re.compile(r"Answered in another tab or on another device at .+; the newer answer is shown")


@pytest.fixture
def walker(live: LiveSite) -> Character:
    """Ben's account, with the lessons of the tiny course done."""
    return live.after(ben_does_the_lessons)


@pytest.fixture
def ben(walker: Character, open_reader: OpenReader) -> Reader:
    """Ben, who sits before the first question."""
    ben = open_reader().enrolled(walker)
    ben.go(walker.start_attempt())
    expect(ben.pill).to_contain_text("Saved")
    return ben


def question(page: Page, number: int) -> Locator:
    """Return a question by its place on the page, counted from 1."""
    return page.locator(".question").nth(number - 1)


def answer(page: Page, number: int, option: str = "That.") -> Locator:
    """Choose an answer, and return the mark beside the question."""
    question(page, number).get_by_text(option, exact=True).click()
    return question(page, number).locator("[data-saved]")


def test_two_tabs_come_to_show_the_newest_answer_and_say_so(ben: Reader) -> None:
    other = ben.another_tab(ben.page.url)
    expect(answer(other, 2, "This.")).to_have_text("Saved")
    expect(question(ben.page, 2).get_by_label("This.")).to_be_checked()
    expect(question(ben.page, 2).locator("[data-saved]")).to_have_text(NEWER)
    expect(answer(ben.page, 2, "Neither.")).to_have_text("Saved")
    expect(question(other, 2).get_by_label("Neither.")).to_be_checked()
    ben.sees("1 of 6 answered")


def test_a_tab_that_lost_the_clock_still_saves_an_answer(ben: Reader, walker: Character) -> None:
    ben.foresee(refusal(ben, 409, "/beat"))
    other = ben.another_tab(ben.page.url)
    expect(other.locator("[data-pill]")).to_contain_text("Saved")
    ben.context.clock.run_for(20_000)
    expect(ben.pill).to_contain_text("Continued elsewhere")
    expect(answer(ben.page, 2)).to_have_text("Saved")
    assert "1 of 6 answered" in walker.get(ben.page.url.removeprefix(ben.site.url)).text


def test_an_answer_that_did_not_know_of_another_devices_gives_way(ben: Reader, walker: Character) -> None:
    asked = question(ben.page, 3).get_attribute("data-question") or ""
    body = {"key": "8f3c4e9e-4c52-4a3f-9d59-1f4f1f0a7a11", "question": asked, "option": "a"}
    assert walker.post_json(f"{ben.page.url.removeprefix(ben.site.url)}/answers", body).status_code == 200
    expect(answer(ben.page, 3, "Neither.")).to_have_text(NEWER)
    expect(question(ben.page, 3).get_by_label("This.")).to_be_checked()
    expect(answer(ben.page, 3, "Neither.")).to_have_text("Saved")


def test_two_tabs_without_a_network_show_the_same_and_send_it_once(ben: Reader) -> None:
    ben.foresee("ERR_INTERNET_DISCONNECTED", refusal(ben, 409, "/beat"))  # the clock runs in one of the tabs
    other = ben.another_tab(ben.page.url)
    ben.context.set_offline(True)
    expect(answer(other, 1, "This.")).to_have_text("Not saved, trying again")
    expect(question(ben.page, 1).get_by_label("This.")).to_be_checked()
    answer(ben.page, 1, "Neither.")
    expect(question(other, 1).get_by_label("Neither.")).to_be_checked()
    ben.context.set_offline(False)
    expect(question(ben.page, 1).locator("[data-saved]")).to_have_text("Saved")
    ben.page.reload()
    expect(question(ben.page, 1).get_by_label("Neither.")).to_be_checked()


def test_a_late_word_about_an_older_answer_does_not_bring_it_back(ben: Reader) -> None:
    ben.foresee(refusal(ben, 409, "/beat"))  # the clock runs in one of the tabs
    other = ben.another_tab(ben.page.url)
    late: list[tuple[Route, APIResponse]] = []
    ben.page.route("**/answers", lambda route: late.append((route, route.fetch())))
    answer(ben.page, 1, "This.")
    expect(question(other, 1).get_by_label("This.")).to_be_checked()
    expect(answer(other, 1, "Neither.")).to_have_text("Saved")
    expect(question(ben.page, 1).get_by_label("Neither.")).to_be_checked()
    route, found = late[0]
    route.fulfill(response=found)
    expect(question(ben.page, 1).locator("[data-saved]")).to_have_text("Saved")
    expect(question(ben.page, 1).get_by_label("Neither.")).to_be_checked()


def test_what_was_answered_without_a_network_is_sent_by_the_next_visit(ben: Reader) -> None:
    ben.foresee("ERR_INTERNET_DISCONNECTED")
    address = ben.page.url
    ben.context.set_offline(True)
    for number, option in ((1, "This."), (2, "That."), (1, "Neither.")):
        expect(answer(ben.page, number, option)).to_have_text("Not saved, trying again")
    ben.page.close()
    ben.context.set_offline(False)
    later = ben.another_tab(address)
    expect(later.locator("[data-progress]")).to_have_text("2 of 6 answered")
    for number in (1, 2):
        expect(question(later, number).locator("[data-saved]")).to_have_text("Saved")
    later.reload()
    expect(question(later, 1).get_by_label("Neither.")).to_be_checked()
    expect_nothing_kept(later)


@pytest.mark.parametrize("is_offline", [True, False])
def test_an_answer_is_kept_when_its_tab_is_closed_at_once(ben: Reader, is_offline: bool) -> None:  # noqa: FBT001 - one of two
    ben.foresee("ERR_INTERNET_DISCONNECTED")
    address = ben.page.url
    ben.context.set_offline(is_offline)
    answer(ben.page, 1, "Neither.")
    ben.page.close()
    ben.context.set_offline(False)
    later = ben.another_tab(address)
    expect(question(later, 1).get_by_label("Neither.")).to_be_checked()
    expect_nothing_kept(later)


def test_a_tab_that_stays_sends_what_was_answered_in_one_that_was_closed(ben: Reader, walker: Character) -> None:
    ben.foresee("ERR_INTERNET_DISCONNECTED", refusal(ben, 409, "/beat"))  # the clock runs in one of the tabs
    other = ben.another_tab(ben.page.url)
    ben.context.set_offline(True)
    expect(answer(ben.page, 2, "Neither.")).to_have_text("Not saved, trying again")
    ben.page.close()
    expect(question(other, 2).get_by_label("Neither.")).to_be_checked()
    ben.context.set_offline(False)
    expect(question(other, 2).locator("[data-saved]")).to_have_text("Saved")
    assert "1 of 6 answered" in walker.get(other.url.removeprefix(ben.site.url)).text


def test_nobody_else_at_the_same_browser_sees_or_sends_an_answer(ben: Reader) -> None:
    ben.foresee("ERR_INTERNET_DISCONNECTED")
    ben.context.set_offline(True)
    expect(answer(ben.page, 1, "Neither.")).to_have_text("Not saved, trying again")
    ben.page.close()
    ben.context.set_offline(False)
    chen = ben.site.learner("chen@example.org").enroll("first-steps").finish_lessons()
    theirs = ben.signed_in(chen).another_tab(chen.start_attempt())
    expect(answer(theirs, 2)).to_have_text("Saved")
    expect(theirs.locator("[data-progress]")).to_have_text("1 of 6 answered")
    expect_kept(theirs, 1)


def test_an_attempt_that_is_over_leaves_no_answer_on_the_device(ben: Reader, walker: Character) -> None:
    ben.foresee("ERR_INTERNET_DISCONNECTED")
    attempt = ben.page.url
    ben.context.set_offline(True)
    expect(answer(ben.page, 1, "Neither.")).to_have_text("Not saved, trying again")
    ben.page.close()
    assert walker.post(f"{attempt.removeprefix(ben.site.url)}/submit", {"despite_unanswered": "yes"}).status_code == 303
    ben.context.set_offline(False)
    result = ben.another_tab(attempt)
    expect(result.get_by_text("0 of 6 right")).to_be_visible()
    expect_nothing_kept(result)


def test_a_browser_that_keeps_nothing_says_so_and_sends_when_it_can(ben: Reader) -> None:
    ben.foresee("ERR_INTERNET_DISCONNECTED")
    ben.context.add_init_script(WITHOUT_SHELVES)
    ben.page.reload()
    ben.context.set_offline(True)
    mark = answer(ben.page, 1)
    expect(mark).to_have_text("Not saved yet: keep this page open")
    ben.context.set_offline(False)
    expect(mark).to_have_text("Saved")


def test_a_device_that_is_full_says_that_the_page_must_stay_open_and_the_answer_arrives(
    walker: Character, open_reader: OpenReader
) -> None:
    ben = open_reader().enrolled(walker)
    ben.foresee("ERR_INTERNET_DISCONNECTED")
    fill_the_device(ben.page, ben.site.url)
    ben.go(walker.start_attempt())
    expect(ben.pill).to_contain_text("Saved")
    ben.context.set_offline(True)
    mark = answer(ben.page, 1)
    expect(mark).to_have_text("Not saved yet: keep this page open")
    expect_nothing_kept(ben.page)
    ben.context.set_offline(False)
    expect(mark).to_have_text("Saved")


def test_going_back_to_an_older_page_shows_what_was_answered_since(ben: Reader) -> None:
    expect(answer(ben.page, 1, "This.")).to_have_text("Saved")
    ben.press("Save")
    ben.sees("Saved. Nothing is submitted until you say so.")
    expect(answer(ben.page, 1, "Neither.")).to_have_text("Saved")
    ben.page.go_back()
    expect(question(ben.page, 1).get_by_label("Neither.")).to_be_checked()
    expect(question(ben.page, 1).locator("[data-saved]")).to_have_text("Saved")
    ben.sees("1 of 6 answered")


def test_two_quick_clicks_on_submit_are_graded_once(ben: Reader) -> None:
    for number in range(1, 7):
        expect(answer(ben.page, number)).to_have_text("Saved")
    ben.page.get_by_role("button", name="Submit the post-test").dblclick()
    ben.at("Passed")
    ben.go(f"{ben.course}/post-test")
    expect(ben.page.get_by_text("6 of 6 right")).to_have_count(1)


def test_a_page_is_submitted_when_its_last_answer_is_saved(ben: Reader) -> None:
    for number in range(1, 6):
        expect(answer(ben.page, number)).to_have_text("Saved")
    ben.foresee("ERR_FAILED")
    ben.page.route("**/answers", lambda route: route.abort())
    answer(ben.page, 6)
    ben.press("Submit the post-test")
    ben.sees("Your last answers are on their way.")
    ben.page.unroute("**/answers")
    ben.context.clock.run_for(5_000)
    ben.at("Passed")
    ben.sees("6 of 6 right")


def test_an_expired_sign_in_loses_no_answer_and_submits_nothing(ben: Reader) -> None:
    ben.foresee(refusal(ben, 409, "/beat"), *(refusal(ben, one, f"{ben.page.url}/answers") for one in (400, 401)))
    ben.context.clear_cookies()
    expect(answer(ben.page, 1)).to_contain_text("sign-in has expired")
    ben.press("Submit the post-test")
    ben.sees("Your last answers are on their way.")
    ben.sign_in("ben@example.org", tab=ben.context.new_page())
    ben.context.clock.run_for(5_000)
    ben.sees("5 questions have no answer.")
    expect(question(ben.page, 1).get_by_label("That.")).to_be_checked()


def test_an_answer_waits_while_somebody_else_is_signed_in_and_is_saved_when_its_author_is_back(ben: Reader) -> None:
    for address, *statuses in ((ben.page.url, 404), ("/beat", 409), (f"{ben.page.url}/answers", 400, 401)):
        ben.foresee(*(refusal(ben, status, address) for status in statuses))
    ben.context.clear_cookies()
    expect(answer(ben.page, 1)).to_contain_text("sign-in has expired")
    ben.site.learner("chen@example.org")
    chens = ben.context.new_page()
    ben.sign_in("chen@example.org", tab=chens)
    with ben.page.expect_response(lambda found: found.url == ben.page.url and found.status == 404):
        ben.context.clock.run_for(20_000)
    expect(question(ben.page, 1).locator("[data-saved]")).to_contain_text("sign-in has expired")
    expect_kept(chens, 1)
    chens.reload()  # two pages that a new sign-in draws at once get two tokens, of which the later one holds
    chens.get_by_role("button", name="Sign out").click()
    ben.sign_in("ben@example.org", tab=chens)
    ben.context.clock.run_for(20_000)
    expect(question(ben.page, 1).locator("[data-saved]")).to_have_text("Saved")


def test_a_flag_is_there_on_another_device(ben: Reader, walker: Character, open_reader: OpenReader) -> None:
    question(ben.page, 2).get_by_label("Come back to this").check()
    expect(question(ben.page, 2).locator("[data-saved]")).to_have_text("Saved")
    phone = open_reader(viewport={"width": 390, "height": 800}).enrolled(walker)
    phone.go(ben.page.url)
    expect(question(phone.page, 2).get_by_label("Come back to this")).to_be_checked()
    expect(phone.page.get_by_role("link", name=re.compile(r"^2 ?, come back to this$"))).to_be_visible()
