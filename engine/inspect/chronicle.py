"""The histories of the cases of a page, read in one go when the first of them is asked for."""

from collections.abc import Container, Iterable, Mapping, Sequence
from functools import cached_property

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

    def of(self, case: Case, kinds: Container[str] | None = None) -> Iterable[Event]:
        """The history of a case, of this page or not; or its events of some kinds."""
        known = self._known if case.id in self._rows else None
        if known is None:
            links = self._service.store.history(self._service.tenant, case.root, case.id)
            return (link.event for link in links if kinds is None or link.event.kind in kinds)
        return known[case.id](kinds) if case.id in known else ()

    @cached_property
    def _known(self) -> Mapping[str, Told] | None:
        roots = sorted({row.root for row in self._rows.values()})
        return self._service.store.events_among(self._service.tenant, list(self._rows), roots, MOST)
