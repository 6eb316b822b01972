"""Which definition new cases start with: the one published last, unless it is retired."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TEXT

revision = "signoff_0002"
down_revision: str | None = "signoff_0001"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

COLUMNS = ("published_at", "published_by", "retired_at", "retired_by")


def upgrade() -> None:
    """Add the columns. A definition without `published_at` came into use with the first case that began with it."""
    for name in COLUMNS:
        op.add_column("signoff_definition", sa.Column(name, sa.Text().with_variant(TEXT(collation="C"), "postgresql"), nullable=True))
    op.execute("UPDATE signoff_schema SET revision = 'signoff_0002'")


def downgrade() -> None:
    """Not supported: restore a backup."""
    raise NotImplementedError("Signoff migrates forwards only")
