"""A beat over HTTP at the edge of what is taken: the last that is read, the first that is not, what refusals say."""

import json
from typing import Any

import pytest
from sqlalchemy import text

from player.errors import Invalid
from player.seat_time.rules import Beat
from player.seat_time.views import parse
from player.seat_time.writer import thread
from tests.desk import ONE_ENGINE
from tests.seat_time.test_views import WELL, reading
from tests.site import TestSite

KIBIBYTES_16 = 16_384
MOST = 2**31 - 1
FURTHEST: dict[str, Any] = {
    "sequence": MOST, "active_ms": MOST, "fresh": False, "first": MOST, "section": "x" * 80, "media_ms": MOST,
}  # fmt: skip


@ONE_ENGINE
@pytest.mark.parametrize(("length", "status"), [(KIBIBYTES_16, 200), (KIBIBYTES_16 + 1, 413)])
def test_a_beat_of_sixteen_kibibytes_is_read_and_one_byte_more_is_not(site: TestSite, length: int, status: int) -> None:
    ada, lease = reading(site)
    body = json.dumps(WELL).encode().ljust(length)
    answer = ada.client.post("/beat", data=body, content_type="application/json", headers={"X-Lease": lease})
    assert answer.status_code == status


@ONE_ENGINE
@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "", None])
def test_json_that_is_sent_as_what_any_site_s_form_may_send_is_no_beat(site: TestSite, kind: str | None) -> None:
    ada, lease = reading(site)
    answer = ada.client.post("/beat", data=json.dumps(WELL), content_type=kind, headers={"X-Lease": lease})
    assert (answer.status_code, answer.get_json()["code"]) == (422, "malformed_beat")


@ONE_ENGINE
@pytest.mark.parametrize("length", ["-1", "+2", "1.5", "many"])
def test_a_beat_whose_length_is_no_number_is_not_read(site: TestSite, length: str) -> None:
    ada, lease = reading(site)
    answer = ada.client.post(
        "/beat", json=WELL, headers={"X-Lease": lease}, environ_overrides={"CONTENT_LENGTH": length}
    )
    assert (answer.status_code, answer.get_json()["code"]) == (413, "too_large")


def test_the_largest_numbers_and_the_longest_place_are_a_beat_and_its_claim_is_a_day_at_most() -> None:
    assert parse(FURTHEST) == Beat(
        sequence=MOST, active_ms=86_400_000, fresh=False, first=MOST, section="x" * 80, media_ms=MOST
    )
    least = {"sequence": 0, "active_ms": 0, "fresh": True, "first": 0, "section": "", "media_ms": 0}
    assert parse(least) == Beat(sequence=0, active_ms=0, fresh=True, first=0, section="", media_ms=0)


@pytest.mark.parametrize("change", [
    {"sequence": MOST + 1}, {"active_ms": MOST + 1}, {"media_ms": MOST + 1}, {"section": "x" * 81},
    {"first": -1}, {"first": True}, {"media_ms": -1}, {"media_ms": True}, {"section": 7}, {"section": "a\nb"},
    {"sequence": 1, "first": 2}, {"asked": None}, {"asked": 1}, {"late": None}, {"late": 0}, {"fresh": 0},
])  # fmt: skip
def test_one_step_further_is_none(change: dict[str, Any]) -> None:
    with pytest.raises(Invalid, match="malformed_beat"):
        parse({**FURTHEST, **change})


@ONE_ENGINE
def test_a_page_whose_beat_finds_no_room_is_told_when_to_come_back(
    site: TestSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, lease = reading(site)
    monkeypatch.setattr(thread, "LONGEST_QUEUE", 0)
    answer = ada.beat(lease, 2)
    told = (answer.status_code, answer.get_json()["code"], answer.headers["Retry-After"])
    assert told == (503, "unavailable", "5")


@ONE_ENGINE
def test_a_page_whose_beat_can_never_be_stored_is_not_told_to_come_back(site: TestSite) -> None:
    ada, lease = reading(site)
    with site.database.writing() as session:
        session.execute(text("UPDATE seat_time_lease SET last_at = 'nonsense'"))
    answer = ada.beat(lease, 2)
    assert (answer.status_code, answer.get_json()["code"], answer.retry_after) == (500, "broken", None)
