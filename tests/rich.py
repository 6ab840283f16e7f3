"""The tiny course with one of everything a course may have besides: video, drawing, case, glossary, handout."""

from tests.builders import CourseFolder

CASE = """\
id: case-bridge
title: "The bridge"
intro: "You stand before a bridge."
start: near
steps:
  - id: near
    text: "It is old."
    question: "What do you do?"
    choices:
      - {id: a, text: "Walk.", consequence: "It holds.", next: far}
      - {id: b, text: "Wait.", consequence: "It stays old.", next: near}
  - id: far
    text: "You are across."
    ending: true
"""
GLOSSARY = """\
terms:
  - {id: step, term: "step", also: ["steps"], text: "What is taken one after the other."}
"""
HANDOUT = """\
title: "First steps: a handout"
lessons:
  - lesson: beginning
    lines: ["Each step has a name."]
"""


def add_everything(folder: CourseFolder) -> None:
    """Give the tiny course a video, a drawing, a case in its first lesson, a glossary and a handout."""
    folder.add_video()
    folder.add_drawing()
    folder.write("cases/case-bridge.yaml", CASE)
    folder.edit("lessons/01-beginning.md", "::: safety", "```case\nid: case-bridge\n```\n\n::: safety")
    folder.write("glossary.yaml", GLOSSARY)
    folder.write("handout.yaml", HANDOUT)
