"""The handout of a course on paper, made from the same edition as its lessons."""

import io
import re
from functools import cache
from html import unescape
from xml.sax.saxutils import escape

import fontpkg_noto_sans  # type: ignore[import-untyped]  # ships no types
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import inch
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, KeepTogether, ListFlowable, Paragraph, SimpleDocTemplate

from player.catalog.rules import Edition

INK, QUIET, ACCENT = HexColor("#23211e"), HexColor("#5c574f"), HexColor("#1f5d57")
_TAG = re.compile(r"<[^>]+>")
_CITED = re.compile(r'href="#ref-([a-z0-9-]+)"')
_LABEL = re.compile(r'<span class="evidence[^"]*">(\w+)</span>')


def handout(edition: Edition) -> bytes:
    """Return the handout of an edition as a PDF: its lines lesson by lesson, its words, and the sources it cites.

    The same edition gives the same bytes. Only for an edition that has a handout.
    """
    assert edition.handout is not None
    paper = io.BytesIO()
    document = SimpleDocTemplate(
        paper,
        pagesize=LETTER,
        title=edition.handout.title,
        author=edition.sponsor_name,
        lang=edition.language,
        leftMargin=inch,
        rightMargin=inch,
        invariant=1,
    )
    document.build(_story(edition), onFirstPage=_foot, onLaterPages=_foot)
    return paper.getvalue()


def _story(edition: Edition) -> list[Flowable]:
    assert edition.handout is not None
    styles = _styles()
    story: list[Flowable] = [
        Paragraph(escape(edition.handout.title), styles["title"]),
        Paragraph(escape(f"{edition.title} · {edition.sponsor_name}"), styles["quiet"]),
    ]
    for part in edition.handout.parts:
        lesson = edition.lesson(part.lesson_id)
        assert lesson is not None  # the checker has looked
        heading = Paragraph(escape(f"{lesson.number}. {lesson.title}"), styles["heading"])
        bullets = _bullets([Paragraph(_words(line), styles["body"]) for line in part.lines])
        story.append(KeepTogether([heading, bullets]))
    if edition.glossary:
        story.append(Paragraph("Words", styles["heading"]))
        story += [_entry(f"{one.term}: {one.text}", styles["small"]) for one in edition.glossary]
    cited = {key for part in edition.handout.parts for line in part.lines for key in _CITED.findall(line)}
    sources = [(n, one) for n, one in enumerate(edition.references, 1) if one.id in cited]
    if sources:
        story.append(Paragraph("Sources", styles["heading"]))
        story += [_entry(f"{number}. {_plain(one.html)}", styles["small"]) for number, one in sources]
    return story


def _bullets(paragraphs: list[Paragraph]) -> ListFlowable:
    return ListFlowable(paragraphs, bulletType="bullet", bulletColor=ACCENT, bulletFontName=_font(), leftIndent=14)


def _entry(text: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph(escape(text), style)


def _words(html: str) -> str:
    """Return a line for paper: citations as numbers, evidence labels in brackets behind their claim."""
    return escape(_plain(_LABEL.sub(r"(\1)", html)))


def _plain(html: str) -> str:
    return " ".join(unescape(_TAG.sub("", html)).split())


def _foot(canvas: Canvas, document: SimpleDocTemplate) -> None:
    canvas.setFont(_font(), 8)
    canvas.setFillColor(QUIET)
    canvas.drawRightString(LETTER[0] - inch, 0.6 * inch, str(document.page))


def _styles() -> dict[str, ParagraphStyle]:
    base = ParagraphStyle("body", fontName=_font(), fontSize=10.5, leading=15, textColor=INK, spaceAfter=4)
    return {
        "body": base,
        "title": ParagraphStyle("title", base, fontSize=22, leading=28, textColor=ACCENT),
        "heading": ParagraphStyle(
            "heading", base, fontSize=13, leading=18, spaceBefore=14, textColor=ACCENT, keepWithNext=1
        ),
        "quiet": ParagraphStyle("quiet", base, textColor=QUIET, spaceAfter=10),
        "small": ParagraphStyle("small", base, fontSize=9, leading=13),
    }


@cache
def _font() -> str:
    """Return the name of the handout's font: one of its own, since ReportLab knows fonts by their names."""
    registerFont(TTFont("HandoutSans", fontpkg_noto_sans.ROOT / "files" / "NotoSans[wdth,wght].ttf"))
    return "HandoutSans"
