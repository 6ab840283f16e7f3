"""Makes what many tests begin with: a tiny course that can be published, as files that a test may edit first."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from player.catalog import service
from player.catalog.rules import Edition, PublishedEdition
from player.catalog.service import CheckedCourse, MediaFolder
from player.db import Database
from tests.recordings import mp3, webm
from tests.tiny import (
    APPROVAL,
    APPROVALS,
    COURSE,
    DRAWING,
    EVALUATION,
    ITEM,
    LESSON,
    REFERENCES,
    SPONSOR,
    STATEMENTS,
    VIDEO,
)


class CourseFolder:
    """A tiny course and its sponsor's file, valid until a test edits them.

    It is too short for any method of counting credit: its sponsor goes by none (``credit-methods.yaml``).

    Two lessons (``beginning``, ``end``) with two sections and a knowledge check each, three objectives with two items
    each (the right answer is always ``b``), and three confirmed approvals that end on 22 November 2026.
    """

    def __init__(
        self, root: Path, *, slug: str = "first-steps", credit_bearing: bool = True, is_fictional: bool = False
    ) -> None:
        self.slug, self._root = slug, root
        items = (ITEM.format(id=f"pt-{o}-{n}", objective=f"lo-{o}") for o in (1, 2, 3) for n in "ab")
        approvals = "".join(
            APPROVAL.format(key=key, body=body, number=number, profession=profession, statement=STATEMENTS[key])
            for key, body, number, profession in APPROVALS
        )
        self._unwritten = {
            "course.yaml": COURSE.format(slug=slug, credit_bearing=str(credit_bearing).lower()),
            "lessons/01-beginning.md": LESSON.format(id="beginning", title="Beginning", objectives="lo-1, lo-2"),
            "lessons/02-end.md": LESSON.format(id="end", title="End", objectives="lo-3"),
            "post_test.yaml": "items:\n" + "".join(items),
            "evaluation.yaml": EVALUATION,
            "credit-methods.yaml": "methods: {}\nbodies: []\n",
            "references.yaml": REFERENCES,
            "sponsor.yaml": SPONSOR.format(slug=slug, approvals=approvals, fictional=str(is_fictional).lower()),
        }

    @property
    def root(self) -> Path:
        """Where the course's folder and its sponsor's file are; they are written when somebody first asks."""
        files, self._unwritten = self._unwritten, {}
        for name, data in files.items():
            self.write(name, data)
        return self._root

    @property
    def path(self) -> Path:
        """The course's folder."""
        return self.root / self.slug

    @property
    def sponsor_file(self) -> Path:
        """The sponsor's file."""
        return self.root / "sponsor.yaml"

    def file(self, name: str) -> Path:
        """Return the path of a file by its name in the course folder; the sponsor's two files stand beside it."""
        return (self.root if name in {"sponsor.yaml", "credit-methods.yaml"} else self.path) / name

    def write(self, name: str, data: str | bytes) -> Path:
        """Write a file of the course and return its path."""
        path = self.file(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace a piece of a file, everywhere in it; the piece has to be there."""
        text = self.file(name).read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}"
        self.write(name, text.replace(old, new))

    def line(self, name: str, text: str) -> int:
        """Return the line of a file on which a text stands first."""
        lines = self.file(name).read_text(encoding="utf-8").split("\n")
        return next(number for number, line in enumerate(lines, 1) if text in line)

    def add_video(self, *, duration_ms: int = 20_000) -> None:
        """Put a captioned video into the first lesson. Its file is a header that says how long it lasts, no more."""
        self.write("media/walk.webm", webm(duration_ms))
        self.write("media/walk.en.vtt", "WEBVTT\n\n00:00.500 --> 00:04.000\nOne step.\n")
        self.edit("lessons/01-beginning.md", "::: safety", f"{VIDEO}\n::: safety")

    def add_audio(self, *, seconds: int = 20) -> None:
        """Put a captioned audio into the first lesson: an MP3 of silence with a tag before it."""
        self.write("media/talk.mp3", mp3(seconds))
        self.write("media/talk.en.vtt", "WEBVTT\n\n00:00.500 --> 00:04.000\nOne word.\n")
        audio = VIDEO.replace("video", "audio").replace("walk", "talk").replace("webm", "mp3")
        self.edit("lessons/01-beginning.md", "::: safety", f"{audio}\n::: safety")

    def add_drawing(self, drawing: str = DRAWING) -> None:
        """Put an SVG figure into the first lesson."""
        self.write("media/steps.svg", drawing)
        self.edit("lessons/01-beginning.md", "::: safety", '![Two steps](media/steps.svg "Steps.")\n\n::: safety')

    def check(self) -> CheckedCourse:
        """Return the course as the checker sees it."""
        return service.check_course(self.path, self.sponsor_file)

    def _checked(self) -> CheckedCourse:
        if not self._unwritten and (self.path / "media").exists():
            return self.check()
        digest = hashlib.sha256(b"\0".join(self._told())).digest()
        if digest not in _CHECKED:
            _CHECKED[digest] = self.check()
        return _CHECKED[digest]

    def _told(self) -> Iterator[bytes]:
        """Yield the names of all files and what they say."""
        if self._unwritten:
            yield from (part.encode() for file in self._unwritten.items() for part in file)
        else:
            for path in sorted(path for path in self.root.rglob("*") if path.is_file()):
                yield from (path.name.encode(), path.read_bytes())

    def edition(self) -> Edition:
        """Return the edition that the files make; they have to be without errors."""
        checked = self.check()
        assert checked.edition is not None, "\n".join(map(str, checked.findings))
        return checked.edition

    def publish(self, database: Database, *, at: datetime, media: Path | None = None) -> PublishedEdition:
        """Publish the course in a transaction of its own; media go to ``media/`` beside the course folder."""
        folder, checked = MediaFolder(media or self._root / "media"), self._checked()
        service.keep_media(checked, folder)
        with database.writing() as session:
            return service.publish_course(session, checked, folder, at=at, actor="test", allow_fictional=True)


_CHECKED: dict[bytes, CheckedCourse] = {}
"""Courses without media that were checked before, by their files: most tests begin with the same one."""
