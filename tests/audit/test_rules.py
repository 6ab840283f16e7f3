"""The chain finds whatever is done to it without the key."""

import weakref
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from player.audit import rules
from player.audit.rules import GENESIS, Break, Fault, Head, Link, Note

KEY = b"k" * 32
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def chain(values: list[Mapping[str, str]], key: bytes = KEY) -> list[Link]:
    links: list[Link] = []
    for number, each in enumerate(values):
        head = links[-1].head if links else GENESIS
        at = NOON + timedelta(seconds=number)
        links.append(
            rules.add(key, head, actor="staff:ada", action="waived", subject="learner:ben", at=at, values=each)
        )
    return links


def broken(links: list[Link], *noted: Head) -> tuple[int, Fault] | None:
    found = rules.check(iter(links), KEY, noted).broken
    return (found.sequence, found.fault) if found else None


texts = st.text(max_size=20)
mappings = st.dictionaries(texts, texts, max_size=3)
chains = st.lists(mappings, min_size=1, max_size=6).map(lambda values: chain([*values]))
changes: st.SearchStrategy[tuple[str, Any]] = st.one_of(
    st.tuples(st.sampled_from(["actor", "action", "subject"]), texts),
    st.tuples(st.just("sequence"), st.integers(0, 9)),
    st.tuples(st.just("at"), st.datetimes(timezones=st.just(UTC))),
    st.tuples(st.just("digests"), mappings),
    st.tuples(st.sampled_from(["previous", "mac"]), texts),
)


@given(chains)
def test_an_untouched_chain_is_whole(links: list[Link]) -> None:
    verdict = rules.check(iter(links), KEY, [GENESIS, *(link.head for link in links)])
    assert (verdict.whole, verdict.head, verdict.broken) == (len(links), links[-1].head, None)


@given(chains, changes, st.data())
def test_a_changed_field_is_found_at_its_link(links: list[Link], change: tuple[str, Any], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(links) - 1))
    name, value = change
    link = links[index]
    of_link = name in {"previous", "mac"}
    changed = replace(link, **{name: value}) if of_link else replace(link, entry=replace(link.entry, **{name: value}))
    links[index] = changed
    found = rules.check(iter(links), KEY).broken
    assert (found is None) == (changed == link)
    assert found is None or found.sequence == index + 1


@given(chains, st.data())
def test_a_removed_link_is_found(links: list[Link], data: st.DataObject) -> None:
    noted = links[-1].head
    index = data.draw(st.integers(0, len(links) - 1))
    del links[index]
    assert broken(links, noted) == (index + 1, "missing" if index < len(links) else "cut")


@given(chains, st.data())
def test_links_that_changed_places_are_found(links: list[Link], data: st.DataObject) -> None:
    links += chain([{}, {}])[:2] if len(links) < 2 else []
    links = chain([link.values for link in links])
    one, other = sorted(data.draw(st.sets(st.integers(0, len(links) - 1), min_size=2, max_size=2)))
    links[one], links[other] = links[other], links[one]
    assert broken(links) == (one + 1, "missing")


@given(chains, st.data())
def test_entries_that_changed_numbers_are_found(links: list[Link], data: st.DataObject) -> None:
    links = chain([*(link.values for link in links), {}])
    one, other = sorted(data.draw(st.sets(st.integers(0, len(links) - 1), min_size=2, max_size=2)))
    moved = replace(links[other], entry=replace(links[other].entry, sequence=one + 1))
    links[other] = replace(links[one], entry=replace(links[one].entry, sequence=other + 1))
    links[one] = moved
    assert broken(links) == (one + 1, "previous")


@given(chains, st.data())
def test_erased_values_are_no_break(links: list[Link], data: st.DataObject) -> None:
    for index, link in enumerate(links):
        kept = {name: value for name, value in link.values.items() if data.draw(st.booleans())}
        links[index] = replace(link, values=kept)
        assert set(links[index].erased) == set(link.values) - set(kept)
    assert broken(links) is None


@given(st.dictionaries(texts, texts, min_size=1, max_size=3), texts, st.data())
def test_a_value_put_back_differently_is_found(values: dict[str, str], other: str, data: st.DataObject) -> None:
    [link] = chain([values])
    name = data.draw(st.sampled_from(sorted(values)))
    changed = replace(link, values={**values, name: other})
    found = rules.check([changed], KEY).broken
    assert found == (None if other == values[name] else Break(sequence=1, fault="value", name=name))


def test_a_value_under_a_new_name_is_found() -> None:
    [link] = chain([{"reason": "lost phone"}])
    assert broken([replace(link, values={"excuse": "lost phone"})]) == (1, "value")


def test_equal_values_of_two_entries_have_different_digests() -> None:
    one, other = chain([{"reason": "lost phone"}, {"reason": "lost phone"}])
    assert one.entry.digests != other.entry.digests


def test_a_check_keeps_one_link_in_memory() -> None:
    seen: list[weakref.ref[Link]] = []

    def stream() -> Iterator[Link]:
        for link in chain([{}] * 50):
            seen.append(weakref.ref(copy := replace(link)))
            yield copy
            del copy
            assert sum(link() is not None for link in seen) <= 1

    assert rules.check(stream(), KEY).whole == 50


def test_a_chain_made_with_another_key_is_found() -> None:
    assert broken(chain([{}], key=b"z" * 32)) == (1, "mac")


def test_a_tail_cut_off_is_found_by_a_noted_head() -> None:
    links = chain([{}, {}, {}])
    assert broken(links[:2]) is None
    assert broken(links[:2], links[2].head) == (3, "cut")
    assert broken([], links[0].head) == (1, "cut")


def test_a_chain_written_anew_with_the_key_is_found_by_a_noted_head() -> None:
    noted = chain([{}, {}, {}])[1].head
    assert broken(chain([{"reason": "another"}, {}, {}]), noted) == (2, "noted")


def test_the_same_instant_in_another_zone_is_the_same_entry() -> None:
    [link] = chain([{}])
    local = link.entry.at.astimezone(tz=None)
    assert rules.canonical(replace(link.entry, at=local)) == rules.canonical(link.entry)


@given(st.integers(0, 10**17), st.datetimes(timezones=st.just(UTC)))
def test_heads_and_notes_are_read_as_they_are_written(sequence: int, at: datetime) -> None:
    head = Head(sequence=sequence, mac="0f" * 32)
    note = Note(at=at, head=head)
    assert rules.parse_head(str(head)) == head
    assert rules.parse_note(str(note)) == note


@pytest.mark.parametrize(
    "text", ["", "7", "7:", "-1:" + "0" * 64, "7:" + "0" * 63, "7:" + "G" * 64, "\u0667:" + "0" * 64]
)
def test_what_is_no_head_is_not_read_as_one(text: str) -> None:
    assert rules.parse_head(text) is None
    assert rules.parse_note(f"2026-03-02T12:00:00+00:00 {text}") is None


@pytest.mark.parametrize("instant", ["", "yesterday", "2026-03-02T12:00:00"])
def test_a_note_needs_an_instant_with_its_zone(instant: str) -> None:
    assert rules.parse_note(f"{instant} {GENESIS}") is None
