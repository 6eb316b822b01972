"""Runs the migrations on the connection that `upgrade` hands in."""

from typing import Any

from alembic import context

from signoff.adapters.sql.migrate import VERSION_TABLE
from signoff.adapters.sql.tables import metadata


def run(connection: Any) -> None:
    """Upgrade in the transaction that the connection is in."""
    context.configure(connection=connection, target_metadata=metadata, version_table=VERSION_TABLE, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])
