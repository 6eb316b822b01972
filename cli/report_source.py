"""Where the rows of a report come from: the cases of the database, or a snapshot."""

from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .messages import say
from .progress import progress
from .times import day_of, instant_of

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

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
    calendar = calendar_of(app, known.definition)
    at = moment_of(as_of, calendar.zone, app.engine.now())
    with progress(1) as shown:
        return read_ledger(
            app.engine,
            app.opened.directory,
            calendar,
            known.definition,
            at,
            watch=lambda done: shown.at(0, say("report.under_way", done=done)),
        )


def moment_of(given: str | None, zone: "ZoneInfo", now: datetime) -> datetime:
    """The instant of the figures: a day is meant to its end in the zone of the calendar, today until now. Raises BadOptionUsage."""
    if given is None:
        return now
    day = day_of(given)
    if day is not None and day == now.astimezone(zone).date():
        return now
    at = instant_of("--as-of", given, zone) if day is None else datetime.combine(day, time.max, zone)
    if at > now:
        raise click.BadOptionUsage("--as-of", say("usage.report_ahead", at=given))
    return at


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
