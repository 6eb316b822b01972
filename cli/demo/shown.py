"""What the year came to: the figures of its ledger, what stands still, and why one case does."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .. import stuck_told as stuck_report
from .. import why as why_page
from ..messages import say
from ..naming import Names
from ..output import Answer, shallow
from ..report_shown import answer, lines
from ..screen import DIM, Screen
from ..times import stamp
from .plan import ZONE

if TYPE_CHECKING:
    from signoff.adapters.proposals.reports.rows import Ledger
    from signoff.adapters.proposals.reports.tables import Report

    from .run import Stage

SHOWN = ("summary", "overview")
"""The reports that are shown."""


def ledger(stage: "Stage") -> "Ledger":
    """The ledger of the year, as it is read for every report."""
    from signoff.adapters.proposals.reading import read_ledger

    from ..compose import Known

    return read_ledger(stage.engine, stage.engine.directory, stage.calendar, Known(stage.engine).definition, stage.clock.now())


def shown(stage: "Stage", names: Names) -> Answer:
    """The figures, `stuck` and `why`, as one answer."""
    from signoff.adapters.proposals.reports.catalogue import made

    engine, found = stage.engine, ledger(stage)
    reports = [made(id, found) for id in SHOWN]
    report = engine.stuck()
    explained = engine.why(stage.explained)
    events = engine.history(explained.case)

    def text(screen: Screen) -> Iterator[str]:
        yield say("demo.head", at=stamp(screen.now, screen.zone))
        for one in reports:
            yield ""
            yield from report_lines(one, screen)
        yield ""
        yield screen.paint("$ signoff stuck", DIM)
        yield from stuck_report.lines(report.findings, screen, names)
        yield from stuck_report.summary(report, screen)
        yield ""
        yield screen.paint(f"$ signoff why {explained.key}", DIM)
        yield from why_page.lines(explained, events, screen, names)

    body = {
        "at": stage.clock.now(),
        "reports": [{**answer(one).body, "items": answer(one).items} for one in reports],
        "stuck": {"examined": report.examined, "total": report.total, "cases": report.cases, "items": report.findings},
        "why": shallow(explained),
    }
    return Answer("demo", body, text)


def report_lines(one: "Report", screen: Screen) -> Iterator[str]:
    """A report below the command that shows it; its notes are left to that."""
    yield screen.paint(f"$ signoff proposals report {one.id}", DIM)
    for table in one.tables:
        yield from lines(table, screen, ZONE)
        if table is not one.tables[-1]:
            yield ""
