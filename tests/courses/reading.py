"""What a learner reads in a lesson, taken apart: plain text, sentences, and how far it is to the next pause."""

import re
from collections.abc import Iterator
from html import unescape

from player.catalog.rules import Lesson

_FIGURE = re.compile(r"<figure.*?</figure>", re.DOTALL)
_SOURCE_OR_LABEL = re.compile(r'<span class="(?:citation|evidence)\b[^>]*>.*?</span>', re.DOTALL)
_BLOCK_END = re.compile(r"</(?:p|li|td|th|h\d|figcaption|div)>")
_TAG = re.compile(r"<[^>]+>")
_SENTENCE_END = re.compile(r"(?<=[.?:])[”’\"']?\s+|\n+")


def plain(html: str) -> str:
    """Return the words of a piece of a lesson, a line for each of its blocks, without citations and labels."""
    return unescape(_TAG.sub(" ", _BLOCK_END.sub("\n", _SOURCE_OR_LABEL.sub(" ", html))))


def sentences(html: str) -> Iterator[str]:
    """Yield the sentences of a piece of a lesson, in lower case and with single spaces."""
    for sentence in _SENTENCE_END.split(plain(_FIGURE.sub(" ", html))):
        yield " ".join(sentence.lower().split()).strip(" .")


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
                words += len(plain(piece).split())
    yield lesson.id, words
