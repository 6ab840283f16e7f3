"""An administrator waives a minimum on the learner's page; others do not, and nothing happens without a reason."""

import uuid

from tests.site import TestSite
from tests.study import Study, sponsor_id
from tests.walk import Character


def page(ada: Study) -> str:
    return f"/office/enrollments/{ada.enrollment_id}/time-accommodations"


def form(**other: str) -> dict[str, str]:
    return {"key": str(uuid.uuid4()), "lesson": "", "minutes": "0", "reason": "Agreed by phone", **other}


def test_a_waived_minimum_stands_in_the_story_and_holds_for_the_learner(dana: Character, ada: Study) -> None:
    answer = dana.post(page(ada), form())
    assert (answer.status_code, answer.location) == (
        303,
        f"/office/enrollments/{ada.enrollment_id}#time-accommodations",
    )
    story = dana.get(answer.location).text
    for words in ("Agreed by phone", "waived", "2 minutes", "enrollment.accommodated"):
        assert words in story
    assert "Time counted: no minimum is asked for" in story


def test_a_lesson_s_minimum_is_changed_alone(dana: Character, ada: Study) -> None:
    assert dana.post(page(ada), form(lesson="end", minutes="3")).status_code == 303
    shown = dana.get(page(ada)).text
    assert "2. End" in shown
    assert "3 minutes" in shown


def test_nothing_changes_without_a_reason_or_with_a_number_that_is_none(dana: Character, ada: Study) -> None:
    for wrong in ({"reason": " "}, {"minutes": "-1"}, {"minutes": "x"}, {"minutes": "6001"}, {"lesson": "middle"}):
        answer = dana.post(page(ada), form(**wrong))
        assert answer.status_code == 422, wrong
        assert "Nothing was saved yet" in answer.text
    assert "As in the course." in dana.get(f"/office/enrollments/{ada.enrollment_id}").text


def test_someone_who_only_looks_does_not_change(site: TestSite, dana: Character, ada: Study) -> None:
    vera = site.staff(sponsor_id(site.database), "vera@example.org", role="viewer")
    assert vera.post(page(ada), form()).status_code == 403
    assert "Change or waive" not in vera.get(f"/office/enrollments/{ada.enrollment_id}").text
    assert "Change or waive" in dana.get(f"/office/enrollments/{ada.enrollment_id}").text


def test_another_sponsor_s_staff_find_nothing(erin: Character, ada: Study) -> None:
    assert erin.post(page(ada), form()).status_code == 404
