"""What is collected for a person: rows of the outbox that wait for one instant, and become one row, one message and one key then.

The group of a row, its person, channel and instant, stands in front of its id, so that a store finds the others without an index of
its own. The first of the group takes the items of all others over; from then on it bears the group as its key.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from .needs import for_notice
from .plain import digest, instant
from .ports_saving import Delivery, Outgoing
from .schedules import Collected

KIND = "digest"
ITEM = ("kind", "text", "about", "case", "at")
LENGTH = len(KIND) + 1 + 16 + 1 + 32


def group_of(id: str) -> str:
    """The part of an id that all rows of one digest share."""
    return id[:LENGTH]


def bounds(id: str) -> tuple[str, str]:
    """Between which ids, the second excluded, all rows of this row's digest lie."""
    return group_of(id) + "-", group_of(id) + "."


def rows_of(row: Outgoing, tenant: str, to: Iterable[str], via: Sequence[str], waits: Collected) -> tuple[Outgoing, ...]:
    """A notice that is collected: a row for each person and channel (of a rule that names none, the default ones), due later."""
    found = []
    for person in to:
        for channel in via or ("",):
            id = f"{KIND}-{waits.due.astimezone(UTC):%Y%m%dT%H%M%SZ}-{digest(repr((tenant, person, channel)))[:32]}-{row.key}"
            payload = {**row.payload, "to": [person], "via": [channel] if channel else [], "every": waits.every, "zone": waits.zone}
            need = for_notice([channel] if channel else [])
            found.append(replace(row, id=id, key=id, kind=KIND, payload=payload, due=waits.due, needs=need))
    return tuple(found)


def moved(id: str, due: datetime) -> str:
    """The id of the same row in the digest of another instant."""
    return f"{KIND}-{due.astimezone(UTC):%Y%m%dT%H%M%SZ}-{id[len(KIND) + 18 :]}"


def made(rows: Iterable[Delivery]) -> bool:
    """Whether a digest has been made of some of these rows."""
    return any(row.key == group_of(row.id) for row in rows)


def united(rows: Sequence[Delivery]) -> Delivery:
    """The first of these rows with the items of all, in the order in which they came about."""
    first, ordered = rows[0], sorted(rows, key=lambda row: (row.at, row.id))
    items = tuple({name: row.payload[name] for name in ITEM if name in row.payload} for row in ordered)
    payload = {"kind": KIND, "to": first.payload["to"], "via": first.payload.get("via", ()), "items": items, "at": instant(ordered[-1].at)}
    return replace(first, key=group_of(first.id), payload=payload)


def told(items: Sequence[Mapping[str, object]], now: Mapping[str, str]) -> dict[str, str]:
    """The text of a digest, a line for each item; `now` says by case id how those stand that have ended since."""
    count = len(items)
    heads = {"zh": f"共 {count} 项", "en": "1 notice" if count == 1 else f"{count} notices"}
    return {language: "\n".join([head, *_lines(items, now, language)]) for language, head in heads.items()}


def _lines(items: Sequence[Mapping[str, object]], now: Mapping[str, str], language: str) -> Iterable[str]:
    for number, item in enumerate(items, 1):
        case = item.get("case")
        facts: Mapping[str, object] = case if isinstance(case, Mapping) else {}
        key, text = _said(facts.get("key"), language), _said(item.get("text"), language) or _said(facts.get("step"), language)
        line = text if key in text else f"{key}{'：' if language == 'zh' else ': '}{text}"
        status = now.get(str(facts.get("id")))
        yield f"{number}. {line}{ENDED[language].format(STATUS[language].get(status, status)) if status is not None else ''}"


def _said(label: object, language: str) -> str:
    if isinstance(label, Mapping):
        return _said(label.get(language) or next(iter(label.values()), None), language)
    return "" if label is None else str(label)


ENDED = {"zh": "（此件现已结束：{}）", "en": " (the case has ended since: {})"}
STATUS: Mapping[str, Mapping[str, str]] = {
    "zh": {
        "approved": "已批准",
        "rejected": "未批准",
        "done": "已办结",
        "withdrawn": "已撤回",
        "terminated": "已终止",
        "void": "已作废",
    },
    "en": {},
}
