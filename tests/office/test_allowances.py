"""On one learner's story, administrators grant attempts and accommodations; everyone else looks on."""

import uuid

import pytest
from werkzeug.test import TestResponse

from player.accounts.rules import StaffRecord
from player.office import rules
from player.posttest import service as post_test
from tests.desk import ONE_ENGINE
from tests.site import TestSite
from tests.study import Study
from tests.walk import Character

GRANT = {"kind": "extra_attempt", "reason": "Called away."}


def send(staff: Character, learner: Study, **more: str) -> TestResponse:
    body = {"key": str(uuid.uuid4()), **GRANT, **more}
    return staff.post(f"/office/enrollments/{learner.enrollment_id}/allowances", body)


def extra_attempts(site: TestSite, learner: Study) -> int:
    with site.database.reading() as session:
        return post_test.allowances(session, learner.enrollment_id).extra_attempts


@ONE_ENGINE
def test_what_an_administrator_grants_stands_on_the_story(site: TestSite, dana: Character, ada: Study) -> None:
    sent = send(dana, ada)
    assert (sent.status_code, extra_attempts(site, ada)) == (303, 1)
    page = dana.get(sent.location).text
    assert ("One more attempt: Called away." in page, "post_test.granted" in page) == (True, True)


@ONE_ENGINE
@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"reason": " "}, "Write the reason"), ({"kind": "a_pass"}, "Not a valid choice"), ({"key": "x"}, "damaged")],
)
def test_a_grant_that_is_none_is_explained(
    site: TestSite, dana: Character, ada: Study, wrong: dict[str, str], said: str
) -> None:
    sent = send(dana, ada, **wrong)
    assert (sent.status_code, said in sent.text, extra_attempts(site, ada)) == (422, True, 0)


@ONE_ENGINE
def test_staff_of_another_sponsor_find_nobody_to_grant_to(site: TestSite, erin: Character, ada: Study) -> None:
    assert (send(erin, ada).status_code, extra_attempts(site, ada)) == (404, 0)


def test_viewers_and_other_sponsors_administrators_change_nothing() -> None:
    harbor, other = uuid.uuid4(), uuid.uuid4()

    def staff(*roles: tuple[uuid.UUID, str]) -> StaffRecord:
        return StaffRecord(id=uuid.uuid4(), name="Dana", roles=roles)

    assert rules.may_change(staff((harbor, "administrator"), (other, "viewer")), harbor)
    assert not rules.may_change(staff((harbor, "viewer"), (other, "administrator")), harbor)
    assert not rules.may_change(staff(), harbor)
