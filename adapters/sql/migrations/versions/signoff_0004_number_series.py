"""Number series: counters, the register of every number, and what administrators have changed of counters."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TEXT

revision = "signoff_0004"
down_revision: str | None = "signoff_0003"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Create the tables and the index by root."""
    op.create_table(
        "signoff_series",
        *counter(),
        count("first_value"),
        count("next_value"),
        count("last_value", nullable=True),
        name("workflow"),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        name("head"),
        sa.PrimaryKeyConstraint("tenant", "series", "period", name="pk_signoff_series"),
    )
    op.create_table(
        "signoff_number",
        *counter(),
        count("value"),
        sa.Column("number", sa.Text(), nullable=False),
        name("root_id"),
        name("case_id"),
        name("field"),
        name("allocated_at"),
        name("allocated_by"),
        name("voided_at", nullable=True),
        name("voided_by", nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("tenant", "series", "period", "value", name="pk_signoff_number"),
    )
    op.create_table(
        "signoff_series_change",
        *counter(),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        count("was"),
        count("next_value"),
        name("changed_at"),
        name("changed_by"),
        sa.Column("reason", sa.Text(), nullable=False),
        name("hash"),
        sa.PrimaryKeyConstraint("tenant", "series", "period", "ordinal", name="pk_signoff_series_change"),
    )
    op.create_index("ix_signoff_number_root", "signoff_number", ["tenant", "root_id"])
    op.execute("UPDATE signoff_schema SET revision = 'signoff_0004'")


def downgrade() -> None:
    """Not supported: restore a backup."""
    raise NotImplementedError("Signoff migrates forwards only")


def name(column: str, nullable: bool = False) -> sa.Column[str]:
    """An id, name or instant."""
    return sa.Column(column, sa.Text().with_variant(TEXT(collation="C"), "postgresql"), nullable=nullable)


def count(column: str, nullable: bool = False) -> sa.Column[int]:
    """A number of a series."""
    return sa.Column(column, sa.BigInteger(), nullable=nullable)


def counter() -> tuple[sa.Column[str], ...]:
    """Which counter."""
    return name("tenant"), name("series"), name("period")
