"""Who stands in for whom: standing rules with dates, looked up whenever somebody acts (approval-semantics §2.8, 代理).

They come from the directory and from rows of our own; `World.proxies` puts them together. Nothing of them is stored in a case: a
rule counts from the morning of its first day to the end of its last one, for seats that are open already as well, and never
afterwards. It reaches one hand far: who stands in for a proxy has nothing of the first one's.
"""

from collections.abc import Sequence

from .case import Case, Task
from .definition import Step, StepKind
from .frozen import altered
from .people import barred, signers
from .people_data import AB_ROLE, ACT_FOR, SUBSTITUTE_POST, Proxy
from .walked import earlier
from .world import World


def standing_for(step: Step, case: Case, person: str, world: World) -> tuple[Proxy, ...]:
    """The rules by which this person may act for somebody at this step now, as `principal` and `proxy`; one for each principal.

    Of several the one that puts him in charge of the post counts: it reaches further than any other.
    """
    found: dict[str, Proxy] = {}
    for rule in sorted(_in_force(case, step, person, world), key=lambda rule: rule.kind != SUBSTITUTE_POST):
        if rule.principal != person and _actor(rule, step, case, world) == person and world.active(rule.principal):
            found.setdefault(rule.principal, altered(rule, proxy=person))
    return tuple(found.values())


def principals_of(person: str, world: World) -> tuple[str, ...]:
    """Everybody for whom this person may act today, here or there."""
    rules = _today(person, world)
    found = [rule.principal for rule in rules]
    found += [rule.proxy for rule in rules if rule.kind == AB_ROLE and rule.principal == person]
    return tuple(dict.fromkeys(principal for principal in found if principal != person))


def stand_ins(step: Step, case: Case, principal: str, world: World) -> tuple[Proxy, ...]:
    """The rules by which somebody may act for this person at this step now; `proxy` is who that is, a fallback where it is his turn."""
    return rules_for(step, case, principal, world) if world.active(principal) else ()


def rules_for(step: Step, case: Case, principal: str, world: World) -> tuple[Proxy, ...]:
    """The same whether he is still active or not: who has left the house has rules that count for nothing."""
    rules = [rule for rule in _in_force(case, step, principal, world) if rule.principal == principal]
    return tuple(altered(rule, proxy=_actor(rule, step, case, world)) for rule in rules)


def _in_force(case: Case, step: Step, person: str, world: World) -> list[Proxy]:
    """The rules that name this person and count today, here; a pair (A/B 角) is a rule in both directions."""
    here = [rule for rule in _today(person, world) if rule.covers(case.workflow, step.of or step.id)]
    turned = [altered(rule, principal=rule.proxy, proxy=rule.principal) for rule in here if rule.kind == AB_ROLE]
    return [rule for rule in (*here, *turned) if rule.principal != rule.proxy]


def _today(person: str, world: World) -> list[Proxy]:
    """The rules that name this person and count today; whom no rule names costs no look at the clock."""
    rules = world.proxies(person)
    if not rules:
        return []
    today = world.now.astimezone(world.around.zone).date()
    return [rule for rule in rules if rule.on(today)]


def _actor(rule: Proxy, step: Step, case: Case, world: World) -> str:
    """Who acts under a rule: the proxy; the fallback where the proxy is away himself, or a duty keeps him."""
    if rule.fallback is None or rule.fallback == rule.principal or conflict(rule, step, case, rule.proxy, world) is None:
        return rule.proxy
    return rule.fallback


def conflict(rule: Proxy, step: Step, case: Case, person: str, world: World) -> str | None:
    """Why a person cannot act under a rule: `inactive_person`, `away`, a duty, or `proxy_conflict`: he drafted or just approved it."""
    if not world.active(person):
        return "inactive_person"
    if rule.kind == ACT_FOR and any(r.principal == person and r.kind == ACT_FOR for r in _in_force(case, step, person, world)):
        return "away"
    duty = barred(step, case, person, world, step.kind is StepKind.WORK)
    if duty is not None or rule.kind == SUBSTITUTE_POST or step.kind is StepKind.WORK:
        return duty
    return "proxy_conflict" if person == case.initiator or earlier(case, person, "consecutive", world) else None


def second_vote(case: Case, task: Task, person: str) -> bool:
    """Whether a person has a seat here already, or has decided one for somebody: one person, one vote."""
    actors = {t.decision.actor for t in case.tasks if t.id != task.id and t.decision is not None and not t.superseded}
    return person in signers(case, task) | actors


def stood_in(case: Case, task: Task, person: str) -> bool:
    """Whether a person has decided another seat of the slate for somebody, and so has had his one vote."""
    others = (t.decision for t in case.tasks if t.id != task.id and t.decision is not None and not t.superseded)
    return any(decision.actor == person and decision.authority is not None for decision in others)


def told_of(step: Step, case: Case, holder: str | None, world: World) -> dict[str, object]:
    """What the trace of a seat says of those who stand in for its holder as it opens."""
    rules = stand_ins(step, case, holder, world) if holder is not None else ()
    return {"stand_ins": {rule.proxy: rule.kind for rule in rules}} if rules else {}


def told_too(step: Step, case: Case, people: Sequence[str], world: World) -> tuple[str, ...]:
    """These persons, and behind them whoever stands in for them now."""
    others = [rule.proxy for person in people for rule in stand_ins(step, case, person, world)]
    return tuple(dict.fromkeys((*people, *others)))
