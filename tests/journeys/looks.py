"""How a page is looked at: by axe in light and dark, on a phone and on a desk, and whether it ever scrolls sideways."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

AXE = Axe().axe_script
CARDS_MOVE = """Array.from(document.querySelectorAll('.table-frame:has(.receipt-table)'))
    .some(frame => frame.scrollWidth > frame.clientWidth)"""
PHONE, DESK, NARROWEST = 390, 1280, 360
EVERYTHING: dict[str, Any] = {"resultTypes": ["violations"]}
COLORS: dict[str, Any] = {**EVERYTHING, "runOnly": ["color-contrast", "link-in-text-block"]}
"""The rules that light and dark can break one without the other."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """One way to look at a page, and the rules asked for."""

    width: int
    scheme: Literal["light", "dark"]
    rules: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.width} px, {self.scheme}"


LOOKS = (
    Look(width=PHONE, scheme="light", rules=EVERYTHING),
    Look(width=DESK, scheme="dark", rules=COLORS),
)
"""How every page is looked at."""

ALL_LOOKS = (
    Look(width=PHONE, scheme="light", rules=EVERYTHING),
    Look(width=PHONE, scheme="dark", rules=COLORS),
    Look(width=DESK, scheme="dark", rules=EVERYTHING),
    Look(width=DESK, scheme="light", rules=COLORS),
)
"""How pages are looked at that are laid out differently on a phone and on a desk."""


def complaints(page: Page, paths: Iterable[str], looks: Iterable[Look] = LOOKS) -> list[str]:
    """Return everything that is wrong with these pages, however they are looked at."""
    found: list[str] = []
    for path in paths:
        page.goto(path)
        page.evaluate(AXE)
        for look in looks:
            page.set_viewport_size({"width": look.width, "height": 900})
            page.emulate_media(color_scheme=look.scheme)
            found += [f"{path} ({look}): {one}" for one in violations(page, look.rules)]
        found += [f"{path} {one}" for one in sideways(page)]
    return found


def violations(page: Page, rules: dict[str, Any]) -> list[str]:
    """Return what axe finds, with the first place of each."""
    answer = page.evaluate("rules => axe.run(rules)", rules)
    return [f"{one['id']}: {one['help']}: {one['nodes'][0]['html']}" for one in answer["violations"]]


def sideways(page: Page) -> list[str]:
    """Return where a page is wider than its window: on the narrowest phone, and with text at twice its size."""
    found: list[str] = []
    for width, size in ((NARROWEST, 100), (NARROWEST, 200), (DESK, 200)):
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate("size => document.documentElement.style.setProperty('font-size', size)", f"{size}%")
        wide = int(page.evaluate("document.documentElement.scrollWidth"))
        if wide > width:
            found.append(f"scrolls sideways: {wide} px in {width} px, text at {size} %")
        if width == NARROWEST and page.evaluate(CARDS_MOVE):
            found.append(f"has cards that scroll sideways: in {width} px, text at {size} %")
    page.evaluate("document.documentElement.style.removeProperty('font-size')")
    return found
