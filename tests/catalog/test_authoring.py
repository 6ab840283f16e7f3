"""What an author begins with and looks at while writing: a new course, schemas, the matrix, the credit report."""

import csv
import io
import json
import re
from dataclasses import replace
from itertools import count as counted_from
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pydantic import TypeAdapter
from ruamel.yaml import YAML

from config import ROOT
from player.catalog import service
from player.catalog.cli import courses
from player.catalog.rules import MATRIX_COLUMNS, coverage_matrix, credit_report_lines
from tests.builders import CourseFolder
from tests.tiny import SPONSOR

ONLY_AN_AUTHOR = ("has a blank that nobody filled", "Cannot be published: ", "no approval is named")
"""What the findings of a course that nobody has written yet may say."""


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(courses, [str(word) for word in words])


@pytest.fixture
def begun(tmp_path: Path) -> Path:
    """The folder of a new course, with its terms in a sponsor file beside it."""
    (tmp_path / "sponsor.yaml").touch()
    _, terms = service.new_course("night-walks", tmp_path)
    sponsor = SPONSOR.format(slug="first-steps", approvals="", fictional="false").replace(
        "approvals:\nq", "approvals: []\nq"
    )
    sponsor = sponsor.replace("approvals: [apa, ace, nbcc]", "approvals: []")
    (tmp_path / "sponsor.yaml").write_text(sponsor + terms, encoding="utf-8")
    return tmp_path / "night-walks"


def test_a_new_course_lacks_only_what_an_author_can_say(begun: Path) -> None:
    checked = service.check_course(begun, begun.parent / "sponsor.yaml")
    others = [str(one) for one in checked.findings if not any(said in one.message for said in ONLY_AN_AUTHOR)]
    assert others == []
    assert checked.draft is not None
    assert checked.edition is None


def test_a_new_course_whose_blanks_are_filled_can_be_published(begun: Path) -> None:
    words = (f"Something{number}" for number in counted_from(0))
    for file in begun.rglob("*.*"):
        text = re.sub("____", lambda _: next(words), file.read_text(encoding="utf-8"))
        file.write_text(text, encoding="utf-8")
    sponsor = begun.parent / "sponsor.yaml"
    known = sponsor.read_text(encoding="utf-8").replace("first-steps:", "before:").replace("night-walks:", "begun:")
    sponsor.write_text(known.replace("before:", "night-walks:"), encoding="utf-8")
    assert [str(one) for one in service.check_course(begun, sponsor).findings if one.severity == "error"] == []


def test_a_course_that_is_there_is_not_overwritten(begun: Path) -> None:
    (begun / "course.yaml").write_text("mine", encoding="utf-8")
    result = run("new", "night-walks", "--in", begun.parent)
    assert result.exit_code == 1
    assert "is there already; nothing was written" in result.output
    assert (begun / "course.yaml").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("slug", ["Night", "../night", "night_walks", "a" * 81, ""])
def test_a_new_course_needs_a_slug(slug: str, tmp_path: Path) -> None:
    result = run("new", slug, "--in", tmp_path)
    assert result.exit_code == 1
    assert "is no slug" in result.output
    assert list(tmp_path.iterdir()) == []


def test_new_names_the_files_it_made_and_prints_the_terms(tmp_path: Path) -> None:
    (tmp_path / "sponsor.yaml").touch()
    result = run("new", "night-walks", "--in", tmp_path)
    assert result.exit_code == 0
    assert (tmp_path / "night-walks" / "lessons" / "01-first-lesson.md").as_posix() in result.output
    assert "\n  night-walks:\n    approvals: []" in result.output


def test_schemas_are_written_for_every_kind_of_file(tmp_path: Path) -> None:
    result = run("schema", "--out", tmp_path / "schemas")
    written = {path.name.partition(".")[0]: json.loads(path.read_text()) for path in (tmp_path / "schemas").iterdir()}
    assert written == json.loads(run("schema").output) == service.schemas()
    assert written.keys() >= {"course", "post_test", "evaluation", "references", "sponsor"}
    assert len(result.output.splitlines()) == len(written)


@pytest.mark.parametrize("name", ["course", "post_test", "evaluation", "references"])
def test_a_schema_knows_the_keys_of_the_files(name: str) -> None:
    data = YAML(typ="safe", pure=True).load((ROOT / "courses" / "player-tour" / f"{name}.yaml").read_text())
    schema = service.schemas()[name]
    assert set(schema["required"]) <= data.keys() <= schema["properties"].keys()
    assert schema["additionalProperties"] is False


def test_a_schema_knows_what_a_key_is_made_of() -> None:
    slug = service.schemas()["course"]["properties"]["slug"]
    assert (slug["type"], slug["pattern"], slug["maxLength"]) == ("string", "^[a-z0-9]+(-[a-z0-9]+)*$", 80)
    TypeAdapter(dict).validate_json(json.dumps(service.schemas()))


def test_the_matrix_has_every_objective_with_what_serves_it(course: CourseFolder) -> None:
    rows = coverage_matrix(course.edition())
    assert [(row.objective.id, row.section and row.section.id) for row in rows] == [
        ("lo-1", "beginning-one"), ("lo-1", "beginning-two"),
        ("lo-2", "beginning-one"), ("lo-2", "beginning-two"),
        ("lo-3", "beginning-one"), ("lo-3", "end-one"), ("lo-3", "end-two"),
    ]  # fmt: skip
    assert (rows[0].check_ids, rows[0].item_ids, rows[0].evaluation_ids) == (
        ("beginning-check",), ("pt-1-a", "pt-1-b"), ("ev-1",),
    )  # fmt: skip
    assert rows[5].item_ids == ()


def test_the_matrix_shows_an_objective_that_nothing_serves(course: CourseFolder) -> None:
    edition = course.edition()
    bare = replace(edition, modules=(replace(edition.modules[0], lessons=()),), evaluation=())
    assert [(row.lesson, row.section, row.evaluation_ids) for row in coverage_matrix(bare)] == [(None, None, ())] * 3


def test_the_matrix_is_csv_that_a_spreadsheet_runs_nothing_of(course: CourseFolder) -> None:
    course.edit("course.yaml", "Name the first step.", "=1+1 Name it, once.")
    text = service.matrix_csv(course.edition())
    header, first, *_ = csv.reader(io.StringIO(text, newline=""))
    assert tuple(header) == MATRIX_COLUMNS
    assert first[:3] == ["lo-1", "'=1+1 Name it, once.", "beginning"]
    assert text.count("\r\n") == text.count("\n") == 8


def test_the_report_says_nothing_of_a_course_without_credit(course: CourseFolder) -> None:
    course.edit("course.yaml", "credit_bearing: true", "credit_bearing: false")
    report = service.credit_report(course.edition())
    assert credit_report_lines(report) == ("first-steps gives no credit.",)


@pytest.mark.parametrize(
    ("median_ms", "line"),
    [
        (None, "Measured seat time of completions: none known."),
        (126 * 60_000, "Measured: the median seat time of completions is 126 minutes, 2.0 credits."),
    ],
)
def test_the_report_sets_the_measured_time_beside_the_methods(
    course: CourseFolder, median_ms: int | None, line: str
) -> None:
    assert line in credit_report_lines(service.credit_report(course.edition(), measured_median_ms=median_ms))


def test_the_first_course_of_a_folder_brings_its_sponsor_file(tmp_path: Path) -> None:
    result = run("new", "night-walks", "--in", tmp_path)
    assert (tmp_path / "sponsor.yaml").as_posix() in result.output
    checked = service.check_course(tmp_path / "night-walks", tmp_path / "sponsor.yaml")
    others = [str(one) for one in checked.findings if not any(said in one.message for said in ONLY_AN_AUTHOR)]
    assert others == [
        f"{tmp_path}/sponsor.yaml:6: The sponsor's time zone is not known; completion dates are counted in it."
    ]


def test_a_second_course_leaves_the_sponsor_file_alone(tmp_path: Path) -> None:
    run("new", "night-walks", "--in", tmp_path)
    before = (tmp_path / "sponsor.yaml").read_bytes()
    result = run("new", "day-walks", "--in", tmp_path)
    assert "\n  day-walks:\n    approvals: []" in result.output
    assert (tmp_path / "sponsor.yaml").read_bytes() == before
