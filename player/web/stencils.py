"""Pages of which most is the same for everyone: drawn once, as a stencil with blanks to be filled in for each reader.

A stencil is drawn from what never changes, an edition for example, and is told nothing else: a template that asks who
is reading, or for anything of this request, is refused when it is drawn. What differs it names as ``blank("place")``;
tokens, keys and whose page it is become blanks by themselves.
"""

import re
import secrets
import uuid
from collections.abc import Callable, Hashable, Mapping
from functools import partial
from typing import Any, TypeAlias

from flask import Flask, current_app
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup, escape

from player.kept import Kept
from player.web.compression import Piece, packed
from player.web.words import language

MOST = 512
"""Stencils a process keeps; one of a long lesson takes some eighty kilobytes."""

_MARK = secrets.token_hex(16)
_BLANK = re.compile(rf"{_MARK}:([^;]*);")
_NOT_FOR_STENCILS = dict.fromkeys(("config", "g", "get_flashed_messages", "request", "session"))


class Stencil:
    """A page, or a part of one, with blanks."""

    def __init__(self, drawn: str) -> None:
        """Cut what was drawn at its blanks; what stands between them is compressed here, once."""
        first, *rest = _BLANK.split(drawn)
        self._first = packed(first.encode())
        self._rest = [(name, packed(text.encode())) for name, text in zip(rest[::2], rest[1::2], strict=True)]

    def filled(self, values: "Mapping[str, Value]") -> list[Piece]:
        """Return the page in pieces, its blanks filled in; a stencil among the values is filled in with the same."""
        pieces: list[Piece] = []
        self._fill(values, {}, pieces)
        return pieces

    def _fill(self, values: "Mapping[str, Value]", made: dict[str, Piece], pieces: list[Piece]) -> None:
        pieces.append(self._first)
        for name, following in self._rest:
            value = values[name]
            if isinstance(value, Stencil):
                value._fill(values, made, pieces)  # noqa: SLF001 - of its own kind
            elif callable(value):
                pieces.append(Piece(value().encode()))
            else:
                pieces.append(made.get(name) or made.setdefault(name, Piece(str(escape(value)).encode())))
            pieces.append(following)


Value: TypeAlias = str | int | uuid.UUID | Stencil | Callable[[], str]
"""What goes into a blank: words (which are escaped unless they are ``Markup``), or what makes new ones each time."""


def install(app: Flask) -> None:
    """Let the application keep the stencils that its processes have drawn."""
    app.extensions["player.stencils"] = Kept[Hashable, Stencil](MOST)


def drawing(of: Hashable, **known: Any) -> Callable[..., Stencil]:  # noqa: ANN401 - what never changes
    """Return what draws stencils of one thing that never changes, in the reader's language.

    It is called with a template, a key that says which of its variants this is, and what else the template shows.
    """
    return partial(_stencil, (of, language()), known)


def _stencil(of: Hashable, known: dict[str, Any], template: str, key: Hashable = (), **more: Any) -> Stencil:  # noqa: ANN401 - as above
    kept: Kept[Hashable, Stencil] = current_app.extensions["player.stencils"]
    name = (of, template, key)
    return kept.find(name) or kept.keep(name, Stencil(_draw(template, {**known, **more})))


def blank(name: str) -> Markup:
    """Return the mark of a blank. No content can forge it: it is another in every process."""
    return Markup(f"{_MARK}:{name};")  # noqa: S704 - our own mark; what fills it is escaped


def of_reader(learner_id: uuid.UUID, email: str) -> dict[str, Value]:
    """Return what goes into the blanks that every page of a learner has."""
    made = {"csrf_token": generate_csrf(), "fresh_key": lambda: str(uuid.uuid4())}
    return {**made, "learner_id": learner_id, "email": email}


def _draw(template: str, known: dict[str, Any]) -> str:
    own: dict[str, Any] = {
        "blank": blank,
        "csrf_token": lambda: blank("csrf_token"),
        "fresh_key": lambda: blank("fresh_key"),
        "learner_id": lambda: blank("learner_id"),
        "current_user": {"email": blank("email")},
        "is_learner": True,
        "is_staff": False,
    }
    return current_app.jinja_env.get_template(template).render(**_NOT_FOR_STENCILS, **own, **known)
