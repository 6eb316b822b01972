"""Rows of the kind `notice`: whom they are for, by which channels, and who is still to be told at the next try."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from datetime import datetime
from typing import TypeAlias

from signoff.engine.errors import DeliveryFailed, Undeliverable, told_by
from signoff.engine.frozen import dataclass
from signoff.engine.ports import Delivery, Directory, Notice, Notifier

from .memory import Memory

LOG = logging.getLogger("signoff.delivery")

Persons: TypeAlias = frozenset[str] | None
"""Who is still to be told; None: all."""


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a notice: by channel whom to try again, and whom not before an operator says so (with the reasons)."""

    again: Mapping[str, Persons] = field(default_factory=dict)
    never: Mapping[str, Persons] = field(default_factory=dict)
    why: tuple[str, ...] = ()

    def revived(self) -> "Left":
        """Everything that is left, once more."""
        return Left(_merged(self.again, self.never))

    def given_up(self, channel: str, persons: Persons, why: str) -> "Left":
        """The same with these persons given up."""
        return replace(self, never=_merged(self.never, {channel: persons}), why=(*self.why, why))


class Notices:
    """Delivers rows of the kind `notice`, by their channels (`via`) or the default ones."""

    def __init__(self, notifiers: Mapping[str, Notifier], directory: Directory, default: Iterable[str]) -> None:
        self._notifiers = dict(notifiers)
        self._directory = directory
        self._default = tuple(default)
        self._memory: Memory[Left | None] = Memory()

    def __call__(self, row: Delivery) -> None:
        """Send what is left of it; raises DeliveryFailed, or Undeliverable where trying again is pointless."""
        notice = notice_of(row, self._directory)
        channels = _texts(row.payload, "via") or self._default
        if notice is None:
            return
        left = self._memory.get(row.id, None) or Left(dict.fromkeys(channels))
        # The first try of a row that is known already: an operator has given it another run.
        left, failures = self._tried(notice, left.revived() if row.tries <= 1 else left)
        self._memory.keep(row.id, left)
        if failures:
            waits = [wait for e in failures if isinstance(wait := e.data.get("retry_after"), int | float)]
            raise DeliveryFailed(
                "; ".join((*(e.message for e in failures), *left.why)), data={"retry_after": max(waits)} if waits else {}
            ) from failures[0]
        if left.never:
            raise Undeliverable("; ".join(left.why))
        self._memory.forget(row.id)

    def _tried(self, notice: Notice, left: Left) -> tuple[Left, list[DeliveryFailed]]:
        """Each channel gets its chance, whatever happens to the others."""
        again: dict[str, Persons] = {}
        failures = []
        for channel, persons in left.again.items():
            try:
                self._send(channel, _narrowed(notice, persons))
            except Undeliverable as error:
                left = left.given_up(channel, _named(error, "persons") or persons, f"{channel}: {error.message}")
            except DeliveryFailed as error:
                failures.append(error)
                again[channel] = _named(error, "persons") or persons
                if never := _named(error, "never"):
                    left = left.given_up(channel, never, f"{channel}: refused for good for {', '.join(sorted(never))}")
        return replace(left, again=again), failures

    def _send(self, channel: str, notice: Notice) -> None:
        """By this channel; whatever a notifier raises is a DeliveryFailed, as its port says."""
        notifier = self._notifiers.get(channel)
        if notifier is None:
            raise DeliveryFailed(f"there is no channel `{channel}` here; there are {', '.join(sorted(self._notifiers)) or 'none'}")
        try:
            notifier.send(notice)
        except DeliveryFailed:
            raise
        except Exception as error:  # a plug-in may raise anything
            LOG.exception("the notifier %s failed", channel, extra={"key": notice.key})
            raise DeliveryFailed(f"{channel}: {told_by(error)}") from error


def notice_of(row: Delivery, directory: Directory) -> Notice | None:
    """The notice of a row, None where it is for nobody; raises Undeliverable where nobody of those it is for is to be told."""
    ids = _texts(row.payload, "to")
    if not ids:
        return None
    found = [(id, directory.person(id)) for id in dict.fromkeys(ids)]
    to = tuple(person for _, person in found if person is not None and person.active)
    lost = [f"{id} ({'unknown' if person is None else 'inactive'})" for id, person in found if person is None or not person.active]
    if lost:
        LOG.warning("not told: %s", ", ".join(lost), extra={"code": "not_told", "key": row.key})
    if not to:
        raise Undeliverable(f"nobody is there to be told: {', '.join(lost)}")
    kind, text, case = row.payload.get("kind"), row.payload.get("text", {}), row.payload.get("case", {})
    if not isinstance(kind, str) or not isinstance(text, Mapping) or not isinstance(case, Mapping):
        raise Undeliverable("the row is not a notice: it needs kind, to, text and case")
    said = {str(k): str(v) for k, v in text.items()}
    return Notice(row.key, kind, to, said, dict(case), _instant(row), _items(row))


def _items(row: Delivery) -> tuple[Mapping[str, object], ...]:
    """What a digest holds; nothing for any other notice."""
    items = row.payload.get("items", ())
    return tuple(dict(item) for item in items if isinstance(item, Mapping)) if isinstance(items, tuple | list) else ()


def _instant(row: Delivery) -> datetime:
    """When it was occasioned: as the payload says, else when the row was written."""
    at = row.payload.get("at")
    try:
        return at if isinstance(at, datetime) else datetime.fromisoformat(at) if isinstance(at, str) else row.at
    except ValueError as error:
        raise Undeliverable(f"the row is not a notice: {at!r} is no instant") from error


def _texts(payload: Mapping[str, object], name: str) -> tuple[str, ...]:
    value = payload.get(name, ())
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
        raise Undeliverable(f"the row is not a notice: `{name}` is not a list of names")
    return tuple(value)


def _narrowed(notice: Notice, persons: Persons) -> Notice:
    return notice if persons is None else replace(notice, to=tuple(person for person in notice.to if person.id in persons))


def _named(error: DeliveryFailed, name: str) -> Persons:
    """The persons an error names; None where it names none."""
    value = error.data.get(name)
    return frozenset(map(str, value)) if isinstance(value, list | tuple | set | frozenset) and value else None


def _merged(one: Mapping[str, Persons], other: Mapping[str, Persons]) -> dict[str, Persons]:
    """Both together; where one says all, all."""
    found = dict(one)
    for channel, persons in other.items():
        here = found.get(channel, frozenset())
        found[channel] = None if here is None or persons is None else here | persons
    return found
