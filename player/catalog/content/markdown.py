"""The Markdown of lessons: CommonMark, tables, boxes, headings with ids, citations, evidence labels and names.

Raw HTML is off. What is ours is made here: ``[@id; @id]`` becomes links to the reference list, ``{established}`` a
label, ``::: safety Title`` a box. Parsing needs nothing but the text; whoever walks the tokens fills in what they mean.
"""

import re
from collections.abc import Sequence
from html import escape

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.container import container_plugin

from player.catalog.content.clean import clean

EVIDENCE = ("established", "probable", "contested")
NAMES = ("partner", "sponsor")
BOXES = {
    "note": "Note",
    "safety": "Safety",
    "scope": "Boundary of competence",
    "dated": "As of",
    "example": "Example",
    "disclosure": "Disclosure",
}
"""The kinds of boxes, each with the word that its title starts with, so that color is never alone."""

_KEY = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_CITATION = re.compile(rf"\[@{_KEY}(?:;\s*@{_KEY})*\]")
_CITED = re.compile(rf"@({_KEY})")
_BRACES = re.compile(r"\{([^{}\n]*)\}")
_HEADING_ID = re.compile(r"\s*\{#([^{}]*)\}\s*$")
_LOST_LINK = re.compile(r"\]\(|\]\[")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--")
_BARE_URL = re.compile(r"(?<![<\[])(?<!\]\()https?://[^\s<>]*[^\s<>.,;:)\]\"'*_]")


def parse(text: str) -> list[Token]:
    """Return the tokens of a lesson's text.

    Besides the usual ones: ``citation`` (``meta["ids"]``), ``evidence``, ``name`` and ``mistake`` (``content``), each
    with its offset in ``meta["offset"]``; a heading's id in ``meta["id"]``; boxes as ``container_box_open``.
    """
    return _lessons.parse(text)


def render(tokens: Sequence[Token]) -> str:
    """Return tokens as sanitised HTML."""
    return clean(_lessons.renderer.render(tokens, _lessons.options, {}))


def render_reference(text: str) -> str:
    """Return a source as sanitised HTML in one line: emphasis, and its address as a link."""
    return clean(_references.renderInline(_BARE_URL.sub(r"<\g<0>>", text)))


def reference_mistake(text: str) -> str | None:
    """Return what a source holds that would be printed as it stands: a tag, or a link that leads nowhere; or None."""
    (inline,) = _references.parseInline(_BARE_URL.sub(r"<\g<0>>", text))
    for child in inline.children or []:
        if child.type == "text" and (_TAG.search(child.content) or is_lost_link(child.content)):
            return child.content
    return None


def raw_tag(text: str) -> str | None:
    """Return the first HTML tag that stands in a text, or None."""
    found = _TAG.search(text)
    return found.group() if found else None


def is_lost_link(text: str) -> bool:
    """Tell whether a text holds a link that the parser would not make: its address is no address, or leads to code."""
    return bool(_LOST_LINK.search(text))


def plain(token: Token, *, between: str = " ") -> str:
    """Return the words of an ``inline`` token: no citations, no labels, no text alternatives.

    ``between`` stands where one of these was.
    """
    shown = {"softbreak": " ", "hardbreak": " ", **dict.fromkeys(("citation", "evidence", "mistake", "image"), between)}
    return "".join(shown.get(child.type, child.content) for child in token.children or [])


def count_words(text: str) -> int:
    """Return how many words a text has: what stands between spaces and holds a letter or a digit."""
    return sum(any(character.isalnum() for character in word) for word in text.split())


def _citation(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the parser calls it so
    if not state.src.startswith("[@", state.pos):
        return False
    found = _CITATION.match(state.src, state.pos)
    end = found.end() if found else state.pos + len("[@")
    if not silent:
        ids = _CITED.findall(found.group()) if found else []
        _push(state, "citation" if found else "mistake", state.src[state.pos : end], ids=ids)
    state.pos = end
    return True


def _braces(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the parser calls it so
    found = _BRACES.match(state.src, state.pos)
    if not found:
        return False
    if not silent:
        word = found.group(1)
        kind = "evidence" if word in EVIDENCE else "name" if word in NAMES else "mistake"
        _push(state, kind, found.group() if kind == "mistake" else word)
    state.pos = found.end()
    return True


def _push(state: StateInline, kind: str, content: str, **meta: object) -> None:
    token = state.push(kind, "", 0)
    token.content = content
    token.meta = {"offset": state.pos, **meta}


def _heading_ids(state: StateCore) -> None:
    for opening, inline in zip(state.tokens, state.tokens[1:], strict=False):
        found = _HEADING_ID.search(inline.content) if opening.type == "heading_open" else None
        if found:
            opening.meta["id"] = found.group(1)
            inline.content = inline.content[: found.start()]


def _show_citation(_self: RendererHTML, tokens: Sequence[Token], index: int, *_: OptionsDict | EnvType) -> str:
    numbers: dict[str, int] = tokens[index].meta["numbers"]
    links = (
        f'<a class="citation-link" href="#ref-{key}" aria-label="Reference {number}">{number}</a>'
        for key, number in numbers.items()
    )
    return f'<span class="citation">[{", ".join(links)}]</span>'


def _show_evidence(_self: RendererHTML, tokens: Sequence[Token], index: int, *_: OptionsDict | EnvType) -> str:
    label = tokens[index].content
    return f'<span class="evidence evidence-{label}">{label}</span>'


def _show_term(_self: RendererHTML, tokens: Sequence[Token], index: int, *_: OptionsDict | EnvType) -> str:
    return f'<a class="term" href="#term-{tokens[index].meta["id"]}">{escape(tokens[index].content)}</a>'


def _show_nothing(*_: object) -> str:
    return ""


def _show_content(_self: RendererHTML, tokens: Sequence[Token], index: int, *_: OptionsDict | EnvType) -> str:
    return tokens[index].content


def _show_box(_self: RendererHTML, tokens: Sequence[Token], index: int, *_: OptionsDict | EnvType) -> str:
    token = tokens[index]
    if token.nesting < 0:
        return "</aside>\n"
    kind, title, label = token.meta["kind"], token.meta["title"], token.meta["id"]
    return (
        f'<aside class="box box-{kind}" role="note" aria-labelledby="{label}">\n'
        f'<p class="box-title" id="{label}"><span class="box-kind">{token.meta["label"]}:</span> {escape(title)}</p>\n'
    )


def _show_table(_self: RendererHTML, tokens: Sequence[Token], index: int, *_: OptionsDict | EnvType) -> str:
    """A table can be wider than a phone: what scrolls has a name and can be reached by keyboard."""
    if tokens[index].nesting < 0:
        return "</table>\n</div>\n"
    label = escape(str(tokens[index].meta.get("label", "")))
    return f'<div class="table-scroll" tabindex="0" role="group" aria-label="Table: {label}">\n<table>\n'


def _has_words(params: str, _markup: str) -> bool:
    return bool(params.strip())


def _lesson_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    parser.use(container_plugin, "box", validate=_has_words, render=_show_box)
    parser.core.ruler.before("inline", "heading_ids", _heading_ids)
    parser.inline.ruler.before("link", "citation", _citation)
    parser.inline.ruler.before("link", "braces", _braces)
    for name in ("table_open", "table_close"):
        parser.add_render_rule(name, _show_table)
    parser.add_render_rule("citation", _show_citation)
    parser.add_render_rule("evidence", _show_evidence)
    parser.add_render_rule("term", _show_term)
    parser.add_render_rule("mistake", _show_nothing)
    parser.add_render_rule("figure", _show_content)
    return parser


_lessons = _lesson_parser()
_references = MarkdownIt("commonmark", {"html": False}).disable(["image", "backticks"])
