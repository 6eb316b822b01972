"""`stuck`: which cases do not move, why, since when, on whom, and what would help."""

from typing import TYPE_CHECKING, NoReturn

import click

from .errors import OK, PROBLEMS
from .existing import must_exist
from .messages import say
from .options import command, option
from .output import Answer, shallow
from .stuck_told import group_lines, group_summary, lines, summary

if TYPE_CHECKING:
    from collections.abc import Callable

    from signoff.engine.inspect import StuckGroups, StuckReport

    from .app import App
    from .naming import Names

COLUMNS = ("severity", "code", "key", "workflow", "step", "since", "working", "people", "cause", "case", "task")
GROUPS = ("by", "name", "workflow", "cases", "findings", "severity", "since", "codes", "examples")
EVERY = 5.0
"""Seconds between two looks."""


@command("stuck")
@option("--workflow", metavar="ID")
@option("--step", metavar="ID")
@option("--holder", metavar="PERSON")
@option("--unit", metavar="UNIT", help="opt.of_unit")
@option("--reason", "reason", metavar="CODE", help="opt.code")
@option("--severity", type=click.Choice(["error", "warning", "info"]))
@option("--older-than", metavar="DURATION", help="opt.stuck_for")
@option("--by", type=click.Choice(["cause", "holder", "step"]), help="opt.group_by")
@option("--limit", type=click.IntRange(1), default=1000)
@option("--page", type=click.IntRange(1), help="opt.page")
@option("--after", metavar="NEXT", help="opt.after_case")
@option("--mend", is_flag=True)
@option("--watch", "again", is_flag=True, help="opt.watch")
@option("--every", metavar="SECONDS", type=click.FloatRange(0.1, 86_400), default=EVERY)
@option("--exit-code", "as_exit", is_flag=True, help="opt.exit_code")
def stuck(
    app: "App",
    workflow: str | None,
    step: str | None,
    holder: str | None,
    unit: str | None,
    reason: str | None,
    severity: str | None,
    older_than: str | None,
    by: str | None,
    limit: int,
    page: int | None,
    after: str | None,
    mend: bool,
    again: bool,
    every: float,
    as_exit: bool,
) -> int:
    """What holds open cases up."""
    alone(by, again, page is not None or after is not None, as_exit, app.form)
    must_exist(app, workflow=workflow, step=step, holder=holder, unit=unit)

    def look(limit: int) -> "StuckReport":
        return app.engine.stuck(
            workflow=workflow,
            step=step,
            holder=holder,
            unit=unit,
            reason=reason,
            severity=severity,
            older_than=older_than,
            limit=limit,
            page=page,
            after=after,
            count=True,
        )

    if again:
        looked_at_again(app, look, every)
    if by is not None:
        groups = app.engine.stuck_by(
            by, workflow=workflow, step=step, holder=holder, unit=unit, reason=reason, severity=severity, older_than=older_than
        )
        return told_groups(app, groups, as_exit)
    report = look(limit)
    app.answer(answer(report, app.names, mend))
    for line in summary(report, app.messages):
        app.tell(line)
    return PROBLEMS if as_exit and report.findings else OK


def alone(by: str | None, again: bool, paged: bool, as_exit: bool, form: str) -> None:
    """Refuse what does not go together."""
    pairs = (
        ("--by", by is not None, "--watch", again),
        ("--by", by is not None, "--page", paged),
        ("--watch", again, "--page", paged),
        ("--watch", again, "--exit-code", as_exit),
        ("--watch", again, f"-o {form}", form in ("json", "csv")),
    )
    for one, has_one, other, has_other in pairs:
        if has_one and has_other:
            raise click.UsageError(say("usage.not_together", one=one, other=other))


def looked_at_again(app: "App", look: "Callable[[int], StuckReport]", every: float) -> NoReturn:
    """Look until somebody ends it."""
    from .watching import LIMIT, watch

    watch(app, lambda: look(LIMIT), every)


def told_groups(app: "App", found: "StuckGroups", as_exit: bool) -> int:
    """The groups instead of the cases."""
    body = {"by": found.by, "findings": found.findings, "cases": found.cases, "notes": found.notes}
    items = [shallow(one) for one in found.groups]
    app.answer(Answer("stuck-by", body, lambda screen: group_lines(found, screen, app.names), items, "stuck-group", GROUPS))
    for line in group_summary(found, app.messages):
        app.tell(line)
    return PROBLEMS if as_exit and found.groups else OK


def answer(report: "StuckReport", names: "Names", mend: bool = False) -> Answer:
    """The findings, one object each."""
    body = {name: getattr(report, name) for name in ("examined", "open", "exact", "total", "cases", "ended", "notes", "next")}
    items = [shallow(finding) for finding in report.findings]
    return Answer("stuck", body, lambda screen: lines(report.findings, screen, names, mend), items, "stuck-finding", COLUMNS)
