"""What the year came to: totals by kind, what stands still, and why one case does."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .. import stuck_told as stuck_report
from .. import why as why_page
from ..messages import say
from ..naming import Names
from ..output import Answer, shallow
from ..screen import BOLD, DIM, Screen
from ..tables import Cell, Column, table
from ..times import stamp

if TYPE_CHECKING:
    from signoff.engine.inspect import StuckReport
    from signoff.engine.views import CaseView

    from .run import Stage

COUNTS = ("lead", "co", "total", "done", "open", "returned", "late", "stuck")


@dataclass(frozen=True, slots=True)
class Totals:
    """The figures of one kind of item (`npc`, `cppcc`, or `all`)."""

    kind: str
    lead: int
    co: int
    total: int
    done: int
    open: int
    returned: int
    late: int
    stuck: int


def totals(stage: "Stage", cases: "Sequence[CaseView]", report: "StuckReport") -> tuple[Totals, ...]:
    """Suggestions, proposals, and both together."""
    held = {finding.key for finding in report.findings}
    late = stage.late | {case.key for case in cases if case.open and case.due_at is not None and case.due_at < stage.clock.now()}

    def of(kind: str) -> Totals:
        mine = [case for case in cases if kind in ("all", case.data["kind"])]
        keys = {case.key for case in mine}
        lead, running = sum(case.data["part"] == "lead" for case in mine), sum(case.open for case in mine)
        found = (lead, len(mine) - lead, len(mine), len(mine) - running, running)
        return Totals(kind, *found, len(keys & stage.returned), len(keys & late), len(keys & held))

    return tuple(of(kind) for kind in ("npc", "cppcc", "all"))


def shown(stage: "Stage", names: Names) -> Answer:
    """Totals, `stuck` and `why`, as one answer."""
    engine = stage.engine
    report = engine.stuck()
    figures = totals(stage, engine.cases(limit=10_000), report)
    explained = engine.why(f"reply-approval/{stage.plan.explained}")
    events = engine.history(explained.case)

    def text(screen: Screen) -> Iterator[str]:
        yield say("demo.head", at=stamp(screen.now, screen.zone))
        yield ""
        yield from total_lines(figures, screen)
        yield ""
        yield screen.paint("$ signoff stuck", DIM)
        yield from stuck_report.lines(report.findings, screen, names)
        yield from stuck_report.summary(report, screen)
        yield ""
        yield screen.paint(f"$ signoff why {explained.key}", DIM)
        yield from why_page.lines(explained, events, screen, names)

    body = {
        "at": stage.clock.now(),
        "totals": figures,
        "stuck": {"examined": report.examined, "total": report.total, "cases": report.cases, "items": report.findings},
        "why": shallow(explained),
    }
    return Answer("demo", body, text)


def total_lines(figures: Sequence[Totals], screen: Screen) -> list[str]:
    """The figures as a table; the last line adds up."""
    columns = [Column(say("demo.kind"), "keep"), *(Column(say(f"demo.{name}"), "keep", right=True) for name in COUNTS)]
    rows: list[list[Cell | str]] = []
    for one in figures:
        tone = (BOLD,) if one.kind == "all" else ()
        rows.append([Cell(say(f"demo.{one.kind}"), tone), *(Cell(str(getattr(one, name)), tone) for name in COUNTS)])
    return table(columns, rows, screen)
