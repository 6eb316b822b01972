"""Who stands in for the holders of the open seats now, by which rule, and whether they may act."""

from collections.abc import Iterator

from ..proxies import conflict, rules_for, second_vote
from .look import Look
from .story import StandIn


def stand_ins_of(look: Look) -> Iterator[StandIn]:
    """One line for each rule that counts today for the holder of an open seat, also where it lets nobody act."""
    case, step, world = look.case, look.step, look.world
    for task in case.open_tasks:
        for rule in rules_for(step, case, task.holder, world) if task.holder is not None else ():
            kept = conflict(rule, step, case, rule.proxy, world)
            kept = kept or ("already_signer" if second_vote(case, task, rule.proxy) else None)
            kept = "inactive_person" if not world.active(rule.principal) else kept
            yield StandIn(rule.principal, rule.proxy, rule.kind, rule.from_, rule.until, rule.id, kept)
