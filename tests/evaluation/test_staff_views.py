"""The staff's pages of the evaluation: of their own courses, in fives, as pictures, as a table and as a file."""

import csv
import io

import pytest
from werkzeug.test import TestResponse

from player.db import Database
from tests.builders import CourseFolder
from tests.desk import ONE_ENGINE
from tests.evaluation.conftest import commented, count, rated, rows
from tests.site import TestSite
from tests.study import sponsor_id
from tests.walk import Character

pytestmark = ONE_ENGINE
REPORT = "/office/evaluations/first-steps"


@pytest.fixture
def dana(site: TestSite) -> Character:
    """Dana, who works for the sponsor of the tiny course, of which something was counted in two quarters."""
    folder = CourseFolder(site.folder / "first-steps")
    folder.edit("course.yaml", "Name the last step.", "=Name the last step.")
    folder.publish(site.database, at=site.clock.now(), media=site.folder / "media")
    fill(site.database)
    return site.staff(sponsor_id(site.database))


def fill(database: Database) -> None:
    """Count some answers: the first line is rated in two quarters, the second is never applicable."""
    count(database, "2026-Q1", *rated("ev-1", 5, 5, 5, 5, 4), *rated("ev-2", *[None] * 5))
    count(database, "2026-Q3", *rated("ev-1", 1, 1, 1, 2, 2), *commented("One", "Two", "<b>Three", "مرحبا", "=5"))


def text(answer: TestResponse) -> str:
    assert answer.status_code == 200, answer.status
    return " ".join(answer.get_data(as_text=True).split())


def table(answer: TestResponse) -> list[dict[str, str]]:
    assert answer.mimetype == "text/csv"
    return list(csv.DictReader(io.StringIO(answer.get_data(as_text=True), newline="")))


def test_the_office_leads_to_each_course(dana: Character) -> None:
    assert 'href="/office/evaluations/"' in text(dana.get("/office/"))
    assert f'href="{REPORT}"' in text(dana.get("/office/evaluations/"))


def test_means_stand_beside_their_distribution(dana: Character) -> None:
    page = text(dana.get(REPORT))
    first = page.split("Name the first step.")[1].split("</tr>")[0]
    assert [cell.split("<")[0] for cell in first.split('<td class="number">')[1:]] == [
        "3.10",
        "3",
        "2",
        "0",
        "1",
        "4",
        "10",
        "–",
    ]
    assert first.count("<rect") == 4


def test_fewer_than_five_are_marked_as_not_shown(dana: Character) -> None:
    second = text(dana.get(REPORT)).split("Name the second step.")[1].split("</tr>")[0]
    assert "fewer than five, not shown" in second
    assert '<td class="number">5</td>' in second  # who said that it did not apply


def test_quarters_stand_beside_each_other_with_a_picture(dana: Character) -> None:
    page = text(dana.get(REPORT)).rsplit("Means over time", 1)[1]
    first = page.split("Name the first step.")[1].split("</tr>")[0]
    assert [quarter in page for quarter in ("2026 Q1", "2026 Q2", "2026 Q3")] == [True] * 3
    assert ("4.80" in first, "1.40" in first, first.count("<circle"), first.count('class="course"')) == (
        True,
        True,
        2,
        0,
    )


@pytest.mark.parametrize(
    ("narrowed", "mean"), [("?period=2026-Q1", "4.80"), ("?period=2026", "3.10"), ("?edition=1&period=2026-Q3", "1.40")]
)
def test_a_period_narrows_what_is_shown(dana: Character, narrowed: str, mean: str) -> None:
    first = text(dana.get(REPORT + narrowed)).split("Name the first step.")[1]
    assert first.split('<td class="number">')[1].startswith(mean)


def test_comments_are_shown_as_they_were_written(dana: Character) -> None:
    page = text(dana.get(REPORT))
    assert all(said in page for said in ("One", "&lt;b&gt;Three", "مرحبا"))
    assert "&lt;b&gt;Three" not in text(dana.get(f"{REPORT}?period=2026-Q1"))


@pytest.mark.parametrize(
    ("narrowed", "status"),
    [("?period=2031", 422), ("?period=202", 422), ("?period=%25", 422), ("?edition=2", 404), ("?edition=x", 404),
     ("?edition=" + "9" * 5000, 404), ("?edition=-1", 404)],
)  # fmt: skip
def test_what_was_never_counted_or_published_is_refused(dana: Character, narrowed: str, status: int) -> None:
    assert dana.get(REPORT + narrowed).status_code == status


def test_the_file_says_what_the_page_says(dana: Character) -> None:
    lines = table(dana.post(REPORT))
    first = [line for line in lines if line["item"] == "ev-1"]
    assert [(line["period"], line["n"], line["mean"], line["note"]) for line in first] == [
        ("all", "10", "3.10", ""),
        ("2026-Q1", "5", "4.80", ""),
        ("2026-Q2", "", "", "fewer than 5, not shown"),
        ("2026-Q3", "5", "1.40", ""),
    ]
    assert [first[0][f"rated_{n}"] for n in range(1, 6)] == ["3", "2", "0", "1", "4"]


def test_the_file_guards_text_that_would_be_a_formula_and_holds_no_comments(dana: Character) -> None:
    answer = dana.post(REPORT)
    assert {line["text"] for line in table(answer) if line["item"] == "ev-3"} == {"'=Name the last step."}
    assert "Three" not in answer.get_data(as_text=True)


def test_the_file_is_narrowed_like_the_page_and_says_so_in_its_name(dana: Character) -> None:
    answer = dana.post(f"{REPORT}?period=2026-Q3&edition=1")
    assert 'filename="evaluation-first-steps-edition-1-2026-Q3.csv"' in answer.headers["Content-Disposition"]
    assert {(line["period"], line["edition"]) for line in table(answer)} == {("2026-Q3", "1")}


def test_the_audit_trail_says_who_took_a_file_along(dana: Character, site: TestSite) -> None:
    dana.post(REPORT)
    (entry,) = [row for row in rows(site.database, "audit_entry") if row.action == "evaluation.exported"]
    assert (entry.actor[:6], entry.subject) == ("staff:", "course:first-steps")


def test_nobody_else_sees_it(dana: Character, site: TestSite) -> None:
    other = CourseFolder(site.folder / "other", slug="other-steps")
    other.edit("sponsor.yaml", "key: harbor-lane", "key: hill-top")
    other.publish(site.database, at=site.clock.now())
    assert dana.get("/office/evaluations/other-steps").status_code == 404
    assert "other-steps" not in text(dana.get("/office/evaluations/"))
    learner = site.learner()
    assert [learner.get(REPORT).status_code, learner.post(REPORT).status_code] == [403, 403]
    assert site.visitor().get(REPORT).status_code in {302, 401}


def test_a_course_nobody_evaluated_yet_has_a_quiet_page(site: TestSite) -> None:
    site.course()
    page = text(site.staff(sponsor_id(site.database)).get(REPORT))
    assert "0 evaluations were sent so far" in page
    assert page.count("fewer than five, not shown") == 11
