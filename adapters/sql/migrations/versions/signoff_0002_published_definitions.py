"""Which definition new cases start with: the one published last, unless it is retired."""

from collections.abc import Sequence

from alembic import op

from signoff.adapters.sql.migrations.kinds import add_column, name

revision = "signoff_0002"
down_revision: str | None = "signoff_0001"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

COLUMNS = ("published_at", "published_by", "retired_at", "retired_by")


def upgrade() -> None:
    """Add the columns. A definition without `published_at` came into use with the first case that began with it."""
    for column in COLUMNS:
        add_column("signoff_definition", name(column, nullable=True))
    op.execute("UPDATE signoff_schema SET revision = 'signoff_0002'")


def downgrade() -> None:
    """Not supported: restore a backup."""
    raise NotImplementedError("Signoff migrates forwards only")
