"""Who is alive and who listens, in rows."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, literal_column, null, select, update
from sqlalchemy.engine import Dialect

from signoff.engine.needs import for_event
from signoff.engine.plain import coder, dumps, instant, read, text
from signoff.engine.ports import About, Node, Subscription

from . import tables
from .claims import claims_for
from .decode import instant_of
from .dialects import given, upsert
from .queries import rows_where
from .sources import Source
from .tables import literal
from .wire import Text, compiled_once

DUTIES = coder(Mapping[str, object])
node, subscription, outbox = tables.node.c, tables.subscription.c, tables.outbox.c


class SqlNodes:
    """The port `Beats` over SQL."""

    _source: Source
    _clock: Callable[[], datetime] | None

    def beat(self, node: str, duties: Mapping[str, object], about: About | None = None, at: datetime | None = None) -> None:
        """This node is alive and did these duties."""
        at = at or (self._clock() if self._clock is not None else None)
        params = {"name": node, "at": at and instant(at), "duties": dumps(DUTIES[0](duties)), "about": about and text(about)}
        with self._source.writing() as wire:
            wire.run(_beat(wire.dialect), params)

    def leave(self, node: str) -> None:
        """This node has stopped in order."""
        with self._source.writing() as wire:
            wire.run(_leave(wire.dialect), {"name": node})

    def nodes(self) -> Sequence[Node]:
        """Every node with its last beat, by name."""
        with self._source.reading() as wire:
            rows = wire.rows(rows_where(wire.dialect, tables.node, (), ("name",)), {})
        return [node_of(dict(zip(tables.node.columns.keys(), row, strict=True))) for row in rows]

    def subscriptions(self) -> Sequence[Subscription]:
        """Everybody who listens, in order."""
        with self._source.reading() as wire:
            return [Subscription(*row) for row in wire.rows(_listed(wire.dialect), {})]

    def subscribe(self, wanted: Sequence[Subscription], node: str, at: datetime) -> None:
        """These are listened for; in order, so that several processes do not wait for each other in a circle."""
        rows = [{"name": o.name, "event": o.event, "workflow": o.workflow, "node": node, "seen": instant(at)} for o in sorted(wanted)]
        with self._source.writing() as wire:
            wire.many(_subscribe(wire.dialect), rows)

    def unsubscribe(self, name: str) -> bool:
        """Nobody of this name listens any more, and what waits for it waits no longer."""
        with self._source.writing() as wire:
            found = wire.run(_unsubscribe(wire.dialect), {"name": name})
            wire.run(_unwanted(wire.dialect), {"needs": for_event(name)})
        return bool(found)

    def forget(self, nodes: datetime, subscriptions: datetime) -> None:
        """Drop nodes that were silent, and who has not been seen to listen."""
        with self._source.writing() as wire:
            wire.run(_silent(wire.dialect), {"before": instant(nodes)})
            wire.run(_unheard(wire.dialect), {"before": instant(subscriptions)})


def node_of(row: Mapping[str, Any]) -> Node:
    """A node from its row."""
    about = read(About, row["about"]) if row["about"] else None
    return Node(row["name"], instant_of(row["at"]), DUTIES[1](json.loads(row["duties"])), about)


@compiled_once
def _beat(dialect: Dialect) -> Text:
    clock = claims_for(dialect).clock.sql
    # what a driver is given has its percent signs doubled; what is compiled will be
    own: Any = literal_column(f"({clock.replace('%%', '%') if dialect.paramstyle in ('format', 'pyformat') else clock})")
    values = {"name": given("name"), "at": func.coalesce(given("at"), own), "duties": given("duties"), "about": given("about")}

    def again(new: Any) -> dict[str, Any]:
        return {"at": new.at, "duties": new.duties, "about": new.about}

    return Text.compiled(upsert(dialect, tables.node, values, again), dialect)


@compiled_once
def _leave(dialect: Dialect) -> Text:
    return Text.compiled(delete(tables.node).where(node.name == given("name")), dialect)


@compiled_once
def _listed(dialect: Dialect) -> Text:
    columns = (subscription.name, subscription.event, subscription.workflow)
    return Text.compiled(select(*columns).order_by(*columns), dialect)


@compiled_once
def _subscribe(dialect: Dialect) -> Text:
    values = {name: given(name) for name in ("name", "event", "workflow", "node", "seen")}
    return Text.compiled(upsert(dialect, tables.subscription, values, lambda new: {"node": new.node, "seen": new.seen}), dialect)


@compiled_once
def _unsubscribe(dialect: Dialect) -> Text:
    return Text.compiled(delete(tables.subscription).where(subscription.name == given("name")), dialect)


@compiled_once
def _unwanted(dialect: Dialect) -> Text:
    values = {"state": literal("'done'"), "settled_at": outbox.next_at, "error": null()}
    return Text.compiled(update(tables.outbox).where(literal(tables.READY), outbox.needs == given("needs")).values(values), dialect)


@compiled_once
def _silent(dialect: Dialect) -> Text:
    return Text.compiled(delete(tables.node).where(node.at < given("before")), dialect)


@compiled_once
def _unheard(dialect: Dialect) -> Text:
    return Text.compiled(delete(tables.subscription).where(subscription.seen < given("before")), dialect)
