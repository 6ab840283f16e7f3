"""Time counts on one page, while it is looked at, by someone who is signed in; and the page says when it does not."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.complaints import refusal
from tests.journeys.conftest import OpenReader, ada_begins
from tests.journeys.live import LiveSite
from tests.journeys.reader import Reader

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

SIGNED_OUT = "Your sign-in has expired"
ELSEWHERE = "Continued elsewhere"


def tab_that_took_over(ada: Reader) -> Page:
    """Open the lesson in a second tab, which takes the clock over from the first."""
    ada.foresee(refusal(ada, 409, "/beat"))
    second = ada.another_tab(f"{ada.course}/lessons/beginning")
    expect(second.locator("[data-pill]")).to_contain_text("Saved")
    ada.context.clock.run_for(20_000)
    expect(ada.pill).to_contain_text(ELSEWHERE)
    return second


def test_a_second_tab_takes_over_and_the_first_takes_back_on_a_click(ada: Reader) -> None:
    second = tab_that_took_over(ada)
    expect(second.locator("[data-pill]")).to_contain_text("Saved")
    ada.press("Continue here")
    expect(ada.pill).to_contain_text("Saved")
    expect(ada.page.get_by_role("button", name="Continue here")).to_be_hidden()
    second.close()
    ada.stay(seconds=20)
    assert ada.counted() == 20


def test_a_page_that_lost_the_clock_still_takes_an_answer_and_the_end_of_a_section(ada: Reader) -> None:
    second = tab_that_took_over(ada)
    ada.answer_check("This one.")
    ada.see_every_section()
    second.reload()
    expect(second.locator("[data-check] .feedback")).to_contain_text("Yes: it is this one.")
    expect(second.locator("[data-standing-here]")).not_to_contain_text("to read")


def test_a_hidden_page_counts_nothing(ada: Reader) -> None:
    ada.stay(seconds=20)
    with ada.beating():
        ada.hide()
    ada.site.clock.tick(minutes=10)
    ada.context.clock.run_for(10 * 60_000)
    with ada.beating():
        ada.show()
    assert ada.counted() == 20
    ada.stay(seconds=40)
    assert ada.counted() == 60


def test_a_page_opened_in_the_background_leaves_the_clock_where_it_is(ada: Reader) -> None:
    behind = ada.context.new_page()
    behind.add_init_script("Object.defineProperty(document, 'hidden', { configurable: true, get: () => true })")
    behind.goto(f"{ada.course}/lessons/beginning")
    ada.stay(seconds=40)
    expect(behind.locator("[data-pill]")).to_have_text("Starting the clock")
    assert ada.counted() == 40


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


def test_a_beat_that_gets_lost_is_sent_again_before_time_is_lost(ada: Reader) -> None:
    ada.foresee(f"503 (Service Unavailable) ({ada.site.url}/beat)")
    with ada.site.doorman.refusing("/beat"):
        ada.site.clock.tick(seconds=20)
        ada.context.clock.run_for(20_000)
        expect(ada.pill).to_contain_text("Not saved, trying again")
    ada.site.clock.tick(seconds=2)
    with ada.beating():
        ada.context.clock.run_for(2_000)
    expect(ada.pill).to_contain_text("Saved")
    assert ada.counted() == 22


def test_an_end_that_came_into_view_while_the_page_was_hidden_is_noted_when_it_is_looked_at(
    live: LiveSite, open_reader: OpenReader
) -> None:
    ada = open_reader(viewport={"width": 390, "height": 300}).enrolled(live.after(ada_begins))
    ada.go(f"{ada.course}/lessons/beginning")
    ends = ada.page.locator("[data-end]")
    ada.bring_into_view(ends.first)
    ada.context.clock.run_for(1_500)
    expect(ada.standing).to_contain_text("One section to read")
    ada.hide()
    ada.bring_into_view(ends.last)
    ada.context.clock.run_for(1_500)
    ada.show()
    ada.context.clock.run_for(1_500)
    expect(ada.standing).not_to_contain_text("to read")
