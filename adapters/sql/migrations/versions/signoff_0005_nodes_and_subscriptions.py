"""What nodes tell of themselves, who listens for events, and what a row of the outbox needs of whoever delivers it."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from signoff.adapters.sql.migrations.kinds import add_column, create_table, name, text

revision = "signoff_0005"
down_revision: str | None = "signoff_0004"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Add the columns and the table. Rows of an older release need nothing: anybody may try them."""
    add_column("signoff_node", text("about", nullable=True))
    add_column("signoff_outbox", name("needs", nullable=True))
    create_table(
        "signoff_subscription",
        name("name"),
        name("event"),
        name("workflow"),
        name("node"),
        name("seen"),
        sa.PrimaryKeyConstraint("name", "event", "workflow", name="pk_signoff_subscription"),
    )
    op.execute("UPDATE signoff_schema SET revision = 'signoff_0005'")


def downgrade() -> None:
    """Not supported: restore a backup."""
    raise NotImplementedError("Signoff migrates forwards only")
