"""Rows of the tables as values of the core."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from signoff.engine.case import Case
from signoff.engine.frozen import maker
from signoff.engine.history import opened
from signoff.engine.numbered import Counter
from signoff.engine.ports import Answered, AttemptRow, Current, DefinitionRow, Delivery, Link, Stored, Stub
from signoff.engine.ports_numbers import CounterChange, NumberRow
from signoff.engine.projection import CaseRow, LiveRow, TaskRow, TimerRow

from .rows import PAYLOAD
from .states import case_of

_stored = maker(Stored)


def instant_of(text: str) -> datetime:
    """An instant (UTC) from its text."""
    return datetime.fromisoformat(text)


def optional(text: str | None) -> datetime | None:
    """An instant where there is one."""
    return None if text is None else datetime.fromisoformat(text)


def aggregates(tenant: str, rows: Iterable[Sequence[Any]], addressed: str | None = None) -> tuple[Stored, ...]:
    """Aggregates in root order from rows (id, root, version, seq, head, state); `addressed` is the case that was asked for."""
    tops: dict[str, Sequence[Any]] = {}
    cases: dict[str, dict[str, Case]] = {}
    for row in sorted(rows, key=lambda row: row[0]):
        id, root, state = row[0], row[1], row[5]
        cases.setdefault(root, {})[id] = case_of(id, state)
        if id == root:
            tops[root] = row
    return tuple(
        _stored(root, tenant, cases[root], top[3], top[4], top[2], addressed if addressed in cases[root] else None)
        for root, top in sorted(tops.items())
    )


def chains(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> dict[str, list[Link]]:
    """Links by root from rows of these columns, in the order given."""
    found: dict[str, list[Link]] = {}
    for row in rows:
        named = dict(zip(names, row, strict=True))
        found.setdefault(named["root_id"], []).append(link(named))
    return found


def answered(fields: Sequence[Any] | None) -> Answered | None:
    """An answered request from (fingerprint, root, case, seq)."""
    return None if fields is None else Answered(*fields)


def current(fields: Sequence[Any] | None) -> Current | None:
    """The definition published last from (hash, instant of retirement, who published it)."""
    return None if fields is None else Current(fields[0], fields[1] is not None, fields[2] is not None)


def definition_row(row: Mapping[str, Any], open: int, ended: int) -> DefinitionRow:
    """What is known of a definition, without its content."""
    same = {name: row[name] for name in ("hash", "workflow", "version", "published_by", "retired_by")}
    first = instant_of(row["first_used"])
    published, retired = optional(row["published_at"]) or first, optional(row["retired_at"])
    return DefinitionRow(**same, first_used=first, published_at=published, retired_at=retired, open=open, ended=ended)


def link(row: Mapping[str, Any]) -> Link:
    """A link of the chain; `stored` holds the columns beside the header."""
    stored = {"root": row["root_id"], "case": row["case_id"], "at": instant_of(row["at"])}
    stored |= {name: row[name] for name in ("seq", "kind", "actor")}
    texts = {name: row[name] for name in ("header", "payload", "salt", "payload_hash", "previous", "hash")}
    return Link(opened(row["header"], row["payload"]), **texts, stored=stored)


def live_row(row: Mapping[str, Any]) -> LiveRow:
    """What keeps a case alive."""
    return LiveRow(row["id"], row["mover"], row["movers"], optional(row["look_at"]), row["situation"])


def case_row(row: Mapping[str, Any]) -> CaseRow:
    """The columns of a case."""
    same = (
        "id",
        "tenant",
        "workflow",
        "definition",
        "key",
        "initiator",
        "subject_kind",
        "subject_id",
        "step",
        "status",
        "round",
        "revision",
    )
    return CaseRow(
        root=row["root_id"],
        parent=row["parent_id"],
        started=instant_of(row["started"]),
        entered=instant_of(row["entered"]),
        due_at=optional(row["due_at"]),
        ended_at=optional(row["ended_at"]),
        **{name: row[name] for name in same},
    )


def task_row(row: Mapping[str, Any], candidates: Sequence[Mapping[str, Any]]) -> TaskRow:
    """The columns of a task with its candidates, in order."""
    same = ("id", "step", "round", "seat", "state", "holder", "outcome", "reason", "urged")
    return TaskRow(
        case=row["case_id"],
        group=row["seat_group"],
        candidates=tuple(of["value"] for of in candidates if of["kind"] == "person"),
        tokens=tuple(of["value"] for of in candidates if of["kind"] == "token"),
        opened_at=instant_of(row["opened_at"]),
        due_at=optional(row["due_at"]),
        closed_at=optional(row["closed_at"]),
        superseded=flag(row["superseded"]),
        places=tuple((of["position"], flag(of["live"])) for of in candidates),
        **{name: row[name] for name in same},
    )


def timer_row(row: Mapping[str, Any]) -> TimerRow:
    """The columns of a timer."""
    same = {name: row[name] for name in ("key", "clock", "round", "rung", "repeat", "seat")}
    provisional, parked = flag(row["provisional"]), flag(row["parked"])
    return TimerRow(case=row["case_id"], due=instant_of(row["due"]), provisional=provisional, parked=parked, **same)


def flag(value: int) -> bool:
    """A yes or no as it is stored; raises KeyError for any other number."""
    return {0: False, 1: True}[value]


def delivery(row: Mapping[str, Any]) -> Delivery:
    """An outbox row as handed out."""
    return Delivery(
        id=row["id"],
        key=row["key"],
        kind=row["kind"],
        case=row["case_id"],
        root=row["root_id"],
        payload=PAYLOAD[1](json.loads(row["payload"])),
        tries=row["tries"],
        at=instant_of(row["at"]),
        tenant=row["tenant"],
        error=row["error"],
        needs=row["needs"],
    )


def attempt_row(row: Mapping[str, Any]) -> AttemptRow:
    """A row of refused commands."""
    same = {name: row[name] for name in ("actor", "action", "code", "message", "count")}
    return AttemptRow(case=row["case_id"], first_at=instant_of(row["first_at"]), last_at=instant_of(row["last_at"]), **same)


def stub(row: Sequence[Any]) -> Stub:
    """What stays of an archived case, from a row of all columns."""
    tenant, id, root, workflow, key, seq, head, file, at, by = row
    return Stub(tenant=tenant, id=id, root=root, workflow=workflow, key=key, seq=seq, head=head, file=file, at=instant_of(at), by=by)


def number_row(row: Mapping[str, Any]) -> NumberRow:
    """A line of the register."""
    same = {name: row[name] for name in ("series", "period", "value", "number", "field", "allocated_by", "voided_by", "reason")}
    allocated, voided = instant_of(row["allocated_at"]), optional(row["voided_at"])
    return NumberRow(root=row["root_id"], case=row["case_id"], allocated_at=allocated, voided_at=voided, **same)


def counter(row: Mapping[str, Any]) -> Counter:
    """A counter."""
    same = {name: row[name] for name in ("series", "period", "workflow", "terms", "changes", "head")}
    return Counter(first=row["first_value"], next=row["next_value"], last=row["last_value"], **same)


def counter_change(row: Mapping[str, Any]) -> CounterChange:
    """What an administrator has changed of a counter."""
    same = {name: row[name] for name in ("series", "period", "was", "reason", "hash")}
    at = instant_of(row["changed_at"])
    return CounterChange(no=row["ordinal"], next=row["next_value"], at=at, by=row["changed_by"], **same)
