"""What a lesson's text becomes: sanitised HTML, counted words, blocks in order; and nothing that could run."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from player.catalog.content.clean import clean
from player.catalog.content.context import Context
from player.catalog.content.markdown import count_words, parse, render_reference
from player.catalog.content.media import Media
from player.catalog.content.passage import Passage
from player.catalog.content.report import Report
from player.catalog.rules import Block, Section
from tests.builders import CourseFolder

END = "lessons/02-end.md"
PLACE = "Look where you step."


def section(course: CourseFolder, text: str) -> Section:
    """The last section of the course, with this text in place of the box."""
    course.edit(
        END,
        "::: safety Mind the gap\nLook where you step.\n:::\n\nThe partner is {partner}, the sponsor {sponsor}.",
        text,
    )
    return course.edition().lessons[1].sections[1]


def html(course: CourseFolder, text: str) -> str:
    return "".join(block.html for block in section(course, text).blocks)


def test_a_citation_links_to_the_numbered_source(course: CourseFolder) -> None:
    assert html(course, "So [@brook-2021; @undated].") == (
        '<p>So <span class="citation">[<a class="citation-link" href="#ref-brook-2021" aria-label="Reference 2">2</a>, '
        '<a class="citation-link" href="#ref-undated" aria-label="Reference 3">3</a>]</span>.</p>'
    )


@pytest.mark.parametrize("label", ["established", "probable", "contested"])
def test_an_evidence_label_is_marked_and_said(course: CourseFolder, label: str) -> None:
    assert html(course, f"So {{{label}}}.") == f'<p>So <span class="evidence evidence-{label}">{label}</span>.</p>'


def test_names_are_filled_in_and_escaped(course: CourseFolder) -> None:
    course.edit("sponsor.yaml", "Bridge & Sons", "Bridge <script>& Sons")
    assert html(course, "By {partner} and **{sponsor}**.") == (
        "<p>By Bridge &lt;script&gt;&amp; Sons and <strong>Harbor Lane Institute</strong>.</p>"
    )


def test_names_are_filled_in_where_text_is_plain(course: CourseFolder) -> None:
    course.edit(END, 'stem: "Which step', 'stem: "At {sponsor}: which step')
    course.edit("post_test.yaml", "What is asked in pt-1-a?", "What does {partner} ask?")
    course.edit(END, "## End, part one", "## End with {partner}")
    edition = course.edition()
    assert edition.lessons[1].checks[0].stem == "At Harbor Lane Institute: which step is taken now?"
    assert edition.post_test.items[0].stem == "What does Bridge & Sons ask?"
    assert edition.lessons[1].sections[0].title == "End with Bridge & Sons"


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        ("note", "Note"),
        ("safety", "Safety"),
        ("scope", "Boundary of competence"),
        ("example", "Example"),
        ("disclosure", "Disclosure"),
        ("dated 2026-11-02", 'As of <time datetime="2026-11-02">2 November 2026</time>'),
    ],
)
def test_a_box_is_named_by_a_word_and_its_title(course: CourseFolder, kind: str, word: str) -> None:
    assert html(course, f"::: {kind} A & B\nText.\n:::") == (
        f'<aside class="box box-{kind.partition(" ")[0]}" role="note" aria-labelledby="end-two-box-1">\n'
        f'<p class="box-title" id="end-two-box-1"><span class="box-kind">{word}:</span> A &amp; B</p>\n'
        "<p>Text.</p>\n</aside>"
    )


def test_a_table_scrolls_by_keyboard_and_has_no_style(course: CourseFolder) -> None:
    shown = html(course, "| A | B |\n|---|--:|\n| {probable} | 2 |")
    assert '<div class="table-scroll" tabindex="0" role="group" aria-label="Table: End, part two">' in shown
    assert '<th scope="col">A</th>' in shown
    assert '<td class="text-end">2</td>' in shown
    assert "style" not in shown


def test_a_heading_of_the_third_level_keeps_its_id_and_can_be_linked(course: CourseFolder) -> None:
    shown = html(course, "See [below](#more).\n\n### More {#more}\n\nText.")
    assert '<a href="#more">below</a>' in shown
    assert '<h3 id="more">More</h3>' in shown


def test_checks_and_videos_stand_between_pieces_of_text(course: CourseFolder) -> None:
    course.add_video()
    first = course.edition().lessons[0]
    assert [[block.kind for block in section.blocks] for section in first.sections] == [
        ["html", "check"],
        ["video", "html"],
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("One two, three.", 3),
        ("**One**. *Two*-three – four [@stone-2019] {established}", 3),
        ("### Not counted\n\nOne.", 1),
        ("::: note Not counted\nOne two.\n:::", 2),
        ("| One | two |\n|---|---|\n| three | 4 |", 4),
        ("- one\n- two\n  three", 3),
        ("By {sponsor}", 4),
        ("`one two`", 2),
        ("[one](https://example.org/not/counted)", 1),
    ],
)
def test_only_instructional_words_count(course: CourseFolder, text: str, words: int) -> None:
    assert section(course, text).words == words


def test_checks_do_not_count(course: CourseFolder) -> None:
    assert course.edition().lessons[1].sections[0].words == 11


@given(st.lists(st.from_regex(r"[A-Za-z]{1,8}", fullmatch=True), max_size=20))
def test_words_stand_between_spaces(words: list[str]) -> None:
    assert count_words(" – ".join(words)) == len(words)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "A. *B*. https://doi.org/10.1/x.",
            'A. <em>B</em>. <a href="https://doi.org/10.1/x">https://doi.org/10.1/x</a>.',
        ),
        ("A (https://a.org/b)", 'A (<a href="https://a.org/b">https://a.org/b</a>)'),
        ("A [@x] <b>c</b>", "A [@x] &lt;b&gt;c&lt;/b&gt;"),
        ("[A](javascript:alert(1))", "[A](javascript:alert(1))"),
        ("[A](https://a.org)", '<a href="https://a.org">A</a>'),
    ],
)
def test_a_source_is_shown_with_its_address(text: str, shown: str) -> None:
    assert render_reference(text) == shown


ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](<javascript:alert(1)>)",
    "![x](javascript:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "<javascript:alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]",
    '[x](https://a.org "&quot; onclick=alert(1) x=&quot;")',
    '![x" onerror="alert(1)](https://a.org/x.png)',
    "`<script>`alert(1)`</script>`",
    "<svg/onload=alert(1)>",
    "<style>*{display:none}</style>",
    "| <script>alert(1)</script> |\n|---|\n| <a href=javascript:x> |",
    "::: note <script>alert(1)</script>\n<iframe src=//a>\n:::",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "{partner<script>}",
    '### <script> {#a" onclick="x}',
]


class Tags(HTMLParser):
    """Collects the tags and attributes a browser would see."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name: value or "" for name, value in attrs}


def assert_harmless(shown: str) -> None:
    seen = Tags()
    seen.feed(shown)
    assert seen.tags.isdisjoint({"script", "style", "iframe", "object", "embed", "form", "base", "meta", "link"})
    assert not [name for name in seen.attributes if name.startswith("on") or name in {"style", "srcdoc", "formaction"}]
    assert not re.search(r"^\s*(javascript|data|vbscript):", seen.attributes.get("href", ""), re.IGNORECASE)


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_in_a_lesson_can_run(course: CourseFolder, attack: str) -> None:
    course.edit(END, PLACE, f"Look.\n:::\n\n{attack}\n\n::: note Again\nLook.")
    checked = course.check()
    blocks = checked.edition.lessons[1].sections[1].blocks if checked.edition else ()
    for block in blocks:
        assert_harmless(block.html)
    assert checked.edition is not None or checked.findings


@settings(deadline=None)  # a busy machine is no fault of the text
@given(st.text(alphabet="<>/\"'=&;:()[]{}#!`*_|@ \nabcjscriptonload", max_size=80))
def test_no_text_makes_html_that_can_run(text: str) -> None:
    report = Report()
    context = Context(report=report, media=Media(folder=Path(), report=report), numbers={}, names={})
    shown, _ = Passage(context, file="a.md", source=text, first_line=1).show(parse(text), title=text, label="a")
    assert_harmless(shown)
    assert_harmless(render_reference(text))


@pytest.mark.parametrize(
    "attack",
    [
        "<p onclick='x'>a</p><script>x</script><style>x</style><a href='javascript:x'>b</a>",
        "<svg><script>x</script><foreignObject><iframe></iframe></foreignObject><a href='javascript:x'></a></svg>",
        "<img src='x' onerror='x' style='x'><math><mtext><script>x</script></mtext></math>",
        "<svg><use href='#a' onload='x'></use><animate onbegin='x'/><set attributeName='href'/></svg>",
    ],
)
def test_the_second_lock_holds_by_itself(attack: str) -> None:
    assert_harmless(clean(attack))


def test_a_block_of_html_is_never_empty(course: CourseFolder) -> None:
    blocks: list[Block] = [block for _, section in course.edition().sections() for block in section.blocks]
    assert all(block.html or block.check or block.video for block in blocks)
