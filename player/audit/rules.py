"""What an entry of the record is, how entries are chained, and how a chain is checked.

Each link's MAC covers its entry and the MAC before it, so nothing in the middle can be changed, removed, added or moved
by someone without the key. What this does not prove: whoever holds the key can write another chain, and a tail that was
cut off together with its head is only missed when a head was noted elsewhere. A value is erased by deleting its clear
text; its digest stays, and lets only the holder of the key test a guess.
"""

import hmac
import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

Fault = Literal["missing", "previous", "mac", "value", "noted", "cut"]


@dataclass(frozen=True, kw_only=True)
class Head:
    """The newest link of a chain: how many links there are, and its MAC. Written as ``sequence:mac``."""

    sequence: int
    mac: str

    def __str__(self) -> str:
        return f"{self.sequence}:{self.mac}"


GENESIS = Head(sequence=0, mac="0" * 64)
"""The head of an empty chain."""


@dataclass(frozen=True, kw_only=True)
class Note:
    """A head as it was noted outside the database at an instant. Written as ``instant sequence:mac``."""

    at: datetime
    head: Head

    def __str__(self) -> str:
        return f"{self.at.astimezone(UTC).isoformat()} {self.head}"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Who did what to what, and when; ``digests`` are the keyed digests of its values, by name."""

    sequence: int
    at: datetime
    actor: str
    action: str
    subject: str
    digests: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Link:
    """An entry as it stands in the chain, with those of its values that are not erased."""

    entry: Entry
    previous: str
    mac: str
    values: Mapping[str, str]

    @property
    def head(self) -> Head:
        """The head of the chain that ends with this link."""
        return Head(sequence=self.entry.sequence, mac=self.mac)

    @property
    def erased(self) -> tuple[str, ...]:
        """The names of the values whose clear text is gone."""
        return tuple(name for name in self.entry.digests if name not in self.values)


@dataclass(frozen=True, kw_only=True)
class Break:
    """The first place where a chain is broken: the number of the link, what is wrong, and with which value."""

    sequence: int
    fault: Fault
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What a check found: how many links from the start are whole, and the break after them, if there is one."""

    whole: int
    head: Head
    broken: Break | None


def canonical(entry: Entry) -> bytes:
    """Return the bytes that an entry's MAC is made of: JSON, sorted, in ASCII, with the instant in UTC."""
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    return _json([entry.sequence, at, entry.actor, entry.action, entry.subject, entry.digests])


def link(key: bytes, previous_mac: str, entry: Entry) -> str:
    """Return the MAC that chains an entry to the one before it: HMAC-SHA256 in hexadecimal."""
    return _mac(key, b"link", previous_mac.encode(), canonical(entry))


def digest(key: bytes, sequence: int, name: str, value: str) -> str:
    """Return the keyed digest of a value: equal values of other entries, or of other names, do not look alike."""
    return _mac(key, b"value", _json([sequence, name, value]))


def add(
    key: bytes, head: Head, *, actor: str, action: str, subject: str, at: datetime, values: Mapping[str, str]
) -> Link:
    """Return the link that follows a head."""
    sequence = head.sequence + 1
    digests = {name: digest(key, sequence, name, value) for name, value in values.items()}
    entry = Entry(sequence=sequence, at=at, actor=actor, action=action, subject=subject, digests=digests)
    return Link(entry=entry, previous=head.mac, mac=link(key, head.mac, entry), values=values)


def check(links: Iterable[Link], key: bytes, noted: Collection[Head] = ()) -> Verdict:
    """Return whether a chain, read in order from its start, is whole and holds every head noted elsewhere.

    Reads one link at a time and keeps none.
    """
    last = GENESIS
    for each in links:
        broken = _break(each, key, last, noted)
        if broken:
            return Verdict(whole=last.sequence, head=last, broken=broken)
        last = each.head
    cut = any(head.sequence > last.sequence for head in noted)
    broken = Break(sequence=last.sequence + 1, fault="cut") if cut else None
    return Verdict(whole=last.sequence, head=last, broken=broken)


def parse_head(text: str) -> Head | None:
    """Return the head written as ``sequence:mac``, or None for anything else."""
    found = re.fullmatch(r"(\d{1,18}):([0-9a-f]{64})", text, re.ASCII)
    return Head(sequence=int(found[1]), mac=found[2]) if found else None


def parse_note(line: str) -> Note | None:
    """Return the note written as ``instant sequence:mac``, or None for anything else, such as half a line."""
    instant, _, rest = line.partition(" ")
    head = parse_head(rest)
    try:
        at = datetime.fromisoformat(instant)
    except ValueError:
        return None
    return Note(at=at, head=head) if head and at.tzinfo else None


def _break(each: Link, key: bytes, last: Head, noted: Collection[Head]) -> Break | None:
    sequence = last.sequence + 1
    if each.entry.sequence != sequence:
        return Break(sequence=sequence, fault="missing")
    if each.previous != last.mac:
        return Break(sequence=sequence, fault="previous")
    if each.mac != link(key, each.previous, each.entry):
        return Break(sequence=sequence, fault="mac")
    for name, value in each.values.items():
        if each.entry.digests.get(name) != digest(key, sequence, name, value):
            return Break(sequence=sequence, fault="value", name=name)
    if any(head.sequence == sequence and head.mac != each.mac for head in noted):
        return Break(sequence=sequence, fault="noted")
    return None


def _mac(key: bytes, *parts: bytes) -> str:
    return hmac.digest(key, b"\n".join(parts), "sha256").hex()  # no part holds a line break: _json escapes it


def _json(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, ensure_ascii=True, separators=(",", ":"), default=dict).encode()
