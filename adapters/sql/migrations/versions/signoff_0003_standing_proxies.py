"""Who stands in for whom: standing proxies as rows."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from signoff.adapters.sql.migrations.kinds import create_table, index, name, number, text

revision = "signoff_0003"
down_revision: str | None = "signoff_0002"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Add the table. `change` counts a tenant's changes, so that two at the same time cannot both be the last one."""
    create_table(
        "signoff_proxy",
        name("tenant"),
        name("id"),
        name("principal"),
        name("proxy"),
        name("from_day", nullable=True),
        name("until_day", nullable=True),
        name("kind"),
        text("scope"),
        name("fallback", nullable=True),
        text("reason"),
        name("set_by"),
        name("set_at"),
        name("ended_by", nullable=True),
        name("ended_at", nullable=True),
        text("ended_reason", nullable=True),
        number("change"),
        name("mark"),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_signoff_proxy"),
    )
    index("ix_signoff_proxy_change", "signoff_proxy", ["tenant", "change"], unique=True)
    by_end = ["tenant", "ended_at", "until_day"]
    index("ix_signoff_proxy_live", "signoff_proxy", ["tenant", "until_day"], "ended_at IS NULL", mariadb=by_end)
    op.execute("UPDATE signoff_schema SET revision = 'signoff_0003'")


def downgrade() -> None:
    """Not supported: restore a backup."""
    raise NotImplementedError("Signoff migrates forwards only")
