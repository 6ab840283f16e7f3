"""`player export`: the same bytes as the page, on the terminal or in a file."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner, Result

from player.board_reports import service
from player.board_reports.cli import export
from player.db import Database
from tests.conftest import HandClock
from tests.site import TestSite
from tests.study import Study, publish_tiny, sponsor_id


def run(site: TestSite, *arguments: str) -> Result:
    return CliRunner().invoke(export, arguments, obj=SimpleNamespace(database=site.database, clock=site.clock))


def test_the_command_writes_what_the_page_sends(site: TestSite, tmp_path: Path) -> None:
    publish_tiny(site.database, site.folder / "first-steps", at=site.clock.now())
    Study(site.database, site.clock).sign_up().add_license().enroll().finish().certify()
    dana = site.staff(sponsor_id(site.database))
    answer = dana.post("/office/completions/export", {"course": "first-steps"}, buffered=True)
    shown = run(site, "--course", "first-steps")
    written = run(site, "--sponsor", "harbor-lane", "-o", str(tmp_path / "report.csv"))
    assert shown.stdout_bytes == answer.data == (tmp_path / "report.csv").read_bytes()
    assert answer.data.count(b"\r\n") == 2
    digest = answer.headers["X-Content-SHA256"]
    assert shown.stderr == written.stderr == f"1 completions, sha256 {digest}\n"


def test_the_command_notes_its_export(site: TestSite) -> None:
    publish_tiny(site.database, site.folder / "first-steps", at=site.clock.now())
    assert run(site, "--since", "2026-03-02", "--until", "2026-03-02").exit_code == 0
    with site.database.reading() as session:
        noted = service.exports(session, [sponsor_id(site.database)])
    assert [(one.made_by, one.row_count) for one in noted] == [("command-line", 0)]
    assert noted[0].filter == {"course": None, "since": "2026-03-02", "until": "2026-03-02", "samples": False}


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("--sponsor", "nobody"), "there is no sponsor 'nobody'"),
        (("--since", "2026-02-30"), "does not match the format"),
        ((), "no sponsor is loaded yet"),
    ],
)
def test_what_cannot_be_exported_is_said(
    database: Database, clock: HandClock, arguments: tuple[str, ...], complaint: str
) -> None:
    result = CliRunner().invoke(export, arguments, obj=SimpleNamespace(database=database, clock=clock))
    assert result.exit_code != 0
    assert complaint in result.stderr
