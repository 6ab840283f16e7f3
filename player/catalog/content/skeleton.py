"""A course that waits to be written: its files, valid as they stand, with a blank wherever only an author can go on."""

from pathlib import Path

FILES = Path(__file__).parent / "skeleton_files"
TERMS = "terms.yaml"


def write_skeleton(folder: Path, slug: str) -> tuple[Path, ...]:
    """Write the files of a new course into a folder that is made for it, and return their paths.

    Raises:
        FileExistsError: the folder is there already; nothing is written.
    """
    folder.mkdir(parents=True)
    written = []
    for source in sorted(path for path in FILES.rglob("*") if path.suffix in {".md", ".yaml"} and path.name != TERMS):
        target = folder / source.relative_to(FILES)
        target.parent.mkdir(exist_ok=True)
        target.write_text(_filled(source, slug), encoding="utf-8", newline="\n")
        written.append(target)
    return tuple(written)


def terms_to_paste(slug: str) -> str:
    """Return what the sponsor file says about a new course: everything that is asked for, none of it known."""
    return _filled(FILES / TERMS, slug)


def _filled(source: Path, slug: str) -> str:
    return source.read_text(encoding="utf-8").replace("{{slug}}", slug)
