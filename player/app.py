"""The application: the only place where rooms meet configuration and Flask."""

import logging
import uuid
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

from flask import Flask, jsonify
from flask.typing import ResponseReturnValue
from flask_babel import Babel
from flask_bootstrap import Bootstrap5
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.middleware.proxy_fix import ProxyFix

import config as configuration
from config import Config
from player.accounts import security
from player.accounts import service as accounts
from player.accounts import views as accounts_views
from player.catalog import views as catalog_views
from player.catalog.rules import statement_text
from player.catalog.service import MediaFolder
from player.certificates import service as certificates
from player.certificates import views as certificates_views
from player.clock import Clock, DatabaseClock
from player.db import Database, open_database
from player.enrollment import views as enrollment_views
from player.evaluation import staff_views as evaluation_staff_views
from player.evaluation import views as evaluation_views
from player.home import views as home_views
from player.lessons import views as lessons_views
from player.office import views as office_views
from player.office.views import post_tests as office_post_tests
from player.outbox import views as outbox_views
from player.posttest import views as posttest_views
from player.seat_time import service as seat_time
from player.seat_time import views as seat_time_views
from player.web import apart, assets, compression, errors, headers, stencils, transaction, words
from player.web.login import learner_id_or_none, staff_id_or_none
from player.web.transaction import Site

ROOMS = (
    accounts_views,
    catalog_views,
    enrollment_views,
    seat_time_views,
    lessons_views,
    posttest_views,
    evaluation_views,
    evaluation_staff_views,
    certificates_views,
    home_views,
    office_views,
    office_post_tests,
)
"""The rooms' pages, in the order of the walk."""

LARGEST_REQUEST = 256 * 1024
"""Most bytes of a request: the longest form is an evaluation with its comments."""


class DemoAccountsOutsideDemo(RuntimeError):
    """Demo accounts, whose passwords are public, stand in a database that the demo did not make."""


def served() -> Flask:
    """Return the application as the environment configures it; what the server's workers call."""
    return create_app(configuration.from_environment())


def create_app(config: Config, *, clock: Clock | None = None, database: Database | None = None) -> Flask:
    """Return the application. Tests hand it a clock and a database; nothing else can move its clock.

    Raises:
        DemoAccountsOutsideDemo: the database holds demo accounts and the data folder was not made by the demo.
    """
    database = database or open_database(config.database_url, audit_key=config.audit_key)
    _refuse_demo_accounts(config, database)
    found = assets.read()
    app = Flask(
        "player",
        static_folder=str(assets.FOLDER),
        static_url_path=f"/static/{assets.digest(found)}",
        template_folder="web/templates",
        root_path=str(Path(__file__).parent),
    )
    app.config.update(_settings(config))
    app.extensions["player.config"] = config
    app.extensions["player.media"] = MediaFolder(config.media)
    app.extensions["player.unprintable"] = certificates.unprintable
    transaction.install(app, Site(database=database, clock=clock or DatabaseClock()))
    if config.proxies:  # then the learner's address and TLS are what the nearest proxies of ours say they are
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=config.proxies, x_proto=config.proxies)  # type: ignore[method-assign]  # as Flask documents it
    Babel(app)
    Bootstrap5(app)
    CSRFProtect(app)
    security.install(app)
    apart.install(app, modules=["player.schema", "player.board_reports.service"])
    for part in (errors, headers, words, stencils, compression):
        part.install(app)
    for room in ROOMS:
        app.register_blueprint(room.blueprint)
    if config.demo:
        app.register_blueprint(outbox_views.blueprint)
    app.add_url_rule("/healthz", "healthz", _health)
    _dress_templates(app, config)
    security.when_signed_out(app, seat_time.stop)
    assets.install(app, found)
    seat_time_views.answer_beats(app)
    return app


def _settings(config: Config) -> dict[str, Any]:
    return {
        "SECRET_KEY": config.secret,
        "SECURITY_PASSWORD_SALT": config.secret,
        "SECURITY_EMAIL_SENDER": config.mail_from,
        "SESSION_COOKIE_SECURE": config.secure,
        "REMEMBER_COOKIE_SECURE": config.secure,
        "BOOTSTRAP_SERVE_LOCAL": True,
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the sign-in: a lesson may stay open all evening
        "WTF_I18N_ENABLED": False,  # it reads a catalog from the disk with every form; what we show of it is ours
        "MAX_CONTENT_LENGTH": LARGEST_REQUEST,
        "MAX_FORM_MEMORY_SIZE": LARGEST_REQUEST,
        "SEND_FILE_MAX_AGE_DEFAULT": timedelta(days=365),  # addresses of static files carry their digest
        "BABEL_DEFAULT_LOCALE": "en",
    }


def _refuse_demo_accounts(config: Config, database: Database) -> None:
    if config.demo:
        return
    try:
        with database.reading() as session:
            found = accounts.has_demo_accounts(session)
    except SQLAlchemyError:  # no tables yet: /healthz says so, and `player db upgrade` makes them
        return
    if found:
        raise DemoAccountsOutsideDemo(
            f"demo accounts stand in this database, and {config.data} was not made by `player demo`: refusing to serve"
        )


def _health() -> ResponseReturnValue:
    """Tell whether the application and its database answer."""
    try:
        healthy = transaction.site().database.answers()
    except SQLAlchemyError:
        logging.getLogger("player").exception("the database does not answer")
        healthy = False
    if not healthy:
        return jsonify(status="failing", database="unreachable"), 503
    return jsonify(status="ok", database="ok")


def _dress_templates(app: Flask, config: Config) -> None:
    def here() -> dict[str, Any]:
        return {"is_learner": learner_id_or_none() is not None, "is_staff": staff_id_or_none() is not None}

    app.jinja_env.globals["demo"] = config.demo
    app.jinja_env.globals["learner_id"] = learner_id_or_none
    app.jinja_env.globals["bootstrap_version"] = version("bootstrap-flask")
    app.jinja_env.globals["site_url"] = config.public_url
    app.jinja_env.globals["professions"] = words.PROFESSIONS
    app.jinja_env.globals["jurisdictions"] = words.JURISDICTIONS
    app.jinja_env.globals["formats"] = words.FORMATS
    app.jinja_env.globals["levels"] = words.LEVELS
    app.jinja_env.globals["fresh_key"] = lambda: str(uuid.uuid4())
    app.jinja_env.filters["statement"] = lambda approval, amount: statement_text(approval, credits=amount)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.context_processor(here)
