"""Recordings over HTTP: a page reports pieces and is shown how far it got; what makes no sense is refused whole."""

import uuid

import pytest
from werkzeug.test import TestResponse

from tests.desk import ONE_ENGINE
from tests.site import TestSite
from tests.walk import Character

pytestmark = ONE_ENGINE

WALK = "lessons/beginning/recordings/walk"


def enrolled(site: TestSite, policy: str = "") -> Character:
    """Return Ada, enrolled in the tiny course with a video and an audio of twenty seconds each."""
    folder = site.course()
    folder.add_video()
    folder.add_audio()
    if policy:
        folder.edit("course.yaml", "post_test:\n", f"media: {{{policy}}}\npost_test:\n")
    folder.publish(site.database, at=site.clock.now(), media=site.folder / "media")
    return site.learner().enroll("first-steps")


def report(ada: Character, start: object, end: object, **other: object) -> TestResponse:
    body = {"key": str(uuid.uuid4()), "from_ms": start, "to_ms": end, **other}
    return ada.post_json(f"{ada.course}/{WALK}", body, {"Accept": "application/json"})


def standing(ada: Character) -> str:
    return ada.get(f"{ada.course}/lessons/beginning/standing").get_data(as_text=True)


def test_a_report_is_answered_with_how_far_it_was_played(site: TestSite) -> None:
    ada = enrolled(site)
    assert 'data-percent="0"' in report(ada, 0, 0).get_data(as_text=True)
    site.clock.tick(seconds=10)
    shown = report(ada, 0, 10_000).get_data(as_text=True)
    assert '<rect x="0" y="0" width="10000" height="10" />' in shown
    assert "50 % played, 98 % are needed" in shown
    assert "Go to the first part not played: 0:10" in shown


def test_the_standing_counts_recordings(site: TestSite) -> None:
    ada = enrolled(site)
    assert "2 recordings to play, next: A walk" in standing(ada)
    report(ada, 0, 0)
    site.clock.tick(seconds=20)
    report(ada, 0, 20_000)
    assert "One recording to play" in standing(ada)


@pytest.mark.parametrize(
    ("start", "end"),
    [(None, 5), (0, "5"), (-1, 5), (5, 4), (0, 86_400_000), (0.0, 1.0), (True, True), ([], {}), (0, 2**70)],
)
def test_a_piece_that_is_none_is_refused(site: TestSite, start: object, end: object) -> None:
    ada = enrolled(site)
    answer = report(ada, start, end)
    assert (answer.status_code, answer.get_json()["code"]) == (422, "malformed_piece")


def test_a_piece_nobody_can_have_watched_is_refused_with_its_reason(site: TestSite) -> None:
    ada = enrolled(site)
    report(ada, 0, 0)
    answer = report(ada, 0, 20_000)
    assert (answer.status_code, answer.get_json()["code"]) == (422, "watched_too_fast")
    assert report(ada, 0, 5, key="no-key").get_json()["code"] == "malformed_key"


def test_a_lesson_that_is_not_open_takes_no_reports(site: TestSite) -> None:
    ada = enrolled(site)
    body = {"key": str(uuid.uuid4()), "from_ms": 0, "to_ms": 0}
    assert ada.post_json(f"{ada.course}/lessons/end/recordings/walk", body).status_code == 403


def test_nobody_watches_for_another(site: TestSite) -> None:
    ada = enrolled(site)
    ben = site.learner("ben@example.org")
    ben.enrollment = ada.enrollment
    assert report(ben, 0, 0).status_code == 404


def test_without_scripts_the_transcript_is_read_by_a_form(site: TestSite) -> None:
    ada = enrolled(site, "transcript_counts: true")
    page = ada.get(f"{ada.course}/lessons/beginning").get_data(as_text=True)
    assert "Read the transcript and say so below it" in page
    answer = ada.post(f"{ada.course}/{WALK}/transcript")
    assert (answer.status_code, answer.location) == (303, f"{ada.course}/lessons/beginning#media-walk")
    assert "Done: you have read the transcript." in ada.get(answer.location).get_data(as_text=True)
    assert "One recording to play" in standing(ada)


def test_where_the_transcript_does_not_count_the_page_does_not_offer_it(site: TestSite) -> None:
    ada = enrolled(site)
    assert "I have read the transcript" not in ada.get(f"{ada.course}/lessons/beginning").get_data(as_text=True)
    assert ada.post(f"{ada.course}/{WALK}/transcript").status_code == 403


def test_an_audio_stands_beside_the_video(site: TestSite) -> None:
    ada = enrolled(site)
    page = ada.get(f"{ada.course}/lessons/beginning").get_data(as_text=True)
    assert '<audio controls preload="metadata" aria-label="A talk">' in page
    assert "One word." in page
