"""Ada watches a recording: what pages report is merged over visits, and nothing faster than the clock is believed."""

import uuid

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from player.enrollment.rules import Taking
from player.errors import Invalid, NotAllowed, NotFound
from player.lessons import service
from player.lessons.rules import MediaUnwatched
from player.lessons.rules.watching import Span, WatchState
from tests.builders import CourseFolder
from tests.desk import Desk

LASTS_MS = 60_000


def take(desk: Desk, name: str = "Ada", *, policy: str = "") -> Taking:
    """Return how someone takes the tiny course with a video of a minute, under this policy of media."""
    course = CourseFolder(desk.folder / "with-video")
    course.add_video(duration_ms=LASTS_MS)
    if policy:
        course.edit("course.yaml", "post_test:\n", f"media: {{{policy}}}\npost_test:\n")
    desk.publish_again(course)
    return desk.taking(name)


@pytest.fixture
def ada(desk: Desk) -> Taking:
    """Ada, who has the page with the video open."""
    taking = take(desk)
    report(desk, taking, 0, 0)
    return taking


def report(
    desk: Desk, taking: Taking, start: int, end: int, *, after: float = 0, key: uuid.UUID | None = None
) -> WatchState:
    """Report a piece, in seconds, some seconds later."""
    desk.clock.tick(seconds=after)
    span = Span(from_ms=start * 1000, to_ms=end * 1000)
    with desk.database.writing() as session:
        at = desk.clock.now()
        return service.watch(session, taking, "beginning", "walk", span, key=key or uuid.uuid4(), at=at)


def left(desk: Desk, taking: Taking) -> list[str]:
    with desk.database.reading() as session:
        return [reason.code for reason in service.states(session, taking)[0].left]


def test_what_was_watched_in_two_visits_is_merged(desk: Desk, ada: Taking) -> None:
    assert report(desk, ada, 0, 30, after=30).percent == 50
    report(desk, ada, 30, 30, after=3600)
    state = report(desk, ada, 20, 50, after=30)
    assert (state.percent, state.watched) == (83, (Span(from_ms=0, to_ms=50_000),))


def test_a_lesson_is_done_only_when_its_recording_was_watched(desk: Desk, ada: Taking) -> None:
    with desk.database.reading() as session:
        reasons = service.states(session, ada)[0].left
    assert MediaUnwatched(count=1, first_recording_id="walk", first_title="A walk") in reasons
    report(desk, ada, 0, 60, after=60)
    assert "media_unwatched" not in left(desk, ada)


def test_the_lesson_is_done_when_the_recording_was_covered(desk: Desk, ada: Taking) -> None:
    report(desk, ada, 0, 59, after=59)
    covered = desk.clock.now()
    report(desk, ada, 0, 60, after=90)
    with desk.database.reading() as session:
        assert service.facts(session, ada).watched == {"walk": covered}


def test_twice_the_speed_is_believed_and_no_more(desk: Desk, ada: Taking) -> None:
    assert report(desk, ada, 0, 40, after=20).percent == 66
    with pytest.raises(Invalid, match="watched_too_fast"):
        report(desk, ada, 0, 60, after=5)
    assert report(desk, ada, 40, 50, after=0).percent == 83


def test_what_can_have_been_played_may_be_claimed_to_the_last_millisecond_and_then_nothing(
    desk: Desk, ada: Taking
) -> None:
    assert report(desk, ada, 0, 22, after=10).covered_ms == 22_000
    with pytest.raises(Invalid, match="watched_too_fast"):
        report(desk, ada, 22, 23)


def test_a_thousand_reports_in_a_second_cover_nothing(desk: Desk, ada: Taking) -> None:
    for second in range(2, 57):
        with pytest.raises(Invalid, match="watched_too_fast"):
            report(desk, ada, second, second + 3)
        report(desk, ada, second, second)
    assert report(desk, ada, 0, 0).covered_ms == 0


def test_time_before_a_page_was_opened_is_not_saved_up(desk: Desk, ada: Taking) -> None:
    report(desk, ada, 0, 0, after=3600)
    with pytest.raises(Invalid, match="watched_too_fast"):
        report(desk, ada, 0, 60, after=10)


def test_what_waited_for_the_network_arrives_all_at_once(desk: Desk, ada: Taking) -> None:
    desk.clock.tick(seconds=60)
    assert [report(desk, ada, start, start + 15).percent for start in (0, 15, 30, 45)] == [25, 50, 75, 100]


def test_the_same_report_twice_is_one(desk: Desk, ada: Taking) -> None:
    key = uuid.uuid4()
    assert report(desk, ada, 0, 10, after=5, key=key) == report(desk, ada, 0, 10, key=key)
    with pytest.raises(Invalid, match="watched_too_fast"):
        report(desk, ada, 10, 20)


def test_ada_comes_back_to_the_exact_place(desk: Desk, ada: Taking) -> None:
    report(desk, ada, 0, 17, after=17)
    with desk.database.reading() as session:
        assert service.watch_states(session, ada)["walk"].position_ms == 17_000


def test_a_piece_ends_where_the_recording_ends(desk: Desk, ada: Taking) -> None:
    assert report(desk, ada, 50, 61, after=20).watched == (Span(from_ms=50_000, to_ms=60_000),)


def test_a_page_that_says_it_is_beyond_the_end_may_claim_no_more_for_it(desk: Desk, ada: Taking) -> None:
    state = report(desk, ada, 3600, 3600)
    assert (state.position_ms, state.watched) == (LASTS_MS, ())
    with pytest.raises(Invalid, match="watched_too_fast"):
        report(desk, ada, 0, 60)
    assert report(desk, ada, 3600, 3601).covered_ms == 0


def test_where_the_course_does_not_skip_ahead_a_later_piece_is_refused(desk: Desk) -> None:
    ada = take(desk, policy="forward_skipping: false")
    report(desk, ada, 0, 0)
    report(desk, ada, 0, 10, after=10)
    with pytest.raises(Invalid, match="skipped_ahead"):
        report(desk, ada, 20, 30, after=10)
    assert report(desk, ada, 10, 20).percent == 33
    assert report(desk, ada, 0, 5).position_ms == 5_000


def test_a_transcript_counts_where_the_course_lets_it(desk: Desk) -> None:
    ada = take(desk, policy="transcript_counts: true")
    first = desk.clock.tick(seconds=1)
    for at in (first, desk.clock.tick(seconds=1)):
        with desk.database.writing() as session:
            state = service.read_transcript(session, ada, "beginning", "walk", at=at)
            assert (state.by_transcript, state.done_at) == (True, first)
    assert "media_unwatched" not in left(desk, ada)


def test_elsewhere_reading_the_transcript_changes_nothing(desk: Desk, ada: Taking) -> None:
    with pytest.raises(NotAllowed, match="transcript_does_not_count"), desk.database.writing() as session:
        service.read_transcript(session, ada, "beginning", "walk", at=desk.clock.now())
    assert "media_unwatched" in left(desk, ada)


def test_a_recording_belongs_to_its_lesson(desk: Desk, ada: Taking) -> None:
    here, at = Span(from_ms=0, to_ms=0), desk.clock.now()
    with desk.database.writing() as session, pytest.raises(NotFound, match="recording_not_found"):
        service.watch(session, ada, "beginning", "run", here, key=uuid.uuid4(), at=at)


def test_what_ben_watches_is_bens(desk: Desk, ada: Taking) -> None:
    ben = desk.taking("Ben")
    report(desk, ben, 0, 0)
    report(desk, ben, 0, 60, after=60)
    assert ("media_unwatched" in left(desk, ada), "media_unwatched" in left(desk, ben)) == (True, False)


@pytest.mark.parametrize("table", ["media_watch", "transcript_read"])
def test_what_was_watched_is_never_changed(desk: Desk, table: str) -> None:
    ada = take(desk, policy="transcript_counts: true")
    report(desk, ada, 0, 0)
    with desk.database.writing() as session:
        service.read_transcript(session, ada, "beginning", "walk", at=desk.clock.now())
    for statement in (f"UPDATE {table} SET at = at", f"DELETE FROM {table}"):  # noqa: S608 - ours
        with pytest.raises(IntegrityError, match="append-only"), desk.database.writing() as session:
            session.execute(text(statement))
