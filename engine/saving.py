"""What a save writes of an aggregate that commands were carried out on."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from typing import TypeVar

from .carrying import Carrier
from .errors import Stale
from .events import Started
from .frozen import maker
from .history import GENESIS, seal
from .liveness import liveness
from .model import Model
from .next_movers import Liveness
from .outgoing import Wanted as HandlerWanted
from .outgoing import outgoing, settled
from .ports import Change, Definition, Outgoing, Stored

Unit = TypeVar("Unit")
S = TypeVar("S")

_change = maker(Change)


def change_of(carrier: Carrier, stored: Stored | None, tenant: str, handled: HandlerWanted) -> Change:
    """What a save writes of an aggregate."""
    unfolding = carrier.unfolding
    rows: list[Outgoing] = []
    for event in unfolding.events:
        case = unfolding.cases[event.case]
        rows += outgoing(carrier.models(case), case, event, handled)
    return _change(
        root=unfolding.events[0].root,
        tenant=tenant,
        before=stored.cases if stored is not None else {},
        after=unfolding.cases,
        links=seal(unfolding.events, stored.head if stored is not None else GENESIS, salts(len(unfolding.events))),
        version=stored.version if stored is not None else 0,
        tasks={id: tuple(tasks.values()) for id, tasks in unfolding.tasks.items()},
        outgoing=tuple(rows),
        settled=settled(unfolding.events),
        live=dict(_live(carrier, stored)),
    )


def _live(carrier: Carrier, stored: Stored | None) -> Iterator[tuple[str, Liveness]]:
    """What keeps each case alive that is written: the root always is, with the head of its chain."""
    root = carrier.unfolding.events[0].root
    for id, case in carrier.unfolding.cases.items():
        if id == root or stored is None or case is not stored.cases.get(id):
            yield id, liveness(carrier.models(case), case)


def each_by_itself(
    begin: Callable[[], AbstractContextManager[Unit]], saves: Iterable[S], write: Callable[[Unit, S], object]
) -> Iterator[tuple[S, bool]]:
    """Write each of these saves in a transaction of its own (`Store.saving_each`), as `write` does it, when the next one is asked for."""
    for save in saves:
        try:
            with begin() as unit:
                write(unit, save)
        except Stale as error:
            if error.code != "conflict":
                raise
            yield save, False
        else:
            yield save, True


def definition_of(model: Model) -> Definition:
    """A definition as it is stored."""
    return Definition(model.hash, model.workflow.id, model.workflow.version, model.text)


def definitions_of(carrier: Carrier) -> tuple[Definition, ...]:
    """The definitions of workflows that have been started as children: each is pinned to its own."""
    started = [event.case for event in carrier.unfolding.events if isinstance(event.fact, Started) and event.fact.parent is not None]
    models = {model.hash: model for id in started if (model := carrier.models(carrier.unfolding.cases[id])).outer is None}
    return tuple(definition_of(model) for model in models.values())


def salts(count: int) -> Iterator[str]:
    """So many salts, drawn at once."""
    drawn = os.urandom(8 * count).hex()
    return iter([drawn[place : place + 16] for place in range(0, 16 * count, 16)])
