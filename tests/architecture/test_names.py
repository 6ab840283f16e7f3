"""One word for one thing: learner, post-test, evaluation, credit, contact hour; never the words others use for them."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import PLAYER, nodes, place, python_files

INSTEAD = {
    "user": "learner",
    "users": "learners",
    "student": "learner",
    "students": "learners",
    "quiz": "post_test",
    "quizzes": "post_tests",
    "exam": "post_test",
    "exams": "post_tests",
    "survey": "evaluation",
    "surveys": "evaluations",
    "feedback": "evaluation",
    "points": "credit",
    "ceu": "contact_hours",
    "ceus": "contact_hours",
}
ON_PAGES = re.compile(r"\b(quiz(zes)?|exams?|surveys?|CEUs?|students?)\b", re.IGNORECASE)

MEANT: dict[tuple[str, str], str] = {
    ("player/accounts/security", "create_user"): "Flask-Security calls it so",
    ("player/accounts/security", "find_user"): "the same",
    ("player/catalog/content/svg.py", "_points_outside"): "the points of a drawing",
    ("player/catalog", "feedback"): "what a knowledge check answers to an option; no one's opinion of a course",
    ("player/posttest", "user_agent"): "the header of that name",
}
"""Names that carry such a word and mean something else, or are another library's: where, and the reason."""


def bound_names(path: Path) -> Iterator[tuple[str, int]]:
    """Yield every name the file itself gives: to classes, functions, arguments, variables, fields and tables."""
    for node in nodes(path):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, node.lineno
        elif isinstance(node, ast.arg):
            yield node.arg, node.lineno
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id, node.lineno
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr, node.lineno
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__tablename__":
            yield ast.literal_eval(node.value), node.lineno


def words(name: str) -> list[str]:
    """Split ``CreditOffer`` and ``credit_offer`` into their words, in small letters."""
    return [word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)]


def meant(path: Path, name: str) -> bool:
    return any(name == word and place(path).startswith(where) for where, word in MEANT)


def test_names_use_the_words_of_the_house() -> None:
    found = [
        f"{place(path, line)} {name}: say {INSTEAD[word]}"
        for path in python_files("player")
        for name, line in bound_names(path)
        for word in words(name)
        if word in INSTEAD and not meant(path, name)
    ]
    assert not found, "\n".join(found)


def test_pages_use_the_words_of_the_house() -> None:
    found = [
        f"{place(path, number)} {match[0]}"
        for path in PLAYER.rglob("templates/**/*.*")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if (match := ON_PAGES.search(line))
    ]
    assert not found, "\n".join(found)


def test_every_exception_is_still_needed() -> None:
    given = {(place(path), name) for path in python_files("player") for name, _line in bound_names(path)}
    needed = {(where, word) for where, word in MEANT for path, name in given if name == word and path.startswith(where)}
    assert needed == set(MEANT)
