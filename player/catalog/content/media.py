"""The media files a course names: found inside its folder, looked at, and known by the SHA-256 of their bytes."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Literal

from player.catalog.content.recording import AUDIO, VIDEO, read_captions, read_duration_ms
from player.catalog.content.report import Report
from player.catalog.rules import Cue, MediaFile

_IMAGES = {
    ".png": ("image/png", b"\x89PNG\r\n\x1a\n", 0),
    ".jpg": ("image/jpeg", b"\xff\xd8\xff", 0),
    ".jpeg": ("image/jpeg", b"\xff\xd8\xff", 0),
    ".webp": ("image/webp", b"WEBP", 8),
}
"""Kinds of pictures, each with its first bytes and where they stand."""


_NO_RECORDING = {
    "video": "“{name}” is not a WebM or MP4 video that says how long it lasts.",
    "audio": "“{name}” is not an MP3, M4A or WebM audio that says how long it lasts.",
}


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A recording with its captions, as kept."""

    media_digest: str
    media_type: str
    captions_digest: str
    duration_ms: int
    transcript: tuple[Cue, ...]


@dataclass(kw_only=True)
class Media:
    """The media of one course. ``listed`` and ``paths`` go by digest."""

    folder: Path
    report: Report
    listed: dict[str, MediaFile] = field(default_factory=dict)
    paths: dict[str, Path] = field(default_factory=dict)

    def find(self, name: str, *, file: str, line: int) -> Path | None:
        """Return the path of a file that a course names, or None after noting that it is not there."""
        parts = PurePosixPath(name).parts
        path = self.folder.joinpath(*parts)
        if parts[:1] != ("media",) or ".." in parts:
            self.report.error(file, line, f"“{name}” must be a file in the course's media folder: media/name.svg.")
        elif not _is_file(path):
            self.report.error(file, line, f"The file “{name}” does not exist.")
        elif not path.resolve().is_relative_to(self.folder.resolve()):
            self.report.error(file, line, f"“{name}” is a link that leads out of the course's folder.")
        else:
            return path
        return None

    def keep(self, path: Path, media_type: str) -> str:
        """Note a file as part of the edition and return its digest."""
        with path.open("rb") as opened:
            digest = hashlib.file_digest(opened, "sha256").hexdigest()
        self.listed[digest] = MediaFile(digest=digest, media_type=media_type, size=path.stat().st_size)
        self.paths[digest] = path
        return digest

    def keep_picture(self, path: Path, *, file: str, line: int) -> str | None:
        """Return the digest of a PNG, JPEG or WebP, or None after noting that it is none of them."""
        kind = _IMAGES.get(path.suffix.lower())
        if kind is not None:
            media_type, magic, offset = kind
            with path.open("rb") as opened:
                if opened.read(16)[offset:].startswith(magic):
                    return self.keep(path, media_type)
        self.report.error(file, line, f"“{path.name}” is not an SVG, PNG, JPEG or WebP picture.")
        return None

    def keep_recording(
        self, recording: Path, captions: Path, kind: Literal["video", "audio"], *, file: str, line: int
    ) -> Kept | None:
        """Return a video or audio with its captions, or None after noting what is wrong with either."""
        types = VIDEO if kind == "video" else AUDIO
        duration = read_duration_ms(recording) if recording.suffix in types else None
        if duration is None:
            self.report.error(file, line, _NO_RECORDING[kind].format(name=recording.name))
            return None
        transcript = read_captions(captions, duration_ms=duration, report=self.report)
        if transcript is None:
            return None
        return Kept(
            media_digest=self.keep(recording, types[recording.suffix]),
            media_type=types[recording.suffix],
            captions_digest=self.keep(captions, "text/vtt"),
            duration_ms=duration,
            transcript=transcript,
        )


def _is_file(path: Path) -> bool:
    """Tell whether a regular file is there; a name that no file can have is none."""
    try:
        return path.is_file()
    except OSError:
        return False
