"""Rows of the kind `digest`: what was collected for a person becomes one notice, under one key, whoever delivers it and how often."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from signoff.engine import digests
from signoff.engine.clock import Clock
from signoff.engine.errors import SignoffError, Undeliverable
from signoff.engine.ports import Delivery, Outbox
from signoff.engine.schedules import next_time

from .notices import Notices

Standing: TypeAlias = Callable[[str, str], str | None]
"""How a case (tenant, id) has ended; None while it is open."""

GOES_ALONG: Final = object()
"""What a courier returns for a row that is not its own to deliver: it goes along with another one, which says what became of it."""


class Digests:
    """Makes one notice of all rows that wait for the same person, channel and instant, and has it sent as any notice is."""

    def __init__(self, outbox: Outbox, notices: Notices, clock: Clock, standing: Standing) -> None:
        self._outbox = outbox
        self._notices = notices
        self._clock = clock
        self._standing = standing

    def __call__(self, row: Delivery) -> object:
        """Send it; GOES_ALONG where another row is the first of its digest, or the row came too late and waits for the next one."""
        mine = row if "items" in row.payload else self._outbox.gather(row, self._clock.now(), self._later(row))
        if mine is None:
            return GOES_ALONG
        items = [item for item in self._items(mine) if isinstance(item, Mapping)]
        self._notices(replace(mine, payload={**mine.payload, "text": digests.told(items, self._ended(mine.tenant, items))}))
        return None

    def _later(self, row: Delivery) -> datetime:
        """When the digest behind this row's own is due."""
        every, zone = row.payload.get("every"), row.payload.get("zone")
        try:
            after = datetime.strptime(row.id[len(digests.KIND) + 1 :][:16], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
            return next_time(str(every), ZoneInfo(str(zone)), max(after, self._clock.now()))
        except (ValueError, KeyError, OSError) as error:
            raise Undeliverable(f"the row is no digest: {every!r} in {zone!r}: {error}") from error

    def _items(self, row: Delivery) -> tuple[object, ...] | list[object]:
        items = row.payload.get("items")
        if not isinstance(items, tuple | list):
            raise Undeliverable("the row is no digest: it has no items")
        return items

    def _ended(self, tenant: str, items: list[Mapping[str, object]]) -> dict[str, str]:
        """How the cases stand that have ended; one that cannot be asked about is told as it was."""
        cases = dict.fromkeys(str(case["id"]) for item in items if isinstance(case := item.get("case"), Mapping) and "id" in case)
        found: dict[str, str] = {}
        for case in cases:
            try:
                status = self._standing(tenant, case)
            except SignoffError:
                continue
            if status is not None:
                found[case] = status
        return found
