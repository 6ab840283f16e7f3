"""The handout of a course on paper, made from the same edition as its lessons."""

import re
from html import unescape
from xml.sax.saxutils import escape

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, KeepTogether, ListFlowable, Paragraph

from player.catalog.rules import Edition
from player.lessons.pdf.paper import ACCENT, font, printed, styles

_TAG = re.compile(r"<[^>]+>")
_CITED = re.compile(r'href="#ref-([a-z0-9-]+)"')
_LABEL = re.compile(r'<span class="evidence[^"]*">(\w+)</span>')


def handout(edition: Edition) -> bytes:
    """Return the handout of an edition as a PDF: its lines lesson by lesson, its words, and the sources it cites.

    The same edition gives the same bytes. Only for an edition that has a handout.
    """
    assert edition.handout is not None
    title, author = edition.handout.title, edition.sponsor_name
    return printed(_story(edition), title=title, author=author, language=edition.language)


def _story(edition: Edition) -> list[Flowable]:
    assert edition.handout is not None
    style = styles()
    story: list[Flowable] = [
        Paragraph(escape(edition.handout.title), style["title"]),
        Paragraph(escape(f"{edition.title} · {edition.sponsor_name}"), style["quiet"]),
    ]
    for part in edition.handout.parts:
        lesson = edition.lesson(part.lesson_id)
        assert lesson is not None  # the checker has looked
        heading = Paragraph(escape(f"{lesson.number}. {lesson.title}"), style["heading"])
        bullets = _bullets([Paragraph(_words(line), style["body"]) for line in part.lines])
        story.append(KeepTogether([heading, bullets]))
    if edition.glossary:
        story.append(Paragraph("Words", style["heading"]))
        story += [_entry(f"{one.term}: {one.text}", style["small"]) for one in edition.glossary]
    cited = {key for part in edition.handout.parts for line in part.lines for key in _CITED.findall(line)}
    sources = [(n, one) for n, one in enumerate(edition.references, 1) if one.id in cited]
    if sources:
        story.append(Paragraph("Sources", style["heading"]))
        story += [_entry(f"{number}. {_plain(one.html)}", style["small"]) for number, one in sources]
    return story


def _bullets(paragraphs: list[Paragraph]) -> ListFlowable:
    return ListFlowable(paragraphs, bulletType="bullet", bulletColor=ACCENT, bulletFontName=font(), leftIndent=14)


def _entry(text: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph(escape(text), style)


def _words(html: str) -> str:
    """Return a line for paper: citations as numbers, evidence labels in brackets behind their claim."""
    return escape(_plain(_LABEL.sub(r"(\1)", html)))


def _plain(html: str) -> str:
    return " ".join(unescape(_TAG.sub("", html)).split())
