"""What a page sends gets lost, comes late or overtakes what went before: none of it earns more than order does."""

from collections.abc import Container, Iterable, Iterator
from itertools import repeat

from hypothesis import example, given, settings
from hypothesis import strategies as st

from player.seat_time.rules import LIMIT_MS, Beat
from tests.seat_time.ledger import Ledger, spanning

DAY_MS = 86_400_000
gaps = st.lists(
    st.one_of(st.integers(0, 60_000), st.sampled_from([0, 20_000, LIMIT_MS, DAY_MS])), min_size=1, max_size=20
)
claims = st.one_of(st.integers(0, 60_000), st.sampled_from([0, 20_000, LIMIT_MS, DAY_MS]))
Arrival = tuple[int, int, int]
"""A beat as it arrives: how long after the one before, its number, and what it claims."""


def earned(arrivals: Iterable[Arrival]) -> list[int]:
    """Return what each of these beats of one page earns."""
    ledger, found = Ledger(), list[int]()
    for after_ms, sequence, active_ms in arrivals:
        before_ms = ledger.counted_ms
        ledger.send(Beat(sequence=sequence, active_ms=active_ms, fresh=False), after_ms=after_ms)
        found.append(ledger.counted_ms - before_ms)
    return found


def counted(after_ms: Iterable[int], sent: Iterable[Beat]) -> int:
    """Return what these beats of one page earn together, which arrive so long after one another."""
    ledger = Ledger()
    for gap_ms, beat in zip(after_ms, sent, strict=True):
        ledger.send(beat, after_ms=gap_ms)
    return ledger.counted_ms


def in_order(after_ms: Iterable[int], said: Iterable[int]) -> int:
    """Return what a page earns whose beats all arrive at these instants, in order, and claim these times."""
    return sum(earned((gap_ms, number, ms) for number, (gap_ms, ms) in enumerate(zip(after_ms, said, strict=False), 1)))


def without(sent: Iterable[Arrival], lost: Container[int]) -> Iterator[Arrival]:
    """Yield what arrives of the beats that were sent; the rest arrives when it would have."""
    waited_ms = 0
    for after_ms, sequence, active_ms in sent:
        waited_ms += after_ms
        if sequence not in lost:
            yield waited_ms, sequence, active_ms
            waited_ms = 0


@st.composite
def sendings(draw: st.DrawFn) -> tuple[list[int], list[int], list[int]]:
    """Return when beats arrive, what the first, the second and so on claim, and in which order they come."""
    after_ms = draw(gaps)
    said = draw(st.lists(claims, min_size=len(after_ms), max_size=len(after_ms)))
    order = list(range(1, len(after_ms) + 1))
    if draw(st.booleans()):
        return after_ms, said, draw(st.permutations(order))
    one = order.pop(draw(st.integers(0, len(order) - 1)))  # a single one that comes too early, or too late
    order.insert(draw(st.integers(0, len(order))), one)
    return after_ms, said, order


@settings(deadline=None)
@given(sendings())
@example(([0, 20_000, 5_000], [0, 0, 20_000], [1, 3, 2])).via("one that claims nothing is overtaken")
@example(([0, 5_000, 20_000], [0, 20_000, 0], [1, 3, 2])).via("one that claims nothing overtakes")
@example(([0, 5_000, 20_000, 5_000], [0, 0, 0, 20_000], [1, 3, 4, 2])).via("and another one follows it")
def test_delay_and_reordering_earn_no_more_than_the_same_beats_in_order(
    sending: tuple[list[int], list[int], list[int]],
) -> None:
    after_ms, said, order = sending
    arrivals = [(gap_ms, number, said[number - 1]) for gap_ms, number in zip(after_ms, order, strict=True)]
    assert sum(earned(arrivals)) <= in_order(after_ms, said)


def lone(number: int, active_ms: int = 0) -> Beat:
    """Return a beat that stands for itself."""
    return Beat(sequence=number, active_ms=active_ms, fresh=False)


def both(first: int, active_ms: int = 0) -> Beat:
    """Return a replayed span of two beats."""
    return Beat(sequence=first + 1, first=first, active_ms=active_ms, fresh=False)


@st.composite
def mails(draw: st.DrawFn) -> tuple[list[int], list[Beat]]:
    """Return when beats arrive that stand for one or several each, and these as they come: in any order, some lost."""
    sent, last = [lone(1)], 1
    for count in draw(st.lists(st.integers(1, 3), max_size=8)):
        first, last = last + 1, last + count
        sent.append(spanning(last, first, draw(claims), fresh=draw(st.booleans()), late=draw(st.booleans())))
    coming = draw(st.permutations(sent))[draw(st.integers(0, len(sent) // 2)) :]
    return [draw(st.integers(0, 60_000)) for _beat in coming], coming


@settings(deadline=None)
@given(mails())
@example(([0, 5_000, 20_000], [lone(1), both(3), lone(2, 20_000)])).via("a span overtakes a beat")
@example(([0, 5_000, 20_000], [lone(1), lone(4), both(2, 20_000)])).via("a beat overtakes a span")
@example(([0, 5_000, 20_000], [lone(1), both(4), both(2, 20_000)])).via("a span overtakes a span")
def test_delay_reordering_and_loss_of_spans_earn_no_more_than_what_arrives_does_in_order(
    mail: tuple[list[int], list[Beat]],
) -> None:
    after_ms, coming = mail
    assert counted(after_ms, coming) <= counted(after_ms, sorted(coming, key=lambda beat: beat.sequence))


@settings(deadline=None)
@given(sendings(), st.sets(st.integers(1, 20)))
@example(([0, 20_000, 5_000], [0, 0, 20_000], []), {2}).via("one that claims nothing is lost")
def test_loss_earns_no_more_than_beats_that_all_arrive(
    sending: tuple[list[int], list[int], list[int]], lost: set[int]
) -> None:
    after_ms, said, _order = sending
    sent = [(gap_ms, number, ms) for number, (gap_ms, ms) in enumerate(zip(after_ms, said, strict=True), 1)]
    assert sum(earned(without(sent, lost))) <= in_order(after_ms, said)


@st.composite
def streams(draw: st.DrawFn) -> tuple[list[int], list[Arrival]]:
    """Return when beats would arrive, and what does of them: in any order, some lost, each claiming what it likes."""
    after_ms = draw(gaps)
    numbers = range(1, len(after_ms) + 1)
    said = draw(st.lists(claims, min_size=len(numbers), max_size=len(numbers)))
    sent = zip(after_ms, draw(st.permutations(numbers)), said, strict=True)
    return after_ms, list(without(sent, draw(st.sets(st.sampled_from(numbers)))))


@settings(deadline=None)
@given(streams())
@example(([0, 20_000, 5_000], [(0, 1, 0), (25_000, 3, 20_000)])).via("the second one, which claims nothing, is lost")
@example(([0, 20_000, 5_000], [(0, 1, 0), (20_000, 3, 20_000), (5_000, 2, 0)])).via("and here it is overtaken")
def test_whatever_beats_report_no_more_counts_than_they_say_and_than_who_reads_all_the_time(
    stream: tuple[list[int], list[Arrival]],
) -> None:
    after_ms, arrivals = stream
    found = earned(arrivals)
    for earned_ms, (_after_ms, _sequence, claimed_ms) in zip(found, arrivals, strict=True):
        assert 0 <= earned_ms <= min(claimed_ms, LIMIT_MS)
    assert sum(found) <= in_order(after_ms, repeat(DAY_MS)) <= sum(after_ms)
