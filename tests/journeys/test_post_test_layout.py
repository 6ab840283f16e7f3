"""The questions, one at a time or all on one page: with a keyboard, for a screen reader, and without scripts."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import OpenReader, chen_does_the_lessons
from tests.journeys.live import LiveSite
from tests.journeys.reader import Reader
from tests.walk import Character

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def walker(live: LiveSite) -> Character:
    """Chen's account, with the lessons of the tiny course done."""
    return live.after(chen_does_the_lessons)


@pytest.fixture
def chen(walker: Character, open_reader: OpenReader) -> Reader:
    """Chen, who sits before the first question."""
    chen = open_reader().enrolled(walker)
    chen.go(walker.start_attempt())
    return chen


def shown(page: Page) -> list[int]:
    """Return the numbers of the questions that are on the page."""
    fields = page.locator(".question").all()
    return [number for number, field in enumerate(fields, 1) if field.is_visible()]


def test_one_question_at_a_time_is_turned_like_a_page_and_remembered(chen: Reader) -> None:
    assert shown(chen.page) == [1, 2, 3, 4, 5, 6]
    chen.press("Show one question at a time")
    expect(chen.page.locator(".one-by-one")).to_be_visible()
    assert shown(chen.page) == [1]
    chen.follow("Next question, 2")
    expect(chen.page.locator(".question").nth(1)).to_be_focused()
    assert shown(chen.page) == [2]
    chen.page.go_back()
    assert shown(chen.page) == [1]
    chen.page.get_by_role("navigation", name="Questions").get_by_role("link", name="5").click()
    assert shown(chen.page) == [5]
    chen.page.reload()
    assert shown(chen.page) == [5]
    chen.press("Show all questions on one page")
    expect(chen.page.locator(".one-by-one")).to_have_count(0)


def test_the_whole_post_test_is_taken_with_the_keyboard_one_question_at_a_time(chen: Reader) -> None:
    chen.press("Show one question at a time")
    expect(chen.page.locator(".one-by-one")).to_be_visible()
    for number in range(1, 7):
        field = chen.page.locator(".question").nth(number - 1)
        chen.tab_to(field.get_by_role("radio").first)
        chen.page.keyboard.press("Space")
        for _press in range(2):
            if not field.get_by_label("That.").is_checked():
                chen.page.keyboard.press("ArrowDown")
        expect(field.locator("[data-saved]")).to_have_text("Saved")
        if number < 6:
            chen.tab_to(field.get_by_role("link", name=f"Next question, {number + 1}"))
            chen.page.keyboard.press("Enter")
    chen.tab_to(chen.page.get_by_role("button", name="Submit the post-test"))
    chen.page.keyboard.press("Enter")
    chen.at("Passed")


def test_enter_on_an_answer_saves_and_never_submits(chen: Reader) -> None:
    radio = chen.tab_to(chen.page.get_by_role("radio").first)
    chen.page.keyboard.press("Space")
    radio.press("Enter")
    chen.sees("Saved. Nothing is submitted until you say so.")


def test_a_screen_reader_finds_groups_of_options_with_what_is_said_about_them(chen: Reader) -> None:
    chen.press("Submit the post-test")
    chen.sees("6 questions have no answer.")
    first = chen.page.locator(".question").first
    expect(first).to_match_aria_snapshot("""
        - group /1\\. What is asked/:
          - radio
          - text: /.+/
          - radio
          - text: /.+/
          - radio
          - text: /.+/
          - paragraph: Not answered yet
          - checkbox "Come back to this"
          - text: Come back to this
    """)
    expect(first).to_have_accessible_description("Not answered yet")
    first.get_by_role("radio").first.check()
    expect(first).to_have_accessible_description("Saved")
    number = chen.page.get_by_role("navigation", name="Questions").get_by_role("link").first
    expect(number).to_have_accessible_name(re.compile(r"^1 ?, answered$"))


def test_nothing_moves_when_an_answer_is_saved(chen: Reader) -> None:
    field = chen.page.locator(".question").nth(1)
    before = chen.page.locator(".question").nth(2).evaluate("one => one.offsetTop")
    field.get_by_text("This.", exact=True).click()
    expect(field.locator("[data-saved]")).to_have_text("Saved")
    assert chen.page.locator(".question").nth(2).evaluate("one => one.offsetTop") == before


def test_without_scripts_the_post_test_is_taken_all_the_same(walker: Character, open_reader: OpenReader) -> None:
    chen = open_reader(own_time=False, java_script_enabled=False).enrolled(walker)
    chen.go(walker.start_attempt())
    chen.press("Show one question at a time")
    assert shown(chen.page) == [1]
    for number in range(1, 7):
        chen.page.locator(".question").nth(number - 1).get_by_label("That.").check()
        if number == 1:
            chen.press("Save")
            chen.sees("Saved. Nothing is submitted until you say so.")
        if number < 6:
            chen.follow(f"Next question, {number + 1}")
            assert shown(chen.page) == [number + 1]
    chen.press("Submit the post-test")
    chen.at("Passed")
