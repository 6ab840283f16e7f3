"""Where several write at once, as on PostgreSQL: time is asked once one's turn has come, and nobody waits in a ring."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from sqlalchemy.orm import Session

from player.accounts import service as accounts
from player.enrollment.rules import Taking
from player.seat_time import service, store
from player.seat_time.rules import Beat
from player.seat_time.service import Counted, VoidRecord
from player.seat_time.writer import Post
from tests.beats import ANY, take_beat, take_group
from tests.desk import Desk
from tests.seat_time.pages import Page
from tests.seat_time.test_views import ledger
from tests.site import TestSite
from tests.walk import Character

ON_POSTGRESQL = pytest.mark.parametrize("database", ["postgresql"], indirect=True)


def lesson(ada: Character) -> str:
    """Return where a lesson's page asks for the clock."""
    return f"{ada.course}/lessons/beginning/clock"


def post_test(ada: Character) -> str:
    """Return where the post-test's page does."""
    return f"{ada.finish_lessons().start_attempt()}/clock"


def faults_after(site: TestSite, ada: Character, lease: str) -> list[object]:
    """Return what is wrong in the ledgers once a page has read on."""
    for number in (1, 2):
        site.clock.tick(seconds=20)
        assert ada.beat(lease, number, active_ms=20_000).status_code == 200
    with site.database.reading() as session:
        return list(service.faults(session))


def correct(desk: Desk, taking: Taking) -> None:
    """Void the first stretch."""
    with desk.database.writing() as session:
        wrong = service.all_stretches(session, taking.id)[0]
        service.void(session, wrong.id, reason="read by another", actor="staff:1", at=desk.clock.now())


@ON_POSTGRESQL
@pytest.mark.parametrize("page", [lesson, post_test])
def test_a_page_that_waited_for_a_beat_is_opened_after_it(site: TestSite, page: Callable[[Character], str]) -> None:
    site.course()
    ada = site.learner().enroll("first-steps")
    lease = ada.post_json(clock := page(ada), {}).get_json()["lease"]
    first, second, third = (Beat(sequence=number, active_ms=20_000, fresh=False) for number in (1, 2, 3))
    with site.database.writing() as session:
        take_beat(session, lease, first, at=site.clock.now())
    with ThreadPoolExecutor(1) as another_tab, site.database.writing() as session:
        take_beat(session, lease, second, at=site.clock.now())
        opened = another_tab.submit(ada.post_json, clock, {})
        with pytest.raises(TimeoutError):  # it waits for the beats
            opened.result(timeout=0.5)
        take_beat(session, lease, third, at=site.clock.tick(seconds=20))
    assert faults_after(site, ada, opened.result().get_json()["lease"]) == []
    assert "clock_stepped" not in {one.reason for one in ledger(site, ada)}


@pytest.fixture
def beats(desk: Desk, ada: Taking, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Future[Counted | None]]]:
    """Beats of Ada's second page: each comes while a correction is written, and waits for it."""
    Page.open(desk, ada).beat(20)
    page, add_void, sent = Page.open(desk, ada), store.add_void, list[Future[Counted | None]]()

    def hold_up(session: Session, void: VoidRecord) -> None:
        sent.append(elsewhere.submit(page.beat, 20))
        with pytest.raises(TimeoutError):
            sent[-1].result(timeout=0.5)
        add_void(session, void)

    monkeypatch.setattr(store, "add_void", hold_up)
    with ThreadPoolExecutor(1) as elsewhere:
        yield sent


@ON_POSTGRESQL
def test_no_beat_comes_between_a_correction_and_the_totals_that_follow_from_it(
    desk: Desk, ada: Taking, beats: list[Future[Counted | None]]
) -> None:
    correct(desk, ada)
    assert [told.course_ms for one in beats if (told := one.result())] == [20_000]


@ON_POSTGRESQL
def test_a_beat_that_begins_a_stretch_does_not_wait_for_who_holds_its_learner(desk: Desk, ada: Taking) -> None:
    page = Page.open(desk, ada, started=False)
    with ThreadPoolExecutor(1) as elsewhere, desk.database.writing() as session:
        accounts.lock(session, ada.enrollment.learner_id)
        assert elsewhere.submit(page.beat, 0).result(timeout=5) is not None


@ON_POSTGRESQL
def test_a_group_waits_for_its_learners_in_one_order_and_holds_none_who_comes_later(desk: Desk) -> None:
    first, second = sorted(map(desk.taking, ("Ada", "Ben")), key=lambda one: one.enrollment.learner_id)
    later = service.post(Page.open(desk, second).secret, ANY)
    while (sooner := service.post(Page.open(desk, first).secret, ANY)).digest < later.digest:
        pass  # the secrets are in the other order, as are the rows on disk
    with ThreadPoolExecutor(1) as elsewhere, desk.database.writing() as session:
        service.hold(session, first.enrollment.learner_id)
        group = elsewhere.submit(settle, desk, [later, sooner])
        with pytest.raises(TimeoutError):  # it waits for the first learner
            group.result(timeout=0.5)
        service.hold(session, second.enrollment.learner_id)
    assert [one.outcome for one in group.result(timeout=5)] == ["repeated", "repeated"]


def settle(desk: Desk, posts: list[Post]) -> list[Counted]:
    """Store a group of beats, as the writer does."""
    with desk.database.writing() as session:
        return take_group(session, posts, at=desk.clock.now())
