"""Standing rules: who may set one up and end it, and what is wrong with one (approval-semantics §2.8)."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from ..definition import Workflow
from ..errors import Reason
from ..expressions import show
from ..people_data import AB_ROLE, KINDS, Proxy
from ..ports_standing import ProxyRow
from ..world import World
from .said import comment_reasons
from .seats import known_person, reserved

Known = Callable[[str], Workflow | None]
"""The definition of a workflow, by its id; None where there is none."""


def setting(rule: Proxy, by: str, reason: str, rows: Sequence[ProxyRow], known: Known, world: World, trusted: bool) -> list[Reason]:
    """Everything that speaks against a new rule. One's own one sets up oneself; anybody else's is an administrator's."""
    unknown = reserved(by) or known_person(by, world) or _not_theirs(rule, by, "set up", world, trusted)
    if unknown is not None:
        return [unknown]
    found = [*_persons(rule, world), *_days(rule, today(world)), *_kind(rule), *_scope(rule, known)]
    found += comment_reasons(reason, "required", world, "reason")
    return found or [*_twice(rule, rows)]


def ending(row: ProxyRow, by: str, reason: str, world: World, trusted: bool) -> list[Reason]:
    """Everything that speaks against ending a rule."""
    unknown = reserved(by) or known_person(by, world) or _not_theirs(row.rule, by, "end", world, trusted)
    if unknown is not None:
        return [unknown]
    if row.ended_by is not None:
        return [ended_already(row)]
    return comment_reasons(reason, "required", world, "reason")


def ended_already(row: ProxyRow) -> Reason:
    """A rule ends once."""
    return Reason("proxy_ended", f"this rule was ended by `{row.ended_by}`", "Nothing to do.", {"id": row.id})


def today(world: World) -> date:
    """The day in the engine's time zone, in which rules count their days."""
    return world.now.astimezone(world.around.zone).date()


def _not_theirs(rule: Proxy, by: str, verb: str, world: World, trusted: bool) -> Reason | None:
    own = (rule.principal, rule.proxy) if rule.kind == AB_ROLE and verb == "end" else (rule.principal,)
    if trusted or by in own or world.administrator(by, "proxy"):
        return None
    told = f"`{by}` cannot {verb} a proxy for `{show(rule.principal)}`"
    return Reason("not_own_proxy", told, f"`{show(rule.principal)}` can, or an administrator.", {"principal": rule.principal})


def _persons(rule: Proxy, world: World) -> Iterator[Reason]:
    for person in (rule.principal, rule.proxy, rule.fallback):
        wrong = None if person is None else reserved(person) or known_person(person, world)
        if wrong is not None:
            yield wrong
    if rule.principal == rule.proxy:
        yield Reason("proxy_to_oneself", f"`{show(rule.proxy)}` cannot stand in for himself", "Name somebody else.")
    elif rule.fallback in (rule.principal, rule.proxy):
        yield Reason("fallback_invalid", "the fallback is the principal or the proxy already", "Name a third person, or leave it out.")


def _days(rule: Proxy, day: date) -> Iterator[Reason]:
    if rule.from_ is not None and rule.until is not None and rule.from_ > rule.until:
        told = f"it would end ({rule.until}) before it begins ({rule.from_})"
        yield Reason("window_reversed", told, "Give the first day first; both days count.")
    elif rule.until is not None and rule.until < day:
        yield Reason("window_over", f"its last day, {rule.until}, is over: today is {day}", "Give a last day that is to come.")


def _kind(rule: Proxy) -> Iterator[Reason]:
    if rule.kind not in KINDS:
        yield Reason("kind_invalid", f"there is no kind of proxy {show(rule.kind)}", f"It is one of {', '.join(KINDS)}.")


def _scope(rule: Proxy, known: Known) -> Iterator[Reason]:
    for place in rule.scope:
        workflow, dot, step = place.partition(".")
        found = known(workflow)
        if found is None:
            yield Reason("unknown_scope", f"there is no workflow `{show(workflow)}`", "Name a workflow, or WORKFLOW.STEP.")
        elif dot and step not in steps_of(found):
            told = f"the workflow `{workflow}` has no step `{show(step)}`"
            yield Reason("unknown_scope", told, f"Steps with people: {', '.join(steps_of(found))}.", {"steps": list(steps_of(found))})


def steps_of(workflow: Workflow) -> tuple[str, ...]:
    """The steps of a workflow and of its branches at which people act."""
    inner = [branch.workflow for branch in workflow.branches.values() if branch.workflow is not None]
    steps = [step.id for step in workflow.steps.values() if step.human]
    return tuple(dict.fromkeys((*steps, *(step for one in inner for step in steps_of(one)))))


def _twice(rule: Proxy, rows: Sequence[ProxyRow]) -> Iterator[Reason]:
    """The same pair, in the same kind and scope, on days that overlap: nobody would know which one to end."""
    for row in rows:
        other = row.rule
        same = (other.principal, other.proxy, other.kind, set(other.scope)) == (rule.principal, rule.proxy, rule.kind, set(rule.scope))
        if row.ended_by is None and same and _overlap(other, rule):
            told = f"`{rule.proxy}` stands in for `{rule.principal}` already, from {other.from_ or '…'} to {other.until or '…'}"
            yield Reason("proxy_exists", told, f"End that one first: {row.id}.", {"id": row.id})


def _overlap(one: Proxy, other: Proxy) -> bool:
    return (one.until is None or other.from_ is None or other.from_ <= one.until) and (
        other.until is None or one.from_ is None or one.from_ <= other.until
    )
