"""The blocks that a certificate is made of, each measured before anything is drawn; sizes and spaces in points."""

from collections.abc import Sequence
from functools import partial
from itertools import chain

from player.certificates import rules
from player.certificates.pdf.sheet import ACCENT, CENTER, FRAME, MUTED, WARNING, WIDTH, Align
from player.certificates.pdf.typesetting import Beside, Paragraph, Part, Rule, fit, stack_height
from player.certificates.rules import Presenter, Snapshot, Statement

LEFT, RIGHT = FRAME + 32, WIDTH - FRAME - 32
QR = 80
SIGNATURE = 215
"""How long the line to sign on is."""

_WIDE = 600
_GUTTER = 28
_CELL_WIDTH = 196
_THREE_CELLS = (LEFT + 105, CENTER, RIGHT - 105)
_TWO_CELLS = (CENTER - 120, CENTER + 120)
_FOOT_WIDTHS = {"left": 315, "right": 240}
_NO_BREAK = "\u00a0"
_KEPT_TOGETHER = 70
"""Presenters are not broken over two lines unless they are longer than this many characters."""


def words(snapshot: Snapshot, scale: float) -> list[Part]:
    """Return what is certified, from the sponsor's name down to the presenters; what does not apply is left out."""
    small = partial(_line, size=10.5 * scale)
    return [
        *heading(snapshot, scale),
        small(rules.CERTIFIES, above=20 * scale),
        fit(snapshot.learner_name, 400, size=38 * scale, smallest=14, width=_WIDE, above=7 * scale),
        *([small(snapshot.license_line, above=3 * scale)] if snapshot.license_line else []),
        small(rules.COMPLETED, above=12 * scale),
        fit(snapshot.course_title, 600, size=19 * scale, smallest=11, width=_WIDE, lines=2, above=7 * scale),
        Beside(stacks=_details(snapshot, scale), above=17 * scale),
        *([_line(_presented(snapshot.presenters), size=9 * scale, above=13 * scale)] if snapshot.presenters else []),
    ]


def heading(snapshot: Snapshot, scale: float) -> list[Part]:
    """Return the top of a page: the sample's mark, the sponsor, and what this paper is."""
    title = rules.title(credit_bearing=snapshot.credit_bearing)
    mark = fit(rules.SAMPLE_MARK, 600, size=12 * scale, smallest=9, width=_WIDE, color=WARNING)
    return [
        *([mark] if snapshot.is_sample else []),
        fit(snapshot.sponsor_name, 600, size=15 * scale, smallest=9, width=_WIDE, color=ACCENT, above=4 * scale),
        Rule(length=44, above=8 * scale, color=ACCENT),
        fit(title, 300, size=25 * scale, smallest=14, width=_WIDE, above=9 * scale),
    ]


def about(snapshot: Snapshot) -> Part:
    """Return one line that says whose certificate a second page belongs to."""
    day = rules.long_date(snapshot.completion_date)
    return _line(f"{snapshot.learner_name}: {snapshot.course_title}, {day}", size=10, above=6)


def statements(given: Sequence[Statement], size: float) -> Part:
    """Return statements in two columns of about equal height; one alone stands in the middle."""
    if len(given) == 1:
        alone = _statement(given[0], size, width=_WIDE - 2 * _GUTTER, x=CENTER, align="center")
        return Beside(stacks=(alone,), above=size * 2)
    width = (RIGHT - LEFT - _GUTTER) / 2
    left, right = (
        [_statement(each, size, width=width, x=x, align="left") for each in given]
        for x in (LEFT, LEFT + width + _GUTTER)
    )
    tall = [stack_height(each) for each in left]
    cut = min(range(1, len(tall)), key=lambda at: max(sum(tall[:at]), sum(tall[at:])))
    return Beside(stacks=(tuple(chain(*left[:cut])), tuple(chain(*right[cut:]))), above=size * 2)


def signatory(snapshot: Snapshot) -> list[Part]:
    """Return who signs, and how the sponsor is reached."""
    lines = [
        (snapshot.signatory_name, 9.5),
        (snapshot.signatory_title, 8.0),
        (snapshot.sponsor_address, 7.0),
        (snapshot.sponsor_contact, 7.0),
    ]
    return _small(lines, strong=snapshot.signatory_name, x=LEFT, align="left")


def identity(snapshot: Snapshot, page: str) -> list[Part]:
    """Return what tells this certificate from all others: number, day of issue, edition, and where to verify it."""
    lines = [
        ("Certificate number", 7.0),
        (snapshot.number, 11.0),
        (f"Issued {rules.long_date(snapshot.issued_on)}", 8.0),
        (rules.reissue_line(ordinal=snapshot.ordinal, replaces=snapshot.replaces), 7.0),
        (snapshot.edition_label, 7.0),
        ("Verify at", 7.0),
        (snapshot.verify_url, 7.0),
        (page, 7.0),
    ]
    return _small(lines, strong=snapshot.number, x=RIGHT - QR - 2, align="right")


def _details(snapshot: Snapshot, scale: float) -> tuple[tuple[Part, ...], ...]:
    """Return the cells below the course: credit, day of completion, delivery format."""
    general, colon, special = snapshot.format_label.partition(": ")
    cells = [
        ("Completed", rules.long_date(snapshot.completion_date), f"{snapshot.completion_zone} time"),
        ("Format", general + colon.strip(), special),
    ]
    if snapshot.credits is not None:
        kind = f"Type: {snapshot.credit_type}" if snapshot.credit_type else ""
        cells.insert(0, ("Credit", rules.credits_line(snapshot.credits), kind))
    middles = _THREE_CELLS if len(cells) == len(_THREE_CELLS) else _TWO_CELLS
    return tuple(_cell(*cell, x=x, scale=scale) for cell, x in zip(cells, middles, strict=True))


def _cell(label: str, value: str, note: str, *, x: float, scale: float) -> tuple[Part, ...]:
    return (
        fit(label, 400, size=8 * scale, smallest=7, width=_CELL_WIDTH, color=MUTED, x=x),
        fit(value, 600, size=11 * scale, smallest=8, width=_CELL_WIDTH, x=x, above=1),
        *([fit(note, 400, size=9 * scale, smallest=7, width=_CELL_WIDTH, lines=2, x=x)] if note else []),
    )


def _presented(presenters: Sequence[Presenter]) -> str:
    named = [", ".join(filter(None, (each.name, each.credentials))) for each in presenters]
    kept = [name.replace(" ", _NO_BREAK) if len(name) <= _KEPT_TOGETHER else name for name in named]
    return f"Presented by {'; '.join(kept)}"


def _line(text: str, *, size: float, above: float) -> Paragraph:
    return fit(text, 400, size=size, smallest=7.5, width=_WIDE, lines=2, color=MUTED, above=above)


def _statement(statement: Statement, size: float, *, width: float, x: float, align: Align) -> tuple[Part, ...]:
    set_in = partial(fit, size=size, smallest=size, width=width, x=x, align=align)
    return (set_in(statement.body, 600, color=ACCENT, above=size * 0.6), set_in(statement.text, 400))


def _small(lines: Sequence[tuple[str, float]], *, strong: str, x: float, align: Align) -> list[Part]:
    width = _FOOT_WIDTHS[align]
    return [
        fit(text, 600 if text == strong else 400, size=size, smallest=6, width=width, x=x, align=align)
        for text, size in lines
        if text
    ]
