"""What may lie in the project, and what may not stand in any of its files."""

import re
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, place, python_files

TOP = {
    ".ci", ".editorconfig", ".gitignore", "CHANGELOG.md", "README.md", "config.py", "courses", "dev", "migrations",
    "package.json", "player", "pyproject.toml", "requirements-dev.lock", "requirements-install.lock",
    "requirements.lock", "tests",
}  # fmt: skip
TEXT = {".css", ".html", ".js", ".json", ".lock", ".mako", ".md", ".po", ".py", ".toml", ".txt", ".vtt", ".yaml", ""}
CODE = {".css", ".html", ".js", ".py", ""}

# A letter in brackets keeps these patterns from finding themselves.
MACHINE_PATH = re.compile(r"(?<![\w.])/(wor[k]|far[m]|roo[t]|hom[e]|User[s])/\w")
REGISTRY = re.compile(
    r"--(extra-)?inde[x]-url|https?://\S*(/simpl[e]/|/package[s]/[0-9a-f]{2}/|/-/[\w.-]+\.tgz)|files\.\w*hoste[d]"
)
UNFINISHED = re.compile(r"\b(TOD[O]|FIXM[E]|XX[X]|HAC[K]|[Ff]or no[w](?!, )|placeholde[r]|stu[b])\b")
SUPPRESSION = re.compile(r"# *(ruff: *)?no[q]a|# *type: *ignor[e]|# *mypy[:]|oxlint-disabl[e]|djlint: *of[f]")
REASONED = re.compile(
    r"# (ruff: )?no[q]a: [A-Z0-9, ]+ - \S"
    r"|# type: ignor[e]\[[\w, -]+\]  # \S"
    r"|oxlint-disabl[e]\S* [\w/, -]+ -- \S"
)


def ignored(name: str) -> bool:
    patterns = (ROOT / ".gitignore").read_text().split()
    return name == ".git" or any(fnmatch(name, pattern.strip("/")) for pattern in patterns)


def text_files(suffixes: set[str]) -> Iterator[tuple[Path, int, str]]:
    """Yield every line of the project's text files with these suffixes."""
    for top in sorted(ROOT.iterdir()):
        for path in sorted(top.rglob("*")) if top.is_dir() and not ignored(top.name) else [top]:
            if path.is_file() and path.suffix in suffixes and not ignored(path.name) and path.name != ".gitkeep":
                for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                    yield path, number, line


def found(pattern: re.Pattern[str], suffixes: set[str]) -> list[str]:
    return [f"{place(p, number)}: {line.strip()}" for p, number, line in text_files(suffixes) if pattern.search(line)]


def test_everything_at_the_top_has_its_place() -> None:
    assert {path.name for path in ROOT.iterdir() if not ignored(path.name)} <= TOP


@pytest.mark.parametrize("pattern", [MACHINE_PATH, REGISTRY], ids=["paths of a machine", "hosts of a registry"])
def test_no_file_knows_where_it_was_made(pattern: re.Pattern[str]) -> None:
    lines = found(pattern, TEXT)
    assert not lines, "\n".join(lines)


def test_nothing_is_left_for_later() -> None:
    lines = found(UNFINISHED, CODE)
    assert not lines, "\n".join(lines)


def test_a_suppression_says_why() -> None:
    bare = [line for line in found(SUPPRESSION, CODE) if not REASONED.search(line)]
    assert not bare, "\n".join(bare)


def pins(lock: str) -> dict[str, str]:
    """Return the version a lock holds each package at."""
    return dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / lock).read_text(), re.MULTILINE))


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-install.lock"])
def test_the_locks_agree(lock: str) -> None:
    everything = pins("requirements-dev.lock")
    assert {name: (version, everything[name]) for name, version in pins(lock).items() if name in everything} == {
        name: (version, version) for name, version in pins(lock).items() if name in everything
    }


def test_the_locks_hold_what_the_project_asks_for() -> None:
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text())
    runtime = {re.split(r"[^\w.-]", line)[0].replace(".", "-") for line in asked["project"]["dependencies"]}
    assert runtime <= set(pins("requirements.lock")) <= set(pins("requirements-dev.lock"))


def test_every_hash_lock_is_a_hash_lock() -> None:
    for lock in ROOT.glob("*.lock"):
        assert "://" not in lock.read_text()


def test_tests_are_named_so_that_they_run() -> None:
    strays = [
        place(path)
        for path in python_files("tests")
        if "\ndef test_" in path.read_text() and not path.name.startswith("test_")
    ]
    assert strays == []
