"""A passage of a lesson: its Markdown tokens become what is shown and counted, and every mistake in them is noted."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from html import escape

from markdown_it.token import Token

from player.catalog.content.context import Context
from player.catalog.content.glossary import Glossary
from player.catalog.content.markdown import BOXES, count_words, is_lost_link, plain, raw_tag, render
from player.catalog.content.svg import read_svg
from player.catalog.content.wording import remark_on_text

_BOX = re.compile(r"(?P<kind>\S+)(?:\s+(?P<day>\d{4}-\d{2}-\d{2}))?(?:\s+(?P<title>\S.*))?")
_SHOWN = 60
_ALIGNED = {"text-align:right": "text-end", "text-align:center": "text-center", "text-align:left": "text-start"}
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


class Passage:
    """The reader of one lesson file's passages; ``first_line`` is the line of the file at which its text starts."""

    def __init__(
        self, context: Context, *, file: str, source: str, first_line: int, glossary: Glossary | None = None
    ) -> None:
        self.context, self.file, self.first_line = context, file, first_line
        self.glossary = glossary or Glossary()
        self.terms: set[str] = set()
        """The terms of the glossary that were linked, each where it is met first."""
        self.source = source.split("\n")
        self.anchors: list[tuple[str, int]] = []
        """Links to headings of this lesson, each with its line."""
        self.headings: set[str] = set()
        self._boxes = 0

    def line(self, token: Token, offset: int = 0) -> int:
        """Return the line of a token, or of what stands at an offset in its text."""
        start = token.map[0] if token.map else 0
        return start + self.first_line + token.content[:offset].count("\n")

    def error(self, line: int, message: str) -> None:
        """Note a mistake."""
        self.context.report.error(self.file, line, message)

    def remark(self, what: str, text: str, token: Token) -> None:
        """Note what is wrong with the words of a text that stands in a token."""
        remark_on_text(
            text, self.context.report, what=what, file=self.file, line_of=lambda words: self.line_of(token, words)
        )

    def line_of(self, token: Token, words: str) -> int:
        """Return the line on which these words of a token stand, however its text is broken into lines."""
        found = re.search(r"\s+".join(map(re.escape, words.split())), token.content)
        return self.line(token, found.start() if found else 0)

    def show(self, tokens: list[Token], *, title: str, label: str) -> tuple[str, int]:
        """Return tokens as sanitised HTML with the number of their words.

        ``title`` is the section's; ``label`` starts the ids that are made here.
        """
        shown: list[Token] = []
        words = 0
        for token in self._with_figures(tokens):
            words += self._enter(token, title, label, is_heading=bool(shown) and shown[-1].type == "heading_open")
            shown.append(token)
        return render(shown), words

    def text(self, inline: Token) -> str:
        """Return the plain words of a heading, with the names filled in."""
        self._inline(inline)
        self.remark("heading", plain(inline), inline)
        return " ".join(plain(inline).split())

    def _enter(self, token: Token, title: str, label: str, *, is_heading: bool) -> int:
        """Fill in one block token and return how many instructional words it has."""
        match token.type:
            case "inline":
                self._inline(token)
                self.remark("heading" if is_heading else "text", plain(token, between=" · "), token)
                words = 0 if is_heading else count_words(plain(token))
                if not is_heading:
                    self._link_terms(token)
                return words
            case "figure":
                self.remark("caption", str(token.meta["caption"]), token)
                return count_words(str(token.meta["caption"]))
            case "heading_open":
                self._subheading(token)
            case "container_box_open":
                self._box(token, label)
            case "table_open":
                token.meta["label"] = title
            case "th_open" | "td_open":
                self._cell(token)
            case "fence" | "code_block":
                self.error(self.line(token), _BLOCKS[token.type])
            case _:
                pass
        return 0

    def _inline(self, token: Token) -> None:
        for child in token.children or []:
            line = self.line(token, child.meta.get("offset", 0))
            match child.type:
                case "citation":
                    self._citation(child, line)
                case "name":
                    child.content = self.context.name(child.content, file=self.file, line=line)
                    child.type = "text"
                case "mistake" if child.content.startswith("{"):
                    self.error(line, f"“{child.content}” is neither an evidence label nor a name.")
                case "mistake":
                    self.error(line, "A citation is written [@id] or [@id; @id].")
                case "image":
                    self.error(self.line(token), "A picture stands alone in its paragraph.")
                case "link_open":
                    target = str(child.attrGet("href") or "")
                    self._link(target, self.line(token, max(0, token.content.find(target))))
                case "text":
                    self._text(child.content, token)
                case _:
                    pass

    def _link_terms(self, token: Token) -> None:
        """Make links of the glossary's terms where the lesson meets them first; not inside another link."""
        children: list[Token] = []
        links = 0
        for child in token.children or []:
            links += child.nesting if child.type in {"link_open", "link_close"} else 0
            if child.type != "text" or links:
                children.append(child)
                continue
            for text, key in self.glossary.pieces(child.content, self.terms):
                if text:
                    kind = "term" if key else "text"
                    children.append(Token(kind, "", 0, content=text, meta={"id": key} if key else {}))
        token.children = children

    def _citation(self, token: Token, line: int) -> None:
        for key in token.meta["ids"]:
            self.context.cite(key, file=self.file, line=line)
        numbers = self.context.numbers or {}
        token.meta["numbers"] = {key: numbers.get(key, 0) for key in token.meta["ids"]}

    def _link(self, target: str, line: int) -> None:
        if target.startswith("#"):
            self.anchors.append((target[1:], line))
        elif not target.startswith(("https://", "http://", "mailto:")):
            self.error(line, f"The link to “{target}” must start with https://, mailto: or #.")

    def _text(self, text: str, inline: Token) -> None:
        if is_lost_link(text):
            self.error(self.line_of(inline, text), f"This is no link that can be followed: “{text[:_SHOWN]}”.")
        tag = raw_tag(text)
        if tag:
            self.error(self.line(inline, inline.content.find(tag)), f"Raw HTML is not allowed: “{tag}”.")
        if text.startswith(":::"):
            self.error(self.line(inline, inline.content.find(text)), "A box is closed here that was not opened.")

    def _subheading(self, token: Token) -> None:
        if token.tag != "h3":
            self.error(
                self.line(token), "Sections start with ##, parts of a section with ###; there is no other heading."
            )
            return
        key = token.meta.get("id")
        if key is not None:
            self.context.claim("heading", key, file=self.file, line=self.line(token))
            self.headings.add(key)
            token.attrSet("id", key)

    def _cell(self, token: Token) -> None:
        aligned = _ALIGNED.get(str(token.attrs.pop("style", "")))
        if aligned:
            token.attrSet("class", aligned)
        if token.tag == "th":
            token.attrSet("scope", "col")

    def _box(self, token: Token, label: str) -> None:
        line = self.line(token)
        self._boxes += 1
        found = _BOX.fullmatch(token.info.strip())
        kind, day, title = found.group("kind", "day", "title") if found else ("", None, None)
        token.meta = {"kind": kind, "title": "", "label": BOXES.get(kind, ""), "id": f"{label}-box-{self._boxes}"}
        end = token.map[1] if token.map else 0
        if end >= len(self.source) or not self.source[end].strip().startswith(":::"):
            self.error(line, "The box is not closed: a line with ::: is missing.")
        if kind not in BOXES:
            self.error(line, f"“{kind}” is no kind of box; there are {', '.join(BOXES)}.")
        elif kind == "dated":
            token.meta["label"] = f"As of {self._day(day, line)}"
        elif day is not None:
            title = f"{day} {title or ''}"
        if not title:
            self.error(line, "The box has no title.")
        self.remark("box's title", title or "", token)
        token.meta["title"] = self.context.fill(title or "", file=self.file, line=line)

    def _day(self, text: str | None, line: int) -> str:
        try:
            day = date.fromisoformat(text or "")
        except ValueError:
            self.error(line, "A dated box starts with its day: ::: dated 2026-11-22 Title.")
            return ""
        return f'<time datetime="{day.isoformat()}">{day.day} {_MONTHS[day.month - 1]} {day.year}</time>'

    def _with_figures(self, tokens: list[Token]) -> Iterator[Token]:
        """Yield the tokens, with one ``figure`` in place of each paragraph that is nothing but a picture."""
        waiting = iter(tokens)
        for token in waiting:
            inline = next(waiting) if token.type == "paragraph_open" else None
            if inline is None:
                yield token
            elif [child.type for child in inline.children or []] == ["image"]:
                next(waiting)
                yield self._figure(inline)
            else:
                yield from (token, inline)

    def _figure(self, inline: Token) -> Token:
        image = (inline.children or [])[0]
        line = self.line(inline)
        alt = self.context.fill(_alternative(image.children or []), file=self.file, line=line)
        caption = self.context.fill(str(image.attrGet("title") or ""), file=self.file, line=line)
        if not alt.strip():
            self.error(line, "The picture has no text alternative: ![text alternative](media/name.svg).")
        picture = self._picture(str(image.attrGet("src") or ""), alt, line)
        below = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
        figure = Token("figure", "", 0, meta={"caption": caption}, map=inline.map)
        figure.content = f'<figure class="figure">{picture}{below}</figure>\n'
        return figure

    def _picture(self, name: str, alt: str, line: int) -> str:
        media = self.context.media
        path = media.find(name, file=self.file, line=line)
        if path is None:
            return ""
        if path.suffix == ".svg":
            return read_svg(path, alt=alt, report=self.context.report) or ""
        digest = media.keep_picture(path, file=self.file, line=line)
        return f'<img src="/media/{digest}" alt="{escape(alt)}">' if digest else ""


_BLOCKS = {
    "fence": "A fenced block is a check, a video, an audio or a case, and stands in no box, list or quotation.",
    "code_block": "Text that is indented by four spaces is shown as program text; take the spaces away.",
}


def _alternative(children: Iterable[Token]) -> str:
    """The words of a text alternative; a name stays in braces, to be filled in with the rest."""
    shown = {"softbreak": " ", "name": "{%s}"}
    return "".join(shown.get(child.type, "%s").replace("%s", child.content) for child in children)
