"""What keeps an open case alive: its next movers, from when on it is to be looked at, and its situation."""

from collections.abc import Sequence

from alembic import op

from signoff.adapters.sql.migrations.kinds import add_column, index, name, text

revision = "signoff_0007"
down_revision: str | None = "signoff_0006"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Add the columns and their indexes. The upgrade then works them out for the cases that are open (`adapters.sql.telling`)."""
    add_column("signoff_case", name("mover", nullable=True, length=32))
    add_column("signoff_case", text("movers", nullable=True))
    add_column("signoff_case", name("look_at", nullable=True, length=32))
    add_column("signoff_case", name("situation", nullable=True, length=64))
    index("ix_signoff_case_look_at", "signoff_case", ["tenant", "look_at", "id"], where="look_at IS NOT NULL")
    index(
        "ix_signoff_case_situation",
        "signoff_case",
        ["tenant", "situation", "id"],
        where="ended_at IS NULL",
        mariadb=["tenant", "ended_at", "situation", "id"],
    )
    index(
        "ix_signoff_outbox_dead",
        "signoff_outbox",
        ["tenant", "case_id"],
        where="state = 'dead'",
        mariadb=["state", "tenant", "case_id"],
    )
    op.execute("UPDATE signoff_schema SET revision = 'signoff_0007'")


def downgrade() -> None:
    """Not supported: restore a backup."""
    raise NotImplementedError("Signoff migrates forwards only")
