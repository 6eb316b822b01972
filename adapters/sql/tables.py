"""The tables. Instants and JSON are text, so that no driver's conversion can change them and instants sort as they are.

Every row of a case carries tenant and root; keys begin with the tenant; no foreign key leaves a root. `signoff_key` is the
look-up table of human keys, `signoff_schema` one row that says which revision these tables have.
"""

from sqlalchemy import Index, PrimaryKeyConstraint, Table

from .columns import ARMED as ARMED
from .columns import CASE_KEY as CASE_KEY
from .columns import COUNTER_KEY as COUNTER_KEY
from .columns import LIVE as LIVE
from .columns import NOT_ENDED as NOT_ENDED
from .columns import OPEN_CASE as OPEN_CASE
from .columns import OPEN_TASK as OPEN_TASK
from .columns import READY as READY
from .columns import TASK_KEY, TO_LOOK_AT, name_column, number_column, partial_index, text_column, within_root
from .columns import is_mariadb as is_mariadb
from .columns import literal as literal
from .columns import metadata as metadata
from .columns import name_type as name_type
from .tables_beside import archived as archived
from .tables_beside import attempt as attempt
from .tables_beside import node as node
from .tables_beside import outbox as outbox
from .tables_beside import proxy as proxy
from .tables_beside import request as request
from .tables_beside import schema as schema
from .tables_beside import subscription as subscription
from .tables_beside import timer as timer
from .tables_of_numbers import number as number
from .tables_of_numbers import series as series
from .tables_of_numbers import series_change as series_change

definition = Table(
    "signoff_definition",
    metadata,
    name_column("hash"),
    name_column("workflow"),
    name_column("version", nullable=True),
    text_column("content"),
    name_column("first_used"),
    name_column("published_at", nullable=True),
    name_column("published_by", nullable=True),
    name_column("retired_at", nullable=True),
    name_column("retired_by", nullable=True),
    PrimaryKeyConstraint("hash"),
)

case = Table(
    "signoff_case",
    metadata,
    name_column("tenant"),
    name_column("id"),
    name_column("root_id"),
    name_column("parent_id", nullable=True),
    name_column("workflow"),
    name_column("definition"),
    name_column("key"),
    name_column("initiator"),
    name_column("subject_kind", nullable=True),
    name_column("subject_id", nullable=True),
    name_column("step"),
    name_column("status"),
    number_column("round"),
    number_column("revision"),
    name_column("started"),
    name_column("entered"),
    name_column("due_at", nullable=True),
    name_column("ended_at", nullable=True),
    number_column("version"),
    number_column("seq"),
    name_column("head"),
    text_column("state"),
    name_column("mover", nullable=True),
    text_column("movers", nullable=True),
    name_column("look_at", nullable=True),
    name_column("situation", nullable=True),
    PrimaryKeyConstraint(*CASE_KEY),
)

key = Table(
    "signoff_key",
    metadata,
    name_column("tenant"),
    name_column("key"),
    name_column("workflow"),
    name_column("case_id"),
    name_column("root_id"),
    PrimaryKeyConstraint("tenant", "key", "workflow"),
)

task = Table(
    "signoff_task",
    metadata,
    name_column("tenant"),
    name_column("root_id"),
    name_column("id"),
    name_column("case_id"),
    name_column("step"),
    number_column("round"),
    name_column("seat"),
    name_column("seat_group", nullable=True),
    name_column("state"),
    name_column("holder", nullable=True),
    name_column("opened_at"),
    name_column("due_at", nullable=True),
    name_column("closed_at", nullable=True),
    name_column("outcome", nullable=True),
    text_column("reason", nullable=True),
    number_column("urged"),
    number_column("superseded"),
    PrimaryKeyConstraint(*TASK_KEY),
    within_root("tenant", "case_id", "root_id", of="signoff_case", key=CASE_KEY),
)

candidate = Table(
    "signoff_task_candidate",
    metadata,
    name_column("tenant"),
    name_column("root_id"),
    name_column("task_id"),
    number_column("position"),
    name_column("kind"),
    name_column("value"),
    number_column("live"),
    PrimaryKeyConstraint("tenant", "root_id", "task_id", "position"),
    within_root("tenant", "root_id", "task_id", of="signoff_task", key=TASK_KEY),
)

event = Table(
    "signoff_event",
    metadata,
    name_column("tenant"),
    name_column("root_id"),
    number_column("seq"),
    name_column("case_id"),
    name_column("kind"),
    name_column("at"),
    name_column("actor"),
    text_column("header"),
    text_column("payload"),
    name_column("salt"),
    name_column("payload_hash"),
    name_column("previous"),
    name_column("hash"),
    PrimaryKeyConstraint("tenant", "root_id", "seq"),
    within_root("tenant", "case_id", "root_id", of="signoff_case", key=CASE_KEY),
)

Index("ix_signoff_key_root", key.c.tenant, key.c.root_id)
of_case, of_task, of_candidate = case.c, task.c, candidate.c
partial_index(
    "ix_signoff_case_family",
    of_case.tenant,
    of_case.root_id,
    where="id <> root_id",
    mariadb=(of_case.tenant, of_case.root_id),
)
partial_index(
    "ix_signoff_case_open",
    of_case.tenant,
    of_case.workflow,
    of_case.step,
    of_case.id,
    where=OPEN_CASE,
    mariadb=(of_case.tenant, of_case.workflow, of_case.step, of_case.id),  # hardly a case rests at a step of work and is not open
)
partial_index(
    "ix_signoff_case_look_at",
    of_case.tenant,
    of_case.look_at,
    of_case.id,
    where=TO_LOOK_AT,
    mariadb=(of_case.tenant, of_case.look_at, of_case.id),
)
partial_index(
    "ix_signoff_case_situation",
    of_case.tenant,
    of_case.situation,
    of_case.id,
    where=NOT_ENDED,
    mariadb=(of_case.tenant, of_case.ended_at, of_case.situation, of_case.id),
)
partial_index(
    "ix_signoff_task_holder",
    of_task.tenant,
    of_task.holder,
    where=OPEN_TASK,
    mariadb=(of_task.tenant, of_task.holder, of_task.state),
)
partial_index(
    "ix_signoff_task_candidate_live",
    of_candidate.tenant,
    of_candidate.value,
    where=LIVE,
    mariadb=(of_candidate.tenant, of_candidate.value, of_candidate.live),
)
