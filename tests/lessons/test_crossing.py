"""Two pages report the same recording at once: what the first one claimed, the second cannot claim again."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from player.enrollment import service as enrollment
from player.lessons import service
from player.lessons.rules.watching import Span
from tests.lessons.test_media_pages import enrolled, report
from tests.site import TestSite


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)  # SQLite has one writer at a time anyway
def test_a_report_waits_for_the_one_before_and_is_refused_what_that_one_claimed(site: TestSite) -> None:
    ada, piece = enrolled(site), Span(from_ms=0, to_ms=10_000)
    assert ada.enrollment is not None
    report(ada, 0, 0)
    at = site.clock.tick(seconds=5)
    with site.database.reading() as session:
        learner_id = enrollment.learner_ids(session, [ada.enrollment])[ada.enrollment]
    with ThreadPoolExecutor(1) as another_tab, site.database.writing() as session:
        taking = enrollment.get_own_locked(session, ada.enrollment, learner_id)
        service.watch(session, taking, "beginning", "walk", piece, key=uuid.uuid4(), at=at)
        reported = another_tab.submit(report, ada, 10_000, 20_000)
        with pytest.raises(TimeoutError):
            reported.result(timeout=0.5)
    answer = reported.result(timeout=10)
    assert (answer.status_code, answer.get_json()["code"]) == (422, "watched_too_fast")
