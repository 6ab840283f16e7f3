"""What pages are dressed with, scripts and styles, answered from memory and in front of Flask.

An address carries the digest of the files, so a browser keeps what it got for good: the second page of a visit asks
for none of it. Who asks does not matter, so nobody is looked up.
"""

import gzip
import hashlib
import mimetypes
import re
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import flask_bootstrap
from flask import Flask, url_for

from player.web import headers
from player.web.compression import SMALLEST

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

FOLDER = Path(__file__).parent / "static"
"""The folder of our own scripts and styles."""

_BOOTSTRAP = "css/bootstrap.min.css"
"""The only file of Bootstrap's that pages use."""

_IMPORTED = re.compile(rb'^(?:import|export)\b[^;]*?from "\./([\w.]+)";', re.MULTILINE)


class Asset:
    """A file with its type; it is compressed when it is first asked for so."""

    def __init__(self, path: Path) -> None:
        """Read a file."""
        self.plain = path.read_bytes()
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        self.type = f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
        self.tag = f'W/"{hashlib.sha256(self.plain).hexdigest()[:16]}"'

    @cached_property
    def packed(self) -> bytes | None:
        """The file compressed, or None when it is too short to be worth it."""
        return gzip.compress(self.plain, 9, mtime=0) if len(self.plain) >= SMALLEST else None

    @cached_property
    def imported(self) -> list[str]:
        """The names of the scripts beside it that this one imports."""
        return [name.decode() for name in _IMPORTED.findall(self.plain)]


def read(folder: Path = FOLDER) -> dict[str, Asset]:
    """Return the files of a folder by their names."""
    return {file.name: Asset(file) for file in sorted(folder.iterdir()) if file.is_file()}


def digest(assets: dict[str, Asset]) -> str:
    """Return what changes when a file does. It is a folder of the address, so that scripts import within it."""
    content = b"".join(name.encode() + b"\0" + asset.plain for name, asset in assets.items())
    return hashlib.sha256(content).hexdigest()[:12]


def install(app: Flask, assets: dict[str, Asset]) -> None:
    """Answer for the assets in front of an application, and let its templates name them."""

    def modules(*names: str) -> list[str]:
        return [url_for("static", filename=one) for one in _with_imports(assets, names)]

    bootstrap = Asset(Path(flask_bootstrap.__file__).parent / "static" / "bootstrap5" / _BOOTSTRAP)
    files = {f"{app.static_url_path}/{name}": asset for name, asset in assets.items()}
    files[f"/bootstrap{app.static_url_path}/{_BOOTSTRAP}"] = bootstrap
    app.jinja_env.globals["asset"] = lambda name: url_for("static", filename=name)
    app.jinja_env.globals["modules"] = modules
    app.wsgi_app = Shelf(files, app.wsgi_app, secure=app.config["SESSION_COOKIE_SECURE"])  # type: ignore[method-assign]  # as Flask documents it


def _with_imports(assets: dict[str, Asset], names: Iterable[str]) -> list[str]:
    """Return the names of scripts and of all that they need."""
    found = list(names)
    for one in found:
        found += [other for other in assets[one].imported if other not in found]
    return found


class Shelf:
    """A WSGI application that answers for files and hands everything else on."""

    def __init__(self, files: dict[str, Asset], behind: "WSGIApplication", *, secure: bool) -> None:
        """Answer for these files, by their addresses; hand everything else to ``behind``."""
        self._files, self._behind = files, behind
        kept = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
        self._headers = [*headers.everywhere(secure=secure).items(), *kept.items()]

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer a request."""
        asset = self._files.get(environ["PATH_INFO"])
        if asset is None or environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            return self._behind(environ, start_response)
        head = [*self._headers, ("ETag", asset.tag)]
        if environ.get("HTTP_IF_NONE_MATCH") == asset.tag:
            start_response("304 NOT MODIFIED", head)
            return []
        packed = asset.packed if "gzip" in environ.get("HTTP_ACCEPT_ENCODING", "") else None
        body = asset.plain if packed is None else packed
        head += [("Content-Type", asset.type), ("Content-Length", str(len(body)))]
        start_response("200 OK", head if packed is None else [*head, ("Content-Encoding", "gzip")])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]
