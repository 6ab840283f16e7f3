"""Every template compiles, finds the templates, pages and files it names, and keeps to the content security policy."""

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import Environment, StrictUndefined, meta

from config import Config
from player.app import create_app
from player.db import open_database
from player.preview import create_preview
from tests.architecture.tree import PLAYER, place

FOLDER = PLAYER / "web" / "templates"
TEMPLATES = sorted(path for path in FOLDER.rglob("*.*") if path.is_file())

PAGE = re.compile(r"""url_for\(\s*["']([\w.]+)["']""")
ASSET = re.compile(r"""asset\(\s*["']([^"']+)["']""")
INLINE = re.compile(r"""<style\b|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+\s*=\s*["']|javascript:""", re.IGNORECASE)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application of a demo, which has every page; its database is empty."""
    data = tmp_path_factory.mktemp("data")
    (data / "DEMO").touch()
    config = Config(data=data, database_url=f"sqlite:///{data}/player.db", secret="s" * 32, audit_key=b"k" * 32)
    with closing(open_database(config.database_url, audit_key=config.audit_key)) as database:
        yield create_app(config, database=database)


@pytest.fixture(scope="module")
def jinja(app: Flask) -> Environment:
    """The pages' own Jinja, strict about what is undefined."""
    return app.jinja_env.overlay(undefined=StrictUndefined)


def named(pattern: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """Yield what a pattern finds in the templates, and where."""
    for path in TEMPLATES:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for match in pattern.finditer(line):
                yield match[match.lastindex or 0], place(path, number)


def test_every_template_compiles(jinja: Environment) -> None:
    for path in TEMPLATES:
        jinja.get_template(path.relative_to(FOLDER).as_posix())


def test_every_template_finds_those_it_names(jinja: Environment) -> None:
    there = set(jinja.list_templates())
    for path in TEMPLATES:
        wanted = meta.find_referenced_templates(jinja.parse(path.read_text(encoding="utf-8")))
        assert {name for name in wanted if name} <= there, place(path)


def test_every_link_leads_to_a_page(app: Flask, tmp_path: Path) -> None:
    preview = create_preview(tmp_path, tmp_path / "sponsor.yaml")  # an application of its own, for authors
    pages = {rule.endpoint for one in (app, preview) for rule in one.url_map.iter_rules()}
    lost = [f"{where} {name}" for name, where in named(PAGE) if name not in pages]
    assert not lost, "\n".join(lost)


def test_every_asset_is_there() -> None:
    lost = [f"{where} {name}" for name, where in named(ASSET) if not (PLAYER / "web" / "static" / name).is_file()]
    assert not lost, "\n".join(lost)


def test_no_template_carries_its_own_script_or_style() -> None:
    found = [f"{where} {what}" for what, where in named(INLINE)]
    assert not found, "\n".join(found)
