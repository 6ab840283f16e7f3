"""A picture of a few figures as SVG: horizontal bars with their numbers."""

from collections.abc import Sequence
from html import escape

WIDTH, LABEL, LONGEST, ROW = 720, 200, 430, 28


def bars(title: str, rows: Sequence[tuple[str, float]]) -> str:
    """Return an SVG with one bar for each labelled figure, the longest as wide as the picture lets it be."""
    most = max(value for _label, value in rows) or 1.0
    drawn = [
        f'<text x="{LABEL - 8}" y="{y + 19}" text-anchor="end">{escape(label)}</text>'
        f'<rect x="{LABEL}" y="{y + 4}" width="{value / most * LONGEST:.1f}" height="{ROW - 8}"/>'
        f'<text x="{LABEL + value / most * LONGEST + 6:.1f}" y="{y + 19}">{value:,.0f}</text>'
        for y, (label, value) in ((40 + number * ROW, row) for number, row in enumerate(rows))
    ]
    height = 40 + len(rows) * ROW + 12
    style = "text{font:13px sans-serif;fill:#222}.t{font-weight:600}rect{fill:#2f6f8f}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" role="img">'
        f'<style>{style}</style><rect width="100%" height="100%" style="fill:#fff"/>'
        f'<text class="t" x="12" y="24">{escape(title)}</text>{"".join(drawn)}</svg>\n'
    )
