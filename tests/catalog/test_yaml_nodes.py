"""The fast reader of YAML says what ruamel says, or leaves the text to it."""

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from config import ROOT
from player.catalog.content import yaml_nodes
from player.catalog.content.report import Report
from player.catalog.content.yaml_files import parse

Said = tuple[str, object, int]

FILES = sorted((ROOT / "courses").rglob("*.yaml"))
SMALL = [
    "a: yes\nb: no\nc: on\nd: true\ne: False\n",
    "a: 0x1f\nb: 0o17\nc: 017\nd: 1_000\ne: 1:30\nf: 2026-11-22\ng: 1e3\nh: .5\n",
    "a: ~\nb: null\nc:\nd: ''\ne: \"null\"\n",
    "a: >-\n  one\n  two\n\n  three\nb: |\n  x\n   y\nc: 'it''s'\nd: \"\\u2019\\/\"\n",
    "a: {b: c:d, e: [f:g, http://x/y]}\n",
    "- a # not said\n- 'b # said'\n-   - c\n",
    "a: one\n  two\n  three\n",
    "? a\n: b\n",
    "<<: a\n=: b\n",
]


def said(node: yaml_nodes.Node | None) -> Said | None:
    """A node as plain values, with the lines that a finding could name."""
    if node is None:
        return None
    line = node.start_mark.line if node.value else 0
    if node.id == "scalar":
        return str(node.tag), node.value, line
    if node.id == "sequence":
        return node.id, [said(item) for item in node.value], line
    return node.id, [(said(key), said(value)) for key, value in node.value], line


def by_ruamel(text: str) -> Said | None:
    return said(YAML(typ="safe", pure=True).compose(text))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_it_reads_the_courses_as_ruamel_does(path: Path) -> None:
    text = path.read_text(encoding="utf-8")[:20_000].rpartition("\n")[0]
    assert said(yaml_nodes.compose(text)) == by_ruamel(text)


@pytest.mark.parametrize("text", SMALL)
def test_it_reads_words_numbers_and_days_as_yaml_1_2_does(text: str) -> None:
    assert said(yaml_nodes.compose(text)) == by_ruamel(text)


@pytest.mark.parametrize("text", ["%YAML 1.1\n---\na: yes\n", "a: !!str yes\n", "a: &b c\nd: *b\n", "a\u2028b: c\n"])
def test_what_the_two_read_differently_is_left_to_ruamel(text: str) -> None:
    assert said(yaml_nodes.compose(text)) == by_ruamel(text)


def test_without_the_fast_reader_ruamel_reads_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_nodes, "CParser", None)
    document = parse("only: this\n", file="a.yaml", report=Report())
    assert document is not None
    assert document.data == {"only": "this"}


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_what_is_nested_too_deeply_is_a_finding(opening: str) -> None:
    report = Report()
    assert parse(opening * 900, file="a.yaml", report=report) is None
    assert [finding.line for finding in report.findings] == [1]
