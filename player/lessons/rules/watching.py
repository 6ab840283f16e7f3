"""What was watched of a recording: the union of what pages reported, and how much they may claim when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from player.catalog.rules import MediaPolicy, Recording

FASTEST = 2
"""Nobody watches faster than this."""
TOLERANCE_MS = 2_000
"""What a page may claim beyond the time that has passed, once: reports travel slower and faster."""
WAITING_MS = 20_000
"""When a page opens, so much of the time that had passed stays for reports of the page before that are on their way."""
MOST_MS = FASTEST * 10 * 60_000
"""So much may be claimed at once, at the very most: what can be played while the network is away for ten minutes."""
LAST_MS = 1_000
"""The last second never matters: players end a little before, or after, what the file says."""
AHEAD_MS = 1_500
"""Where skipping ahead is not allowed, a report may begin so far behind what was watched."""


@dataclass(frozen=True, kw_only=True, order=True)
class Span:
    """A piece of a recording, in milliseconds from its beginning; an empty one only says where somebody is."""

    from_ms: int
    to_ms: int

    @property
    def length_ms(self) -> int:
        """How long the piece lasts."""
        return self.to_ms - self.from_ms


@dataclass(frozen=True, kw_only=True)
class WatchRecord:
    """One report of a page: what was watched, and how much more could have been claimed at that instant."""

    recording_id: str
    span: Span
    at: datetime
    allowance_ms: int


@dataclass(frozen=True, kw_only=True)
class WatchState:
    """How far one recording was watched. ``done_at`` is when it was covered, or its transcript was said to be read."""

    recording: Recording
    watched: tuple[Span, ...]
    position_ms: int
    needed_ms: int
    done_at: datetime | None
    by_transcript: bool

    @property
    def covered_ms(self) -> int:
        """How much of the recording was watched."""
        return covered_ms(self.watched)

    @property
    def percent(self) -> int:
        """The same in percent, rounded down."""
        return self.covered_ms * 100 // max(1, self.recording.duration_ms)

    @property
    def furthest_ms(self) -> int:
        """The furthest place that was watched."""
        return max((span.to_ms for span in self.watched), default=0)

    @property
    def first_gap_ms(self) -> int:
        """Where the first piece begins that was not watched."""
        first = self.watched[0] if self.watched else None
        return first.to_ms if first is not None and first.from_ms == 0 else 0


def union(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the same pieces in order, those that touch or overlap as one, and no empty ones."""
    merged: list[Span] = []
    for span in sorted(span for span in spans if span.length_ms > 0):
        if merged and span.from_ms <= merged[-1].to_ms:
            merged[-1] = Span(from_ms=merged[-1].from_ms, to_ms=max(merged[-1].to_ms, span.to_ms))
        else:
            merged.append(span)
    return tuple(merged)


def covered_ms(spans: Iterable[Span]) -> int:
    """Return how many milliseconds of a recording these pieces cover; what was watched twice is covered once."""
    return sum(span.length_ms for span in union(spans))


def needed_ms(recording: Recording, policy: MediaPolicy) -> int:
    """Return how much of a recording has to be covered: the course's share of it, and never its last second."""
    share = recording.duration_ms * policy.coverage_percent // 100
    return max(0, min(share, recording.duration_ms - LAST_MS))


def allowance_ms(last: WatchRecord | None, *, opens: bool, at: datetime) -> int:
    """Return how many milliseconds of recordings a page may claim at ``at``, given the enrollment's last report.

    The allowance grows at twice the speed of the server's clock and shrinks by what is claimed. What was not watched is
    not saved up: a page that opens starts with next to none, however long ago the last report was, and a page that is
    open holds no more than ten minutes of its clock, at twice the speed. So long it may be without a network and
    everything that it played still counts; of what it played longer, the rest has to be played again.
    """
    if last is None:
        return TOLERANCE_MS
    passed = max(timedelta(0), at - last.at) // timedelta(milliseconds=1)
    grown = last.allowance_ms + FASTEST * passed
    return min(grown, WAITING_MS if opens else MOST_MS)


def skips_ahead(state: WatchState, span: Span) -> bool:
    """Tell whether a piece begins beyond all that was watched."""
    return span.from_ms > state.furthest_ms + AHEAD_MS


def watch_state(
    recording: Recording, policy: MediaPolicy, records: Sequence[WatchRecord], transcript_read_at: datetime | None
) -> WatchState:
    """Return how far a recording was watched, by its records in order."""
    needed = needed_ms(recording, policy)
    covered_at, watched = None, union(record.span for record in records)
    if covered_ms(watched) >= needed and records:
        covered_at = _covered_at(records, needed)
    read_at = transcript_read_at if policy.transcript_counts else None
    done = [instant for instant in (covered_at, read_at) if instant is not None]
    return WatchState(
        recording=recording,
        watched=watched,
        position_ms=records[-1].span.to_ms if records else 0,
        needed_ms=needed,
        done_at=min(done, default=None),
        by_transcript=covered_at is None and read_at is not None,
    )


def _covered_at(records: Sequence[WatchRecord], needed: int) -> datetime:
    """Return when enough was covered; only for records that cover enough."""
    covered: tuple[Span, ...] = ()
    for record in records:
        covered = union((*covered, record.span))
        if covered_ms(covered) >= needed:
            return record.at
    return records[-1].at
