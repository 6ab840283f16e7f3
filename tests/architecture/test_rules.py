"""Rules are pure: frozen facts in, facts or reasons out; no float, no clock, no chance, no id made on the way."""

import ast

from tests.architecture.tree import calls, floor_files, parsed, place

MAKERS = {"uuid.uuid1", "uuid.uuid4", "uuid4", "secrets.token_hex", "secrets.token_urlsafe", "secrets.choice"}
GLOBAL_CHANCE = "random."
SEEDED_CHANCE = "random.Random"
OUTSIDE = {"open", "print", "input"}

RULES = floor_files("rules")


def dataclass_options(node: ast.ClassDef) -> set[str] | None:
    """Return the options a dataclass switches on; None for another class."""
    for decorator in node.decorator_list:
        if ast.unparse(decorator).split("(")[0] == "dataclass":
            keywords = decorator.keywords if isinstance(decorator, ast.Call) else []
            return {k.arg for k in keywords if k.arg and ast.unparse(k.value) == "True"}
    return None


def test_facts_are_frozen_and_named_when_made() -> None:
    classes = [(path, node) for path in RULES for node in ast.walk(parsed(path)) if isinstance(node, ast.ClassDef)]
    found = [
        f"{place(path, node.lineno)} {node.name}: dataclass(frozen=True, kw_only=True)"
        for path, node in classes
        if (options := dataclass_options(node)) is not None and not {"frozen", "kw_only"} <= options
    ]
    assert not found, "\n".join(found)


def is_float(node: ast.AST) -> bool:
    return (isinstance(node, ast.Constant) and isinstance(node.value, float)) or (
        isinstance(node, ast.Name) and node.id == "float"
    )


def test_no_rule_counts_in_floats() -> None:
    nodes = ((path, node) for path in RULES for node in ast.walk(parsed(path)))
    found = [place(path, getattr(node, "lineno", 0)) for path, node in nodes if is_float(node)]
    assert not found, "floats in rules:\n" + "\n".join(found)


def test_no_rule_makes_ids_or_draws_by_chance_or_reaches_outside() -> None:
    found = [
        f"{place(path, line)} calls {name}"
        for path in RULES
        for name, line in calls(path)
        if name in MAKERS | OUTSIDE or (name.startswith(GLOBAL_CHANCE) and name != SEEDED_CHANCE)
    ]
    assert not found, "\n".join(found)
