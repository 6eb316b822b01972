"""`stuck`: which cases do not move, why, since when, on whom, and what would help."""

from typing import TYPE_CHECKING, Any, NoReturn

import click

from .calling import Calling
from .errors import OK, PROBLEMS
from .existing import must_exist
from .kinds import COUNT, Age, Seconds
from .messages import say
from .options import command, option
from .output import Answer, shallow
from .reasons import sentence
from .screen import Screen
from .stuck_told import group_lines, group_summary, lines, summary

if TYPE_CHECKING:
    from collections.abc import Mapping

    from signoff.engine.inspect import StuckGroups, StuckReport

    from .app import App
    from .naming import Names

COLUMNS = ("severity", "code", "key", "workflow", "step", "since", "working", "people", "cause", "case", "task")
GROUPS = ("by", "name", "workflow", "cases", "findings", "severity", "since", "codes", "examples")
LIMIT = 1000
"""Findings that are listed, unless more are asked for."""
EVERY = 5.0
"""Seconds between two looks."""


@command("stuck")
@option("--workflow", metavar="ID")
@option("--step", metavar="ID")
@option("--holder", metavar="PERSON")
@option("--unit", metavar="UNIT", help="opt.of_unit")
@option("--reason", "reason", metavar="CODE", help="opt.code")
@option("--severity", type=click.Choice(["error", "warning", "info"]), help="opt.health_severity")
@option("--older-than", metavar="DURATION", type=Age(), help="opt.stuck_for")
@option("--by", type=click.Choice(["cause", "holder", "step"]), help="opt.group_by")
@option("--limit", type=COUNT)
@option("--page", metavar="N", type=COUNT, help="opt.page")
@option("--after", metavar="NEXT", help="opt.after_case")
@option("--mend", is_flag=True)
@option("--watch", "again", is_flag=True, help="opt.watch")
@option("--every", metavar="SECONDS", type=Seconds(0.1, 86_400), help="opt.every")
@option("--exit-code", "as_exit", is_flag=True, help="opt.exit_code")
def stuck(
    app: "App",
    by: str | None,
    limit: int | None,
    page: int | None,
    after: str | None,
    mend: bool,
    again: bool,
    every: float | None,
    as_exit: bool,
    **wanted: Any,
) -> int:
    """What holds open cases up."""
    told = {"--by": by, "--watch": again, "--page": page, "--after": after, "--limit": limit, "--mend": mend, "--exit-code": as_exit}
    alone({**told, "--every": every, f"-o {app.form}": True})
    must_exist(app, **{name: wanted[name] for name in ("workflow", "step", "holder", "unit")})
    if again:
        looked_at_again(app, wanted, every or EVERY)
    if by is not None:
        return told_groups(app, app.engine.stuck_by(by, **wanted), as_exit)
    report = app.engine.stuck(**wanted, limit=limit or LIMIT, page=page, after=after, count=True)
    told_cases(app, report, mend)
    return PROBLEMS if as_exit and report.findings else OK


def told_cases(app: "App", report: "StuckReport", mend: bool) -> None:
    """The cases, what they come to, and where the next page begins."""
    calling = Calling.of(app)
    app.answer(answer(report, app.names, app.screen, calling if mend else None))
    for line in summary(report, app.messages, calling):
        app.tell(line)
    if report.next is not None:
        app.tell_next(say("stuck.next"), report.next)


APART = (
    ("--by", ("--watch", "--page", "--after", "--limit", "--mend")),
    ("--watch", ("--page", "--after", "--limit", "--mend", "--exit-code", "-o json", "-o csv")),
    ("--limit", ("--page",)),
)
"""Options that do not go together: one would be passed over, or hide what the other is to show."""


def alone(given: "Mapping[str, object]") -> None:
    """Refuse what does not go together, and what says nothing by itself."""
    there = {name for name, value in given.items() if value not in (None, False)}
    for one, others in APART:
        for other in others:
            if {one, other} <= there:
                raise click.UsageError(say("usage.not_together", one=one, other=other))
    if "--every" in there and "--watch" not in there:
        raise click.UsageError(say("usage.needs", one="--every", other="--watch"))


def looked_at_again(app: "App", wanted: "Mapping[str, Any]", every: float) -> NoReturn:
    """Look until somebody ends it."""
    from .watching import COMPARED, watch

    watch(app, lambda: app.engine.stuck(**wanted, limit=COMPARED, count=True), every)


def told_groups(app: "App", found: "StuckGroups", as_exit: bool) -> int:
    """The groups instead of the cases."""
    body = {"by": found.by, "findings": found.findings, "cases": found.cases, "notes": found.notes}
    items = [shallow(one) for one in found.groups]
    sheet = [{**item, "codes": [f"{code}={n}" for code, n in one.codes.items()]} for item, one in zip(items, found.groups, strict=True)]
    app.answer(Answer("stuck-by", body, lambda screen: group_lines(found, screen, app.names), items, "stuck-group", GROUPS, sheet))
    for line in group_summary(found, app.messages):
        app.tell(line)
    return PROBLEMS if as_exit and found.groups else OK


def answer(report: "StuckReport", names: "Names", screen: Screen, mend: "Calling | None" = None) -> Answer:
    """The findings, one object each."""
    body = {name: getattr(report, name) for name in ("examined", "open", "exact", "total", "cases", "ended", "notes", "next")}
    items = [shallow(finding) for finding in report.findings]
    told = [sentence(finding, names, screen.zone) for finding in report.findings]
    sheet = [{**item, "cause": cause} for item, cause in zip(items, told, strict=True)]
    return Answer("stuck", body, lambda screen: lines(report.findings, screen, names, mend), items, "stuck-finding", COLUMNS, sheet)
