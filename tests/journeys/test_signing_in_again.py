"""A sign-in that expires in the middle of a lesson is renewed on the page, and nothing is lost by it."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.complaints import refusal
from tests.journeys.device import expect_kept, expect_nothing_kept
from tests.journeys.reader import Reader
from tests.walk import PASSWORD

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

SIGNED_OUT = "Your sign-in has expired"


def answer_after_the_sign_in_expired(ada: Reader) -> Locator:
    """Answer the check of the lesson without a sign-in, and return the dialog that then opens."""
    for address in (f"{ada.course}/lessons/beginning/checks/beginning-check", "/sign-in"):
        ada.foresee(refusal(ada, 400, address), refusal(ada, 401, address))
    ada.see_every_section()
    check = ada.page.locator("[data-check]")
    check.get_by_label("This one.").check()
    ada.context.clock.run_for(1_000)
    ada.site.doorman.wait_until_quiet()
    ada.context.clear_cookies()
    check.get_by_role("button", name="Answer").click()
    dialog = ada.page.get_by_role("dialog", name="Sign in to go on")
    expect(dialog).to_be_visible()
    expect(ada.pill).to_contain_text(SIGNED_OUT)
    return dialog


def sign_in(dialog: Locator, *, password: str = PASSWORD, email: str | None = None) -> None:
    """Fill in the dialog and send it."""
    if email:
        dialog.get_by_label("Email").fill(email)
    dialog.get_by_label("Password").fill(password)
    dialog.get_by_role("button", name="Sign in").click()


def ben_signs_in_in_another_tab(ada: Reader) -> Page:
    """Sign in as Ben in Ada's browser, and wait until her page has asked for itself in vain; returns Ben's tab."""
    lesson = f"{ada.course}/lessons/beginning"
    ada.foresee(*(refusal(ada, 404, address) for address in (lesson, f"{lesson}/standing")))
    ada.site.learner("ben@example.org")
    bens = ada.context.new_page()
    ada.sign_in("ben@example.org", tab=bens)
    with ada.page.expect_response(lambda answer: answer.url.endswith(lesson) and answer.status == 404):
        ada.context.clock.run_for(20_000)
    bens.reload()  # two pages that a new sign-in draws at once get two tokens, of which the later one holds
    return bens


def expect_everything_went_on(ada: Reader) -> None:
    """See that the answer arrived, and that time counts."""
    expect(ada.page.get_by_role("dialog")).to_have_count(0)
    expect(ada.page.locator("[data-check] .feedback")).to_contain_text("Yes: it is this one.")
    expect(ada.pill).to_contain_text("Saved")
    ada.stay(seconds=20)
    assert ada.counted() == 20


def test_a_password_is_all_it_takes(ada: Reader) -> None:
    dialog = answer_after_the_sign_in_expired(ada)
    expect(dialog.get_by_label("Email")).to_have_value("ada@example.org")
    expect(dialog.get_by_label("Password")).to_be_focused()
    sign_in(dialog)
    expect_everything_went_on(ada)


def test_a_wrong_password_is_said_and_can_be_tried_again(ada: Reader) -> None:
    dialog = answer_after_the_sign_in_expired(ada)
    sign_in(dialog, password="not this one at all")
    expect(dialog.get_by_role("alert")).to_contain_text("do not belong together")
    sign_in(dialog)
    expect_everything_went_on(ada)


def test_somebody_else_cannot_go_on_with_her_page(ada: Reader) -> None:
    ada.foresee(refusal(ada, 404, f"{ada.course}/lessons/beginning"))
    ada.site.newcomer("ben@example.org")
    dialog = answer_after_the_sign_in_expired(ada)
    sign_in(dialog, email="ben@example.org")
    expect(dialog.get_by_role("alert")).to_contain_text("not the one this page was opened with")


def test_later_is_an_answer_too_and_the_button_stays(ada: Reader) -> None:
    dialog = answer_after_the_sign_in_expired(ada)
    dialog.get_by_role("button", name="Not now").click()
    expect(dialog).to_be_hidden()
    ada.press("Sign in")
    sign_in(dialog)
    expect_everything_went_on(ada)


def test_signing_in_in_another_tab_closes_the_dialog_by_itself(ada: Reader) -> None:
    answer_after_the_sign_in_expired(ada)
    ada.sign_in(tab=ada.context.new_page())
    ada.context.clock.run_for(20_000)
    expect(ada.page.get_by_role("dialog")).to_have_count(0)
    expect(ada.page.locator("[data-check] .feedback")).to_contain_text("Yes: it is this one.")


def test_what_waits_is_kept_while_somebody_else_is_signed_in_and_sent_when_she_is_back(ada: Reader) -> None:
    answer_after_the_sign_in_expired(ada)
    bens = ben_signs_in_in_another_tab(ada)
    expect(ada.pill).to_contain_text(SIGNED_OUT)
    expect_kept(bens, 1)
    bens.get_by_role("button", name="Sign out").click()
    ada.sign_in(tab=bens)
    ada.context.clock.run_for(20_000)
    expect(ada.page.locator("[data-check] .feedback")).to_contain_text("Yes: it is this one.")
    expect_nothing_kept(bens)


def test_what_waits_of_a_page_that_was_closed_is_sent_by_her_next_one_whoever_signed_in_between(ada: Reader) -> None:
    answer_after_the_sign_in_expired(ada)
    address = ada.page.url
    bens = ben_signs_in_in_another_tab(ada)
    ada.page.close()
    expect_kept(bens, 1)
    bens.get_by_role("button", name="Sign out").click()
    ada.sign_in(tab=bens)
    bens.goto(address)
    expect(bens.locator("[data-check] .feedback")).to_contain_text("Yes: it is this one.")
    expect_nothing_kept(bens)


def test_signing_out_in_another_tab_is_not_taken_for_reading_there(ada: Reader) -> None:
    ada.foresee(refusal(ada, 409, "/beat"))
    other = ada.another_tab("/profile")
    other.get_by_role("button", name="Sign out").click()
    other.wait_for_url(re.compile(r"/$"))
    ada.context.clock.run_for(20_000)
    expect(ada.pill).to_contain_text(SIGNED_OUT)
    expect(ada.page.get_by_role("button", name="Continue here")).to_be_hidden()
    sign_in(ada.page.get_by_role("dialog"))
    expect(ada.pill).to_contain_text("Saved")
