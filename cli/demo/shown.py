"""What the year came to: in June what stands still, and why one case does; at the end the figures of its ledger."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
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

THEN = ("summary",)
"""The reports that are shown on the day in June."""
AT_THE_END = ("summary", "overview", "b_conversion", "supervision_ledger")
"""Those that are shown at the end of the year."""


def ledger(stage: "Stage") -> "Ledger":
    """The ledger of the year, as it is read for every report."""
    from signoff.adapters.proposals.reading import read_ledger

    from ..compose import Known

    return read_ledger(stage.engine, stage.engine.directory, stage.calendar, Known(stage.engine).definition, stage.clock.now())


def reports(stage: "Stage", ids: Sequence[str]) -> "list[Report]":
    """These reports, as of now."""
    from signoff.adapters.proposals.reports.catalogue import made

    found = ledger(stage)
    return [made(id, found) for id in ids]


def in_june(stage: "Stage", names: Names) -> Answer:
    """The figures of the day, `stuck` and `why`, as one answer."""
    engine, now, found = stage.engine, stage.clock.now(), reports(stage, THEN)
    report = engine.stuck()
    explained = engine.why(stage.explained)
    events = engine.history(explained.case)

    def text(screen: Screen) -> Iterator[str]:
        screen = replace(screen, now=now)
        yield say("demo.head", at=stamp(now, screen.zone))
        for one in found:
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
        "at": now,
        "reports": bodies(found),
        "stuck": {"examined": report.examined, "total": report.total, "cases": report.cases, "items": report.findings},
        "why": shallow(explained),
    }
    return Answer("demo", body, text)


def whole_year(before: Answer, stage: "Stage", names: Names) -> Answer:
    """What was seen in June, what mended it, and the figures at the end of the year."""
    now, found = stage.clock.now(), reports(stage, AT_THE_END)
    reassigned = [one.key for one in stage.mended if one.reassigned]
    reminded = [one.key for one in stage.mended if not one.reassigned]
    substitute = names.people([stage.plan.substitute])

    def text(screen: Screen) -> Iterator[str]:
        yield from before.text(screen)
        yield ""
        day = f"{stage.plan.mended_at:%Y-%m-%d}"
        yield say("demo.mended", day=day, reassigned=len(reassigned), person=substitute, reminded=len(reminded))
        yield ""
        yield say("demo.end", at=stamp(now, screen.zone))
        for one in found:
            yield ""
            yield from report_lines(one, screen)

    mended = {"at": stage.plan.mended_at, "reassigned": reassigned, "reminded": reminded}
    return Answer("demo", {**before.body, "mended": mended, "year_end": {"at": now, "reports": bodies(found)}}, text)


def bodies(found: Sequence["Report"]) -> list[dict[str, object]]:
    """Reports as data."""
    return [{**answer(one).body, "items": answer(one).items} for one in found]


def report_lines(one: "Report", screen: Screen) -> Iterator[str]:
    """A report below the command that shows it; notes, and the lines of each unit, are left to that."""
    yield screen.paint(f"$ signoff proposals report {one.id}", DIM)
    tables = [table for table in one.tables if table.id != "by_unit"]
    for table in tables:
        yield from lines(table, screen, ZONE)
        if table is not tables[-1]:
            yield ""
