"""The project's own files as the tests of its architecture read them: paths, imports, functions; nothing is run."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PLAYER = ROOT / "player"
FURNITURE = "web"
"""What all pages share is laid out like a room, but has no door of its own."""


@dataclass(frozen=True, kw_only=True)
class Import:
    """One module that a file imports, by its full name, and the line that does it."""

    module: str
    line: int


@dataclass(frozen=True, kw_only=True)
class Function:
    """A function or method: where it stands, and how many lines it has from ``def`` to its end."""

    name: str
    place: str
    lines: int


def rooms() -> tuple[str, ...]:
    """The names of all rooms, without the furniture."""
    found = (path.parent.name for path in PLAYER.glob("*/__init__.py"))
    return tuple(sorted(name for name in found if name != FURNITURE))


def python_files(*folders: str) -> tuple[Path, ...]:
    """Every Python file of these folders, or of the whole project."""
    starts = [ROOT / folder for folder in folders or ("player", "migrations", "courses", "tests")]
    own = () if folders else (ROOT / "config.py",)
    return (*own, *sorted(path for start in starts for path in start.rglob("*.py")))


def floor_files(*floors: str) -> tuple[Path, ...]:
    """The files that are these floors of any room: ``player/<room>/<floor>.py`` or what lies in its folder."""
    found = (path for path in python_files("player") if len(path.relative_to(PLAYER).parts) > 1)
    return tuple(path for path in found if floor_of(path) in floors)


def floor_of(path: Path) -> str:
    """The floor that a file of a room belongs to."""
    return path.relative_to(PLAYER).parts[1].removesuffix(".py")


def place(path: Path, line: int = 0) -> str:
    """A file as it is named in a complaint, ``player/credit/rules.py:12``."""
    name = path.relative_to(ROOT).as_posix()
    return f"{name}:{line}" if line else name


@cache
def parsed(path: Path) -> ast.Module:
    """The file's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def line_count(path: Path) -> int:
    """How many lines a text file has."""
    return len(path.read_text(encoding="utf-8").splitlines())


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Every node of the file's syntax tree."""
    return tuple(ast.walk(parsed(path)))


def functions(path: Path) -> Iterator[Function]:
    """Every function and method of a file, nested ones too."""
    for node in nodes(path):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            yield Function(name=node.name, place=place(path, node.lineno), lines=lines)


def imports(path: Path) -> Iterator[Import]:
    """Everything a file imports; ``from a import b`` counts as ``a.b``."""
    for node in nodes(path):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(module=alias.name, line=node.lineno)
        elif isinstance(node, ast.ImportFrom):
            origin = "." * node.level + (node.module or "")
            for alias in node.names:
                yield Import(module=f"{origin}.{alias.name}", line=node.lineno)


def calls(path: Path) -> Iterator[tuple[str, int]]:
    """Every call in a file as the dotted name it is written with, and its line."""
    for node in nodes(path):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node.lineno
