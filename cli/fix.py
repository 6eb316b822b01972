"""`fix`: what would mend cases that are stuck, shown and asked about, carried out by the ordinary commands, and looked at again."""

import sys
from typing import TYPE_CHECKING

import click

from .errors import OK, PROBLEMS, USAGE, Problem
from .messages import count, say
from .numbers import CaseArgument
from .options import cases_like, command, option
from .people_of import someone

if TYPE_CHECKING:
    from signoff.engine.fix import CaseFixed, FixPlan, FixReport

    from .app import App


@command("fix")
@click.argument("cases", nargs=-1, metavar="[CASE]...", cls=CaseArgument, shell_complete=cases_like)
@option("--workflow", metavar="ID")
@option("--step", metavar="ID")
@option("--holder", metavar="PERSON")
@option("--code", metavar="CODE", help="opt.code")
@option("--severity", type=click.Choice(["error", "warning", "info"]), help="opt.health_severity")
@option("--all", "everything", is_flag=True, help="opt.fix_all")
@option("--limit", type=click.IntRange(1), default=1000)
@option("--to", metavar="PERSON", help="opt.fix_to")
@option("--until", metavar="TIME", help="opt.fix_until")
@option("--reason", "-m", metavar="TEXT", required=True)
@option("--dry-run", is_flag=True, help="opt.fix_dry_run")
@option("--yes", "-y", is_flag=True)
def fix(
    app: "App",
    cases: tuple[str, ...],
    workflow: str | None,
    step: str | None,
    holder: str | None,
    code: str | None,
    severity: str | None,
    everything: bool,
    limit: int,
    to: str | None,
    until: str | None,
    reason: str,
    dry_run: bool,
    yes: bool,
) -> int:
    """Plan, ask, act, look again."""
    from .fix_told import planned, reported

    if not (cases or everything or any((workflow, step, holder, code, severity))):
        raise Problem("no_cases", USAGE, say("hint.no_stuck"))
    if not (yes or dry_run) and app.form != "table":
        raise Problem("not_asked", USAGE, say("hint.not_asked"))
    plan = app.engine.plan_fix(
        cases,
        by=someone(app),
        reason=reason,
        to=to,
        until=until,
        workflow=workflow,
        step=step,
        holder=holder,
        code=code,
        severity=severity,
        limit=limit,
    )
    for note in plan.notes:
        app.tell(say("stuck.note", why=note.message))
    if dry_run or not (plan.possible or yes):
        app.answer(planned(plan, app.names))
        tell_plan(app, plan)
        return OK if plan else PROBLEMS
    if not yes:
        app.answer(planned(plan, app.names))
        if not agreed(len(plan.possible)):
            app.tell(say("fix.left_alone"))
            return PROBLEMS
    report = carried_out(app, plan)
    app.answer(reported(report, app.names))
    tell_report(app, report) if report.cases else tell_plan(app, plan)
    return OK if report else PROBLEMS


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


def tell_plan(app: "App", plan: "FixPlan") -> None:
    """How many could be seen to."""
    if not plan.cases:
        app.tell(say("stuck.none", examined=plan.examined))
        return
    app.tell(count("fix.plan", len(plan.cases), possible=len(plan.possible), left=sum(bool(one.left) for one in plan.cases)))


def tell_report(app: "App", report: "FixReport") -> None:
    """How many came to what; only what there is."""
    from signoff.engine.fix import FixState

    found = [(state, len(report.of(state))) for state in reversed(FixState)]
    app.tell(say("list.comma").join(f"{say(f'fixed.{state.value}')} {n}" for state, n in found if n))
