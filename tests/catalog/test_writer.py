"""The folder of media files: each goes by its digest, whole or not at all."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from player.catalog.writer import MediaFolder
from player.errors import NotFound


@given(st.binary(max_size=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
def test_what_is_put_is_found_by_its_digest(tmp_path: Path, data: bytes) -> None:
    folder = MediaFolder(tmp_path / "media")
    digest = folder.put(data)
    assert digest == hashlib.sha256(data).hexdigest() == folder.put(data)
    with folder.open(digest) as opened:
        assert opened.read() == data


def test_a_file_is_copied_and_nothing_else_is_left(tmp_path: Path) -> None:
    source = tmp_path / "film.webm"
    source.write_bytes(b"film" * 1_000_000)
    folder = MediaFolder(tmp_path / "media")
    digest = folder.put_file(source)
    assert [path for path in folder.root.rglob("*") if path.is_file()] == [folder.path(digest)]
    assert folder.path(digest).read_bytes() == source.read_bytes()
    assert folder.path(digest).stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("digest", ["0" * 64, "../../etc/passwd", "", "A" * 64, "0" * 63, "0" * 64 + "\n"])
def test_what_was_not_put_is_not_found(tmp_path: Path, digest: str) -> None:
    folder = MediaFolder(tmp_path)
    assert not folder.holds(digest)
    with pytest.raises(NotFound):
        folder.path(digest)


def test_a_copy_that_fails_leaves_nothing(tmp_path: Path) -> None:
    folder = MediaFolder(tmp_path / "media")
    with pytest.raises(FileNotFoundError):
        folder.put_file(tmp_path / "missing")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
