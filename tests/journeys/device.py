"""What a browser keeps of a site: its local storage, and the shelves of our scripts in IndexedDB."""

from playwright.sync_api import Page

from tests.journeys.reader import wait_until

ROWS = """async () => {
    const wait = request => new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
    });
    const database = await wait(indexedDB.open("player"));
    const names = [...database.objectStoreNames];
    const transaction = database.transaction(names);
    const counts = await Promise.all(names.map(name => wait(transaction.objectStore(name).count())));
    database.close();
    return counts.reduce((sum, count) => sum + count, localStorage.length);
}"""

WITHOUT_SHELVES = "Object.defineProperty(window, 'indexedDB', { value: undefined })"
"""Makes a page of one whose browser keeps nothing, as some do in a private window."""


def expect_kept(page: Page, rows: int) -> None:
    """Wait until a browser keeps so many rows for the site of a page."""
    wait_until(page, f"({ROWS})().then(found => found === {rows})")


def expect_nothing_kept(page: Page) -> None:
    """Wait until a browser keeps nothing any more for the site of a page."""
    expect_kept(page, 0)


def fill_the_device(page: Page, site: str) -> None:
    """Leave a browser no room to keep anything for a site that it has not visited yet."""
    page.context.new_cdp_session(page).send("Storage.overrideQuotaForOrigin", {"origin": site, "quotaSize": 1})
