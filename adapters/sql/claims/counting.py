"""Counters of number series: one statement locks them, in order, and reads them; a counter that is not there yet begins with it."""

import json
from collections.abc import Sequence

from signoff.engine.numbered import Counter

from .. import tables
from ..decode import counter
from ..rows import Row
from ..wire import Text, Wire

COLUMNS = tuple(column.name for column in tables.series.columns)
COUNTER_NAMES = ",".join(COLUMNS)
AGAIN = f"ON CONFLICT(tenant,series,period) DO UPDATE SET next_value = signoff_series.next_value RETURNING {COUNTER_NAMES}"
"""An update that changes nothing: it waits for whoever has the row, and then sees what that one has made of it."""


def counters(wire: Wire, text: Text, wanted: Sequence[Row]) -> list[Counter]:
    """The counters, locked."""
    found = wire.rows(text, {"wanted": json.dumps(list(wanted), ensure_ascii=False)})
    return sorted((counter(dict(zip(COLUMNS, row, strict=True))) for row in found), key=lambda one: one.key)
