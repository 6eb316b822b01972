"""The whole ledger, case by case."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from signoff.engine.calendars import Calendar
from signoff.engine.definition import Workflow
from signoff.engine.desk import Desk
from signoff.engine.ports import Directory

from ..reports.rows import Ledger
from .around import Around
from .records import Recorded
from .timed import Timed
from .told import roots

HANDLED = ("proposal-handling", "co-opinion-handling")
RECORD = "proposal-record"
PARTS = ("rows", "shares", "duties", "steps", "contacts", "commitments", "orders", "look_backs", "studies", "interims")


def read_ledger(
    desk: Desk,
    directory: Directory,
    calendar: Calendar,
    definition: Callable[[str], Workflow | None],
    as_of: datetime,
    watch: Callable[[int], object] = lambda done: None,
) -> Ledger:
    """The ledger as history has it of an instant: every case of the workflows of proposals that had begun by then.

    Cases are read one at a time; what is kept are their rows. `definition` gives the workflow of a hash, for titles and the policy; the
    scheme of result classes is that of the case that began last, so that the ledger of an instant is the same whenever it is read.
    `watch` hears how many cases are done. Archived cases are not in it. Raises StoreUnavailable, DirectoryUnavailable.
    """
    around = Around(as_of, calendar, directory, definition)
    found = Ledger(as_of=as_of, timezone=calendar.timezone)
    gathered: dict[str, list[object]] = {name: [] for name in ("cases", *PARTS)}
    for workflow in (*HANDLED, RECORD):
        for told in roots(desk, workflow, as_of):
            made = Recorded(told, around) if workflow == RECORD else Timed(told, around)
            gathered["cases"].append(made.case)
            around.begun(told.root)
            for name in PARTS:
                gathered[name].extend(getattr(made, name)() if hasattr(made, name) else ())
            watch(len(gathered["cases"]))
    rows = {name: tuple(several) for name, several in gathered.items()}
    return replace(found, **rows, units=tuple(around.units.values()), names=around.names, scheme=around.scheme)  # type: ignore[arg-type]
