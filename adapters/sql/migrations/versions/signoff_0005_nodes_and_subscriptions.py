"""What nodes tell of themselves, who listens for events, and what a row of the outbox needs of whoever delivers it."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TEXT

revision = "signoff_0005"
down_revision: str | None = "signoff_0004"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Add the columns and the table. Rows of an older release need nothing: anybody may try them."""
    op.add_column("signoff_node", sa.Column("about", sa.Text(), nullable=True))
    op.add_column("signoff_outbox", _name("needs", nullable=True))
    op.create_table(
        "signoff_subscription",
        _name("name"),
        _name("event"),
        _name("workflow"),
        _name("node"),
        _name("seen"),
        sa.PrimaryKeyConstraint("name", "event", "workflow", name="pk_signoff_subscription"),
    )
    op.execute("UPDATE signoff_schema SET revision = 'signoff_0005'")


def downgrade() -> None:
    """Not supported: restore a backup."""
    raise NotImplementedError("Signoff migrates forwards only")


def _name(name: str, nullable: bool = False) -> "sa.Column[str]":
    return sa.Column(name, sa.Text().with_variant(TEXT(collation="C"), "postgresql"), nullable=nullable)
