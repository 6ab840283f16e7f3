"""A course's own policy holds wherever its clock runs: what a beat earns, when to ask, what is written down."""

from collections.abc import Callable

import pytest

from tests.builders import CourseFolder
from tests.desk import ONE_ENGINE
from tests.seat_time.test_locks import lesson, post_test
from tests.seat_time.test_views import ledger
from tests.site import TestSite
from tests.walk import Character

DAY_MS = 86_400_000

pytestmark = [ONE_ENGINE, pytest.mark.parametrize("page", [lesson, post_test])]
Page = Callable[[Character], str]


def taken(site: TestSite, preset: str, media: str = "") -> Character:
    """Return Ada, enrolled in a course that counts by this preset."""
    course = CourseFolder(site.folder / preset)
    course.edit("course.yaml", "order: sequential", f"order: sequential\n  seat_time: {preset}")
    if media:
        course.edit("course.yaml", "post_test:\n", f"media: {{{media}}}\npost_test:\n")
    course.publish(site.database, at=site.clock.now(), media=site.folder / "media")
    return site.learner().enroll("first-steps")


@pytest.mark.parametrize(("preset", "limit_ms"), [("standard", 30_000), ("strict", 25_000), ("nmls", 30_000)])
def test_a_day_that_a_beat_claims_is_worth_the_limit_of_the_course(
    site: TestSite, page: Page, preset: str, limit_ms: int
) -> None:
    ada = taken(site, preset)
    opened = ada.post_json(page(ada), {}).get_json()
    before_ms = ada.beat(opened["lease"], 1, fresh=True).get_json()["activity_ms"]
    site.clock.tick(days=1)
    told = ada.beat(opened["lease"], 2, active_ms=DAY_MS).get_json()
    assert (told["activity_ms"] - before_ms, opened["policy"]["limit_ms"]) == (limit_ms, limit_ms)
    assert {one.policy for one in ledger(site, ada)} == {preset}
    assert ledger(site, ada)[-1].kind == ("reading" if page is lesson else "post-test")


@pytest.mark.parametrize(("preset", "ask"), [("standard", 900_000), ("strict", 900_000), ("nmls", None)])
def test_a_learner_is_asked_instead_where_the_course_lets_them(
    site: TestSite, page: Page, preset: str, ask: int | None
) -> None:
    ada = taken(site, preset)
    clock = page(ada)
    ada.post_json("/profile/asking", {"asked": True})
    opened = ada.post_json(clock, {}).get_json()
    assert opened["policy"]["ask"] == ask
    ada.client.post("/beat", json={"sequence": 1, "active_ms": 0, "fresh": True}, headers={"X-Lease": opened["lease"]})
    assert ledger(site, ada)[-1].asked == (ask is not None)


@pytest.mark.parametrize(("media", "hidden"), [("", False), ("hidden_media: true", True)])
def test_media_in_a_hidden_tab_count_where_the_course_lets_them(
    site: TestSite, page: Page, media: str, *, hidden: bool
) -> None:
    ada = taken(site, "standard", media)
    assert ada.post_json(page(ada), {}).get_json()["policy"]["hidden_media"] is hidden
