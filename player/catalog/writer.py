"""Media files outside the database: a folder in which every file goes by the SHA-256 of its bytes."""

import hashlib
import os
import re
import tempfile
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from player.errors import NotFound

_DIGEST = re.compile(r"[0-9a-f]{64}")
_CHUNK = 1 << 20


class MediaFolder:
    """Keeps media files, never changes one. Editions name them by digest; nobody asks for a file by another name."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, data: bytes) -> str:
        """Keep these bytes and return their digest. When it returns, they survive a power cut."""
        return self._keep(BytesIO(data))

    def put_file(self, path: Path) -> str:
        """Keep a copy of a file and return its digest; a video is not read into memory as a whole."""
        with path.open("rb") as source:
            return self._keep(source)

    def holds(self, digest: str) -> bool:
        """Tell whether a file with this digest is kept."""
        return bool(_DIGEST.fullmatch(digest)) and self._place(digest).is_file()

    def path(self, digest: str) -> Path:
        """Return where a kept file lies; raises NotFound."""
        if not self.holds(digest):
            raise NotFound("media_not_found")
        return self._place(digest)

    def open(self, digest: str) -> BinaryIO:
        """Open a kept file for reading; raises NotFound."""
        return self.path(digest).open("rb")

    def _place(self, digest: str) -> Path:
        return self.root / digest[:2] / digest

    def _keep(self, source: BinaryIO) -> str:
        """Write beside, make durable, then rename: a file is there as a whole or not at all."""
        self.root.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self.root, delete=False) as beside:
            try:
                digest = hashlib.sha256()
                while chunk := source.read(_CHUNK):
                    digest.update(chunk)
                    beside.write(chunk)
                beside.flush()
                os.fsync(beside.fileno())
                self._settle(Path(beside.name), digest.hexdigest())
            finally:
                Path(beside.name).unlink(missing_ok=True)
        return digest.hexdigest()

    def _settle(self, beside: Path, digest: str) -> None:
        place = self._place(digest)
        if place.is_file():
            return
        place.parent.mkdir(exist_ok=True)
        beside.chmod(0o644)  # a temporary file is private; another process may be the one that serves it
        beside.replace(place)
        for folder in (place.parent, self.root):
            _make_durable(folder)


def _make_durable(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
