"""Who looks at the site's pages, and every address there is."""

import re
import uuid
from typing import Literal

from flask import Flask
from werkzeug.routing import UUIDConverter

from player.catalog import service as catalog
from tests.site import TestSite
from tests.walk import Character

Who = Literal["visitor", "learner", "staff"]
EVERYONE: tuple[Who, ...] = ("visitor", "learner", "staff")
ARGUMENT = uuid.UUID(int=7)


def someone(site: TestSite, who: Who) -> Character:
    """Return a visitor, or a learner or staff member who is signed in; a course is published."""
    site.course()
    if who == "visitor":
        return site.visitor()
    if who == "learner":
        return site.learner()
    with site.database.reading() as session:
        return site.staff(catalog.sponsors(session)[0].id)


def addresses(app: Flask, method: str, *, without_arguments: bool = False) -> list[str]:
    """Return one address of each rule that takes a method; what it asks for is made up."""
    found = []
    for rule in app.url_map.iter_rules():
        if method in (rule.methods or ()) and not (without_arguments and rule.arguments):
            made_up = {name: argument(app, name, rule.rule) for name in rule.arguments}
            found.append(app.url_map.bind("localhost").build(rule.endpoint, made_up, method=method))
    return found


def argument(app: Flask, name: str, rule: str) -> object:
    """Return something that stands where a rule has an argument."""
    assert app.url_map.converters["uuid"] is UUIDConverter
    choices = re.search(rf"<any\((\w+)[^)]*\):{name}>", rule)
    return ARGUMENT if f"<uuid:{name}>" in rule else choices[1] if choices else "made-up"
