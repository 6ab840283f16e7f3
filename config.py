"""The site's configuration: one frozen value read from the environment, complete or refused."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

ROOT = Path(__file__).parent
SHORTEST_SECRET = 32
"""Fewest characters of a secret: 128 bits written in hex."""
KEYS = {"PLAYER_SECRET": "session", "PLAYER_AUDIT_KEY": "audit"}
"""The variable of each secret, and the file below ``keys/`` that holds it when the variable is not set."""


class BadConfiguration(ValueError):
    """A setting that is missing or cannot be understood; the message names the variable."""


@dataclass(frozen=True, kw_only=True)
class Config:
    """Everything the site needs to know about where it runs.

    ``data`` is the folder of the database, media and keys; ``secret`` signs sessions; ``audit_key`` chains the audit
    trail and stays outside the database; ``base_url`` is what links in mail and on certificates start with, whatever
    address a request names; ``proxies`` is how many reverse proxies of ours stand in front and are believed.
    """

    data: Path
    database_url: str
    secret: str
    audit_key: bytes
    host: str = "127.0.0.1"
    port: int = 8000
    base_url: str = ""
    workers: int = 2
    proxies: int = 0
    smtp_url: str | None = None
    mail_from: str = "no-reply@localhost"
    courses: Path = ROOT / "courses"
    migrations: Path = ROOT / "migrations"

    @property
    def demo(self) -> bool:
        """Whether the demo made the data folder and the database; a database elsewhere is named in the marker."""
        marker = self.data / "DEMO"
        place = self.database_place
        return marker.exists() and (not place or place in marker.read_text(encoding="utf-8").splitlines())

    @property
    def database_place(self) -> str:
        """Where the database stands, without name and password; empty for one in the data folder."""
        url = make_url(self.database_url or "sqlite://")
        if url.get_backend_name() != "sqlite":
            return f"{url.host}:{url.port}/{url.database}"
        path = Path(url.database).resolve() if url.database else self.data / "memory"
        return "" if path.is_relative_to(self.data) else str(path)

    @property
    def public_url(self) -> str:
        """The address that links start with, without a slash at the end."""
        if self.base_url:
            return self.base_url
        host = {"0.0.0.0": "localhost", "::": "localhost"}.get(self.host, self.host)  # noqa: S104 - asked for
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    @property
    def secure(self) -> bool:
        """Whether learners reach the site over TLS."""
        return self.public_url.startswith("https:")

    @property
    def media(self) -> Path:
        """The folder of the content-addressed media files."""
        return self.data / "media"


def from_environment(environ: Mapping[str, str] = os.environ) -> Config:
    """Return the configuration the environment describes.

    ``PLAYER_DATA`` (or ``DATA``) names the data folder, ``instance/`` beside the project by default. The secret comes
    from ``PLAYER_SECRET`` or from ``keys/`` in the data folder, as ``player db upgrade`` makes it; without either the
    site refuses to start.

    Raises:
        BadConfiguration: a setting is missing or malformed.
    """
    data = _data(environ)
    return Config(
        data=data,
        database_url=_database_url(environ.get("DATABASE_URL") or f"sqlite:///{data / 'player.db'}"),
        secret=_secret(environ, data, "PLAYER_SECRET"),
        audit_key=_secret(environ, data, "PLAYER_AUDIT_KEY").encode(),
        host=environ.get("HOST") or "127.0.0.1",
        port=_whole(environ, "PORT", 8000, most=65_535),
        base_url=_base_url(environ.get("BASE_URL", "").rstrip("/")),
        workers=_whole(environ, "WORKERS", 2, most=64),
        proxies=_whole(environ, "PROXIES", 0, least=0, most=8),
        smtp_url=environ.get("SMTP_URL") or None,
        mail_from=environ.get("MAIL_FROM") or "no-reply@localhost",
    )


def make_keys(environ: Mapping[str, str] = os.environ) -> None:
    """Make the keys that the environment does not give, readable by the owner only. Existing keys are kept.

    Raises:
        BadConfiguration: the data folder cannot hold them.
    """
    folder = _data(environ) / "keys"
    try:
        for variable, name in KEYS.items():
            if not environ.get(variable):
                folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                _make_key(folder / name)
    except OSError as error:
        raise BadConfiguration(f"PLAYER_DATA: {folder} cannot hold the keys ({error.strerror})") from error


def _make_key(file: Path) -> None:
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w") as text:
        text.write(secrets.token_hex(32))


def _data(environ: Mapping[str, str]) -> Path:
    return Path(environ.get("PLAYER_DATA") or environ.get("DATA") or ROOT / "instance").resolve()


def _secret(environ: Mapping[str, str], data: Path, variable: str) -> str:
    given, file = environ.get(variable), data / "keys" / KEYS[variable]
    source = variable
    if not given:
        source = f"{variable} is not set, and {file}"
        try:
            given = file.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            raise BadConfiguration(f"no secret: set {variable}, or run `player db upgrade` to make {file}") from None
        except OSError as error:
            raise BadConfiguration(f"{source} cannot be read ({error.strerror})") from error
    if len(given) < SHORTEST_SECRET:
        raise BadConfiguration(f"{source} is shorter than {SHORTEST_SECRET} characters")
    return given


def _database_url(url: str) -> str:
    try:
        parsed = make_url(url)
        backend, name = parsed.get_backend_name(), parsed.database
        known = backend == "postgresql" or (backend == "sqlite" and name not in {None, "", ":memory:"})
    except (ArgumentError, ValueError):  # not a URL, or one whose port is no number
        known = False
    if not known:
        raise BadConfiguration(
            "DATABASE_URL must be written sqlite:///path or postgresql://name:password@host/database"
        )
    return url


def _base_url(url: str) -> str:
    parts = urlsplit(url)
    if url and (parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query):
        raise BadConfiguration(f"BASE_URL must be an address such as https://ce.example.org, not {url!r}")
    return url


def _whole(environ: Mapping[str, str], variable: str, default: int, *, least: int = 1, most: int) -> int:
    value = environ.get(variable) or str(default)
    if not (value.isdecimal() and least <= int(value) <= most):
        raise BadConfiguration(f"{variable} must be a whole number from {least} to {most}, not {value!r}")
    return int(value)
