"""A learner claims while staff grant: whoever comes second sees what the first one did."""

import uuid

import pytest
from sqlalchemy.orm import Session

from player.accounts import service as accounts
from player.enrollment import service as enrollment
from tests.site import TestSite
from tests.study import Study
from tests.walk import Character

GRANT = {"kind": "extra_attempt", "reason": "Called away."}
ACCOMMODATE = {"lesson": "", "minutes": "0", "reason": "Agreed by phone."}


@pytest.fixture
def claims_first(site: TestSite, ada: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ada's enrollment ends while the others wait for her row."""
    lock = accounts.lock

    def lock_after_her(session: Session, learner_id: uuid.UUID) -> None:
        with site.database.writing() as hers:
            enrollment.close(hers, ada.enrollment_id, at=site.clock.now())
        lock(session, learner_id)

    monkeypatch.setattr(accounts, "lock", lock_after_her)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)  # SQLite has one writer at a time anyway
@pytest.mark.usefixtures("claims_first")
def test_nothing_is_granted_to_an_enrollment_that_ended_while_its_row_was_waited_for(
    dana: Character, ada: Study
) -> None:
    story = f"/office/enrollments/{ada.enrollment_id}"
    sent = [
        dana.post(f"{story}/{page}", {"key": str(uuid.uuid4()), **form})
        for page, form in (("allowances", GRANT), ("time-accommodations", ACCOMMODATE))
    ]
    assert [one.status_code for one in sent] == [422, 422]
    assert "enrollment has ended" in sent[0].text
    page = dana.get(story).text
    assert ("Nothing beside the rules" in page, "As in the course." in page) == (True, True)
