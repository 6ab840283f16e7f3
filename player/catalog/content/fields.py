"""The kinds of values that course files hold, and the base of their strict models."""

import re
import zoneinfo
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_CREDITS = re.compile(r"\d{1,3}\.\d{1,2}")


def _is_key(value: str) -> str:
    if not _KEY.fullmatch(value):
        raise ValueError("must be made of lower-case letters and digits, joined by hyphens")
    return value


def _is_said(value: str) -> str:
    if not value.strip():
        raise ValueError("must not be empty")
    return value.strip()


def _is_credits(value: str) -> str:
    if not _CREDITS.fullmatch(value):
        raise ValueError('must be a number with a point, in quotes: "2.0"')
    return value


def _is_zone(value: str) -> str:
    try:
        return zoneinfo.ZoneInfo(value).key
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        raise ValueError("must be the name of a time zone, such as America/Los_Angeles") from None


Key = Annotated[str, AfterValidator(_is_key), Field(max_length=80)]
ShortKey = Annotated[str, AfterValidator(_is_key), Field(max_length=40)]
MediumKey = Annotated[str, AfterValidator(_is_key), Field(max_length=60)]
OptionKey = Annotated[str, AfterValidator(_is_key), Field(max_length=20)]
Words = Annotated[str, AfterValidator(_is_said)]
Name = Annotated[str, AfterValidator(_is_said), Field(max_length=200)]
ShortName = Annotated[str, AfterValidator(_is_said), Field(max_length=60)]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")]
Credits = Annotated[str, AfterValidator(_is_credits)]
Zone = Annotated[str, AfterValidator(_is_zone), Field(max_length=60)]


class Strict(BaseModel):
    """Base of every model: no unknown key, no conversion of types."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
