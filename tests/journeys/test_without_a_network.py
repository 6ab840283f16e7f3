"""Ada reads on a train: the network goes, the tab is loaded again, and what she read and answered is not lost."""

import contextlib

import pytest
from playwright.sync_api import Error, expect

from tests.journeys.complaints import refusal
from tests.journeys.conftest import OpenReader, ada_begins
from tests.journeys.device import expect_no_beat_kept, expect_nothing_kept, fill_the_device
from tests.journeys.live import LiveSite
from tests.journeys.reader import Reader

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

KEPT = "Offline: kept on this device"


def read_offline(ada: Reader, *, seconds: int) -> None:
    """Read on while nothing can be sent, trying again as the page does."""
    for _second in range(0, seconds, 10):
        ada.site.clock.tick(seconds=10)
        ada.context.clock.run_for(10_000)
    expect(ada.pill).to_have_text(KEPT)


def lose_the_network(ada: Reader) -> None:
    """Cut the network of her browser, maybe before it has read the answer to the last beat (then 422 tells it so)."""
    ada.foresee("ERR_INTERNET_DISCONNECTED", "Failed to fetch", refusal(ada, 422, "/beat"))
    ada.context.set_offline(True)


def load_again_in_vain(ada: Reader) -> None:
    """Load the tab again: the browser shows its own page about the network."""
    address = ada.page.url
    with contextlib.suppress(Error):
        ada.page.reload()
    expect(ada.page.locator("[data-clock]")).to_have_count(0)
    ada.context.set_offline(False)
    ada.page.goto(address)
    expect(ada.pill).to_contain_text("Saved")


def test_a_short_while_without_a_network_costs_nothing(ada: Reader) -> None:
    ada.stay(seconds=20)
    lose_the_network(ada)
    read_offline(ada, seconds=20)
    with ada.beating():
        ada.context.set_offline(False)
    expect(ada.pill).to_contain_text("Saved")
    assert ada.counted() == 40


def test_time_that_was_read_before_the_tab_was_loaded_again_without_a_network_is_counted(ada: Reader) -> None:
    ada.stay(seconds=20)
    lose_the_network(ada)
    read_offline(ada, seconds=20)
    load_again_in_vain(ada)
    assert ada.counted() == 40
    expect_no_beat_kept(ada.page)


def test_a_longer_while_is_replayed_as_one_span_and_paid_from_grace(ada: Reader) -> None:
    ada.stay(seconds=20)
    lose_the_network(ada)
    read_offline(ada, seconds=60)
    load_again_in_vain(ada)
    assert 60 <= ada.counted() <= 80
    with ada.site.database.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT grace_ms FROM seat_time_stretch WHERE grace_ms > 0")
        (paid,) = rows.scalars().all()  # only a span is paid from grace
    assert 40_000 <= paid <= 60_000


def test_an_answer_to_a_check_survives_loading_the_tab_again_without_a_network(ada: Reader) -> None:
    lose_the_network(ada)
    check = ada.page.locator("[data-check]")
    check.get_by_label("This one.").check()
    check.get_by_role("button", name="Answer").click()
    expect(check.locator("[data-saved]")).to_have_text("Not saved, trying again")
    load_again_in_vain(ada)
    expect(check.locator(".feedback")).to_contain_text("Yes: it is this one.")
    expect(check.get_by_label("This one.")).to_be_checked()
    ada.page.reload()
    expect(check.locator(".feedback")).to_contain_text("Yes: it is this one.")
    expect_nothing_kept(ada.page)


def test_a_device_that_is_full_says_that_the_page_must_stay_open_and_the_answer_arrives(
    live: LiveSite, open_reader: OpenReader
) -> None:
    ada = open_reader().enrolled(live.after(ada_begins))
    fill_the_device(ada.page, live.url)
    ada.go(f"{ada.course}/lessons/beginning")
    expect(ada.pill).to_contain_text("Saved")
    lose_the_network(ada)
    check = ada.page.locator("[data-check]")
    check.get_by_label("This one.").check()
    check.get_by_role("button", name="Answer").click()
    expect(check.locator("[data-saved]")).to_have_text("Not saved yet: keep this page open")
    expect(ada.pill).to_have_text("Offline: kept while this page is open")
    ada.context.set_offline(False)
    expect(check.locator(".feedback")).to_contain_text("Yes: it is this one.")


def test_a_section_read_to_its_end_without_a_network_is_noted_later(ada: Reader) -> None:
    lose_the_network(ada)
    for end in ada.page.locator("[data-end]").all():
        ada.bring_into_view(end)
        ada.context.clock.run_for(1_500)
    load_again_in_vain(ada)
    expect(ada.standing).not_to_contain_text("to read")


def test_a_choice_in_a_case_survives_loading_the_tab_again_without_a_network(
    live: LiveSite, open_reader: OpenReader
) -> None:
    live.publish("ketamine-basics", order="free")
    ada = open_reader().enrolled(live.learner().enroll("ketamine-basics"))
    ada.go(f"{ada.course}/lessons/conditions-evidence")
    expect(ada.pill).to_contain_text("Saved")
    lose_the_network(ada)
    chosen = ada.page.locator(".case-choice").first
    words = chosen.inner_text()
    chosen.click()
    expect(ada.page.locator("[data-case] [data-saved]").first).to_have_text("Not saved, trying again")
    load_again_in_vain(ada)
    ada.sees(f"You chose: {words}")
