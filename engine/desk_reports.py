"""What a host can ask of many cases together."""

from datetime import datetime

from . import given
from .errors import Misconfigured
from .reports import Bottlenecks, bottlenecks
from .service import Service


class ReportDesk:
    """The part of a desk that is about reports."""

    _service: Service

    def bottlenecks(self, *, workflow: str | None = None, since: datetime | None = None, until: datetime | None = None) -> Bottlenecks:
        """Where the time goes: how long cases stay at each step and how often they are sent back, what lies with whom.

        Of visits that ended, and decisions that were taken, from `since` until before `until` (instants without a zone: the engine's);
        what waits is counted now. Read from the history a page at a time. Archived cases are not in it.
        """
        given.moment("since", since)
        given.moment("until", until)
        zone = self._service.setting.around.zone
        begin, end = (at.replace(tzinfo=zone) if at is not None and at.tzinfo is None else at for at in (since, until))
        if begin is not None and end is not None and begin >= end:
            raise Misconfigured("the period ends before it begins", hint="Give `since` before `until`.")
        return bottlenecks(self._service, workflow, begin, end)
