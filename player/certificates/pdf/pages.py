"""Composes the pages of a certificate: one, and a second for statements that the first cannot hold."""

from collections.abc import Iterable

from player.certificates import rules
from player.certificates.pdf import blocks
from player.certificates.pdf.blocks import LEFT, QR, RIGHT, SIGNATURE
from player.certificates.pdf.shaping import unprintable
from player.certificates.pdf.sheet import FRAME, HEIGHT, MUTED, Sheet
from player.certificates.pdf.typesetting import Part, draw_stack, stack_height
from player.certificates.rules import Snapshot
from player.errors import Invalid

SMALLEST_STATEMENT = 6.5
"""In points. Statements that do not fit at this size go to a second page, at a comfortable one."""

_TOP = HEIGHT - FRAME - 20
_FOOT = FRAME + 102
"""Top of the foot: signature, number and QR code stand below it."""

_ROOM = _TOP - _FOOT
_FOOT_ROOM = 84
_SIGNING_ROOM = 24
_PLANS = (
    (1, 8), (1, 7.5), (0.94, 7.5), (0.94, 7), (0.88, 7), (0.88, 6.5), (0.82, 6.5), (0.76, 6.5),
    (0.7, SMALLEST_STATEMENT),
)  # fmt: skip
"""How the first page shrinks, step by step: the scale of its words, and the size of the statements below them."""

_SCALES_ALONE = (1, 0.94, 0.88, 0.82, 0.76, 0.7, 0.64)
_SECOND_PAGE_SIZES = (9.5, 9, 8.5, 8, 7.5, 7, SMALLEST_STATEMENT)
_MOST_STRETCH = 0.9
_SHARE_OF_GAPS = 0.85


def render(snapshot: Snapshot) -> bytes:
    """Return the PDF of a certificate: the same words always give the same bytes.

    Raises:
        Invalid: ``unprintable``: no embedded font has some ``characters``; ``overfull``: more words than two pages
            hold at the smallest sizes.
    """
    _refuse_unprintable(snapshot)
    sheet = Sheet(
        title=f"{rules.title(credit_bearing=snapshot.credit_bearing)}: {snapshot.course_title}",
        author=snapshot.sponsor_name,
        subject=f"Certificate {snapshot.number} of {snapshot.learner_name}",
    )
    parts, statements = _plan(snapshot)
    goes_on = bool(snapshot.statements) and statements is None
    _first_page(sheet, snapshot, parts, statements, page="Page 1 of 2, statements on page 2" if goes_on else "")
    if goes_on:
        _second_page(sheet, snapshot, page="Page 2 of 2")
    return sheet.finish()


def _refuse_unprintable(snapshot: Snapshot) -> None:
    characters = sorted({each for text in _texts(snapshot.to_dict().values()) for each in unprintable(text)})
    if characters:
        raise Invalid("unprintable", characters=" ".join(characters))


def _texts(values: Iterable[object]) -> Iterable[str]:
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, list | dict):
            yield from _texts(value.values() if isinstance(value, dict) else value)


def _plan(snapshot: Snapshot) -> tuple[list[Part], Part | None]:
    """Return the words of the first page and the statements below them; None when these need a page of their own."""
    for scale, size in _PLANS if snapshot.statements else ():
        parts, statements = blocks.words(snapshot, scale), blocks.statements(snapshot.statements, size)
        if stack_height([*parts, statements]) <= _ROOM:
            return parts, statements
    for scale in _SCALES_ALONE:
        parts = blocks.words(snapshot, scale)
        if stack_height(parts) <= _ROOM:
            return parts, None
    raise Invalid("overfull")


def _first_page(sheet: Sheet, snapshot: Snapshot, parts: list[Part], statements: Part | None, *, page: str) -> None:
    """Draw the certificate: words from the top, spaced out over the room there is; statements above the foot."""
    _paper(sheet, snapshot)
    below = statements.height if statements else 0
    spare = _ROOM - below - stack_height(parts)
    gaps = sum(part.above for part in parts)
    stretch = min(_MOST_STRETCH, _SHARE_OF_GAPS * spare / gaps)
    rest = spare - stretch * gaps
    draw_stack(sheet, parts, _TOP - rest * (0.2 if statements else 0.45), stretch)
    if statements:
        statements.draw(sheet, _FOOT + below)
    _foot(sheet, snapshot, page)


def _second_page(sheet: Sheet, snapshot: Snapshot, *, page: str) -> None:
    _paper(sheet, snapshot)
    for size in _SECOND_PAGE_SIZES:
        parts = [*blocks.heading(snapshot, 0.8), blocks.about(snapshot), blocks.statements(snapshot.statements, size)]
        if stack_height(parts) <= _ROOM:
            draw_stack(sheet, parts, _TOP)
            _foot(sheet, snapshot, page)
            return
    raise Invalid("overfull")


def _paper(sheet: Sheet, snapshot: Snapshot) -> None:
    if snapshot.is_sample:
        sheet.watermark(rules.SAMPLE_MARK)
    sheet.frame()


def _foot(sheet: Sheet, snapshot: Snapshot, page: str) -> None:
    """Draw the foot and close the page: a line to sign on to the left, number and QR code to the right."""
    top = _FOOT - 12
    left, right = blocks.signatory(snapshot), blocks.identity(snapshot, page)
    if max(stack_height(left) + _SIGNING_ROOM, stack_height(right)) > _FOOT_ROOM:
        raise Invalid("overfull")
    if snapshot.signatory_name:
        sheet.rule(LEFT, top - _SIGNING_ROOM + 3, SIGNATURE, color=MUTED)
    draw_stack(sheet, left, top - _SIGNING_ROOM)
    draw_stack(sheet, right, top)
    corner = RIGHT - QR + 6, top - QR + 2
    sheet.qr(snapshot.verify_url, *corner, QR)
    sheet.linkURL(snapshot.verify_url, (*corner, corner[0] + QR, corner[1] + QR))
    sheet.showPage()
