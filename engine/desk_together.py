"""What a host can ask for several cases at once, and what stands in a definition before a case begins with it."""

from collections.abc import Sequence

from . import commands as c
from .batching import BatchReport, batch
from .definition import Workflow
from .loading import current_of
from .service import Service
from .together import together


class ManyDesk:
    """The part of a desk that is about many cases in one go."""

    _service: Service
    _os_user: str | None
    _trusted: bool

    def batch(self, commands: Sequence[c.Command]) -> BatchReport:
        """Carry out many commands (`commands.Act(case=…, by=…, action="approve")`), each in a transaction of its own."""
        return batch(self._service, commands, self._os_user, self._trusted)

    def together(self, commands: Sequence[c.Command], *, dry_run: bool = False) -> BatchReport:
        """Carry out many commands as one act (统一交办): in one transaction, at one instant, all of them or none.

        Where one is refused nothing is written: its entry says why, the others are `held`. On a dry run nothing is written either;
        each entry has the case as it would be; whether a new human key is taken is not asked. Raises NotFound, Stale, StoreUnavailable.
        """
        return together(self._service, commands, self._os_user, self._trusted, dry_run=dry_run)

    def workflow(self, workflow: str) -> Workflow:
        """The definition that a new case of this workflow begins with now: its fields, its steps. Raises NotFound."""
        service = self._service
        return current_of(service.setting.registry, service.store, service.store, service.tenant, workflow).workflow
