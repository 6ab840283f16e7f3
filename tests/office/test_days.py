"""Days on the staff's pages are the sponsor's days, not those of UTC."""

from datetime import UTC, datetime

from player.catalog import service as catalog
from tests.desk import ONE_ENGINE
from tests.site import TestSite
from tests.study import Study, publish_tiny, sponsor_id


@ONE_ENGINE
def test_an_evening_in_california_is_not_the_next_day(site: TestSite) -> None:
    site.clock.instant = datetime(2026, 3, 3, 3, tzinfo=UTC)
    publish_tiny(site.database, site.folder / "first-steps", at=site.clock.now())
    Study(site.database, site.clock).sign_up().add_license().enroll()
    dana = site.staff(sponsor_id(site.database))
    with site.database.reading() as session:
        edition = catalog.current_editions(session)[0].edition_id
    post_tests = ("post-tests/", f"post-tests/{edition}", f"post-tests/{edition}/key")
    for page in ("", "matrix/first-steps", *post_tests):
        shown = dana.get(f"/office/{page}").text
        assert ("2 March 2026" in shown, "3 March 2026" in shown) == (True, False), page
