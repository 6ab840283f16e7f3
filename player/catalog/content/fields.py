"""The kinds of values that course files hold, and the base of their strict models."""

import re
import zoneinfo
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema

_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_CREDITS = re.compile(r"\d{1,3}\.\d{1,2}")
_LONGEST_KEY = 80
_NUMBER = re.compile(r"-?\d{1,9}(\.\d{1,9})?")


def is_key(value: str) -> bool:
    """Tell whether a text can be the slug of a course."""
    return bool(_KEY.fullmatch(value)) and len(value) <= _LONGEST_KEY


def _is_key(value: str) -> str:
    if not _KEY.fullmatch(value):
        raise ValueError("must be made of lower-case letters and digits, joined by hyphens")
    return value


def _is_said(value: str) -> str:
    if not value.strip():
        raise ValueError("must not be empty")
    return value.strip(" \t\n")  # a no-break space was copied from a page, and is named


def _is_credits(value: str) -> str:
    if not _CREDITS.fullmatch(value):
        raise ValueError('must be a number with a point, in quotes: "2.0"')
    return value


def _is_number(value: str) -> str:
    if not _NUMBER.fullmatch(value):
        raise ValueError('must be a number in quotes: "1.85"')
    return value


def _is_positive(value: str) -> str:
    if Decimal(_is_number(value)) <= 0:
        raise ValueError("must be more than zero")
    return value


def _is_zone(value: str) -> str:
    try:
        return zoneinfo.ZoneInfo(value).key
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):  # a folder of zones is no zone
        raise ValueError("must be the name of a time zone, such as America/Los_Angeles") from None


def _shown(**limits: str | int) -> WithJsonSchema:
    """What an editor is told of a text that is checked by a function here."""
    return WithJsonSchema({"type": "string", **limits})


_WHOLE_KEY = f"^{_KEY.pattern}$"

Key = Annotated[str, AfterValidator(_is_key), Field(max_length=80), _shown(pattern=_WHOLE_KEY, maxLength=80)]
ShortKey = Annotated[str, AfterValidator(_is_key), Field(max_length=40), _shown(pattern=_WHOLE_KEY, maxLength=40)]
MediumKey = Annotated[str, AfterValidator(_is_key), Field(max_length=60), _shown(pattern=_WHOLE_KEY, maxLength=60)]
OptionKey = Annotated[str, AfterValidator(_is_key), Field(max_length=20), _shown(pattern=_WHOLE_KEY, maxLength=20)]
Words = Annotated[str, AfterValidator(_is_said), _shown(minLength=1)]
Name = Annotated[str, AfterValidator(_is_said), Field(max_length=200), _shown(minLength=1, maxLength=200)]
ShortName = Annotated[str, AfterValidator(_is_said), Field(max_length=60), _shown(minLength=1, maxLength=60)]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")]
Credits = Annotated[str, AfterValidator(_is_credits), _shown(pattern=f"^{_CREDITS.pattern}$")]
Number = Annotated[str, AfterValidator(_is_number), _shown(pattern=f"^{_NUMBER.pattern}$")]
PositiveNumber = Annotated[str, AfterValidator(_is_positive), _shown(pattern=f"^{_NUMBER.pattern}$")]
Zone = Annotated[str, AfterValidator(_is_zone), Field(max_length=60), _shown(maxLength=60)]


class Strict(BaseModel):
    """Base of every model: no unknown key, no conversion of types."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
