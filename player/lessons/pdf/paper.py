"""The paper of learners' documents: its font, its styles, and the number at the foot of each page."""

import io
from functools import cache

import fontpkg_noto_sans  # type: ignore[import-untyped]  # ships no types
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import inch
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, SimpleDocTemplate

INK, QUIET, ACCENT, LINE = HexColor("#23211e"), HexColor("#5c574f"), HexColor("#1f5d57"), HexColor("#ddd6c8")


def printed(story: list[Flowable], *, title: str, author: str, language: str) -> bytes:
    """Return a document as a PDF; the same story gives the same bytes."""
    paper = io.BytesIO()
    document = SimpleDocTemplate(
        paper,
        pagesize=LETTER,
        title=title,
        author=author,
        lang=language,
        leftMargin=inch,
        rightMargin=inch,
        invariant=1,
    )
    document.build(story, onFirstPage=_foot, onLaterPages=_foot)
    return paper.getvalue()


def _foot(canvas: Canvas, document: SimpleDocTemplate) -> None:
    canvas.setFont(font(), 8)
    canvas.setFillColor(QUIET)
    canvas.drawRightString(LETTER[0] - inch, 0.6 * inch, str(document.page))


def styles() -> dict[str, ParagraphStyle]:
    """Return the styles of paragraphs by their names."""
    base = ParagraphStyle("body", fontName=font(), fontSize=10.5, leading=15, textColor=INK, spaceAfter=4)
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
def font() -> str:
    """Return the name of the font: one of its own, since ReportLab knows fonts by their names."""
    registerFont(TTFont("HandoutSans", fontpkg_noto_sans.ROOT / "files" / "NotoSans[wdth,wght].ttf"))
    return "HandoutSans"
