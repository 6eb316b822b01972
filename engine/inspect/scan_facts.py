"""The facts of a case that a scan comes upon: what is told of many cases at once, and the rest where somebody needs it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from ..case import Case
from ..errors import NotFound
from ..events import Event
from ..lazily import lazily
from ..ports import AttemptRow, Delivery
from .clocks import unfired
from .facts import SEATS, Facts
from .known import facts_of
from .usual import Finished

if TYPE_CHECKING:
    from .scan import Scan


class FactsOfScan(Facts):
    """What is known of a case beside its folded state. What the scan has learnt of all its cases is there at once."""

    _scan: "Scan"
    _case: Case

    def __init__(self, scan: "Scan", case: Case) -> None:
        known: dict[str, object] = {"_scan": scan, "_case": case, "_of_seat": {}, "quiet": scan.silence_unasked}
        known["waiting"] = tuple(scan.unserved[case.id]) if case.id in scan.unserved else ()
        if not scan.walking:
            known["dead"] = () if scan.sound else tuple(scan.dead.get(case.id, ()))
        # Refusals of every case would be a question each: they are read only where somebody asked for them, or a timer is late.
        if scan.quiet and not unfired(case, scan.world.now - scan.patience.grace):
            known["attempts"] = ()
        self.__dict__.update(known)

    @lazily
    def _stored(self) -> Facts:
        """The same as the store holds it, for this case alone."""
        return facts_of(self._scan.service, self._case)

    def history(self) -> Iterable[Event]:
        """Everything that has happened to the case; of those of a page it is read in one go."""
        chronicle = self._scan.chronicle
        return chronicle.of(self._case) if chronicle is not None else self._stored.history()

    def seats(self, task: str | None) -> Iterable[Event]:
        """What has happened to its seats, or to that of a task at least."""
        chronicle = self._scan.chronicle
        return chronicle.of(self._case, SEATS, task) if chronicle is not None else self._stored.of_seats

    def refused(self) -> Sequence[AttemptRow]:
        """What was refused."""
        return self._stored.refused()

    def undelivered(self) -> Sequence[Delivery]:
        """Effects that have failed their last try."""
        return self._stored.undelivered()

    def beating(self) -> Sequence[tuple[str, datetime]]:
        """Who ticks."""
        return self._scan.nodes

    def visits(self, definition: str, branch: str, step: str) -> Finished:
        """What is known of the finished visits of a step."""
        return self._scan.visits.of(definition, branch, step)

    def of(self, case: Case) -> Facts:
        """The facts of another case of the aggregate."""
        return facts_of(self._scan.service, case)

    def other(self, key: str) -> Case | NotFound:
        """The case with a root of its own that a text means; or why there is none."""
        assert self._stored.other is not None
        return self._stored.other(key)
