"""What a browser keeps of a site: its local storage, and the shelves of our scripts in IndexedDB."""

from playwright.sync_api import Page

from tests.journeys.reader import wait_until

ROWS = """async shelves => {
    const wait = request => new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
    });
    const database = await wait(indexedDB.open("player"));
    const transaction = database.transaction(shelves);
    const counts = await Promise.all(shelves.map(name => wait(transaction.objectStore(name).count())));
    database.close();
    return counts.reduce((sum, count) => sum + count, localStorage.length);
}"""
WORK = ["answers", "pieces", "steps"]

WITHOUT_SHELVES = "Object.defineProperty(window, 'indexedDB', { value: undefined })"
"""Makes a page of one whose browser keeps nothing, as some do in a private window."""


def expect_kept(page: Page, rows: int, *, shelves: list[str] = WORK) -> None:
    """Wait until a browser keeps so many rows of somebody's work for the site of a page.

    Beats are not looked at: a page that is left hears no answer to its last one, which waits for her next page then.
    """
    wait_until(page, f"({ROWS})({shelves}).then(found => found === {rows})")


def expect_nothing_kept(page: Page) -> None:
    """Wait until a browser keeps nothing of somebody's work any more for the site of a page."""
    expect_kept(page, 0)


def expect_no_beat_kept(page: Page) -> None:
    """Wait until a browser keeps no beats any more for the site of a page."""
    expect_kept(page, 0, shelves=["beats"])


def fill_the_device(page: Page, site: str) -> None:
    """Leave a browser no room to keep anything for a site that it has not visited yet."""
    page.context.new_cdp_session(page).send("Storage.overrideQuotaForOrigin", {"origin": site, "quotaSize": 1})
