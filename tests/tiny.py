"""What stands in the files of the tiny course that many tests begin with."""

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
