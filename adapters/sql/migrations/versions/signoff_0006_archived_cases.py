"""Stubs of archived cases; human keys are found by root, too."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TEXT

revision = "signoff_0006"
down_revision: str | None = "signoff_0005"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Create the table and the indexes."""
    op.create_table(
        "signoff_archived",
        *(name(column) for column in ("tenant", "id", "root_id", "workflow", "key")),
        sa.Column("seq", sa.Integer(), nullable=False),
        *(name(column) for column in ("head", "file", "archived_at", "archived_by")),
        sa.PrimaryKeyConstraint("tenant", "id", "root_id", name="pk_signoff_archived"),
    )
    op.create_index("ix_signoff_archived_key", "signoff_archived", ["tenant", "key"])
    op.create_index("ix_signoff_archived_root", "signoff_archived", ["tenant", "root_id"])
    op.create_index("ix_signoff_key_root", "signoff_key", ["tenant", "root_id"])
    op.execute("UPDATE signoff_schema SET revision = 'signoff_0006'")


def downgrade() -> None:
    """Not supported: restore a backup."""
    raise NotImplementedError("Signoff migrates forwards only")


def name(column: str) -> sa.Column[str]:
    """An id, name or instant."""
    return sa.Column(column, sa.Text().with_variant(TEXT(collation="C"), "postgresql"), nullable=False)
