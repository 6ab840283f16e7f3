"""Beats over HTTP: what is malformed is refused whole, and without a lease nothing counts."""

from typing import Any

from player.seat_time import service
from player.seat_time.rules import GRACE_MS, LIMIT_MS, StretchRecord
from player.web import headers
from tests.crowd import together
from tests.desk import ONE_ENGINE
from tests.site import TestSite
from tests.walk import Character

WELL = {"sequence": 2, "active_ms": 20_000, "fresh": False}
MALFORMED: dict[str, Any] = {
    "nothing": b"",
    "no JSON": b"sequence=2",
    "half a beat": b'{"sequence": 2, "active_ms"',
    "no text": b"\xff\xfe\x00",
    "a list": b"[2, 20000, false]",
    "null": b"null",
    "NaN": b'{"sequence": 2, "active_ms": NaN, "fresh": false}',
    "endless": b'{"sequence": 2, "active_ms": Infinity, "fresh": false}',
    "five thousand digits": b'{"sequence": 2, "active_ms": %s, "fresh": false}' % (b"9" * 5000),
    "ten thousand brackets": b"[" * 10_000,
    "no sequence": {"active_ms": 20_000, "fresh": False},
    "no time": {"sequence": 2, "fresh": False},
    "not fresh or stale": {"sequence": 2, "active_ms": 20_000},
    "a sequence in words": {**WELL, "sequence": "two"},
    "time in words": {**WELL, "active_ms": "20000"},
    "half a millisecond": {**WELL, "active_ms": 0.5},
    "a whole float": {**WELL, "active_ms": 20_000.0},
    "true for time": {**WELL, "active_ms": True},
    "true for a sequence": {**WELL, "sequence": True},
    "one for fresh": {**WELL, "fresh": 1},
    "no freshness": {**WELL, "fresh": None},
    "negative time": {**WELL, "active_ms": -1},
    "negative sequence": {**WELL, "sequence": -1},
    "time beyond all bounds": {**WELL, "active_ms": 2**31},
    "a sequence beyond all bounds": {**WELL, "sequence": 2**63},
    "a list of time": {**WELL, "active_ms": [20_000]},
    "a span that ends before it begins": {**WELL, "first": 3},
    "a section without end": {**WELL, "section": "x" * 81},
    "a section with a NUL": {**WELL, "section": "one\0"},
    "a section with half a character": {**WELL, "section": "one\ud800"},
    "media in words": {**WELL, "media_ms": "1"},
    "asked in words": {**WELL, "asked": "yes"},
    "late in words": {**WELL, "late": "yes"},
}


def reading(site: TestSite) -> tuple[Character, str]:
    """Return Ada, enrolled, and the lease of her first lesson, which has begun to count."""
    site.course()
    ada = site.learner().enroll("first-steps")
    lease = open_clock(ada)
    assert ada.beat(lease, 1, fresh=True).status_code == 200
    return ada, lease


def open_clock(character: Character) -> str:
    lease: str = character.post_json(f"{character.course}/lessons/beginning/clock", {}).get_json()["lease"]
    return lease


def ledger(site: TestSite, ada: Character) -> list[StretchRecord]:
    assert ada.enrollment is not None
    with site.database.reading() as session:
        return service.stretches(session, ada.enrollment)


@ONE_ENGINE
def test_no_malformed_beat_changes_anything(site: TestSite) -> None:
    ada, lease = reading(site)
    before = ledger(site, ada)
    site.clock.tick(seconds=20)
    for name, body in MALFORMED.items():
        sent = {"json": body} if isinstance(body, dict) else {"data": body, "content_type": "application/json"}
        answer = ada.client.post("/beat", headers={"X-Lease": lease}, **sent)
        assert (answer.status_code, answer.get_json()) == (422, {"code": "malformed_beat"}), name
    assert ledger(site, ada) == before
    assert ada.beat(lease, 2, active_ms=20_000).get_json()["course_ms"] == 20_000


@ONE_ENGINE
def test_what_is_not_sent_as_json_is_no_beat(site: TestSite) -> None:
    ada, lease = reading(site)
    answer = ada.client.post("/beat", data=WELL, headers={"X-Lease": lease, "Accept": "application/json"})
    assert (answer.status_code, answer.get_json()["code"]) == (422, "malformed_beat")


@ONE_ENGINE
def test_a_beat_of_a_megabyte_is_not_read(site: TestSite) -> None:
    ada, lease = reading(site)
    answer = ada.client.post("/beat", json={**WELL, "more": "x" * 1_000_000}, headers={"X-Lease": lease})
    assert (answer.status_code, answer.get_json()["code"]) == (413, "too_large")


@ONE_ENGINE
def test_a_beat_without_the_lease_earns_nothing(site: TestSite) -> None:
    ada, _lease = reading(site)
    before = ledger(site, ada)
    site.clock.tick(seconds=20)
    for sent in ({}, {"X-Lease": ""}, {"X-Lease": "forged"}, {"X-Lease": "\xff"}):
        answer = ada.client.post("/beat", json=WELL, headers=sent)
        assert (answer.status_code, answer.get_json()["outcome"]) == (409, "elsewhere")
    assert ledger(site, ada) == before


@ONE_ENGINE
def test_a_beat_tells_what_was_counted_and_nothing_else(site: TestSite) -> None:
    ada, lease = reading(site)
    site.clock.tick(seconds=20)
    answer = ada.client.post("/beat", json=WELL, headers={"X-Lease": lease})
    told = {"activity_ms": 20_000, "course_ms": 20_000, "sequence": 2, "grace_ms": GRACE_MS}
    assert answer.get_json() == {"outcome": "counted", **told}
    assert "Set-Cookie" not in answer.headers
    again = ada.client.post("/beat", json=WELL, headers={"X-Lease": lease})
    assert again.get_json() == {"outcome": "repeated", **told}


@ONE_ENGINE
def test_a_beat_that_claims_a_day_earns_the_limit(site: TestSite) -> None:
    ada, lease = reading(site)
    site.clock.tick(days=1)
    assert ada.beat(lease, 2, active_ms=86_400_000).get_json()["course_ms"] == LIMIT_MS


def test_a_tab_that_lost_the_clock_is_told_so_and_moves_nothing(site: TestSite) -> None:
    ada, lease = reading(site)
    open_clock(ada)
    site.clock.tick(seconds=20)
    before = ledger(site, ada)
    answer = ada.beat(lease, 2, active_ms=20_000)
    assert (answer.status_code, answer.get_json()) == (409, {"code": "elsewhere", "outcome": "elsewhere"})
    assert ledger(site, ada) == before


def test_fifty_beats_at_once_earn_what_passed(site: TestSite) -> None:
    ada, lease = reading(site)
    site.clock.tick(seconds=1)
    secret, late = {"X-Lease": lease}, {**WELL, "first": 2, "late": True}
    bodies = [{**late, "sequence": number + 2} for number in range(50)]
    answers = together(lambda n: site.app.test_client().post("/beat", json=bodies[n], headers=secret))
    assert {answer.status_code for answer in answers} <= {200, 422}
    assert sum(one.counted_ms for one in ledger(site, ada)) == 1_000


def test_fifty_beats_at_once_that_overtake_each_other_earn_no_more(site: TestSite) -> None:
    ada, lease = reading(site)
    site.clock.tick(seconds=1)
    secret, bodies = {"X-Lease": lease}, [{**WELL, "sequence": number + 2} for number in range(50)]
    answers = together(lambda n: site.app.test_client().post("/beat", json=bodies[n], headers=secret))
    assert {answer.status_code for answer in answers} <= {200, 422}
    assert sum(one.counted_ms for one in ledger(site, ada)) in {0, 1_000}


@ONE_ENGINE
def test_a_forged_course_of_two_hours_earns_the_second_it_took(site: TestSite) -> None:
    ada, lease = reading(site)
    for number in range(10):
        site.clock.tick(milliseconds=100)
        ada.beat(lease, number + 2, active_ms=720_000)
    assert sum(one.counted_ms for one in ledger(site, ada)) == 1_000


@ONE_ENGINE
def test_a_span_that_does_not_follow_on_learns_where_the_server_is(site: TestSite) -> None:
    ada, lease = reading(site)
    answer = ada.client.post("/beat", json={**WELL, "sequence": 9, "first": 5}, headers={"X-Lease": lease})
    assert (answer.status_code, answer.get_json()) == (422, {"code": "out_of_order", "sequence": 1})


@ONE_ENGINE
def test_a_beat_is_answered_with_the_headers_of_every_page(site: TestSite) -> None:
    ada, lease = reading(site)
    beat, page = ada.beat(lease, 2).headers, ada.get("/healthz").headers
    assert all(beat[name] == page[name] for name in headers.everywhere(secure=False))


@ONE_ENGINE
def test_who_signs_out_takes_the_clock_along(site: TestSite) -> None:
    ada, lease = reading(site)
    site.clock.tick(seconds=20)
    assert ada.beat(lease, 2, active_ms=20_000).status_code == 200
    ada.post("/sign-out")
    site.clock.tick(seconds=20)
    assert ada.beat(lease, 3, active_ms=20_000).status_code == 409
    assert [(one.counted_ms, one.is_open) for one in ledger(site, ada)] == [(20_000, False)]


@ONE_ENGINE
def test_a_beat_is_posted_and_nothing_else(site: TestSite) -> None:
    answer = site.visitor().get("/beat")
    assert (answer.status_code, set(answer.allow)) == (405, {"POST"})
