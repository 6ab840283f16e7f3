"""The time receipt: every stretch of an enrollment in words and numbers, and the sittings they make."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from player.catalog.rules import Edition, Lesson
from player.seat_time.rules import GRACE_MS, PRESETS, Policy, StretchRecord, milliseconds

APART_MS = 30 * 60_000
"""What lies so far apart, or an uncounted stretch so long, parts two sittings."""


@dataclass(frozen=True, kw_only=True)
class ReceiptLine:
    """One stretch as the receipt has it. ``lesson`` is None elsewhere; ``voided`` says why a corrected one is void."""

    stretch: StretchRecord
    lesson: Lesson | None
    voided: str | None

    @property
    def counted_ms(self) -> int:
        """What counts of the stretch: nothing of one that was voided."""
        return 0 if self.voided is not None else self.stretch.counted_ms

    @property
    def grace_ms(self) -> int:
        """The part of it that was reported late and taken on trust."""
        return 0 if self.voided is not None else self.stretch.grace_ms

    @property
    def length_ms(self) -> int:
        """How long the stretch was, by the server's clock."""
        return max(self.stretch.length_ms, milliseconds(self.stretch.ended_at - self.stretch.started_at))

    @property
    def why(self) -> str:
        """Why it counts or not, as a code: voided, or the stretch's own reason."""
        return "voided" if self.voided is not None else self.stretch.reason


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A stretch in the picture: where it begins in its sitting, how long it is, and whether it counts."""

    from_ms: int
    length_ms: int
    is_counted: bool


@dataclass(frozen=True, kw_only=True)
class Sitting:
    """Stretches without a long break between them."""

    started_at: datetime
    bars: tuple[Bar, ...]
    counted_ms: int

    @property
    def length_ms(self) -> int:
        """From its beginning to its end."""
        return max(bar.from_ms + bar.length_ms for bar in self.bars)


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """The time of one enrollment: its lines, oldest first, what they add up to, and their sittings."""

    lines: tuple[ReceiptLine, ...]
    sittings: tuple[Sitting, ...]
    needed_ms: int
    policy: Policy

    @property
    def counted_ms(self) -> int:
        """All counted time."""
        return sum(line.counted_ms for line in self.lines)

    @property
    def grace_ms(self) -> int:
        """The part of it that was reported late and taken on trust."""
        return sum(line.grace_ms for line in self.lines)

    @property
    def was_asked(self) -> bool:
        """Whether the learner chose, at least for a while, to be asked now and then."""
        return any(line.stretch.asked for line in self.lines)

    @property
    def longest_ms(self) -> int:
        """How long the longest sitting is: the scale of the picture."""
        return max((sitting.length_ms for sitting in self.sittings), default=0)


def receipt(edition: Edition, stretches: Iterable[StretchRecord], voided: Mapping[uuid.UUID, str]) -> Receipt:
    """Return the receipt of these stretches, in the order of the ledger; ``voided`` are reasons by stretch."""
    lessons = {f"lesson:{lesson.id}": lesson for lesson in edition.lessons}
    lines = tuple(
        ReceiptLine(stretch=one, lesson=lessons.get(one.activity), voided=voided.get(one.id))
        for one in sorted(stretches, key=lambda one: (one.offset_ms, one.started_at))
        if one.length_ms or one.counted_ms or one.ended_at > one.started_at
    )
    return Receipt(
        lines=lines,
        sittings=tuple(_sittings(lines)),
        needed_ms=edition.course_minimum_ms,
        policy=PRESETS[edition.seat_time],
    )


def _sittings(lines: Sequence[ReceiptLine]) -> list[Sitting]:
    groups: list[list[ReceiptLine]] = [[]]
    for line in lines:
        last = groups[-1][-1] if groups[-1] else None
        if last is not None and abs(milliseconds(line.stretch.started_at - last.stretch.ended_at)) >= APART_MS:
            groups.append([])
        if line.counted_ms == 0 and line.length_ms >= APART_MS:
            groups.append([])
        else:
            groups[-1].append(line)
    return [_sitting(group) for group in groups if group]


def _sitting(lines: Sequence[ReceiptLine]) -> Sitting:
    bars: list[Bar] = []
    place_ms = 0
    for line, before in zip(lines, (None, *lines), strict=False):
        if before is not None:
            place_ms += before.length_ms + max(0, milliseconds(line.stretch.started_at - before.stretch.ended_at))
        bars.append(Bar(from_ms=place_ms, length_ms=line.length_ms, is_counted=line.counted_ms > 0))
    return Sitting(
        started_at=lines[0].stretch.started_at,
        bars=tuple(bars),
        counted_ms=sum(line.counted_ms for line in lines),
    )


WHY = {
    "active": "counted",
    "away": "not counted: page hidden or closed",
    "not_active": "not counted: no activity",
    "late": "not counted: reported too late",
    "clock_stepped": "counted until the server's clock was set back",
    "voided": "corrected",
}
"""What each reason is called in files."""


def definition(policy: Policy) -> str:
    """Write what counted time means under a policy, for files."""
    rule, most = policy.idle_minutes, policy.most_minutes
    longer = f" (up to {most} where a section is long)" if most > rule else ""
    return (
        "Counted time is time during which the page of a lesson or of the post-test was open, visible and loaded, and "
        "the learner was active on it: by pointer, key, touch, scrolling or focus, or while a recording played there. "
        "It is measured by the server's clock, on one page at a time over all courses and devices. After "
        f"{rule} minutes without activity{longer} nothing counts until the learner goes on. Time that could not be "
        f"reported at once, because the network was away, counts up to {GRACE_MS // 60_000} minutes and is listed as "
        "reported late."
    )


def asked(policy: Policy) -> str:
    """Write that the learner chose to be asked, and how often, for files."""
    return (
        f"For some of this time the learner chose to be asked every {policy.most_minutes} minutes instead of being "
        "watched for activity."
    )


def clock(milliseconds_: int) -> str:
    """Write a duration as "16:40", or "1:16:40" from an hour on."""
    whole = milliseconds_ // 1000
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


def clock_time(instant: datetime, zone: ZoneInfo, *, since: datetime | None = None) -> str:
    """Write an instant as "2026-11-22 14:03:27 PST"; the day is left out where it is the day of ``since``."""
    local = instant.astimezone(zone)
    same_day = since is not None and since.astimezone(zone).date() == local.date()
    return f"{local:%H:%M:%S %Z}" if same_day else f"{local:%Y-%m-%d %H:%M:%S %Z}"


def place(line: ReceiptLine) -> str:
    """Write where a stretch was spent, for files."""
    if line.lesson is not None:
        return f"Lesson {line.lesson.number}: {line.lesson.title}"
    return "Post-test" if line.stretch.kind == "post-test" else line.stretch.activity


def why(line: ReceiptLine) -> str:
    """Write why a stretch counts or not, for files."""
    words = WHY.get(line.why, line.why)
    return f"{words}: {line.voided}" if line.voided else words
