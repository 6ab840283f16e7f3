"""Lets through the HTML and SVG that the course reader itself makes, and nothing else: the second lock on the door.

The first is that Markdown is read with raw HTML switched off and that drawings are checked element by element.
"""

import nh3

SVG_SHAPES = {
    "circle": {"cx", "cy", "r"},
    "ellipse": {"cx", "cy", "rx", "ry"},
    "line": {"x1", "y1", "x2", "y2"},
    "path": {"d", "pathLength"},
    "polygon": {"points"},
    "polyline": {"points"},
    "rect": {"x", "y", "width", "height", "rx", "ry"},
    "g": set(),
    "defs": set(),
    "desc": set(),
    "title": set(),
    "text": {"x", "y", "dx", "dy", "textLength", "lengthAdjust", "rotate"},
    "tspan": {"x", "y", "dx", "dy"},
    "use": {"href", "x", "y", "width", "height"},
    "symbol": {"viewBox", "preserveAspectRatio"},
    "marker": {"viewBox", "markerWidth", "markerHeight", "markerUnits", "refX", "refY", "orient"},
    "clipPath": {"clipPathUnits"},
    "linearGradient": {"x1", "y1", "x2", "y2", "gradientUnits", "gradientTransform"},
    "radialGradient": {"cx", "cy", "r", "fx", "fy", "gradientUnits", "gradientTransform"},
    "stop": {"offset", "stop-color", "stop-opacity"},
    "svg": {"viewBox", "width", "height", "preserveAspectRatio"},
}
"""The elements a drawing may have, each with the attributes of its own."""

SVG_LOOKS = frozenset(
    {
        "class", "id", "transform", "opacity", "fill", "fill-opacity", "fill-rule", "clip-path", "clip-rule", "stroke",
        "stroke-width", "stroke-opacity", "stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "stroke-dasharray",
        "stroke-dashoffset", "marker-start", "marker-mid", "marker-end", "text-anchor", "dominant-baseline",
        "font-size", "font-weight", "font-style", "font-family", "letter-spacing", "vector-effect", "visibility",
    }
)  # fmt: skip
"""The attributes that any element of a drawing may have."""

_HTML: dict[str, set[str]] = {
    "p": {"class", "id"},
    "h3": {"id"},
    "ul": set(),
    "ol": {"start"},
    "li": set(),
    "strong": set(),
    "em": set(),
    "a": {"href", "class", "aria-label"},
    "code": set(),
    "blockquote": set(),
    "br": set(),
    "hr": set(),
    "div": {"class", "tabindex", "role", "aria-label"},
    "table": set(),
    "thead": set(),
    "tbody": set(),
    "tr": set(),
    "th": {"scope", "class"},
    "td": {"class"},
    "span": {"class"},
    "time": {"datetime"},
    "aside": {"class", "role", "aria-labelledby"},
    "figure": {"class"},
    "figcaption": set(),
    "img": {"src", "alt"},
}

_cleaner = nh3.Cleaner(
    tags=set(_HTML) | set(SVG_SHAPES),
    attributes={
        **{tag: names | SVG_LOOKS for tag, names in SVG_SHAPES.items()},
        **_HTML,
        "svg": SVG_SHAPES["svg"] | SVG_LOOKS | {"role", "aria-label"},
    },
    url_schemes={"https", "http", "mailto"},
    link_rel=None,
)


def clean(html: str) -> str:
    """Return the HTML without anything that a course has no use for: no script, no style, no event, no foreign URL."""
    return _cleaner.clean(html).strip()
