"""Acting for somebody else: by a standing rule, in the principal's right, under the duties of both (approval-semantics §2.8)."""

from collections.abc import Callable

from .. import commands as c
from ..case import Authority, Case
from ..definition import Step
from ..errors import Reason
from ..frozen import altered
from ..model import Model
from ..people_data import SUBSTITUTE_POST, Proxy
from ..proxies import conflict, second_vote, standing_for
from ..scope import CaseScope
from ..world import World
from .outcome import Verdict
from .seats import BARRED as DUTIES

Judge = Callable[[c.Act], Verdict]
"""What a person may do in his own right."""

BARRED = {
    **DUTIES,
    "away": "`{proxy}` is away, and a proxy is not passed on",
    "proxy_conflict": "who drafted a case, or has approved it just before, does not approve it for somebody else",
}


def for_somebody(model: Model, case: Case, step: Step, command: c.Act, world: World, judge: Judge) -> Verdict:
    """Whether the person may act: in his own right, or for the one whom he stands in for; `behalf_of` says for whom."""
    if command.behalf_of in (None, command.by):
        own = judge(command)
        if own.offered or command.behalf_of is not None:
            return own
        return _implied(model, case, step, command, world, judge) or own
    rule = next((rule for rule in standing_for(step, case, command.by, world) if rule.principal == command.behalf_of), None)
    if rule is None:
        told = f"`{command.by}` does not stand in for `{command.behalf_of}` at `{step.id}` now"
        return Verdict((Reason("not_proxy", told, "Act in your own name, or ask an administrator to write the proxy down."),))
    return _under(rule, model, case, step, command, world, judge)


def _implied(model: Model, case: Case, step: Step, command: c.Act, world: World, judge: Judge) -> Verdict | None:
    """The same where nobody is named: whoever he stands in for holds a seat here."""
    holders = [task.holder for task in case.open_tasks if command.task in (None, task.id)]
    rules = [rule for rule in standing_for(step, case, command.by, world) if rule.principal in holders]
    if len(rules) > 1:
        names = [rule.principal for rule in rules]
        told = f"`{command.by}` stands in for {', '.join(names)} here"
        return Verdict((Reason("which_principal", told, f"Say for whom: behalf_of={names[0]!r}.", {"principals": names}),))
    return _under(rules[0], model, case, step, command, world, judge) if rules else None


def _under(rule: Proxy, model: Model, case: Case, step: Step, command: c.Act, world: World, judge: Judge) -> Verdict:
    """In the principal's right; whatever keeps the actor is told, too."""
    found = judge(altered(command, by=rule.principal, behalf_of=None))
    kept = [] if found.reasons and not found.offered else _kept(rule, model, case, step, command, found, world)
    marked = rule.kind != SUBSTITUTE_POST
    return altered(
        found,
        reasons=(*kept, *found.reasons),
        offered=found.offered and not kept,
        principal=rule.principal if marked else command.by,
        authority=Authority(rule.kind, rule.principal, rule.from_, rule.until, rule.id),
    )


def _kept(rule: Proxy, model: Model, case: Case, step: Step, command: c.Act, found: Verdict, world: World) -> list[Reason]:
    scope = CaseScope.of(model, case, world, command.by)
    reasons = []
    if rule.kind != SUBSTITUTE_POST and step.principal_only is not None and scope.met(step.principal_only):
        told = f"at `{step.id}` only `{rule.principal}` acts, or who has been put in charge of the post"
        reasons.append(Reason("principal_only", told, "Register a `substitute_post`, or wait."))
    code = conflict(rule, step, case, command.by, world)
    if code is not None:
        told = BARRED[code].format(steps=", ".join(step.not_same_as), proxy=command.by)
        reasons.append(Reason(code, told, "Somebody else has to act."))
    if found.task is not None and second_vote(case, found.task, command.by):
        told = f"`{command.by}` has a seat of his own here"
        reasons.append(Reason("already_signer", told, "One person, one seat: somebody else has to act for this one."))
    return reasons
