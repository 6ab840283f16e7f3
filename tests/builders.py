"""Makes what many tests begin with: a tiny course that can be published, as files that a test may edit first."""

import hashlib
from datetime import datetime
from pathlib import Path

from player.catalog import service
from player.catalog.rules import Edition, PublishedEdition
from player.catalog.service import CheckedCourse, MediaFolder
from player.db import Database
from tests.recordings import mp3, webm

COURSE = """\
slug: {slug}
title: "First steps"
description: >-
  A small course.

  It has two paragraphs.
language: en
credit_bearing: {credit_bearing}
level: introductory
audience: "Clinicians who test software."
objectives:
  - {{id: lo-1, text: "Name the first step."}}
  - {{id: lo-2, text: "Name the second step."}}
  - {{id: lo-3, text: "Name the last step."}}
modules:
  - id: whole
    title: "The whole"
    format: self-paced-reading
    lessons: [beginning, end]
policy:
  order: sequential
  words_per_minute: 200
  lesson_minimum_percent: 50
  course_minimum_minutes: 2
post_test:
  passing_score: 80
  attempts: 3
  items_per_objective: 2
attestation:
  version: "2026-01"
  text: "I am the person named above, and I completed all of this course."
"""

LESSON = """\
---
id: {id}
title: "{title}"
objectives: [{objectives}]
---
## {title}, part one {{#{id}-one}}

Steps are taken one after the other [@stone-2019; @brook-2021] {{established}}. Each has a name [@undated].

```check
id: {id}-check
stem: "Which step is taken now?"
options:
  - id: a
    text: "This one."
    correct: true
    feedback: "Yes: it is this one."
  - id: b
    text: "Another one."
    feedback: "Not yet."
  - id: c
    text: "None."
    feedback: "One is always taken."
```

## {title}, part two {{#{id}-two}}

::: safety Mind the gap
Look where you step.
:::

The partner is {{partner}}, the sponsor {{sponsor}}.
"""

ITEM = """\
  - id: {id}
    objective: {objective}
    section: beginning-one
    stem: "What is asked in {id}?"
    options:
      - {{id: a, text: "This."}}
      - {{id: b, text: "That.", correct: true}}
      - {{id: c, text: "Neither."}}
    rationale: "It is that."
    references: [stone-2019]
"""

SCALE = '  - {{id: ev-{0}, kind: scale, about: {0}, text: "How was it ({0})?", low: "bad", high: "good"}}\n'
EVALUATION = """\
items:
  - {id: ev-1, kind: objective, objective: lo-1}
  - {id: ev-2, kind: objective, objective: lo-2}
  - {id: ev-3, kind: objective, objective: lo-3}
  - {id: ev-useful, kind: scale, about: useful, text: "How useful was it?", low: "not useful", high: "very useful"}
  - {id: ev-comments, kind: comment, text: "What should be better?"}
""" + "".join(map(SCALE.format, ("learned", "presenters", "content", "technology", "accessibility")))

REFERENCES = """\
references:
  - id: stone-2019
    text: "Stone, A. (2019). On steps. *Walking, 3*(1), 4-9. https://doi.org/10.1000/steps."
    year: 2019
  - id: brook-2021
    text: "Brook, B. (2021). *Further steps*."
    year: 2021
  - id: undated
    text: "Walkers' Code."
    year: null
"""

SPONSOR = """\
key: harbor-lane
name: "Harbor Lane Institute"
fictional: {fictional}
time_zone: America/Los_Angeles
address: "1 Harbor Lane, Portside"
contact: {{email: "ce@harbor-lane.example", phone: "+1 202-555-0101"}}
signatory: {{name: "Dana Reyes", title: "CE Director"}}
approvals:
{approvals}questions: []
courses:
  {slug}:
    approvals: [apa, ace, nbcc]
    credits: "0.5"
    credit_method: "Counted."
    partner: {{name: "Bridge & Sons", role: "Announces the course."}}
    presenters: [{{name: "Ada Park", credentials: "PhD", position: "Faculty"}}]
    disclosure: "Nothing to disclose."
    cost: "Free."
    refund: "None needed."
    accommodation: "Write to us."
    grievance: "Write to us."
    technical: "A browser."
    support: "help@harbor-lane.example"
    released: 2026-01-01
    reviewed: 2026-01-01
    expires: 2029-12-31
"""

APPROVAL = """\
  - key: {key}
    body: "{body}"
    short: {key}
    sponsor_name: "Harbor Lane"
    number: "{number}"
    jurisdiction: null
    professions: [{profession}]
    formats: [self-paced-reading]
    valid_from: 2023-11-22
    valid_to: 2026-11-22
    credit_type: clinical
    statement: "{statement}"
    confirmed: {{by: "Dana Reyes", on: 2026-01-02}}
"""

STATEMENTS = {
    "apa": "{sponsor_name} is approved by the American Psychological Association. {sponsor_name} maintains "
    "responsibility for this program and its content.",
    "ace": "{sponsor_name}, #{number}, is approved by the Association of Social Work Boards (ASWB). ACE provider "
    "approval period: {valid_from}-{valid_to}. Social workers completing this course receive {credits} {credit_type} "
    "continuing education credits.",
    "nbcc": "{sponsor_name} has been approved by NBCC, ACEP No. {number}. {sponsor_name} is solely responsible for all "
    "aspects of the programs.",
}
APPROVALS = (
    ("apa", "American Psychological Association", "1", "psychologist"),
    ("ace", "Association of Social Work Boards", "1480", "social-worker"),
    ("nbcc", "National Board for Certified Counselors", "6000", "mental-health-counselor"),
)

VIDEO = """\
```video
id: walk
title: "A walk"
file: media/walk.webm
captions: media/walk.en.vtt
language: en
```
"""

DRAWING = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">
  <title>Steps</title>
  <path id="way" class="line" d="M0 0 L10 10"/>
</svg>
"""


class CourseFolder:
    """A tiny course and its sponsor's file, valid until a test edits them.

    It is too short for any method of counting credit: its sponsor goes by none (``credit-methods.yaml``).

    Two lessons (``beginning``, ``end``) with two sections and a knowledge check each, three objectives with two items
    each (the right answer is always ``b``), and three confirmed approvals that end on 22 November 2026.
    """

    def __init__(
        self, root: Path, *, slug: str = "first-steps", credit_bearing: bool = True, is_fictional: bool = False
    ) -> None:
        self.root, self.slug, self.path = root, slug, root / slug
        self.sponsor_file = root / "sponsor.yaml"
        self.write("course.yaml", COURSE.format(slug=slug, credit_bearing=str(credit_bearing).lower()))
        self.write("lessons/01-beginning.md", LESSON.format(id="beginning", title="Beginning", objectives="lo-1, lo-2"))
        self.write("lessons/02-end.md", LESSON.format(id="end", title="End", objectives="lo-3"))
        items = (ITEM.format(id=f"pt-{o}-{n}", objective=f"lo-{o}") for o in (1, 2, 3) for n in "ab")
        self.write("post_test.yaml", "items:\n" + "".join(items))
        self.write("evaluation.yaml", EVALUATION)
        self.write("credit-methods.yaml", "methods: {}\nbodies: []\n")
        self.write("references.yaml", REFERENCES)
        approvals = "".join(
            APPROVAL.format(key=key, body=body, number=number, profession=profession, statement=STATEMENTS[key])
            for key, body, number, profession in APPROVALS
        )
        self.write("sponsor.yaml", SPONSOR.format(slug=slug, approvals=approvals, fictional=str(is_fictional).lower()))

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
        if (self.path / "media").exists():
            return self.check()
        files = sorted(file for file in self.root.rglob("*") if file.is_file())
        digest = hashlib.sha256(b"".join(file.name.encode() + b"\0" + file.read_bytes() for file in files)).digest()
        if digest not in _CHECKED:
            _CHECKED[digest] = self.check()
        return _CHECKED[digest]

    def edition(self) -> Edition:
        """Return the edition that the files make; they have to be without errors."""
        checked = self.check()
        assert checked.edition is not None, "\n".join(map(str, checked.findings))
        return checked.edition

    def publish(self, database: Database, *, at: datetime, media: Path | None = None) -> PublishedEdition:
        """Publish the course in a transaction of its own; media go to ``media/`` beside the course folder."""
        folder, checked = MediaFolder(media or self.root / "media"), self._checked()
        service.keep_media(checked, folder)
        with database.writing() as session:
            return service.publish_course(session, checked, folder, at=at, actor="test", allow_fictional=True)


_CHECKED: dict[bytes, CheckedCourse] = {}
"""Courses without media that were checked before, by their files: most tests begin with the same one."""
