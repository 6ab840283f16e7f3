"""How days, instants, durations and credits are written, in the reader's language."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.support import NullTranslations
from flask import Flask, current_app, g
from flask_babel import format_date, get_locale, get_translations, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l


def install(app: Flask) -> None:
    """Make the writers below filters of every template, and let templates translate by this request's catalog."""
    app.extensions["player.catalogs"] = {}
    filters = app.jinja_env.filters
    filters.update(
        day=day,
        day_in=day_in,
        instant=instant,
        clock_time=clock_time,
        minutes=minutes,
        timecode=timecode,
        credits=credits,
    )
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # Jinja's i18n extension adds it
        lambda text: _catalog().ugettext(text),
        lambda one, many, number: _catalog().ungettext(one, many, number),
        newstyle=True,
    )


def language() -> str:
    """Return the reader's language, found once a request."""
    if "language" not in g:
        g.language = str(get_locale())
    found: str = g.language
    return found


def _catalog() -> NullTranslations:
    """Return the catalog in the reader's language, looked for once a request and read once a process."""
    if "catalog" not in g:
        kept, name = current_app.extensions["player.catalogs"], language()
        g.catalog = kept.get(name) or kept.setdefault(name, get_translations())
    catalog: NullTranslations = g.catalog
    return catalog


def day(value: date) -> str:
    """Write a civil date as "22 November 2026"."""
    return str(format_date(value, "d MMMM y", rebase=False))


def day_in(value: datetime, zone: str | None) -> str:
    """Write the civil day of an instant in a zone (UTC when none is known) as "22 November 2026"."""
    return day(value.astimezone(ZoneInfo(zone or "UTC")).date())


def instant(value: datetime, zone: str | None) -> str:
    """Write an instant as "22 November 2026, 14:03 PST" in a zone (UTC when none is known)."""
    local = value.astimezone(ZoneInfo(zone or "UTC"))
    return f"{day_in(value, zone)}, {local:%H:%M} {local.tzname()}"


def clock_time(value: datetime, zone: str | None, *, since: datetime | None = None) -> str:
    """Write an instant as "22 November 2026, 14:03:27 PST" in a zone (UTC when none is known).

    The day is left out where it is the day of ``since``.
    """
    local = value.astimezone(ZoneInfo(zone or "UTC"))
    written = f"{local:%H:%M:%S} {local.tzname()}"
    same_day = since is not None and since.astimezone(local.tzinfo).date() == local.date()
    return written if same_day else f"{day_in(value, zone)}, {written}"


def minutes(milliseconds: int) -> str:
    """Write a duration as "6 minutes", rounded down, or in seconds below one minute."""
    if milliseconds < 60_000:  # noqa: PLR2004 - one minute
        seconds = milliseconds // 1000
        return str(ngettext("%(num)d second", "%(num)d seconds", seconds))
    whole = milliseconds // 60_000
    return str(ngettext("%(num)d minute", "%(num)d minutes", whole))


def timecode(milliseconds: int) -> str:
    """Write a place in a recording as "1:05", or "1:02:05" from an hour on."""
    whole = milliseconds // 1000
    hours, minutes, seconds = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def credits(value: Decimal | None) -> str:  # noqa: A001 - the word of the field
    """Write an amount of credit as "2.0", "1.25"; never as CEU."""
    if value is None:
        return str(_("none"))
    return f"{value.normalize():.1f}" if value * 10 == (value * 10).to_integral() else f"{value:.2f}"


PROFESSIONS = {
    "psychologist": _l("Psychologist"),
    "social-worker": _l("Social worker"),
    "mental-health-counselor": _l("Counselor (mental health, professional)"),
    "marriage-family-therapist": _l("Marriage and family therapist"),
    "creative-arts-therapist": _l("Creative arts therapist"),
    "psychoanalyst": _l("Psychoanalyst"),
    "nurse": _l("Nurse"),
    "physician": _l("Physician"),
    "other": _l("Another profession"),
}
"""What each profession's code is called."""

FORMATS = {
    "self-paced-reading": _l("Self-paced distance learning: reading-based online activity"),
    "self-paced-video": _l("Self-paced distance learning: recorded-video online activity"),
}
"""What each delivery format's code is called, in the words of the ASWB ACE course form."""

LEVELS = {
    "introductory": _l("Introductory (ASWB: beginning)"),
    "intermediate": _l("Intermediate"),
    "advanced": _l("Advanced"),
}
"""What each level's code is called: stored once, labelled as APA and ASWB say it."""

_STATES = (
    "AL Alabama, AK Alaska, AZ Arizona, AR Arkansas, CA California, CO Colorado, CT Connecticut, DE Delaware, "
    "DC District of Columbia, FL Florida, GA Georgia, HI Hawaii, ID Idaho, IL Illinois, IN Indiana, IA Iowa, "
    "KS Kansas, KY Kentucky, LA Louisiana, ME Maine, MD Maryland, MA Massachusetts, MI Michigan, MN Minnesota, "
    "MS Mississippi, MO Missouri, MT Montana, NE Nebraska, NV Nevada, NH New Hampshire, NJ New Jersey, NM New Mexico, "
    "NY New York, "
    "NC North Carolina, ND North Dakota, OH Ohio, OK Oklahoma, OR Oregon, PA Pennsylvania, PR Puerto Rico, "
    "RI Rhode Island, SC South Carolina, SD South Dakota, TN Tennessee, TX Texas, UT Utah, VT Vermont, VA Virginia, "
    "WA Washington, WV West Virginia, WI Wisconsin, WY Wyoming, CA-AB Alberta, CA-BC British Columbia, CA-MB Manitoba, "
    "CA-NB New Brunswick, CA-NL Newfoundland and Labrador, CA-NS Nova Scotia, CA-NT Northwest Territories, "
    "CA-NU Nunavut, CA-ON Ontario, CA-PE Prince Edward Island, CA-QC Quebec, CA-SK Saskatchewan, CA-YT Yukon, "
    "NAT National certification, INTL Another country"
)
JURISDICTIONS = dict(entry.split(" ", 1) for entry in _STATES.split(", "))
"""Where a license can be from: US states by postal code, Canadian provinces by ISO 3166-2, and the rest."""
