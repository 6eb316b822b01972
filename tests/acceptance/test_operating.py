"""The statements of the page on operating, on a real PostgreSQL with the tables of this release."""

from sqlalchemy import create_engine, text

from signoff.adapters.sql import upgrade
from tests.docs.blocks import ROOT, blocks

from .databases import empty_database


def test_the_statements_of_the_page_run_and_hold() -> None:
    (block,) = [block for block in blocks(ROOT / "docs/how-to/operate.md") if block.kind == "sql"]
    with empty_database("postgresql") as url:
        upgrade(url)
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for statement in block.text.split(";"):
                if statement.strip():
                    connection.execute(text(statement))
            set_so = connection.execute(
                text("SELECT relname FROM pg_class WHERE 'autovacuum_vacuum_scale_factor=0.02' = ANY (reloptions) ORDER BY 1")
            )
            assert set_so.scalars().all() == ["signoff_outbox", "signoff_timer"]
        engine.dispose()
