"""What a host can ask of deadlines after a calendar has changed."""

from collections.abc import Iterator

from . import reading
from .case import Case
from .ports import CaseFilter
from .recounting import CaseAnew, anew
from .scope import CaseScope
from .service import Service

PAGE = 500


class ClockDesk:
    """The part of a desk that is about deadlines and calendars."""

    _service: Service

    def counted_otherwise(
        self, *, workflow: str | None = None, case: str | None = None, earlier: bool = False, limit: int = 1000
    ) -> tuple[CaseAnew, ...]:
        """The open cases, at most `limit`, of which `recount` would move a deadline, or would leave one although it is counted otherwise.

        With `earlier` those that would end earlier move, too. Nothing is written.
        """
        found: list[CaseAnew] = []
        for one in self._open(workflow) if case is None else [reading.found(self._service, case)[1]]:
            model, here, world = reading.looked_at(self._service, one.id)
            clocks = anew(CaseScope.of(model, here, world), earlier=earlier)
            if clocks:
                found.append(CaseAnew(here.id, here.key, here.workflow, here.definition, here.step, clocks))
            if len(found) == limit:
                break
        return tuple(found)

    def _open(self, workflow: str | None) -> Iterator[Case]:
        after: str | None = None
        while page := self._service.store.cases(self._service.tenant, CaseFilter(workflow, open=True, limit=PAGE, after=after)):
            yield from page
            after = page[-1].id
