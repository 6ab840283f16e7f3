"""Heads in a file: whole lines count, half a line does not."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from player.audit import writer
from player.audit.rules import Head, Note

NOTES = [
    Note(at=datetime(2026, 3, 2, 12, tzinfo=UTC) + timedelta(minutes=n), head=Head(sequence=n, mac=f"{n:064x}"))
    for n in range(100)
]


def test_no_file_is_no_note(tmp_path: Path) -> None:
    assert writer.find_last_note(tmp_path) is None


def test_the_last_note_is_found_in_a_long_file(tmp_path: Path) -> None:
    for note in NOTES:
        writer.append(tmp_path, note)
    assert writer.find_last_note(tmp_path) == NOTES[-1]
    assert writer.notes_file(tmp_path).read_text().splitlines() == [str(note) for note in NOTES]


@pytest.mark.parametrize("left", [1, 20, 40, 90])
def test_half_a_line_is_passed_over_and_left_behind(tmp_path: Path, left: int) -> None:
    writer.append(tmp_path, NOTES[0])
    with writer.notes_file(tmp_path).open("a") as file:
        file.write(str(NOTES[1])[:left])
    assert writer.find_last_note(tmp_path) == NOTES[0]
    writer.append(tmp_path, NOTES[2])
    assert writer.find_last_note(tmp_path) == NOTES[2]
