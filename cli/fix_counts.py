"""What `fix` says beside a plan and a report: how many cases would come to what, which were left out, how many came to what."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .errors import noted
from .messages import count, said, say

if TYPE_CHECKING:
    from signoff.engine.fix import FixPlan, FixReport, Spared

    from .app import App


def tell_plan(app: "App", plan: "FixPlan") -> None:
    """How many could be seen to, and what would be true of them then."""
    for note in plan.notes:
        app.tell(say("stuck.note", why=noted(note)))
    if plan.cases:
        app.tell(planned(plan))
    elif not plan.spared:
        app.tell(count("fix.nothing", plan.examined))
    tell_beside(app, plan)


def planned(plan: "FixPlan") -> str:
    """`9 cases are stuck: something can be done for 7; afterwards 5 are free, 2 stay as seen to, 2 are still stuck`."""
    left, seen = sum(bool(one.left) for one in plan.cases), sum(bool(one.seen) and not one.left for one in plan.cases)
    found = (("free", len(plan.cases) - left - seen), ("seen", seen), ("left", left))
    then = say("list.comma").join(count(f"fix.then_{name}", n) for name, n in found if n)
    return count("fix.plan", len(plan.cases), possible=len(plan.possible), then=then)


def tell_beside(app: "App", plan: "FixPlan") -> None:
    """Cases that were named and need nothing, and those beyond the limit."""
    for line in beside(plan):
        app.tell(line)


def beside(plan: "FixPlan") -> Iterator[str]:
    """A line for each."""
    yield from (spared(one) for one in plan.spared)
    if plan.beyond:
        yield count("fix.beyond", plan.beyond)


def spared(one: "Spared") -> str:
    """Why nothing is planned for a case that was named."""
    return say(f"fix.spared_{one.why.value}", key=one.key, status=said(f"status.{one.status}", one.status))


def tell_report(app: "App", plan: "FixPlan", report: "FixReport") -> None:
    """How many came to what; only what there is."""
    from signoff.engine.fix import FixState

    if not report.cases:
        tell_plan(app, plan)
        return
    found = [(state, len(report.of(state))) for state in reversed(FixState)]
    app.tell(say("list.comma").join(f"{say(f'fixed.{state.value}')} {n}" for state, n in found if n))
    tell_beside(app, plan)
