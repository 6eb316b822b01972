"""The port `Chronicle` over SQL."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.engine import Dialect

from signoff.engine.ports import Link

from . import decode, tables
from .dialects import among, given, listed
from .reader import named
from .sources import Source
from .wire import Text, compiled_once

event = tables.event.c


class SqlChronicle:
    """The history of all cases, a statement a page along its primary key."""

    _source: Source

    def told(self, tenant: str, kinds: Sequence[str], limit: int, after: tuple[str, int] | None = None) -> Sequence[Link]:
        """Events of these kinds by root and in order, behind (root, seq)."""
        root, seq = after or ("", 0)
        params = {"tenant": tenant, "kinds": listed(kinds, self._source.dialect), "limit": limit, "root": root, "seq": seq}
        with self._source.reading() as wire:
            return [decode.link(named(tables.event, row)) for row in wire.rows(_told(self._source.dialect), params)]


@compiled_once
def _told(dialect: Dialect) -> Text:
    # the root alone bounds the search along the key; the rest of the condition only drops what was read of that root before
    behind = (event.root_id >= given("root")) & ((event.root_id > given("root")) | (event.seq > given("seq")))
    wanted = select(*tables.event.columns).where(event.tenant == given("tenant"), behind, among(event.kind, "kinds", dialect))
    return Text.compiled(wanted.order_by(event.root_id, event.seq).limit(given("limit")), dialect)
