"""Composes YAML 1.2 texts into nodes: by libyaml where PyYAML brings it, ten times faster than ruamel does it.

ruamel stays the judge. Its resolver says what a plain word is (``yes`` is a word, not true), and every text that
libyaml cannot read is composed again by ruamel, whose sentence about the mistake is the one that is shown.
"""

import re
from functools import lru_cache
from typing import Any, Protocol

from ruamel.yaml import YAML
from ruamel.yaml.resolver import implicit_resolvers

try:
    from yaml import YAMLError as FastError  # type: ignore[import-untyped]  # PyYAML carries no types
    from yaml._yaml import CParser  # type: ignore[import-untyped]  # as above
    from yaml.resolver import BaseResolver  # type: ignore[import-untyped]  # as above
except ImportError:  # without PyYAML, or without its libyaml, ruamel composes everything
    CParser = None


_READ_APART = re.compile(r"^%|[\t\x85\u2028\u2029\ufeff]|(?:^|\s)(?:!|&\S)", re.MULTILINE)
"""What the libraries read differently: directives, tabs, other line ends, tags and anchors. Course files have none.
"""

_INDENTED = re.compile(r"^ {200}|(?:[-?:] +){50}", re.MULTILINE)
_BRACKET = re.compile(r"[\[\]{}]")
_DEEP = 50
"""PyYAML composes by recursion in C, which nothing stops before the stack ends; ruamel takes minutes over it."""


class Mark(Protocol):
    """A place in a text; lines are counted from 0."""

    line: int


class Node(Protocol):
    """A node of either library. ``id`` is scalar, sequence or mapping; ``value`` the text, the items, or the pairs."""

    id: str
    tag: str
    value: Any
    start_mark: Mark
    end_mark: Mark


@lru_cache(maxsize=64)
def compose(text: str) -> Node | None:
    """Return the root node of a text, or None when it says nothing. One sponsor file is read for every course.

    Raises:
        YAMLError: it is not YAML (ruamel's error, with its mark).
        RecursionError: it is nested too deeply.
    """
    if _is_deep(text):
        raise RecursionError
    if CParser is not None and not _READ_APART.search(text):
        try:
            return _composed_fast(text)
        except FastError:
            pass
    node: Node | None = YAML(typ="safe", pure=True).compose(text)
    return node


def _is_deep(text: str) -> bool:
    """Tell whether a text is nested deeper than any course file; brackets in a quoted text are counted too."""
    if _INDENTED.search(text):
        return True
    depth = 0
    for bracket in _BRACKET.finditer(text):
        depth += 1 if bracket.group() in "[{" else -1
        if depth > _DEEP:
            return True
    return False


def _composed_fast(text: str) -> Node | None:
    parser = _FastParser(text)
    try:
        node: Node | None = parser.get_single_node()
    finally:
        parser.dispose()
    return node


if CParser is not None:

    class _FastParser(CParser, BaseResolver):  # type: ignore[misc]  # PyYAML carries no types
        """libyaml's parser with ruamel's resolver for YAML 1.2."""

        def __init__(self, text: str) -> None:
            CParser.__init__(self, text)
            BaseResolver.__init__(self)

    for _versions, _tag, _pattern, _first in implicit_resolvers:
        if (1, 2) in _versions:
            _FastParser.add_implicit_resolver(_tag, _pattern, _first)
