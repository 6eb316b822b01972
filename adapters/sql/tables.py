"""The tables. Instants and JSON are text, so that no driver's conversion can change them and instants sort as they are.

Every row of a case carries tenant and root; keys begin with the tenant; no foreign key leaves a root. `signoff_key` is the
look-up table of human keys, `signoff_schema` one row that says which revision these tables have.
"""

from sqlalchemy import BigInteger, Column, ForeignKeyConstraint, Index, Integer, MetaData, PrimaryKeyConstraint, Table, Text, literal_column
from sqlalchemy.dialects.postgresql import TEXT
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import TypeEngine

metadata = MetaData(naming_convention={"pk": "pk_%(table_name)s", "fk": "fk_%(table_name)s_%(referred_table_name)s"})


def name_type() -> TypeEngine[str]:
    """The type of ids, keys, names and instants: compared byte by byte on every database."""
    return Text().with_variant(TEXT(collation="C"), "postgresql")


def _name(name: str, nullable: bool = False) -> Column[str]:
    return Column(name, name_type(), nullable=nullable)


def _text(name: str, nullable: bool = False) -> Column[str]:
    return Column(name, Text(), nullable=nullable)


def _number(name: str) -> Column[int]:
    return Column(name, Integer(), nullable=False)


def _count(name: str, nullable: bool = False) -> Column[int]:
    """A number of a series, which may have many digits."""
    return Column(name, BigInteger(), nullable=nullable)


def _within_root(*columns: str, of: str, key: tuple[str, ...]) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(columns, [f"{of}.{name}" for name in key])


def literal(sql: str) -> ColumnElement[bool]:
    """A condition written out, so that a planner can match it with a partial index."""
    return literal_column(sql)


CASE_KEY = ("tenant", "id", "root_id")
TASK_KEY = ("tenant", "root_id", "id")
COUNTER_KEY = ("tenant", "series", "period")
OPEN_CASE = "status IN ('open', 'suspended')"
OPEN_TASK = "state = 'open'"
LIVE = "live = 1"
ARMED = "parked = 0"
READY = "state = 'ready'"
NOT_ENDED = "ended_at IS NULL"

definition = Table(
    "signoff_definition",
    metadata,
    _name("hash"),
    _name("workflow"),
    _name("version", nullable=True),
    _text("content"),
    _name("first_used"),
    _name("published_at", nullable=True),
    _name("published_by", nullable=True),
    _name("retired_at", nullable=True),
    _name("retired_by", nullable=True),
    PrimaryKeyConstraint("hash"),
)

case = Table(
    "signoff_case",
    metadata,
    _name("tenant"),
    _name("id"),
    _name("root_id"),
    _name("parent_id", nullable=True),
    _name("workflow"),
    _name("definition"),
    _name("key"),
    _name("initiator"),
    _name("subject_kind", nullable=True),
    _name("subject_id", nullable=True),
    _name("step"),
    _name("status"),
    _number("round"),
    _number("revision"),
    _name("started"),
    _name("entered"),
    _name("due_at", nullable=True),
    _name("ended_at", nullable=True),
    _number("version"),
    _number("seq"),
    _name("head"),
    _text("state"),
    PrimaryKeyConstraint(*CASE_KEY),
)

key = Table(
    "signoff_key",
    metadata,
    _name("tenant"),
    _name("key"),
    _name("workflow"),
    _name("case_id"),
    _name("root_id"),
    PrimaryKeyConstraint("tenant", "key", "workflow"),
)

task = Table(
    "signoff_task",
    metadata,
    _name("tenant"),
    _name("root_id"),
    _name("id"),
    _name("case_id"),
    _name("step"),
    _number("round"),
    _name("seat"),
    _name("seat_group", nullable=True),
    _name("state"),
    _name("holder", nullable=True),
    _name("opened_at"),
    _name("due_at", nullable=True),
    _name("closed_at", nullable=True),
    _name("outcome", nullable=True),
    _text("reason", nullable=True),
    _number("urged"),
    _number("superseded"),
    PrimaryKeyConstraint(*TASK_KEY),
    _within_root("tenant", "case_id", "root_id", of="signoff_case", key=CASE_KEY),
)

candidate = Table(
    "signoff_task_candidate",
    metadata,
    _name("tenant"),
    _name("root_id"),
    _name("task_id"),
    _number("position"),
    _name("kind"),
    _name("value"),
    _number("live"),
    PrimaryKeyConstraint("tenant", "root_id", "task_id", "position"),
    _within_root("tenant", "root_id", "task_id", of="signoff_task", key=TASK_KEY),
)

event = Table(
    "signoff_event",
    metadata,
    _name("tenant"),
    _name("root_id"),
    _number("seq"),
    _name("case_id"),
    _name("kind"),
    _name("at"),
    _name("actor"),
    _text("header"),
    _text("payload"),
    _name("salt"),
    _name("payload_hash"),
    _name("previous"),
    _name("hash"),
    PrimaryKeyConstraint("tenant", "root_id", "seq"),
    _within_root("tenant", "case_id", "root_id", of="signoff_case", key=CASE_KEY),
)

timer = Table(
    "signoff_timer",
    metadata,
    _name("tenant"),
    _name("root_id"),
    _name("case_id"),
    _name("key"),
    _name("clock"),
    _number("round"),
    _number("rung"),
    _number("repeat"),
    _name("seat"),
    _name("due"),
    _number("provisional"),
    _number("parked"),
    PrimaryKeyConstraint("tenant", "root_id", "case_id", "key"),
    _within_root("tenant", "case_id", "root_id", of="signoff_case", key=CASE_KEY),
)

outbox = Table(
    "signoff_outbox",
    metadata,
    _name("id"),
    _name("tenant"),
    _name("root_id"),
    _name("case_id"),
    _name("key"),
    _name("kind"),
    _name("at"),
    _text("payload"),
    _name("state"),
    _number("tries"),
    _name("next_at"),
    _name("node", nullable=True),
    _text("error", nullable=True),
    _name("settled_at", nullable=True),
    PrimaryKeyConstraint("id", "tenant", "root_id"),
)

request = Table(
    "signoff_request",
    metadata,
    _name("tenant"),
    _name("id"),
    _name("fingerprint"),
    _name("root_id"),
    _name("case_id"),
    _number("seq"),
    _name("at"),
    PrimaryKeyConstraint("tenant", "id"),
)

attempt = Table(
    "signoff_attempt",
    metadata,
    _name("tenant"),
    _name("case_id"),
    _name("actor"),
    _name("action"),
    _name("code"),
    _text("message"),
    _number("count"),
    _name("first_at"),
    _name("last_at"),
    PrimaryKeyConstraint("tenant", "case_id", "actor", "action", "code"),
)

proxy = Table(
    "signoff_proxy",
    metadata,
    _name("tenant"),
    _name("id"),
    _name("principal"),
    _name("proxy"),
    _name("from_day", nullable=True),
    _name("until_day", nullable=True),
    _name("kind"),
    _text("scope"),
    _name("fallback", nullable=True),
    _text("reason"),
    _name("set_by"),
    _name("set_at"),
    _name("ended_by", nullable=True),
    _name("ended_at", nullable=True),
    _text("ended_reason", nullable=True),
    _number("change"),
    _name("mark"),
    PrimaryKeyConstraint("tenant", "id"),
)

series = Table(
    "signoff_series",
    metadata,
    _name("tenant"),
    _name("series"),
    _name("period"),
    _count("first_value"),
    _count("next_value"),
    _count("last_value", nullable=True),
    _name("workflow"),
    _text("terms"),
    _number("changes"),
    _name("head"),
    PrimaryKeyConstraint(*COUNTER_KEY),
)

number = Table(
    "signoff_number",
    metadata,
    _name("tenant"),
    _name("series"),
    _name("period"),
    _count("value"),
    _text("number"),
    _name("root_id"),
    _name("case_id"),
    _name("field"),
    _name("allocated_at"),
    _name("allocated_by"),
    _name("voided_at", nullable=True),
    _name("voided_by", nullable=True),
    _text("reason", nullable=True),
    PrimaryKeyConstraint(*COUNTER_KEY, "value"),
)

series_change = Table(
    "signoff_series_change",
    metadata,
    _name("tenant"),
    _name("series"),
    _name("period"),
    _number("ordinal"),
    _count("was"),
    _count("next_value"),
    _name("changed_at"),
    _name("changed_by"),
    _text("reason"),
    _name("hash"),
    PrimaryKeyConstraint(*COUNTER_KEY, "ordinal"),
)

node = Table("signoff_node", metadata, _name("name"), _name("at"), _text("duties"), PrimaryKeyConstraint("name"))

schema = Table("signoff_schema", metadata, _number("one"), _name("revision"), PrimaryKeyConstraint("one"))


def _partial(name: str, *columns: Column[str] | Column[int], where: str) -> Index:
    return Index(name, *columns, sqlite_where=literal(where), postgresql_where=literal(where))


_partial("ix_signoff_case_family", case.c.tenant, case.c.root_id, where="id <> root_id")
_partial("ix_signoff_case_open", case.c.tenant, case.c.workflow, case.c.step, case.c.id, where=OPEN_CASE)
_partial("ix_signoff_task_holder", task.c.tenant, task.c.holder, where=OPEN_TASK)
_partial("ix_signoff_task_candidate_live", candidate.c.tenant, candidate.c.value, where=LIVE)
_partial("ix_signoff_timer_due", timer.c.due, where=ARMED)
_partial("ix_signoff_outbox_ready", outbox.c.next_at, where=READY)
_partial("ix_signoff_proxy_live", proxy.c.tenant, proxy.c.until_day, where=NOT_ENDED)
Index("ix_signoff_proxy_change", proxy.c.tenant, proxy.c.change, unique=True)
Index("ix_signoff_number_root", number.c.tenant, number.c.root_id)
