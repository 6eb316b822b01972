"""Who stands in for whom: standing proxies as rows."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TEXT

revision = "signoff_0003"
down_revision: str | None = "signoff_0002"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def _name(name: str, nullable: bool = False) -> "sa.Column[str]":
    return sa.Column(name, sa.Text().with_variant(TEXT(collation="C"), "postgresql"), nullable=nullable)


def upgrade() -> None:
    """Add the table. `change` counts a tenant's changes, so that two at the same time cannot both be the last one."""
    op.create_table(
        "signoff_proxy",
        _name("tenant"),
        _name("id"),
        _name("principal"),
        _name("proxy"),
        _name("from_day", nullable=True),
        _name("until_day", nullable=True),
        _name("kind"),
        sa.Column("scope", sa.Text(), nullable=False),
        _name("fallback", nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        _name("set_by"),
        _name("set_at"),
        _name("ended_by", nullable=True),
        _name("ended_at", nullable=True),
        sa.Column("ended_reason", sa.Text(), nullable=True),
        sa.Column("change", sa.Integer(), nullable=False),
        _name("mark"),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_signoff_proxy"),
    )
    op.create_index("ix_signoff_proxy_change", "signoff_proxy", ["tenant", "change"], unique=True)
    live: sa.ColumnElement[bool] = sa.literal_column("ended_at IS NULL")
    op.create_index("ix_signoff_proxy_live", "signoff_proxy", ["tenant", "until_day"], sqlite_where=live, postgresql_where=live)
    op.execute("UPDATE signoff_schema SET revision = 'signoff_0003'")


def downgrade() -> None:
    """Not supported: restore a backup."""
    raise NotImplementedError("Signoff migrates forwards only")
