"""Files made to break the checker, or that came out of a strange machine: each is a finding with its line."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import CourseFolder
from tests.catalog.test_authoring import run

END = "lessons/02-end.md"
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">{}</svg>'
BOMB = "a: &a [x,x]\n" + "".join(f"k{n}: &k{n} [*k{n - 1},*k{n - 1}]\n" for n in range(1, 60)).replace("*k0", "*a")
LINK = "This is no link that can be followed: “"


def errors(course: CourseFolder) -> list[tuple[str, int, str]]:
    return [(Path(one.file).name, one.line, one.message) for one in course.check().findings if one.severity == "error"]


@pytest.mark.parametrize(
    "text",
    [
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html;base64,AA)",
        "[x][there]\n\n[there]: javascript:alert(1)",
        "![x](vbscript:x)",
    ],
)
def test_a_link_that_leads_to_code_is_an_error(course: CourseFolder, text: str) -> None:
    course.edit(END, "The partner is", f"{text}\n\nThe partner is")
    (found,) = errors(course)
    assert found[:2] == ("02-end.md", course.line(END, "x]"))
    assert found[2].startswith(LINK)


@pytest.mark.parametrize("text", ["[x](javascript:alert(1))", "<script>x</script>", "<img src=x>"])
def test_a_source_brings_no_code_either(course: CourseFolder, text: str) -> None:
    course.edit("references.yaml", "Walkers' Code.", text)
    (found,) = errors(course)
    assert found[:2] == ("references.yaml", course.line("references.yaml", text))


@pytest.mark.parametrize(
    "text",
    ["<b>x</b>", "<div onclick='x'>x</div>", "<!-- x -->", "<javascript:alert(1)>", "&lt;script&gt;", "<svg/onload=x>"],
)
def test_markdown_brings_no_html(course: CourseFolder, text: str) -> None:
    course.edit(END, "The partner is", f"{text}\n\nThe partner is")
    (found,) = errors(course)
    assert found[:2] == ("02-end.md", course.line(END, text))
    assert found[2].startswith("Raw HTML is not allowed")


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<rect onload="x()"/>',
        '<use href="https://example.org/x.svg#a"/>',
        '<rect fill="url(https://example.org/x)"/>',
        "<style>@import url(x)</style>",
        '<a href="javascript:x"><rect/></a>',
        '<image href="data:image/png;base64,AA"/>',
        "<foreignObject/>",
        "<g>" * 65 + "</g>" * 65,
    ],
)
def test_a_drawing_brings_no_code_and_nothing_from_outside(course: CourseFolder, inside: str) -> None:
    course.write("media/a.svg", DRAWING.format(inside))
    course.edit(END, "The partner is", "![A](media/a.svg)\n\nThe partner is")
    assert {found[:2] for found in errors(course)} == {("a.svg", 1)}


def test_entities_are_not_expanded(course: CourseFolder) -> None:
    course.write("media/a.svg", f'<!DOCTYPE svg [<!ENTITY a "b">]>\n{DRAWING.format("&a;")}')
    course.edit(END, "The partner is", "![A](media/a.svg)\n\nThe partner is")
    assert errors(course) == [("a.svg", 1, "A drawing has no document type and no entities.")]


def test_aliases_are_not_expanded(course: CourseFolder) -> None:
    course.write("post_test.yaml", BOMB)
    said = {message for name, _, message in errors(course) if name == "post_test.yaml"}
    assert "Anchors and aliases are not used in course files." in said


def link(course: CourseFolder, name: str, target: Path | str) -> None:
    course.file(name).unlink(missing_ok=True)
    course.file(name).symlink_to(target)


@pytest.mark.parametrize("name", ["post_test.yaml", "references.yaml", "lessons/03-more.md", "glossary.yaml"])
def test_a_link_out_of_the_folder_is_not_followed(course: CourseFolder, tmp_path: Path, name: str) -> None:
    (tmp_path / "secret").write_text("root:x:0", encoding="utf-8")
    link(course, name, tmp_path / "secret")
    found = [(line, message) for file, line, message in errors(course) if file == Path(name).name]
    assert found == [(1, "The file is a link that leads out of the course's folder.")]


def test_a_folder_that_is_a_link_out_is_not_followed(course: CourseFolder, tmp_path: Path) -> None:
    course.file("lessons").rename(tmp_path / "elsewhere")
    link(course, "lessons", tmp_path / "elsewhere")
    assert ("02-end.md", 1, "The file is a link that leads out of the course's folder.") in errors(course)


def link_to_itself(path: Path) -> None:
    path.symlink_to(path.name)


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir, link_to_itself])
def test_what_is_no_file_is_not_waited_for(course: CourseFolder, make: Callable[[Path], None]) -> None:
    make(course.file("lessons/03-more.md"))
    assert ("03-more.md", 1, "The file is missing or cannot be read.") in errors(course)


@pytest.mark.parametrize("name", ["media/" + "a" * 5000 + ".svg", "media/.", "media"])
def test_a_name_that_no_file_has_is_said_not_to_exist(course: CourseFolder, name: str) -> None:
    course.edit(END, "The partner is", f"![A]({name})\n\nThe partner is")
    assert errors(course) == [("02-end.md", course.line(END, "![A]"), f"The file “{name}” does not exist.")]


@pytest.mark.parametrize(("character", "code"), [("\x07", "U+0007"), ("\u202e", "U+202E"), ("\u2066", "U+2066")])
def test_a_character_nobody_sees_is_named(course: CourseFolder, character: str, code: str) -> None:
    course.edit(END, "Look where", f"Look{character} where")
    assert errors(course) == [("02-end.md", course.line(END, "you step"), f"A character nobody sees: {code}.")]


@pytest.mark.parametrize(
    ("name", "old", "new", "key"),
    [
        ("references.yaml", "year: 2019", "year: " + "9" * 5000, "year: 999"),
        ("sponsor.yaml", "America/Los_Angeles", "America", "time_zone"),
        ("sponsor.yaml", "America/Los_Angeles", "../../etc/passwd", "time_zone"),
    ],
)
def test_a_value_that_breaks_a_library_is_a_finding(
    course: CourseFolder, name: str, old: str, new: str, key: str
) -> None:
    course.edit(name, old, new)
    assert (name, course.line(name, key)) in {found[:2] for found in errors(course)}


def test_check_says_so_in_one_line(course: CourseFolder) -> None:
    course.write("post_test.yaml", b"[" * 50_000)
    result = run("check", course.path)
    assert (result.exit_code, type(result.exception)) == (1, SystemExit)
    assert "post_test.yaml:1: This YAML is nested too deeply.\n" in result.output
