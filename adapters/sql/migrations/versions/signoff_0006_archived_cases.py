"""Stubs of archived cases; human keys are found by root, too."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from signoff.adapters.sql.migrations.kinds import create_table, index, name, number

revision = "signoff_0006"
down_revision: str | None = "signoff_0005"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Create the table and the indexes."""
    create_table(
        "signoff_archived",
        *(name(column) for column in ("tenant", "id", "root_id", "workflow", "key")),
        number("seq"),
        *(name(column) for column in ("head", "file", "archived_at", "archived_by")),
        sa.PrimaryKeyConstraint("tenant", "id", "root_id", name="pk_signoff_archived"),
    )
    index("ix_signoff_archived_key", "signoff_archived", ["tenant", "key"])
    index("ix_signoff_archived_root", "signoff_archived", ["tenant", "root_id"])
    index("ix_signoff_key_root", "signoff_key", ["tenant", "root_id"])
    op.execute("UPDATE signoff_schema SET revision = 'signoff_0006'")


def downgrade() -> None:
    """Not supported: restore a backup."""
    raise NotImplementedError("Signoff migrates forwards only")
