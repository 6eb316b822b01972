"""The first tables."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from signoff.adapters.sql.migrations.kinds import create_table, index, name, number, text

revision = "signoff_0001"
down_revision: str | None = None
branch_labels: Sequence[str] | None = ("signoff",)
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Create every table and index, and say which revision this is."""
    tables()
    indexes()
    op.execute("INSERT INTO signoff_schema (one, revision) VALUES (1, 'signoff_0001')")


def downgrade() -> None:
    """Not supported: restore a backup."""
    raise NotImplementedError("Signoff migrates forwards only")


def tables() -> None:
    """All tables, those that are referred to first."""
    create_table(
        "signoff_attempt",
        name("tenant"),
        name("case_id"),
        name("actor", length=400),
        name("action"),
        name("code"),
        text("message"),
        number("count"),
        name("first_at"),
        name("last_at"),
        sa.PrimaryKeyConstraint("tenant", "case_id", "actor", "action", "code", name="pk_signoff_attempt"),
    )
    create_table(
        "signoff_case",
        name("tenant"),
        name("id"),
        name("root_id"),
        name("parent_id", nullable=True),
        name("workflow"),
        name("definition"),
        name("key"),
        name("initiator"),
        name("subject_kind", nullable=True),
        name("subject_id", nullable=True),
        name("step"),
        name("status"),
        number("round"),
        number("revision"),
        name("started"),
        name("entered"),
        name("due_at", nullable=True),
        name("ended_at", nullable=True),
        number("version"),
        number("seq"),
        name("head"),
        text("state"),
        sa.PrimaryKeyConstraint("tenant", "id", "root_id", name="pk_signoff_case"),
    )
    create_table(
        "signoff_definition",
        name("hash"),
        name("workflow"),
        name("version", nullable=True),
        text("content"),
        name("first_used"),
        sa.PrimaryKeyConstraint("hash", name="pk_signoff_definition"),
    )
    create_table(
        "signoff_key",
        name("tenant"),
        name("key"),
        name("workflow"),
        name("case_id"),
        name("root_id"),
        sa.PrimaryKeyConstraint("tenant", "key", "workflow", name="pk_signoff_key"),
    )
    create_table(
        "signoff_node",
        name("name"),
        name("at"),
        text("duties"),
        sa.PrimaryKeyConstraint("name", name="pk_signoff_node"),
    )
    create_table(
        "signoff_outbox",
        name("id"),
        name("tenant"),
        name("root_id"),
        name("case_id"),
        name("key"),
        name("kind"),
        name("at"),
        text("payload"),
        name("state"),
        number("tries"),
        name("next_at"),
        name("node", nullable=True),
        text("error", nullable=True),
        name("settled_at", nullable=True),
        sa.PrimaryKeyConstraint("id", "tenant", "root_id", name="pk_signoff_outbox"),
    )
    create_table(
        "signoff_request",
        name("tenant"),
        name("id"),
        name("fingerprint"),
        name("root_id"),
        name("case_id"),
        number("seq"),
        name("at"),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_signoff_request"),
    )
    create_table(
        "signoff_schema",
        number("one"),
        name("revision"),
        sa.PrimaryKeyConstraint("one", name="pk_signoff_schema"),
    )
    create_table(
        "signoff_event",
        name("tenant"),
        name("root_id"),
        number("seq"),
        name("case_id"),
        name("kind"),
        name("at"),
        name("actor"),
        text("header"),
        text("payload"),
        name("salt"),
        name("payload_hash"),
        name("previous"),
        name("hash"),
        sa.PrimaryKeyConstraint("tenant", "root_id", "seq", name="pk_signoff_event"),
        sa.ForeignKeyConstraint(
            ["tenant", "case_id", "root_id"],
            ["signoff_case.tenant", "signoff_case.id", "signoff_case.root_id"],
            name="fk_signoff_event_signoff_case",
        ),
    )
    create_table(
        "signoff_task",
        name("tenant"),
        name("root_id"),
        name("id"),
        name("case_id"),
        name("step"),
        number("round"),
        name("seat"),
        name("seat_group", nullable=True),
        name("state"),
        name("holder", nullable=True),
        name("opened_at"),
        name("due_at", nullable=True),
        name("closed_at", nullable=True),
        name("outcome", nullable=True),
        text("reason", nullable=True),
        number("urged"),
        number("superseded"),
        sa.PrimaryKeyConstraint("tenant", "root_id", "id", name="pk_signoff_task"),
        sa.ForeignKeyConstraint(
            ["tenant", "case_id", "root_id"],
            ["signoff_case.tenant", "signoff_case.id", "signoff_case.root_id"],
            name="fk_signoff_task_signoff_case",
        ),
    )
    create_table(
        "signoff_timer",
        name("tenant"),
        name("root_id"),
        name("case_id"),
        name("key"),
        name("clock"),
        number("round"),
        number("rung"),
        number("repeat"),
        name("seat"),
        name("due"),
        number("provisional"),
        number("parked"),
        sa.PrimaryKeyConstraint("tenant", "root_id", "case_id", "key", name="pk_signoff_timer"),
        sa.ForeignKeyConstraint(
            ["tenant", "case_id", "root_id"],
            ["signoff_case.tenant", "signoff_case.id", "signoff_case.root_id"],
            name="fk_signoff_timer_signoff_case",
        ),
    )
    create_table(
        "signoff_task_candidate",
        name("tenant"),
        name("root_id"),
        name("task_id"),
        number("position"),
        name("kind"),
        name("value"),
        number("live"),
        sa.PrimaryKeyConstraint("tenant", "root_id", "task_id", "position", name="pk_signoff_task_candidate"),
        sa.ForeignKeyConstraint(
            ["tenant", "root_id", "task_id"],
            ["signoff_task.tenant", "signoff_task.root_id", "signoff_task.id"],
            name="fk_signoff_task_candidate_signoff_task",
        ),
    )


def indexes() -> None:
    """Exactly those that the inbox, open cases, due timers and deliverable rows need, and the children of a root."""
    index("ix_signoff_case_family", "signoff_case", ["tenant", "root_id"], "id <> root_id")
    index("ix_signoff_case_open", "signoff_case", ["tenant", "workflow", "step", "id"], "status IN ('open', 'suspended')")
    index("ix_signoff_outbox_ready", "signoff_outbox", ["next_at"], "state = 'ready'", mariadb=["state", "next_at"])
    index("ix_signoff_task_holder", "signoff_task", ["tenant", "holder"], "state = 'open'", mariadb=["tenant", "holder", "state"])
    index("ix_signoff_timer_due", "signoff_timer", ["due"], "parked = 0", mariadb=["parked", "due"])
    by_live = ["tenant", "value", "live"]
    index("ix_signoff_task_candidate_live", "signoff_task_candidate", ["tenant", "value"], "live = 1", mariadb=by_live)
