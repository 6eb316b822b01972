"""Questions over the live tables, as statements of SQLAlchemy Core; each is compiled once per dialect."""

from typing import Any

from sqlalchemy import Select, Subquery, Table, literal_column, select
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.elements import ColumnElement

from . import tables
from .dialects import among, by_index, given, rare
from .tables import literal
from .wire import Text, compiled_once

case, task, candidate = tables.case.c, tables.task.c, tables.candidate.c


@compiled_once
def inbox(dialect: Dialect) -> Text:
    """Tasks held, or open to a person or a token, earliest due first; then their cases, which are looked up once for both."""
    shown = (task.root_id, task.case_id, task.id.label("task_id"), task.holder, task.due_at)
    open_task = (task.tenant == given("tenant"), literal("signoff_task.state = 'open'"))
    live = select(candidate.root_id, candidate.task_id).where(
        candidate.tenant == given("tenant"), literal("signoff_task_candidate.live = 1")
    )
    # said so that no database takes the index of holders for it, in which all pools of all people look alike
    disguised = task.state.concat(literal("''")) == literal("'open'")
    # two searches and not one with OR, which SQLite would not use the index for; together they name each task once
    live = by_index(live, tables.candidate, "ix_signoff_task_candidate_live", dialect)
    named = live.where(candidate.kind == literal("'person'"), candidate.value == given("person"))
    carried = live.where(candidate.kind == literal("'token'"), rare(among(candidate.value, "tokens", dialect), dialect))
    offered = named.union(carried).subquery()
    mine = select(*shown).where(*open_task, task.holder == given("person"))
    mine = by_index(mine, tables.task, "ix_signoff_task_holder", dialect)
    pool = (
        select(*shown)
        .select_from(tables.task.join(offered, (offered.c.root_id == task.root_id) & (offered.c.task_id == task.id)))
        .where(task.tenant == given("tenant"), disguised, task.holder.is_(None))
    )
    both = mine.union_all(pool).subquery()
    found = select(*both.columns).order_by(*_soonest(both)).limit(given("limit")).subquery()
    proxy = tables.proxy.c
    mark = select(proxy.mark).where(proxy.tenant == given("tenant")).order_by(proxy.change.desc()).limit(1).scalar_subquery()
    # one row at least: the mark of the standing proxies comes along, also with an empty inbox
    always = select(literal_column("1").label("one")).subquery()
    its_case = (case.tenant == given("tenant")) & (case.id == found.c.case_id) & (case.root_id == found.c.root_id)
    joint = always.outerjoin(found, literal("1 = 1")).outerjoin(tables.case, its_case)
    shown_with = select(mark, case.id, case.state, found.c.task_id, found.c.holder, case.situation).select_from(joint)
    return Text.compiled(shown_with.order_by(*_soonest(found)), dialect)


def _soonest(tasks: Subquery) -> tuple[ColumnElement[Any], ...]:
    return tasks.c.due_at.is_(None), tasks.c.due_at, tasks.c.task_id


def _named(key: ColumnElement[bool]) -> ColumnElement[bool]:
    """The cases whose human keys are these, found by the look-up table."""
    named = select(tables.key.c.case_id).where(tables.key.c.tenant == given("tenant"), key)
    return case.id.in_(named)


CONDITIONS: dict[str, ColumnElement[bool]] = {
    "workflow": case.workflow == given("workflow"),
    "step": case.step == given("step"),
    "status": case.status == given("status"),
    "open": literal(tables.OPEN_CASE),
    "closed": literal(f"NOT ({tables.OPEN_CASE})"),
    "key": _named(tables.key.c.key == given("key")),
    "number": _named(tables.key.c.key.like(given("number"), escape="!")),
    "overdue": (case.due_at < given("overdue")) & (case.status != literal("'suspended'")),
    "subject": (case.subject_kind == given("subject_kind")) & (case.subject_id == given("subject_id")),
    "after": case.id > given("after"),
    "holder": select(task.id)
    .where(
        task.tenant == case.tenant,
        task.holder == given("holder"),
        literal("signoff_task.state = 'open'"),
        task.root_id == case.root_id,
        task.case_id == case.id,
    )
    .correlate(tables.case)
    .exists(),
}
"""What a filter may ask for, by name."""


@compiled_once
def cases(dialect: Dialect, asked: frozenset[str]) -> Text:
    """Cases that meet the named conditions, in id order."""
    where = [CONDITIONS[name] for name in sorted(asked)]
    statement = select(case.id, case.state).where(case.tenant == given("tenant"), *where).order_by(case.id).limit(given("limit"))
    if {"open", "workflow", "step"} <= asked:
        statement = by_index(statement, tables.case, "ix_signoff_case_open", dialect)
    return Text.compiled(statement, dialect)


@compiled_once
def latest(dialect: Dialect) -> Text:
    """Cases of a definition, by their id backwards: the primary key, read from its end."""
    mine = select(case.id, case.state).where(case.tenant == given("tenant"), case.definition == given("definition"))
    return Text.compiled(mine.order_by(case.id.desc()).limit(given("limit")), dialect)


@compiled_once
def roots(dialect: Dialect) -> Text:
    """Root ids behind `after` that cases, events, numbers, human keys or stubs name, in order."""
    named = [
        select(table.c.root_id).where(table.c.tenant == given("tenant"), table.c.root_id > given("after"))
        for table in (tables.case, tables.event, tables.number, tables.key, tables.archived)
    ]
    both = named[0].union(*named[1:]).subquery()
    return Text.compiled(select(both.c.root_id).order_by(both.c.root_id).limit(given("limit")), dialect)


@compiled_once
def rows_of_root(dialect: Dialect, table: Table, order: tuple[str, ...], conditions: frozenset[str] = frozenset()) -> Text:
    """All columns of the rows of a root, in this order; `case` and `after` narrow a history, `limit` pages it."""
    where = [table.c.tenant == given("tenant"), table.c.root_id == given("root")]
    if "case" in conditions:
        where.append(table.c.case_id == given("case"))
    statement = select(*table.columns).where(*where).order_by(*(table.c[name] for name in order))
    if "after" in conditions:
        statement = statement.where(table.c.seq > given("after")).limit(given("limit"))
    return Text.compiled(statement, dialect)


@compiled_once
def rows_where(dialect: Dialect, table: Table, equal: tuple[str, ...], order: tuple[str, ...] = (), state: str = "") -> Text:
    """All columns of the rows whose columns `equal` are as given. A column in `order` that begins with `-` runs backwards."""
    sorting = [table.c[name[1:]].desc() if name.startswith("-") else table.c[name] for name in order]
    statement: Select[Any] = select(*table.columns).where(*(table.c[name] == given(name) for name in equal)).order_by(*sorting)
    return Text.compiled(statement.where(literal(state)) if state else statement, dialect)
