"""A course that waits to be written: its files, valid as they stand, with a blank wherever only an author can go on."""

from pathlib import Path

FILES = Path(__file__).parent / "skeleton_files"
TERMS, SPONSOR = "terms.yaml", "sponsor.yaml"


def write_skeleton(folder: Path, slug: str) -> tuple[Path, ...]:
    """Write the files of a new course into a folder that is made for it, and return their paths.

    A sponsor file is written beside the folder when there is none: the first one, with the terms of this course in it.

    Raises:
        FileExistsError: the folder is there already; nothing is written.
    """
    folder.mkdir(parents=True)
    texts = {folder / source.relative_to(FILES): _filled(source, slug) for source in _sources()}
    sponsor = folder.parent / SPONSOR
    if not sponsor.exists():
        texts[sponsor] = _filled(FILES / SPONSOR, slug) + _without_comment(terms_to_paste(slug))
    for target, text in texts.items():
        target.parent.mkdir(exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")
    return tuple(texts)


def _sources() -> list[Path]:
    """The files of the course itself."""
    found = (path for path in FILES.rglob("*") if path.suffix in {".md", ".yaml"})
    return sorted(path for path in found if path.name not in {TERMS, SPONSOR})


def terms_to_paste(slug: str) -> str:
    """Return what the sponsor file says about a new course: everything that is asked for, none of it known."""
    return _filled(FILES / TERMS, slug)


def _without_comment(text: str) -> str:
    """The text without the lines of comment it starts with."""
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith("#"))


def _filled(source: Path, slug: str) -> str:
    return source.read_text(encoding="utf-8").replace("{{slug}}", slug)
