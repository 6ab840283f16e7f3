"""Reads how long an MP3 lasts. Its bit rate may change from frame to frame, so the frames are counted."""

from collections.abc import Iterator
from pathlib import Path

_BIT_RATES = {
    True: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    False: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
"""Kilobits a second by their number in the header; for MPEG 1 and for the halved rates of MPEG 2 and 2.5."""
_SAMPLE_RATES = (44_100, 48_000, 32_000)
_HALVED = {3: 1, 2: 2, 0: 4}
"""By what the sample rate is divided, by the version in the header: MPEG 1, 2 and 2.5."""
_LEAST_FRAMES = 2
_LAYER_3 = 1


def read_mp3_ms(path: Path) -> int | None:
    """Return how long an MP3 lasts, in milliseconds, or None when it is none."""
    durations = list(_frames(path.read_bytes()))
    return int(sum(durations)) if len(durations) >= _LEAST_FRAMES else None


def _frames(data: bytes) -> Iterator[float]:
    """Yield how long each frame lasts, in milliseconds, from the first on, until something else comes."""
    position = _after_tag(data)
    while (frame := _frame(data[position : position + 4])) is not None:
        length, duration = frame
        position += length
        yield duration


def _frame(header: bytes) -> tuple[int, float] | None:
    """Return how many bytes a frame has and how many milliseconds it lasts, or None for what is no frame of an MP3."""
    if len(header) < 4 or header[0] != 0xFF or header[1] >> 5 != 0b111:  # noqa: PLR2004 - four bytes, eleven of them set
        return None
    version, layer = header[1] >> 3 & 3, header[1] >> 1 & 3
    bit_rate, sample_rate, padding = header[2] >> 4, header[2] >> 2 & 3, header[2] >> 1 & 1
    if layer != _LAYER_3 or version not in _HALVED or bit_rate in {0, 15} or sample_rate >= len(_SAMPLE_RATES):
        return None
    is_first = version == 3  # noqa: PLR2004 - as MPEG 1 is written
    samples, rate = 1152 if is_first else 576, _SAMPLE_RATES[sample_rate] // _HALVED[version]
    return samples // 8 * _BIT_RATES[is_first][bit_rate] * 1000 // rate + padding, samples * 1000 / rate


def _after_tag(data: bytes) -> int:
    """Return where the sound begins: behind an ID3 tag, whose length is written in seven bits a byte."""
    if not data.startswith(b"ID3"):
        return 0
    length = 0
    for byte in data[6:10]:
        length = length << 7 | byte
    return 10 + length
