"""Reads what a page must know of a recording: how long it lasts, and what its captions say."""

import struct
from pathlib import Path

from webvtt import WebVTT
from webvtt.errors import MalformedCaptionError, MalformedFileError

from player.catalog.content.mp3 import read_mp3_ms
from player.catalog.content.report import Report, read_text
from player.catalog.rules import Cue

VIDEO = {".webm": "video/webm", ".mp4": "video/mp4"}
AUDIO = {".mp3": "audio/mpeg", ".m4a": "audio/mp4", ".webm": "audio/webm"}
"""The types of files, by how their names end."""
TOLERANCE_MS = 1_000
"""A caption may stand this much longer than its recording."""

_SEGMENT, _INFO, _SCALE, _DURATION = 0x18538067, 0x1549A966, 0x2AD7B1, 0x4489
_HEAD_BYTES = 1 << 20
"""Both headers are looked for in the first and, in MP4, the last so many bytes."""


def read_duration_ms(path: Path) -> int | None:
    """Return how long a WebM, MP4 or MP3 file lasts, in milliseconds, or None when it does not say."""
    if path.suffix == ".mp3":
        return read_mp3_ms(path)
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
            if path.suffix == ".webm":
                return _webm_ms(head)
            file.seek(max(0, path.stat().st_size - _HEAD_BYTES))
            return _mp4_ms(head) or _mp4_ms(file.read())
    except (IndexError, struct.error):
        return None


def read_captions(path: Path, *, duration_ms: int, report: Report) -> tuple[Cue, ...] | None:
    """Return the cues of a WebVTT file, or None after noting what is wrong with it."""
    text = read_text(path, report)
    if text is None:
        return None
    file = path.as_posix()
    try:
        captions = WebVTT.from_string(text, strict=True)
    except (MalformedFileError, MalformedCaptionError) as error:
        report.error(file, 1, f"These captions are not WebVTT: {error}.")
        return None
    cues = tuple(
        Cue(start_ms=_ms(caption.start), end_ms=_ms(caption.end), text=" ".join(caption.text.split()))
        for caption in captions.captions
    )
    if not cues:
        report.error(file, 1, "The captions are empty.")
    elif max(cue.end_ms for cue in cues) > duration_ms + TOLERANCE_MS:
        report.error(file, 1, "The captions last longer than the recording.")
    return cues


def _ms(timestamp: str) -> int:
    hours, minutes, seconds = timestamp.split(":")
    whole, thousandths = seconds.split(".")
    return ((int(hours) * 60 + int(minutes)) * 60 + int(whole)) * 1000 + int(thousandths)


def _webm_ms(head: bytes) -> int | None:
    """Walk the EBML elements down to the segment's information: a time scale in nanoseconds, and a duration in it."""
    scale, duration, position = 1_000_000, None, 0
    while position < len(head) - 1:
        element, position = _number(head, position, keep_marker=True)
        size, position = _number(head, position, keep_marker=False)
        if element in {_SEGMENT, _INFO}:
            continue
        value = head[position : position + size]
        if element == _SCALE:
            scale = int.from_bytes(value, "big")
        elif element == _DURATION:
            duration = struct.unpack(">d" if size == 8 else ">f", value)[0]  # noqa: PLR2004 - EBML has two floats
        position += size
    return None if duration is None else int(duration * scale / 1_000_000)


def _number(data: bytes, position: int, *, keep_marker: bool) -> tuple[int, int]:
    """An EBML number: the leading zero bits of its first byte tell its length."""
    first = data[position]
    length = 9 - first.bit_length()
    value = int.from_bytes(data[position : position + length], "big")
    return value if keep_marker else value & ((1 << (7 * length)) - 1), position + length


def _mp4_ms(data: bytes) -> int | None:
    """The movie header: version, two dates, the time scale in units a second, and the duration in them."""
    at = data.find(b"mvhd")
    if at < 0:
        return None
    scale, duration = (
        struct.unpack_from(">IQ", data, at + 24) if data[at + 4] == 1 else struct.unpack_from(">II", data, at + 16)
    )
    return int(duration) * 1000 // int(scale) if scale else None
