"""The site as a browser meets it: served on this machine, with the demo's outbox, and a clock that a test moves."""

import threading
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from typing import Any, Literal
from wsgiref.types import StartResponse, WSGIEnvironment

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from werkzeug.wsgi import ClosingIterator

from config import ROOT
from player.catalog import service as catalog
from player.catalog.rules import MediaPolicy
from player.catalog.service import CheckedCourse
from tests.site import TestSite

SPONSOR_FILE = ROOT / "courses" / "demo-sponsor.yaml"
PATIENCE = timedelta(seconds=10)

Application = Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]


class QuietHandler(WSGIRequestHandler):
    """Answers without writing a line for each request."""

    def log(self, *_args: Any, **_kwargs: Any) -> None:  # noqa: ANN401 - werkzeug's own signature
        """Write nothing."""


class Doorman:
    """Counts the requests under way, so that a test can wait until the house is quiet."""

    def __init__(self) -> None:
        self.application: Application | None = None
        self._under_way: list[str] = []
        self._refused: list[str] = []
        self._change = threading.Condition()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Let a request in and see it out."""
        assert self.application is not None
        with self._change:
            self._under_way.append(environ["PATH_INFO"])
        try:
            if environ["PATH_INFO"].endswith(tuple(self._refused)):
                start_response("503 Service Unavailable", [("Content-Type", "text/plain")])
                return
            answer = self.application(environ, start_response)
            with closing(ClosingIterator(answer)):  # an answer may be a plain list, which has nothing to close
                yield from answer
        finally:
            with self._change:
                self._under_way.remove(environ["PATH_INFO"])
                self._change.notify_all()

    @contextmanager
    def refusing(self, ending: str) -> Iterator[None]:
        """Answer what is sent to such addresses as a server that is away does, for as long as this lasts."""
        self._refused.append(ending)
        try:
            yield
        finally:
            self._refused.remove(ending)

    def wait_until_quiet(self) -> None:
        """Return when no request is under way."""
        with self._change:
            quiet = self._change.wait_for(lambda: not self._under_way, PATIENCE.total_seconds())
            assert quiet, self._under_way


@contextmanager
def serving(application: Application) -> Iterator[BaseWSGIServer]:
    """Serve an application on a port of this machine that is free."""
    server = make_server("127.0.0.1", 0, application, threaded=True, request_handler=QuietHandler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@cache
def checked(slug: str) -> CheckedCourse:
    """Return a course of the project under its fictional sponsor."""
    return catalog.check_course(ROOT / "courses" / slug, SPONSOR_FILE)


@dataclass
class LiveSite(TestSite):
    """The running site with its address."""

    __test__ = False

    url: str
    doorman: Doorman

    def publish(
        self,
        slug: str = "player-tour",
        *,
        order: Literal["sequential", "free"] = "sequential",
        media_policy: MediaPolicy | None = None,
    ) -> CheckedCourse:
        """Publish a course of the project for real: its media too. In free order every lesson is open at once."""
        course = checked(slug)
        assert course.edition is not None, course.findings
        policy = media_policy or course.edition.media_policy
        course = replace(course, edition=replace(course.edition, order=order, media_policy=policy))
        media = self.app.extensions["player.media"]
        catalog.keep_media(course, media)
        with self.database.writing() as session:
            at = self.clock.now()
            catalog.publish_course(session, course, media, at=at, actor="test", allow_fictional=True)
        return course

    def sponsor_id(self) -> uuid.UUID:
        """Return the one sponsor's id."""
        with self.database.reading() as session:
            return catalog.sponsors(session)[0].id
