"""`player courses preview`: a course as its files stand now, with the findings beside the text."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, abort, jsonify, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import Babel
from jinja2 import StrictUndefined

from player.catalog import service as catalog
from player.catalog.rules import Finding
from player.catalog.service import CheckedCourse
from player.web import headers, words

WEB = Path(__file__).parent / "web"


@dataclass
class Desk:
    """The course on the author's desk, read again when one of its files has changed."""

    folder: Path
    sponsor_file: Path
    _stamp: str = ""
    _course: CheckedCourse | None = None

    @property
    def stamp(self) -> str:
        """What changes when a file of the course or the sponsor does."""
        beside = sorted(self.sponsor_file.parent.glob("*.yaml"))
        files = [self.sponsor_file, *beside, *sorted(self.folder.rglob("*"))]
        return hashlib.sha256("\n".join(map(_seen, files)).encode()).hexdigest()

    def course(self) -> CheckedCourse:
        """Return the course with everything that speaks against publishing it."""
        stamp = self.stamp
        if self._course is None or stamp != self._stamp:
            self._course, self._stamp = catalog.check_course(self.folder, self.sponsor_file), stamp
        return self._course


def create_preview(folder: Path, sponsor_file: Path) -> Flask:
    """Return the preview's application: the lessons as learners see them, without accounts, time or database."""
    desk = Desk(folder, sponsor_file)
    app = Flask("player-preview", static_folder=str(WEB / "static"), template_folder=str(WEB / "templates"))
    app.config.update(SESSION_COOKIE_SECURE=False, BABEL_DEFAULT_LOCALE="en")
    Babel(app)
    for part in (headers, words):
        part.install(app)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.globals["asset"] = lambda name: url_for("static", filename=name)

    @app.get("/")
    def first() -> ResponseReturnValue:
        edition = desk.course().draft
        if edition is None or not edition.lessons:
            return _page(desk, "")
        return redirect(url_for("show", lesson_id=edition.lessons[0].id))

    @app.get("/lessons/<lesson_id>")
    def show(lesson_id: str) -> ResponseReturnValue:
        return _page(desk, lesson_id)

    @app.get("/media/<digest>")
    def media(digest: str) -> ResponseReturnValue:
        path = desk.course().media.get(digest)
        if path is None:
            abort(404)
        return send_file(path.resolve(), conditional=True)

    @app.get("/stamp")
    def stamp() -> ResponseReturnValue:
        return jsonify(stamp=desk.stamp)

    return app


def _seen(file: Path) -> str:
    """What tells a changed file; one that is being replaced just now, or leads nowhere, has a name only."""
    try:
        stat = file.stat()
    except OSError:
        return file.as_posix()
    return f"{file.as_posix()} {stat.st_mtime_ns} {stat.st_size}"


def _page(desk: Desk, lesson_id: str) -> ResponseReturnValue:
    course = desk.course()
    here, elsewhere = _sorted(course.findings, lesson_id)
    lesson = course.draft.lesson(lesson_id) if course.draft is not None else None
    return render_template(
        "preview/lesson.html",
        edition=course.draft,
        lesson=lesson,
        here=here,
        elsewhere=elsewhere,
        stamp=desk.stamp,
        folder=desk.folder.name,
    )


def _sorted(findings: Iterable[Finding], lesson_id: str) -> tuple[list[Finding], list[Finding]]:
    """Return the findings in the lesson's own file, also while it cannot be read, and all others."""
    here: list[Finding] = []
    elsewhere: list[Finding] = []
    for finding in findings:
        file = Path(finding.file)
        is_here = file.suffix == ".md" and file.stem.partition("-")[2] == lesson_id
        (here if is_here else elsewhere).append(finding)
    return here, elsewhere
