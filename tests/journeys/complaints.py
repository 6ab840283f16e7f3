"""What a browser complains of when the site refuses something, in its own words: for tests that foresee it."""

from http import HTTPStatus

from tests.journeys.reader import Reader


def refusal(reader: Reader, status: int, address: str) -> str:
    """Return what a browser says when this address, and no other, answers with this status."""
    whole = address if address.startswith(reader.site.url) else f"{reader.site.url}{address}"
    return f"{status} ({HTTPStatus(status).phrase.upper()}) ({whole})"
