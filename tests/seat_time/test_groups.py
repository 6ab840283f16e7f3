"""Who is in a group of beats, what it writes, and what becomes of it when the database is away."""
# ruff: noqa: SLF001 - a group as it stands between two threads is seen from inside only

import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest

from player.enrollment.rules import Taking
from player.seat_time import service
from player.seat_time.rules import PRESETS, Beat
from player.seat_time.service import Busy, Counted, Failed, Writer
from player.seat_time.writer import Post, thread
from tests.beats import ANY, take_group
from tests.desk import ONE_ENGINE, Desk
from tests.seat_time.pages import Page
from tests.seat_time.test_writer import opened, send

GONE = sqlite3.OperationalError("database is locked")


@pytest.fixture
def writer(desk: Desk) -> Iterator[Writer]:
    """The writer of the desk's database."""
    writer = service.open_writer(desk.database, desk.clock.agree)
    yield writer
    writer.close()


@pytest.fixture
def asleep(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Writer:
    """A writer whose thread takes nothing out of the queue, and pages that soon go away."""
    monkeypatch.setattr(thread, "PATIENCE_S", 0.01)
    writer = service.open_writer(desk.database, desk.clock.agree)
    monkeypatch.setattr(writer, "_started", True)
    return writer


def waiting(number: int) -> thread._Waiting:
    """Return a page that waits for its beat."""
    return thread._Waiting(service.post(f"lease {number}", ANY))


@ONE_ENGINE
def test_a_page_that_has_gone_away_is_left_out_of_the_next_group(asleep: Writer) -> None:
    first, last = waiting(1), waiting(3)
    with pytest.raises(Busy):
        asleep.take(waiting(2).post)
    asleep._queue.put(last)
    assert asleep._drain(first) == [first, last]


@ONE_ENGINE
def test_a_thousand_beats_wait_and_the_next_page_is_told_to_come_back(asleep: Writer) -> None:
    for number in range(999):
        asleep._queue.put(waiting(number))
    for _time in range(2):
        with pytest.raises(Busy):
            asleep.take(waiting(1000).post)
        assert asleep._queue.qsize() == 1000


@ONE_ENGINE
def test_a_writer_that_is_closed_while_it_writes_ends_after_the_group(asleep: Writer) -> None:
    first, last = waiting(1), waiting(2)
    asleep._queue.put(last)
    asleep.close()
    assert asleep._drain(first) == [first, last]
    assert asleep._queue.get(timeout=1) is None


Tried = list[list[Post]]


@pytest.fixture
def tried(asleep: Writer, monkeypatch: pytest.MonkeyPatch) -> Tried:
    """What is tried by a writer whose database is held: each attempt is told so."""
    tried = Tried()

    def settle(posts: list[Post]) -> list[Counted]:
        tried.append(posts)
        raise GONE

    monkeypatch.setattr(asleep, "_settle", settle)
    return tried


@pytest.mark.parametrize(
    ("told", "times"), [(Busy(), {"sqlite": 0, "postgresql": 1}), (Failed(), {"sqlite": 1, "postgresql": 1})]
)
def test_of_a_group_that_failed_no_beat_is_tried_once_the_database_is_known_to_be_held(
    asleep: Writer, tried: Tried, told: Exception, times: dict[str, int]
) -> None:
    group = [waiting(number) for number in range(3)]
    assert [type(one) for one in asleep._each(group, told)] == [Busy] * 3
    assert tried == [[one.post] for one in group[: times[asleep._database.engine.dialect.name]]]


def test_a_beat_that_comes_twice_writes_nothing(
    desk: Desk, ada: Taking, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    lease, written = opened(desk, ada).lease, list[int]()
    engine = type(writer._engine)
    write = engine.write

    def count(*how: Any) -> None:  # noqa: ANN401 - as the engine takes them
        written.append(sum(map(len, how[2:])))
        write(*how)

    monkeypatch.setattr(engine, "write", count)
    assert [send(writer, lease, 1).outcome for _time in range(2)] == ["counted", "repeated"]
    assert written == [2, 0]


def test_a_beat_that_a_copy_follows_in_its_group_is_stored(desk: Desk, ada: Taking) -> None:
    lease = opened(desk, ada).lease
    beat = service.post(lease, Beat(sequence=1, active_ms=0, fresh=True))
    with desk.database.writing() as session:
        told = take_group(session, [beat, beat], at=desk.clock.now())
    assert [one.outcome for one in told] == ["counted", "repeated"]
    with desk.database.writing() as session:
        assert take_group(session, [beat], at=desk.clock.now())[0].outcome == "repeated"


def test_a_group_of_several_learners_leaves_their_closed_stretches_alone(desk: Desk) -> None:
    takings = [desk.taking(name) for name in ("Ada", "Ben")]
    for one in takings:
        Page.open(desk, one)
    pages = [Page.open(desk, one, "lesson:two") for one in takings]
    at = desk.clock.tick(seconds=20)
    posts = [service.post(page.secret, Beat(sequence=2, active_ms=20_000, fresh=False)) for page in pages]
    with desk.database.writing() as session:
        assert [one.course_ms for one in take_group(session, posts, at=at)] == [20_000, 20_000]
    told = [[(one.activity, one.counted_ms, one.is_open) for one in page.ledger] for page in pages]
    assert told == [[("reading", 0, False), ("lesson:two", 20_000, True)]] * 2


@pytest.mark.parametrize(("preset", "asked"), [("standard", True), ("nmls", False)])
def test_that_a_page_asked_is_noted_where_the_policy_lets_it(
    desk: Desk, ada: Taking, writer: Writer, preset: str, *, asked: bool
) -> None:
    lease = opened(desk, ada, policy=PRESETS[preset]).lease
    send(writer, lease, 1, asked=True)
    desk.clock.tick(seconds=20)
    send(writer, lease, 2)
    with desk.database.reading() as session:
        assert [one.asked for one in service.stretches(session, ada.id)] == [asked]
