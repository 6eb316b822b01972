"""The histories of the cases of a page, read in one go when the first of them is asked for: some kinds of events, or all."""

from collections.abc import Iterable, Mapping, Sequence

from ..case import Case
from ..events import Event
from ..ports import OpenCase, Told
from ..service import Service

MOST = 5_000
"""Events that are kept for a page; where there are more, each history is read by itself."""


class Chronicle:
    """What has happened to each case of a page."""

    def __init__(self, service: Service, rows: Sequence[OpenCase]) -> None:
        self._service, self._rows = service, {row.id: row for row in rows}
        self._told: dict[frozenset[str] | None, Mapping[str, Told] | None] = {}

    def of(self, case: Case, kinds: frozenset[str] | None = None, naming: str | None = None) -> Iterable[Event]:
        """The history of a case, of this page or not; or its events of some kinds, of which those that name something are enough."""
        known = self._known(kinds) if case.id in self._rows else None
        if known is None:
            links = self._service.store.history(self._service.tenant, case.root, case.id)
            return (link.event for link in links if kinds is None or link.event.kind in kinds)
        return known[case.id](kinds, naming) if case.id in known else ()

    def _known(self, kinds: frozenset[str] | None) -> Mapping[str, Told] | None:
        """What there is of these kinds; where all is known already, that."""
        everything = self._told.get(None)
        if everything is not None:
            return everything
        if kinds not in self._told:
            roots = sorted({row.root for row in self._rows.values()})
            self._told[kinds] = self._service.store.events_among(self._service.tenant, list(self._rows), roots, MOST, kinds)
        return self._told[kinds]
