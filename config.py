"""The site's configuration: one frozen value read from the environment, complete or refused."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent


class BadConfiguration(ValueError):
    """A setting that is missing or cannot be understood; the message names the variable."""


@dataclass(frozen=True, kw_only=True)
class Config:
    """Everything the site needs to know about where it runs.

    ``data`` is the folder of the database, media and keys; ``secret`` signs sessions; ``audit_key`` chains the audit
    trail and stays outside the database; ``base_url`` is what links in mail and on certificates start with.
    """

    data: Path
    database_url: str
    secret: str
    audit_key: bytes
    host: str = "127.0.0.1"
    port: int = 8000
    base_url: str = ""
    workers: int = 2
    smtp_url: str | None = None
    mail_from: str = "no-reply@localhost"
    courses: Path = ROOT / "courses"
    migrations: Path = ROOT / "migrations"

    @property
    def demo(self) -> bool:
        """Whether the data folder was made by the demo."""
        return (self.data / "DEMO").exists()

    @property
    def public_url(self) -> str:
        """The address that links start with, without a slash at the end."""
        return self.base_url or f"http://{self.host}:{self.port}"

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
    data = Path(environ.get("PLAYER_DATA") or environ.get("DATA") or ROOT / "instance").resolve()
    host = environ.get("HOST", "127.0.0.1")
    return Config(
        data=data,
        database_url=environ.get("DATABASE_URL", f"sqlite:///{data / 'player.db'}"),
        secret=_secret(environ, data, "PLAYER_SECRET", "session"),
        audit_key=_secret(environ, data, "PLAYER_AUDIT_KEY", "audit").encode(),
        host=host,
        port=_whole(environ, "PORT", 8000),
        base_url=environ.get("BASE_URL", "").rstrip("/"),
        workers=_whole(environ, "WORKERS", 2),
        smtp_url=environ.get("SMTP_URL") or None,
        mail_from=environ.get("MAIL_FROM", "no-reply@localhost"),
    )


def make_keys(environ: Mapping[str, str] = os.environ) -> None:
    """Make the keys that the environment does not give, readable by the owner only. Existing keys are kept."""
    data = Path(environ.get("PLAYER_DATA") or environ.get("DATA") or ROOT / "instance").resolve()
    folder = data / "keys"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in ("session", "audit"):
        try:
            handle = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(32))


def _secret(environ: Mapping[str, str], data: Path, variable: str, name: str) -> str:
    given = environ.get(variable)
    file = data / "keys" / name
    if given is None and file.exists():
        given = file.read_text().strip()
    if given is None:
        raise BadConfiguration(f"no secret: set {variable}, or run `player db upgrade` to make {file}")
    if len(given) < 32:  # noqa: PLR2004 - 32 characters: 128 bits written in hex
        raise BadConfiguration(f"{variable} is shorter than 32 characters")
    return given


def _whole(environ: Mapping[str, str], variable: str, default: int) -> int:
    value = environ.get(variable, str(default))
    if not value.isdecimal():
        raise BadConfiguration(f"{variable} must be a whole number, not {value!r}")
    return int(value)
