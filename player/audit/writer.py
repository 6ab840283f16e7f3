"""Heads of the record noted in a file outside the database, one line a note."""

import os
from pathlib import Path

from player.audit.rules import Note, parse_note

_TAIL = 4096
"""Bytes from the end of the file in which the last whole line is looked for; a line has about 110."""


def notes_file(folder: Path) -> Path:
    """Return where the notes of a data folder are."""
    return folder / "audit-heads.log"


def find_last_note(folder: Path) -> Note | None:
    """Return the newest note that was written to its end, or None when there is none."""
    try:
        with notes_file(folder).open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - _TAIL))
            lines = file.read().decode("ascii", "replace").split("\n")
    except FileNotFoundError:
        return None
    notes = (parse_note(line) for line in reversed(lines))
    return next((note for note in notes if note is not None), None)


def append(folder: Path, note: Note) -> None:
    """Add a note as a line of its own; on disk when this returns."""
    file = notes_file(folder)
    is_new = not file.exists()
    handle = os.open(file, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        size = os.fstat(handle).st_size
        is_torn = size > 0 and os.pread(handle, 1, size - 1) != b"\n"  # a power cut left half a line
        os.write(handle, b"\n" * is_torn + f"{note}\n".encode("ascii"))
        os.fsync(handle)
    finally:
        os.close(handle)
    if is_new:
        _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)  # a new file's name is on disk only when its folder is
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
