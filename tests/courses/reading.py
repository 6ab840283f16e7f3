"""What a learner reads in a lesson, taken apart: plain text, sentences, and how far it is to the next pause."""

import re
from collections.abc import Iterator
from html import unescape

from player.catalog.rules import Case, Lesson, Question

_FIGURE = re.compile(r"<figure.*?</figure>", re.DOTALL)
_BESIDE = re.compile(
    r'<span class="(?:citation|evidence)\b[^>]*>.*?</span>|<p class="box-(?:title|date)"[^>]*>.*?</p>', re.DOTALL
)
"""Citations, labels and the titles of boxes: no words of the text."""
_BLOCK_END = re.compile(r"</(?:p|li|td|th|h\d|figcaption)>")
_TAG = re.compile(r"<[^>]+>")
_WORD = re.compile(r"\S*\w\S*")
_SENTENCE_END = re.compile(r"(?<=[.?:])[”’\"']?\s+|\n+")
_SAID_IN_PASSING = 5
"""So many words may come twice: "What do you do with this?"."""


def plain(html: str) -> str:
    """Return the words of a piece of a lesson, a line for each of its blocks, without what stands beside the text."""
    return unescape(_TAG.sub(" ", _BLOCK_END.sub("\n", _BESIDE.sub(" ", html))))


def sentences(html: str) -> Iterator[str]:
    """Yield the sentences of a piece of a lesson, in lower case and with single spaces."""
    for sentence in _SENTENCE_END.split(plain(_FIGURE.sub(" ", html))):
        if len(sentence.split()) > _SAID_IN_PASSING:
            yield " ".join(sentence.lower().split()).strip(" .")


def texts(lesson: Lesson) -> Iterator[str]:
    """Yield everything that is read in a lesson: its text, the feedback of its checks, the turns of its cases."""
    for section in lesson.sections:
        yield from (block.html for block in section.blocks)
    for check in lesson.checks:
        yield from question_texts(check)
    for case in lesson.cases:
        yield from case_texts(case)


def question_texts(question: Question) -> Iterator[str]:
    """Yield what a question says, before and after it is answered."""
    yield question.stem
    yield question.rationale
    for option in question.options:
        yield from (option.text, option.feedback)


def case_texts(case: Case) -> Iterator[str]:
    """Yield what a case says, on every way through it."""
    for step in case.steps:
        yield step.html
        for choice in step.choices:
            yield from (choice.text, choice.consequence)


def stretches(lesson: Lesson) -> Iterator[tuple[str, int]]:
    """Yield how many words stand before each figure, knowledge check or case, with the section where they end."""
    words = 0
    for section in lesson.sections:
        for block in section.blocks:
            pieces = _FIGURE.split(block.html) if block.kind == "html" else ["", ""]
            for number, piece in enumerate(pieces):
                if number:
                    yield section.id, words
                    words = 0
                words += len(_WORD.findall(plain(piece)))
    yield lesson.id, words
