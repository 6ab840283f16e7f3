"""Every code that can reach a person has a sentence."""

import ast
import re
from collections.abc import Iterator

import pytest
from flask import Flask, render_template

from player.errors import Reason
from tests.architecture.tree import PLAYER, parsed, place, python_files

TEMPLATES = PLAYER / "web" / "templates"
KINDS = {"NotFound", "NotAllowed", "Invalid", "OutOfDate", "TooMany", "SignedOut", "Refused"}
CODE = re.compile(r"[a-z]+(_[a-z]+)*")
OF_THE_WEB = {"page_too_old", "staff_only", "learners_only", "too_large", "unavailable", "broken", "refused"}
"""What ``web`` itself says no with, without raising a refusal that carries the code."""


def refusals() -> dict[str, str]:
    """Return every code a refusal is raised with, and one place where it is."""
    return {
        code: place(path, node.lineno)
        for path in python_files("player")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Raise | ast.Call | ast.ClassDef)
        for code in codes(node)
    }


def codes(node: ast.Raise | ast.Call | ast.ClassDef) -> Iterator[str]:
    """Yield the code that a call of a refusal, any raised call, or the class of a refusal or reason names."""
    call = node.exc if isinstance(node, ast.Raise) else node
    value: ast.expr | None = None
    if isinstance(call, ast.Call) and call.args:
        named = isinstance(call.func, ast.Name) and call.func.id in KINDS
        value = call.args[0] if named or isinstance(node, ast.Raise) else None
    elif isinstance(node, ast.ClassDef):
        value = next(
            (line.value for line in node.body if isinstance(line, ast.AnnAssign | ast.Assign) and is_code(line)), None
        )
    if isinstance(value, ast.Constant) and CODE.fullmatch(str(value.value)):
        yield str(value.value)


def is_code(line: ast.Assign | ast.AnnAssign) -> bool:
    target = line.target if isinstance(line, ast.AnnAssign) else line.targets[0]
    return ast.unparse(target) == "code"


def sentences() -> list[str]:
    return re.findall(r'^  "(\w+)": \(_\(', (TEMPLATES / "errors" / "refused.html").read_text(), re.MULTILINE)


def test_every_refusal_has_its_sentence() -> None:
    found = refusals()
    assert len(found) > 40
    missing = {code: where for code, where in found.items() if code not in sentences()}
    assert missing == {}


def test_no_sentence_waits_for_a_refusal_that_is_not_there() -> None:
    assert set(sentences()) - set(refusals()) <= OF_THE_WEB
    assert len(sentences()) == len(set(sentences()))


@pytest.mark.parametrize("code", sentences())
def test_every_sentence_says_more_than_its_code(application: Flask, code: str) -> None:
    with application.test_request_context():
        page = render_template("errors/refused.html", code=code, status=400, parameters={})
    title, lead = re.findall(r"(?s)<h1>(.*?)</h1>\s*<p class=\"lead\">(.*?)</p>", page)[0]
    assert len(title) > 10
    assert len(lead) > 20
    assert lead.endswith(".")
    assert not re.search(r"\w_\w|!|None|error", title + lead)
    assert "btn btn-primary" in page.split('<p class="lead">')[1]


def test_a_code_that_nobody_knows_has_a_page_all_the_same(application: Flask) -> None:
    with application.test_request_context():
        page = render_template("errors/refused.html", code="new_code", status=400, parameters={})
    assert "That did not work" in page
    assert "new_code" not in page


def reasons(kind: type[Reason] = Reason) -> Iterator[type[Reason]]:
    for child in kind.__subclasses__():
        yield child
        yield from reasons(child)


def test_every_reason_has_words_of_its_own() -> None:
    page = (TEMPLATES / "_reasons.html").read_text()
    missing = [kind.code for kind in reasons() if f'r.code == "{kind.code}"' not in page]
    assert missing == []
