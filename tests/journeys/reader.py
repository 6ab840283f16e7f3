"""Someone in front of a browser: does what people do, and notes whatever the browser complains about."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Request, Response, expect

from tests.journeys.live import LiveSite
from tests.walk import PASSWORD, Character

BEAT_SECONDS = 20
TOLD = "the page knows what was counted"
TELL = f"addEventListener('counted', () => console.debug({TOLD!r}))"
LONGEST_WAIT = 10
"""Seconds that a browser gets for whatever a test waits for."""

expect.set_options(timeout=LONGEST_WAIT * 1000)


def wait_until(page: Page, expression: str) -> None:
    """Wait until an expression is true in a page.

    It looks from outside each time: from its second look on, Playwright's own waiting evaluates text inside the page,
    which the site's Content-Security-Policy forbids.
    """
    give_up = time.monotonic() + LONGEST_WAIT
    while not page.evaluate(expression):
        assert time.monotonic() < give_up, f"not true in {LONGEST_WAIT} seconds: {expression}"
        page.wait_for_timeout(50)


def tells(section: str) -> Callable[[Response], bool]:
    """Return what knows the answer to a beat that tells a section as the place."""
    return lambda answer: answer.url.endswith("/beat") and f'"{section}"' in (answer.request.post_data or "")


class Reader:
    """A browser of one's own, with one page open. Its time is the site's, and a test moves both."""

    def __init__(self, browser: Browser, site: LiveSite, *, own_time: bool = True, **options: Any) -> None:  # noqa: ANN401 - Playwright's own options
        self.site = site
        self.complaints: list[str] = []
        self.foreseen: list[str] = []
        self.before = 0
        self.context: BrowserContext = browser.new_context(base_url=site.url, reduced_motion="reduce", **options)
        self.context.set_default_timeout(LONGEST_WAIT * 1000)
        if own_time:
            self.context.clock.install(time=site.clock.now())
        self.context.add_init_script(TELL)
        self.context.on("console", self._heard)
        self.context.on("weberror", lambda error: self._complain(f"error in the page: {error.error}"))
        self.context.on("request", self._asked)
        self.page = self.context.new_page()

    def foresee(self, *words: str) -> None:
        """Expect complaints of the browser that hold one of these words: a test makes things go wrong."""
        self.foreseen += words

    def close(self) -> None:
        """Close the browser's windows."""
        self.context.close()

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self._complain(f"console {message.type}: {message.text} ({message.location.get('url')})")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.site.url + "/", "data:", "blob:")):
            self._complain(f"asked another host: {request.url}")

    def _complain(self, complaint: str) -> None:
        if not any(words in complaint for words in self.foreseen):
            self.complaints.append(complaint)

    def go(self, path: str) -> Page:
        """Load a page by its address."""
        self.page.goto(path)
        return self.page

    def press(self, name: str, role: Any = "button") -> None:  # noqa: ANN401 - one of Playwright's many words
        """Press the one button or link of this name."""
        self.page.get_by_role(role, name=name, exact=True).click()

    def follow(self, name: str) -> None:
        """Follow the one link of this name."""
        self.press(name, "link")

    def sees(self, text: str | re.Pattern[str]) -> Locator:
        """Wait until a text stands on the page."""
        found = self.page.get_by_text(text).first
        expect(found).to_be_visible()
        return found

    def at(self, heading: str | re.Pattern[str]) -> "Reader":
        """Wait until the page with this heading is there."""
        expect(self.page.get_by_role("heading", level=1, name=heading)).to_be_visible()
        return self

    def sign_in(self, email: str = "ada@example.org", *, tab: Page | None = None) -> "Reader":
        """Sign in with an account that exists, here or in another tab."""
        page = tab or self.page
        page.goto("/sign-in")
        page.get_by_label("Email").fill(email)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/home")
        return self

    def enrolled(self, character: Character) -> "Reader":
        """Sit down at this browser as someone who is signed in and enrolled already."""
        self.course, self.enrollment = character.course, character.enrollment
        return self.signed_in(character)

    def signed_in(self, character: Character) -> "Reader":
        """Sit down at this browser as someone who is signed in already."""
        cookie = character.client.get_cookie("session")
        assert cookie is not None
        self.context.add_cookies([{"name": "session", "value": cookie.value, "url": self.site.url}])
        return self

    def another_tab(self, path: str) -> Page:
        """Open another tab of the same browser."""
        page = self.context.new_page()
        page.goto(path)
        return page

    def hide(self) -> None:
        """Put another window in front of the page. A browser without a screen has to be told that it is hidden."""
        self._cover(hidden=True)

    def show(self) -> None:
        """Come back to the page."""
        self._cover(hidden=False)

    def _cover(self, *, hidden: bool) -> None:
        self.page.evaluate(
            """hidden => {
                Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
                document.dispatchEvent(new Event("visibilitychange"));
            }""",
            hidden,
        )

    def tab_to(self, target: Locator, *, most: int = 60) -> Locator:
        """Press Tab until something has the focus, as someone without a mouse does."""
        for _press in range(most):
            self.page.keyboard.press("Tab")
            if target.evaluate("target => target === document.activeElement"):
                return target
        raise AssertionError(f"Tab never reaches {target}")

    def fill(self, **fields: str) -> None:
        """Fill fields of the page, by their names."""
        for name, value in fields.items():
            field = self.page.locator(f"main [name={name}]").first
            if field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)

    @contextmanager
    def beating(self) -> Iterator[None]:
        """Do something that makes the page beat, and wait until it has read the answer and set its timer anew.

        A browser tells of a response before its page has read it; the timer would miss the time between the two.
        """
        with self.page.expect_console_message(lambda message: message.text == TOLD):
            yield

    def hold_time(self) -> None:
        """Let the page's time stand still from now on, but for what a test lets pass; the page was just touched."""
        now = datetime.fromtimestamp(self.page.evaluate("Date.now()") / 1000, UTC)
        with self.beating():
            self.context.clock.pause_at(now + timedelta(seconds=BEAT_SECONDS))
        self.page.mouse.move(10, 10)
        self.page.mouse.move(20, 20)

    def stay(self, *, seconds: int) -> None:
        """Keep reading for some seconds of the site's time, in whole beats, and see each of them saved.

        Beats come every 20 seconds, and sooner only while less than that is missing of the lesson's own minimum.
        """
        for _beat in range(0, seconds, BEAT_SECONDS):
            self.site.clock.tick(seconds=BEAT_SECONDS)
            with self.beating():
                self.context.clock.run_for(BEAT_SECONDS * 1000)

    def scroll_to(self, section: str) -> None:
        """Bring another section into view, and wait until the page has heard of it."""
        note = "addEventListener('scroll', () => { document.body.dataset.scrolled = 'yes'; }, { once: true })"
        self.page.evaluate(note)  # heard after the page's own listener
        self.page.locator(f"#{section}").evaluate("section => section.scrollIntoView()")
        expect(self.page.locator("body[data-scrolled]")).to_have_count(1)

    def counted(self) -> int:
        """Return the seconds that the ledger holds, without those that it held before."""
        self.site.doorman.wait_until_quiet()
        with self.site.database.engine.connect() as connection:
            total = connection.exec_driver_sql("SELECT coalesce(sum(counted_ms), 0) FROM seat_time_stretch")
            return int(total.scalar_one()) // 1000 - self.before

    def bring_into_view(self, place: Locator) -> None:
        """Scroll to something, and wait until whoever observes it on the page has heard."""
        place.scroll_into_view_if_needed()
        place.evaluate("place => new Promise(done => new IntersectionObserver(done).observe(place))")

    def see_every_section(self) -> None:
        """Scroll through the lesson, and stay at the end of each section until it is noted."""
        for end in self.page.locator("[data-end]").all():
            self.bring_into_view(end)
            self.context.clock.run_for(1_500)
        expect(self.standing).not_to_contain_text(re.compile(r"sections? to read"))

    def read_transcripts(self) -> None:
        """Read the transcripts of the lesson's recordings instead of playing them."""
        for number in range(self.page.locator("[data-recording]").count()):
            recording = self.page.locator("[data-recording]").nth(number)
            recording.get_by_text("Transcript", exact=True).click()
            recording.get_by_role("button", name="I have read the transcript").click()
            expect(recording).to_contain_text("Done: you have read the transcript.")

    def answer_check(self, option: str) -> None:
        """Choose an answer of the lesson's first check and hand it in."""
        check = self.page.locator("[data-check]").first
        check.get_by_label(option).check()
        check.get_by_role("button", name="Answer").click()
        expect(check.locator(".feedback")).to_be_visible()

    @property
    def standing(self) -> Locator:
        """What the lesson says is left of it."""
        return self.page.locator("[data-standing-here]")

    @property
    def pill(self) -> Locator:
        """What the bar on top says was saved."""
        return self.page.locator("[data-pill]")
