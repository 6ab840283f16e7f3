"""Recordings, video and audio, and how a course wants them to be watched."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Cue:
    """One caption: when it starts and ends, in milliseconds, and what is said."""

    start_ms: int
    end_ms: int
    text: str


@dataclass(frozen=True, kw_only=True)
class Recording:
    """A captioned video or audio; its files are named by digest, its transcript is made from the captions."""

    id: str
    title: str
    language: str
    media_digest: str
    media_type: str
    captions_digest: str
    duration_ms: int
    transcript: tuple[Cue, ...]


@dataclass(frozen=True, kw_only=True)
class MediaPolicy:
    """How a course wants its recordings watched; these defaults hold for editions that were published without it.

    Without ``forward_skipping`` one can go ahead only to where one has been. With ``hidden_media`` a recording counts
    while its page is hidden or it plays in a window of its own. With ``transcript_counts`` reading the transcript will
    do. ``coverage_percent`` is how much of a recording has to be watched.
    """

    forward_skipping: bool = True
    hidden_media: bool = False
    transcript_counts: bool = False
    coverage_percent: int = 98
