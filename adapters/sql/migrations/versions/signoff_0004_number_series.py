"""Number series: counters, the register of every number, and what administrators have changed of counters."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from signoff.adapters.sql.migrations.kinds import big_number, create_table, index, name, number, text

revision = "signoff_0004"
down_revision: str | None = "signoff_0003"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Create the tables and the index by root."""
    create_table(
        "signoff_series",
        *counter(),
        big_number("first_value"),
        big_number("next_value"),
        big_number("last_value", nullable=True),
        name("workflow"),
        text("terms"),
        number("changes"),
        name("head"),
        sa.PrimaryKeyConstraint("tenant", "series", "period", name="pk_signoff_series"),
    )
    create_table(
        "signoff_number",
        *counter(),
        big_number("value"),
        text("number"),
        name("root_id"),
        name("case_id"),
        name("field"),
        name("allocated_at"),
        name("allocated_by"),
        name("voided_at", nullable=True),
        name("voided_by", nullable=True),
        text("reason", nullable=True),
        sa.PrimaryKeyConstraint("tenant", "series", "period", "value", name="pk_signoff_number"),
    )
    create_table(
        "signoff_series_change",
        *counter(),
        number("ordinal"),
        big_number("was"),
        big_number("next_value"),
        name("changed_at"),
        name("changed_by"),
        text("reason"),
        name("hash"),
        sa.PrimaryKeyConstraint("tenant", "series", "period", "ordinal", name="pk_signoff_series_change"),
    )
    index("ix_signoff_number_root", "signoff_number", ["tenant", "root_id"])
    op.execute("UPDATE signoff_schema SET revision = 'signoff_0004'")


def downgrade() -> None:
    """Not supported: restore a backup."""
    raise NotImplementedError("Signoff migrates forwards only")


def counter() -> tuple[sa.Column[str], ...]:
    """Which counter."""
    return name("tenant"), name("series"), name("period")
