"""A lease that is in force goes over the revision that notes gaps, both ways, and its page goes on."""

from config import ROOT
from player.schema import downgrade, upgrade
from tests.desk import Desk
from tests.seat_time.pages import Page

BEFORE = "0009"


def test_a_page_that_is_open_while_the_site_is_upgraded_goes_on(desk: Desk) -> None:
    page = Page.open(desk, desk.taking("Ada"))
    page.beat(20)
    early = page.beat(20, sequence=4)
    downgrade(desk.database, ROOT / "migrations", BEFORE)
    upgrade(desk.database, ROOT / "migrations")
    taken = page.beat(5, active_ms=25_000, sequence=3)
    assert [one.outcome for one in (early, taken) if one] == ["out_of_order", "counted"]
    assert page.counted_s == 45
