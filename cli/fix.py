"""`fix`: what would mend cases that are stuck, shown and asked about, carried out by the ordinary commands, and looked at again."""

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from .errors import OK, PROBLEMS, USAGE, Problem
from .existing import must_exist
from .kinds import Age
from .messages import count, say
from .numbers import CaseArgument
from .options import cases_like, command, option
from .people_of import someone

if TYPE_CHECKING:
    from signoff.engine.fix import CaseFixed, FixPlan, FixReport

    from .app import App


FILTERS = ("workflow", "step", "holder", "unit", "code", "severity", "older_than")


@command("fix")
@click.argument("cases", nargs=-1, metavar="[CASE]...", cls=CaseArgument, shell_complete=cases_like)
@option("--workflow", metavar="ID")
@option("--step", metavar="ID")
@option("--holder", metavar="PERSON")
@option("--unit", metavar="UNIT", help="opt.of_unit")
@option("--code", metavar="CODE", help="opt.code")
@option("--severity", type=click.Choice(["error", "warning", "info"]), help="opt.health_severity")
@option("--older-than", metavar="DURATION", type=Age(), help="opt.stuck_for")
@option("--all", "everything", is_flag=True, help="opt.fix_all")
@option("--limit", type=click.IntRange(1), default=1000)
@option("--to", metavar="PERSON", help="opt.fix_to")
@option("--until", metavar="TIME", help="opt.fix_until")
@option("--reason", "-m", metavar="TEXT", required=True)
@option("--dry-run", is_flag=True, help="opt.fix_dry_run")
@option("--yes", "-y", is_flag=True)
def fix(app: "App", cases: tuple[str, ...], everything: bool, dry_run: bool, yes: bool, reason: str, **given: Any) -> int:
    """Plan, ask, act, look again."""
    from .fix_counts import tell_plan, tell_report
    from .fix_told import planned, reported

    refuse(app, cases, everything, yes or dry_run, given)
    must_exist(app, workflow=given["workflow"], step=given["step"], holder=given["holder"], unit=given["unit"])
    plan = app.engine.plan_fix(cases, by=someone(app), reason=reason, everything=everything, **given)
    if dry_run or not (plan.possible or yes):
        app.answer(planned(plan, app.names))
        tell_plan(app, plan)
        return OK if plan else PROBLEMS
    if not yes:
        app.answer(planned(plan, app.names))
        tell_plan(app, plan)
        if not agreed(len(plan.possible)):
            app.tell(say("fix.left_alone"))
            return PROBLEMS
    report = carried_out(app, plan)
    app.answer(reported(report, app.names))
    tell_report(app, plan, report)
    return OK if report else PROBLEMS


def refuse(app: "App", cases: tuple[str, ...], everything: bool, sure: bool, given: Mapping[str, object]) -> None:
    """What does not go together, and what was not said."""
    if cases and everything:
        raise click.UsageError(say("usage.not_together", one="CASE", other="--all"))
    if not (cases or everything or any(given[name] for name in FILTERS)):
        raise Problem("no_cases", USAGE, say("hint.no_stuck"))
    if not sure and app.form != "table":
        raise Problem("not_asked", USAGE, say("hint.not_asked"))


def agreed(cases: int) -> bool:
    """Whether whoever sits there says yes; where nobody does, that has to be said beforehand."""
    try:
        return click.confirm(count("fix.ask", cases), err=True)
    except click.Abort:
        if sys.stdin is not None and sys.stdin.isatty():
            raise
        raise Problem("not_asked", USAGE, say("hint.not_asked")) from None


def carried_out(app: "App", plan: "FixPlan") -> "FixReport":
    """Case by case, with a bar on a terminal."""
    from .progress import progress

    with progress(len(plan.cases)) as bar:
        done: list[CaseFixed] = []

        def watch(one: "CaseFixed") -> None:
            done.append(one)
            bar.at(len(done), f"{len(done)}/{len(plan.cases)} {one.fix.key}")

        return app.engine.fix_planned(plan, watch=watch)
