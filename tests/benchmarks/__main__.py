"""List the benchmarks, or run one: ``python -m tests.benchmarks [NAME] [--json FILE]``.

A benchmark is a module ``bench_NAME.py`` beside this file: its docstring's first line says what it measures, its
``main(argv)`` takes the arguments after the name and returns an exit status (or None).
"""

import ast
import importlib
import signal
import sys
from pathlib import Path

HERE = Path(__file__).parent


def names() -> list[str]:
    """Return the names of all benchmarks."""
    return sorted(path.stem.removeprefix("bench_") for path in HERE.glob("bench_*.py"))


def summary(name: str) -> str:
    """Return what a benchmark measures, as its first line says; nothing of it is run."""
    tree = ast.parse((HERE / f"bench_{name}.py").read_text(encoding="utf-8"))
    return (ast.get_docstring(tree) or "").partition("\n")[0]


def main(argv: list[str]) -> int:
    """Run the benchmark that the first argument names; without one, list them."""
    if not argv:
        for name in names():
            print(f"{name:<20} {summary(name)}")
        return 0
    if argv[0] not in names():
        print(f"no benchmark {argv[0]!r}; there are: {', '.join(names())}", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_why: sys.exit("told to stop"))  # servers that were started end with it
    return importlib.import_module(f"tests.benchmarks.bench_{argv[0]}").main(argv[1:]) or 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
