"""What a phone on a slow network gets of a page: how much is sent, and when something is seen first."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from shutil import which
from typing import Any

from playwright.sync_api import CDPSession, Page, Response, sync_playwright

SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8}
"""The profile of Lighthouse's mobile runs: 150 ms, 1.6 Mbit/s down, 0.75 Mbit/s up; and a processor 4 times slower."""
SLOWER = 4
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
QUIET_MS = 1_000
COMPRESSION = 5
"""As a proxy in front of the site compresses."""
TIMES = """() => {
    const [shown] = performance.getEntriesByType("navigation");
    const paints = performance.getEntriesByType("paint").map((one) => [one.name, one.startTime]);
    return {...Object.fromEntries(paints), "dom": shown.domContentLoadedEventEnd, "load": shown.loadEventEnd};
}"""


@contextmanager
def phone(address: str, cookies: str) -> Iterator[Page]:
    """Yield a page of a phone that is signed in by these cookies and has never been on the site."""
    program = which("chromium") or which("chromium-browser") or which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(**PHONE)  # type: ignore[arg-type]  # its own keywords
        pairs = (cookie.partition("=") for cookie in cookies.split("; "))
        context.add_cookies([{"name": name, "value": value, "url": address} for name, _is, value in pairs])
        try:
            yield context.new_page()
        finally:
            browser.close()


def visit(page: Page, address: str) -> dict[str, Any]:
    """Load a page under the slow profile and return bytes, requests, and when it was painted, in milliseconds."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_4G)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    sent = _sizes(session)
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - Playwright marks the function it gets
    document = page.goto(address, wait_until="load")
    page.wait_for_timeout(QUIET_MS)
    assert document is not None
    assert document.ok, document.status
    times = page.evaluate(TIMES)
    return {
        "document_bytes": len(document.body()),
        "document_gzip_bytes": len(gzip.compress(document.body(), COMPRESSION)),
        "encoding": document.headers.get("content-encoding", "none"),
        "requests": len(answers),
        "total_bytes": round(sum(sent)),
        "first_paint_ms": round(times["first-paint"]),
        "first_contentful_paint_ms": round(times["first-contentful-paint"]),
        "dom_ready_ms": round(times["dom"]),
        "load_ms": round(times["load"]),
    }


def _sizes(session: CDPSession) -> list[float]:
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    return sizes
