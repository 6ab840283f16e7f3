"""How pages write days, times and amounts."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from babel.support import NullTranslations
from flask import Flask, render_template_string

from player.web import words

MOMENT = datetime(2026, 11, 22, 22, 3, 27, tzinfo=UTC)


def test_a_day_is_written_out(application: Flask) -> None:
    with application.test_request_context():
        assert words.day(date(2026, 3, 2)) == "2 March 2026"


@pytest.mark.parametrize(
    ("zone", "written"),
    [
        (None, "22 November 2026, 22:03 UTC"),
        ("America/Los_Angeles", "22 November 2026, 14:03 PST"),
        ("Asia/Tokyo", "23 November 2026, 07:03 JST"),
    ],
)
def test_an_instant_is_written_in_its_zone(application: Flask, zone: str | None, written: str) -> None:
    with application.test_request_context():
        assert words.instant(MOMENT, zone) == written
        assert words.day_in(MOMENT, zone) == written.split(",", maxsplit=1)[0]


@pytest.mark.parametrize(
    ("since", "written"),
    [
        (None, "23 November 2026, 07:03:27 JST"),
        (datetime(2026, 11, 22, 15, tzinfo=UTC), "07:03:27 JST"),
        (datetime(2026, 11, 22, 14, tzinfo=UTC), "23 November 2026, 07:03:27 JST"),
    ],
)
def test_a_time_of_day_names_its_zone_and_its_day_where_that_is_another(
    application: Flask, since: datetime | None, written: str
) -> None:
    with application.test_request_context():
        assert words.clock_time(MOMENT, "Asia/Tokyo", since=since) == written


@pytest.mark.parametrize(
    ("milliseconds", "written"),
    [
        (0, "0 seconds"),
        (1_999, "1 second"),
        (59_999, "59 seconds"),
        (60_000, "1 minute"),
        (119_999, "1 minute"),
        (7_200_000, "120 minutes"),
    ],
)
def test_a_duration_is_never_written_longer_than_it_is(application: Flask, milliseconds: int, written: str) -> None:
    with application.test_request_context():
        assert words.minutes(milliseconds) == written


@pytest.mark.parametrize(
    ("amount", "written"),
    [("0", "0.0"), ("0.5", "0.5"), ("2", "2.0"), ("1.25", "1.25"), ("1.50", "1.5"), ("10", "10.0"), ("0.75", "0.75")],
)
def test_credits_are_written_as_approved(amount: str, written: str) -> None:
    assert words.credits(Decimal(amount)) == written


def test_no_credit_is_a_word(application: Flask) -> None:
    with application.test_request_context():
        assert words.credits(None) == "none"


def test_every_place_is_named_once() -> None:
    assert len(words.JURISDICTIONS) == 50 + 2 + 13 + 2
    assert len(set(words.JURISDICTIONS.values())) == len(words.JURISDICTIONS)
    assert words.JURISDICTIONS["CA-BC"] == "British Columbia"


class Loud(NullTranslations):
    """A catalog that shouts."""

    def ugettext(self, message: str) -> str:
        """Return the message in capitals."""
        return message.upper()


def test_a_page_says_its_sentences_by_the_catalog_that_was_found_once(
    application: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Loud] = []

    def look_up() -> Loud:
        asked.append(Loud())
        return asked[-1]

    monkeypatch.setattr(words, "get_translations", look_up)
    monkeypatch.setitem(application.extensions, "player.catalogs", {})
    with application.test_request_context():
        assert render_template_string("{{ _('Saved') }}, {{ _('Sent') }}") == "SAVED, SENT"
    assert len(asked) == 1
