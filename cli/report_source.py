"""Where the rows of a report come from: the cases of the database, or a snapshot."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from .messages import say
from .progress import progress
from .times import instant_of

if TYPE_CHECKING:
    from signoff.adapters.proposals.reports.rows import Ledger
    from signoff.engine.calendars import Calendar

    from .app import App

USUAL = "cn-gov"
"""The calendar that counts where no case names one."""


def ledger_of(app: "App", as_of: str | None, snapshot: Path | None) -> "Ledger":
    """The ledger of the database as of an instant (unsaid: now), or that of a snapshot."""
    if snapshot is not None:
        from signoff.adapters.proposals.reports.snapshot import load

        if as_of is not None:
            raise click.UsageError(say("usage.report_source"))
        return load(snapshot)
    from signoff.adapters.proposals.reading import read_ledger

    from .compose import Known

    known = Known(app.opened)
    now = app.engine.now()
    at = instant_of("--as-of", as_of, app.zone) if as_of is not None else now
    at = at if at.tzinfo is not None else at.astimezone()
    if at > now:
        raise click.BadOptionUsage("--as-of", say("usage.report_ahead", at=as_of))
    with progress(1) as shown:
        return read_ledger(
            app.engine,
            app.opened.directory,
            calendar_of(app, known.definition),
            known.definition,
            at,
            watch=lambda done: shown.at(0, say("report.under_way", done=done)),
        )


def calendar_of(app: "App", definition: object) -> "Calendar":
    """The calendar that the cases are counted by: that of the first one that names one."""
    from signoff.adapters.proposals.reading.ledger import HANDLED
    from signoff.workflows.calendar_registry import Calendars

    known = Calendars(app.settings.calendars)
    assert callable(definition)
    for workflow in HANDLED:
        for case in app.engine.cases(workflow=workflow, limit=1):
            found = definition(case.definition)
            if found is not None and found.calendar in known:
                return known[found.calendar]
    return known[USUAL]
