"""The tables beside the cases: timers, the outbox, requests, attempts, standing proxies, stubs, nodes and who listens, the revision."""

from sqlalchemy import Index, PrimaryKeyConstraint, Table

from .columns import (
    ARMED,
    CASE_KEY,
    DEAD,
    NOT_ENDED,
    READY,
    metadata,
    name_column,
    number_column,
    partial_index,
    text_column,
    within_root,
)

timer = Table(
    "signoff_timer",
    metadata,
    name_column("tenant"),
    name_column("root_id"),
    name_column("case_id"),
    name_column("key"),
    name_column("clock"),
    number_column("round"),
    number_column("rung"),
    number_column("repeat"),
    name_column("seat"),
    name_column("due"),
    number_column("provisional"),
    number_column("parked"),
    PrimaryKeyConstraint("tenant", "root_id", "case_id", "key"),
    within_root("tenant", "case_id", "root_id", of="signoff_case", key=CASE_KEY),
)

outbox = Table(
    "signoff_outbox",
    metadata,
    name_column("id"),
    name_column("tenant"),
    name_column("root_id"),
    name_column("case_id"),
    name_column("key"),
    name_column("kind"),
    name_column("at"),
    text_column("payload"),
    name_column("state"),
    number_column("tries"),
    name_column("next_at"),
    name_column("node", nullable=True),
    text_column("error", nullable=True),
    name_column("settled_at", nullable=True),
    name_column("needs", nullable=True),
    PrimaryKeyConstraint("id", "tenant", "root_id"),
)

request = Table(
    "signoff_request",
    metadata,
    name_column("tenant"),
    name_column("id"),
    name_column("fingerprint"),
    name_column("root_id"),
    name_column("case_id"),
    number_column("seq"),
    name_column("at"),
    PrimaryKeyConstraint("tenant", "id"),
)

attempt = Table(
    "signoff_attempt",
    metadata,
    name_column("tenant"),
    name_column("case_id"),
    name_column("actor", length=400),
    name_column("action"),
    name_column("code"),
    text_column("message"),
    number_column("count"),
    name_column("first_at"),
    name_column("last_at"),
    PrimaryKeyConstraint("tenant", "case_id", "actor", "action", "code"),
)

proxy = Table(
    "signoff_proxy",
    metadata,
    name_column("tenant"),
    name_column("id"),
    name_column("principal"),
    name_column("proxy"),
    name_column("from_day", nullable=True),
    name_column("until_day", nullable=True),
    name_column("kind"),
    text_column("scope"),
    name_column("fallback", nullable=True),
    text_column("reason"),
    name_column("set_by"),
    name_column("set_at"),
    name_column("ended_by", nullable=True),
    name_column("ended_at", nullable=True),
    text_column("ended_reason", nullable=True),
    number_column("change"),
    name_column("mark"),
    PrimaryKeyConstraint("tenant", "id"),
)

archived = Table(
    "signoff_archived",
    metadata,
    name_column("tenant"),
    name_column("id"),
    name_column("root_id"),
    name_column("workflow"),
    name_column("key"),
    number_column("seq"),
    name_column("head"),
    name_column("file"),
    name_column("archived_at"),
    name_column("archived_by"),
    PrimaryKeyConstraint(*CASE_KEY),
)

node = Table(
    "signoff_node",
    metadata,
    name_column("name"),
    name_column("at"),
    text_column("duties"),
    text_column("about", nullable=True),
    PrimaryKeyConstraint("name"),
)

subscription = Table(
    "signoff_subscription",
    metadata,
    name_column("name"),
    name_column("event"),
    name_column("workflow"),
    name_column("node"),
    name_column("seen"),
    PrimaryKeyConstraint("name", "event", "workflow"),
)

schema = Table("signoff_schema", metadata, number_column("one"), name_column("revision"), PrimaryKeyConstraint("one"))

partial_index("ix_signoff_timer_due", timer.c.due, where=ARMED, mariadb=(timer.c.parked, timer.c.due))
partial_index("ix_signoff_outbox_ready", outbox.c.next_at, where=READY, mariadb=(outbox.c.state, outbox.c.next_at))
dead = (outbox.c.tenant, outbox.c.case_id)
partial_index("ix_signoff_outbox_dead", *dead, where=DEAD, mariadb=(outbox.c.state, *dead))
live = (proxy.c.tenant, proxy.c.ended_at, proxy.c.until_day)
partial_index("ix_signoff_proxy_live", proxy.c.tenant, proxy.c.until_day, where=NOT_ENDED, mariadb=live)
Index("ix_signoff_archived_key", archived.c.tenant, archived.c.key)
Index("ix_signoff_archived_root", archived.c.tenant, archived.c.root_id)
Index("ix_signoff_proxy_change", proxy.c.tenant, proxy.c.change, unique=True)
