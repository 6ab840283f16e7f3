"""Time counts on one page, while it is looked at, by someone who is signed in; and the page says when it does not."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import OpenReader
from tests.journeys.live import LiveSite
from tests.journeys.reader import Reader

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

BEFORE = 20
SIGNED_OUT = "Your sign-in has expired"
ELSEWHERE = "Continued elsewhere"


@pytest.fixture
def ada(live: LiveSite, open_reader: OpenReader) -> Reader:
    """Ada, who sits before the first lesson of the tiny course, with its own minimum of time behind her."""
    live.course(is_fictional=True)
    walker = live.learner().enroll("first-steps")
    walker.read("lessons/beginning", seconds=BEFORE)
    ada = open_reader().enrolled(walker)
    ada.go(f"{ada.course}/lessons/beginning")
    expect(ada.pill).to_contain_text("Saved")
    return ada


def counted(reader: Reader) -> int:
    """Return the seconds that the ledger holds since she sat down."""
    rows = reader.site.database.engine.connect().exec_driver_sql(
        "SELECT coalesce(sum(counted_ms), 0) FROM seat_time_stretch"
    )
    return int(rows.scalar_one()) // 1000 - BEFORE


def test_a_second_tab_takes_over_and_the_first_takes_back_on_a_click(ada: Reader) -> None:
    ada.foresee("409")
    second = ada.another_tab(f"{ada.course}/lessons/beginning")
    expect(second.locator("[data-pill]")).to_contain_text("Saved")
    ada.context.clock.run_for(20_000)
    expect(ada.pill).to_contain_text(ELSEWHERE)
    expect(second.locator("[data-pill]")).to_contain_text("Saved")
    ada.press("Continue here")
    expect(ada.pill).to_contain_text("Saved")
    expect(ada.page.get_by_role("button", name="Continue here")).to_be_hidden()
    second.close()
    ada.stay(seconds=20)
    assert counted(ada) == 20


def test_a_hidden_page_counts_nothing(ada: Reader) -> None:
    ada.stay(seconds=20)
    with ada.page.expect_response("**/beat"):
        ada.hide()
    ada.site.clock.tick(minutes=10)
    ada.context.clock.run_for(10 * 60_000)
    with ada.page.expect_response("**/beat"):
        ada.show()
    assert counted(ada) == 20
    ada.stay(seconds=40)
    assert counted(ada) == 60


def test_a_page_opened_in_the_background_leaves_the_clock_where_it_is(ada: Reader) -> None:
    behind = ada.context.new_page()
    behind.add_init_script("Object.defineProperty(document, 'hidden', { configurable: true, get: () => true })")
    behind.goto(f"{ada.course}/lessons/beginning")
    ada.stay(seconds=40)
    expect(behind.locator("[data-pill]")).to_have_text("Starting the clock")
    assert counted(ada) == 40


def test_someone_who_does_nothing_is_told_that_the_clock_waits(ada: Reader) -> None:
    ada.stay(seconds=300)
    ada.context.clock.run_for(20_000)
    expect(ada.pill).to_contain_text("Paused")
    rows = "SELECT count(*) FROM seat_time_stretch"
    before = ada.site.database.engine.connect().exec_driver_sql(rows).scalar_one()
    ada.context.clock.run_for(60 * 60_000)
    ada.site.doorman.wait_until_quiet()
    assert ada.site.database.engine.connect().exec_driver_sql(rows).scalar_one() == before
    ada.page.mouse.move(100, 300)
    expect(ada.pill).to_contain_text("Saved")


def test_a_sign_in_that_expires_in_the_middle_of_a_lesson_loses_nothing(ada: Reader) -> None:
    ada.foresee("400", "401")
    ada.context.clear_cookies()
    check = ada.page.locator("[data-check]")
    check.get_by_label("This one.").check()
    check.get_by_role("button", name="Answer").click()
    expect(check.locator("[data-saved]")).to_contain_text(SIGNED_OUT)
    expect(ada.pill).to_contain_text(SIGNED_OUT)
    ada.sign_in(tab=ada.context.new_page())
    ada.context.clock.run_for(20_000)
    expect(check.locator(".feedback")).to_contain_text("Yes: it is this one.")
    ada.context.clock.run_for(20_000)
    expect(ada.pill).to_contain_text("Saved")
    ada.see_every_section()


def test_signing_out_in_another_tab_is_not_taken_for_reading_there(ada: Reader) -> None:
    ada.foresee("409", "401")
    other = ada.another_tab("/profile")
    other.get_by_role("button", name="Sign out").click()
    other.wait_for_url(re.compile(r"/$"))
    ada.context.clock.run_for(20_000)
    expect(ada.pill).to_contain_text(SIGNED_OUT)
    expect(ada.page.get_by_role("button", name="Continue here")).to_be_hidden()


def test_a_beat_that_gets_lost_is_sent_again_before_time_is_lost(ada: Reader) -> None:
    ada.foresee("ERR_FAILED")
    ada.page.route("**/beat", lambda route: route.abort(), times=1)
    ada.site.clock.tick(seconds=20)
    ada.context.clock.run_for(20_000)
    expect(ada.pill).to_contain_text("Not saved, trying again")
    ada.site.clock.tick(seconds=2)
    with ada.page.expect_response("**/beat"):
        ada.context.clock.run_for(2_000)
    expect(ada.pill).to_contain_text("Saved")
    assert counted(ada) == 22
