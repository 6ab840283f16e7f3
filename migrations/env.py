"""Alembic's environment: runs on the connection `player db upgrade` and the tests hand it."""

from typing import Any

from alembic import context

from player.schema import metadata


def render_item(kind: str, item: object, _autogenerate: object) -> Any:  # noqa: ANN401 - False means "render as usual"
    """Write our instant as the plain type it is in the database."""
    return "sa.DateTime(timezone=True)" if kind == "type" and type(item).__name__ == "UTCDateTime" else False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    render_item=render_item,
)
with context.begin_transaction():
    context.run_migrations()
