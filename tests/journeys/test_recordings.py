"""Chen plays the tour's film in a real browser: what plays on the page counts, and nothing else does."""

import pytest
from playwright.sync_api import Locator, expect

from player.catalog.rules import MediaPolicy
from tests.journeys.complaints import refusal
from tests.journeys.conftest import OpenReader
from tests.journeys.live import LiveSite
from tests.journeys.looks import ALL_LOOKS, complaints
from tests.journeys.reader import Reader, wait_until

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

LESSON = "lessons/your-place"


@pytest.fixture
def chen(live: LiveSite, open_reader: OpenReader) -> Reader:
    """Chen, who has the lesson with the film open."""
    live.publish("player-tour", order="free")
    chen = open_reader().enrolled(live.learner("chen@example.org").enroll("player-tour"))
    return opened(chen)


def opened(reader: Reader) -> Reader:
    """Open the lesson, with its sound off, and wait until the server knows of it."""
    with reader.page.expect_response("**/recordings/tour-video"):
        reader.page.goto(f"{reader.course}/{LESSON}", wait_until="domcontentloaded")
    film(reader).evaluate("film => { film.muted = true; }")
    expect(reader.page.locator("[data-tools]")).to_be_visible()
    return reader


def film(reader: Reader) -> Locator:
    return reader.page.locator("video")


def play(reader: Reader, *, until: float) -> None:
    """Play to a place, as fast as one may, and pause there; the server's clock goes on as long."""
    reader.site.clock.tick(seconds=until)
    film(reader).evaluate(
        """(film, until) => new Promise(resolve => {
            film.ontimeupdate = () => film.currentTime >= until && film.pause();
            film.onpause = () => resolve();
            film.playbackRate = 2;
            film.play();
        })""",
        until,
    )


def go_to(reader: Reader, place: str) -> None:
    """Move the film to a place, and wait until it is where the page lets it be."""
    film(reader).evaluate(
        f"""film => new Promise(resolve => {{
            film.onseeked = () => film.seeking || resolve();
            film.currentTime = {place};
        }})"""
    )


def percent(reader: Reader) -> int:
    return int(reader.page.locator("[data-percent]").get_attribute("data-percent") or "-1")


def test_what_plays_counts_and_what_is_jumped_over_does_not(chen: Reader) -> None:
    with chen.page.expect_response("**/recordings/tour-video"):
        play(chen, until=3)
    expect(chen.page.locator("[data-percent]")).not_to_have_attribute("data-percent", "0")
    before = percent(chen)
    film(chen).evaluate("film => { film.currentTime = film.duration - 4; }")
    with chen.page.expect_response("**/recordings/tour-video"):
        play(chen, until=float(film(chen).evaluate("film => film.duration - 2")))
    expect(chen.page.locator(".coverage rect")).to_have_count(2)
    assert before <= percent(chen) < 30


def test_what_plays_before_the_server_knows_of_the_page_counts_from_its_beginning(
    live: LiveSite, open_reader: OpenReader
) -> None:
    live.publish("player-tour", order="free", media_policy=MediaPolicy(forward_skipping=False))
    chen = open_reader().enrolled(live.learner("chen@example.org").enroll("player-tour"))
    chen.foresee(refusal(chen, 422, f"{chen.course}/{LESSON}/recordings/tour-video"))
    chen.page.route("**/recordings/tour-video", lambda _route: None)
    chen.go(f"{chen.course}/{LESSON}")
    film(chen).evaluate("film => { film.muted = true; }")
    play(chen, until=4)
    with chen.page.expect_response(lambda answer: answer.status == 422):
        chen.page.unroute("**/recordings/tour-video")
    live.clock.tick(seconds=4)
    chen.context.clock.run_for(5_000)
    piece = chen.page.locator(".coverage rect")
    expect(piece).to_have_count(1)
    assert int(piece.get_attribute("x") or "") < 500
    assert int(piece.get_attribute("width") or "") > 3_500


def test_she_comes_back_to_the_place_where_she_paused(chen: Reader) -> None:
    with chen.page.expect_response("**/recordings/tour-video"):
        play(chen, until=3)
    paused_at = film(chen).evaluate("film => film.currentTime")
    opened(chen)
    wait_until(chen.page, "document.querySelector('video').currentTime > 2")
    assert abs(film(chen).evaluate("film => film.currentTime") - paused_at) < 1


def test_what_plays_while_the_page_is_hidden_does_not_count_and_the_page_says_so(chen: Reader) -> None:
    chen.hide()
    play(chen, until=2)
    chen.show()
    expect(chen.sees("It played while this page was hidden")).to_be_visible()
    assert percent(chen) == 0


def test_what_plays_in_a_window_of_its_own_does_not_count_either(chen: Reader) -> None:
    film(chen).evaluate("film => { film.onclick = click => (click.preventDefault(), film.requestPictureInPicture()); }")
    film(chen).click()
    wait_until(chen.page, "document.pictureInPictureElement !== null")
    play(chen, until=2)
    chen.sees("It played while this page was hidden")
    chen.page.evaluate("document.exitPictureInPicture()")
    assert percent(chen) == 0


def test_where_the_course_lets_it_what_plays_while_the_page_is_hidden_counts(
    live: LiveSite, open_reader: OpenReader
) -> None:
    live.publish("player-tour", order="free", media_policy=MediaPolicy(hidden_media=True))
    chen = opened(open_reader().enrolled(live.learner("chen@example.org").enroll("player-tour")))
    chen.hide()
    with chen.page.expect_response("**/recordings/tour-video"):
        play(chen, until=3)
    expect(chen.page.locator(".coverage rect")).to_have_count(1)
    expect(chen.page.locator("[data-note=away]")).to_be_hidden()


def test_the_menu_sets_the_speed_and_no_other_way_leads_beyond_it(chen: Reader) -> None:
    menu = chen.page.get_by_label("Speed")
    menu.select_option("1.5×")
    assert film(chen).evaluate("film => film.playbackRate") == 1.5
    for asked, granted in ((16, 2), (0.25, 0.75), (1.25, 1.25)):
        film(chen).evaluate("(film, rate) => { film.playbackRate = rate; }", asked)
        expect(menu).to_have_value(str(granted))
        assert film(chen).evaluate("film => film.playbackRate") == granted


def test_where_the_course_does_not_allow_it_nobody_goes_ahead_but_everybody_back(
    live: LiveSite, open_reader: OpenReader
) -> None:
    live.publish("player-tour", order="free", media_policy=MediaPolicy(forward_skipping=False))
    chen = opened(open_reader().enrolled(live.learner("chen@example.org").enroll("player-tour")))
    with chen.page.expect_response("**/recordings/tour-video"):
        play(chen, until=3)
    go_to(chen, "film.duration - 4")
    chen.sees("This course does not skip ahead. You can go back at any time.")
    assert 2 < film(chen).evaluate("film => film.currentTime") < 5
    go_to(chen, "1")
    go_to(chen, "2")
    assert film(chen).evaluate("film => film.currentTime") == 2


def test_the_bar_on_top_does_not_say_saved_while_a_piece_that_was_played_is_not(chen: Reader) -> None:
    chen.foresee("503 (Service Unavailable)")
    expect(chen.pill).to_contain_text("Saved")
    with chen.site.doorman.refusing("/recordings/tour-video"):
        play(chen, until=2)
        chen.sees("What you play could not be saved yet")
        with chen.beating():
            chen.context.clock.run_for(20_000)
        expect(chen.pill).to_have_text("Not saved, trying again")
    chen.context.clock.run_for(20_000)
    expect(chen.pill).to_contain_text("Saved")
    assert percent(chen) > 0


def test_a_line_of_the_transcript_leads_to_its_place_by_keyboard(chen: Reader) -> None:
    chen.page.locator("details.transcript summary").click()
    line = chen.page.locator(".cue").nth(2)
    line.focus()
    chen.page.keyboard.press("Enter")
    expect(line).to_have_attribute("aria-current", "true")
    wanted = int(line.get_attribute("data-from-ms") or "0") / 1000
    assert film(chen).evaluate("film => film.currentTime") >= wanted


def test_a_film_that_cannot_be_loaded_says_what_to_do(live: LiveSite, open_reader: OpenReader) -> None:
    live.publish("player-tour", order="free")
    ben = open_reader().enrolled(live.learner("ben@example.org").enroll("player-tour"))
    ben.foresee("ERR_FAILED")
    ben.page.route("**/media/*", lambda route: route.abort())
    ben.go(f"{ben.course}/{LESSON}")
    ben.sees("The recording cannot be loaded")
    ben.page.locator("details.transcript summary").click()
    ben.press("I have read the transcript")
    ben.sees("Done: you have read the transcript.")


def test_recordings_can_be_used_by_everybody(live: LiveSite, open_reader: OpenReader) -> None:
    folder = live.course(is_fictional=True)
    folder.add_audio()
    folder.publish(live.database, at=live.clock.now(), media=live.folder / "media")
    ada = live.learner().enroll("first-steps")
    reader = open_reader(own_time=False).signed_in(ada)
    found = complaints(reader.page, [f"{ada.course}/lessons/beginning"], ALL_LOOKS)
    assert not found, "\n".join(found)
