"""Ada goes away and comes back: a closed laptop, another course or device; time counts once."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.complaints import refusal
from tests.journeys.conftest import OpenReader
from tests.journeys.live import LiveSite
from tests.journeys.reader import Reader, tells

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

ELSEWHERE = "Continued elsewhere"


def test_a_laptop_that_slept_earns_nothing_for_its_sleep(ada: Reader) -> None:
    ada.hold_time()
    ada.stay(seconds=20)
    ada.site.clock.tick(seconds=7)
    ada.context.clock.run_for(7_000)
    ada.page.mouse.move(50, 50)  # up to this moment it is known that she was there
    ada.site.clock.tick(hours=8)
    ada.context.clock.fast_forward("08:00:00")
    expect(ada.pill).to_contain_text("Paused")
    ada.site.doorman.wait_until_quiet()
    with ada.page.expect_response(lambda one: '"fresh":true' in (one.request.post_data or "")):
        ada.page.mouse.move(100, 300)
    expect(ada.pill).to_contain_text("Saved")
    ada.site.doorman.wait_until_quiet()
    ada.stay(seconds=20)
    assert ada.counted() == 47


def test_a_second_course_takes_the_clock_over_and_time_counts_once(live: LiveSite, ada: Reader) -> None:
    ada.foresee(refusal(ada, 409, "/beat"))
    live.course(slug="second-steps", is_fictional=True)
    other = live.visitor().sign_in("ada@example.org").enroll("second-steps")
    other.read("lessons/beginning", seconds=20)
    ada.before = ada.counted() + ada.before
    ada.page.reload()
    expect(ada.pill).to_contain_text("Saved")
    ada.stay(seconds=20)
    second = ada.another_tab(f"{other.course}/lessons/beginning")
    expect(second.locator("[data-pill]")).to_contain_text("Saved")
    live.clock.tick(seconds=20)
    ada.context.clock.run_for(20_000)
    expect(ada.pill).to_contain_text(ELSEWHERE)
    expect(second.locator("[data-pill]")).to_contain_text("Saved")
    assert ada.counted() == 40


def test_from_the_phone_to_the_laptop_in_the_same_section(live: LiveSite, open_reader: OpenReader) -> None:
    live.publish("player-tour")
    walker = live.learner("chen@example.org").enroll("player-tour")
    walker.read("lessons/your-time", seconds=600)
    phone = open_reader(viewport={"width": 360, "height": 640}, has_touch=True).enrolled(walker)
    phone.foresee(refusal(phone, 409, "/beat"))
    phone.go(f"{phone.course}/lessons/your-time")
    expect(phone.pill).to_contain_text("Saved")
    with phone.page.expect_response(tells("the-bar-on-top")):
        phone.scroll_to("the-bar-on-top")
        phone.stay(seconds=20)
    laptop = open_reader(viewport={"width": 1280, "height": 500}).enrolled(walker)
    laptop.go("/home")
    laptop.follow("Go on where you stopped")
    expect(laptop.page).to_have_url(re.compile("#the-bar-on-top$"))
    expect(laptop.pill).to_contain_text("Saved")
    phone.context.clock.run_for(20_000)
    expect(phone.pill).to_contain_text(ELSEWHERE)
    laptop.stay(seconds=20)
    assert laptop.counted() == 640
