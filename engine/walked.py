"""What lies behind a case: the steps of its present walk and who acted there, in a branch also before the split (DESIGN §4)."""

from .case import Case, Child
from .scope import approved
from .world import World


def acted_at(step: str, case: Case, world: World) -> set[str]:
    """Who has ever acted at a step of the case, or of a case around it, or for whom; as it stands now."""
    found = set(case.remembers(step).acted)
    for parent, _ in world.family(case).around(case) if case.branch else ():
        found |= set(parent.remembers(step).acted)
    return found


def steps_before(case: Case, world: World) -> list[tuple[Case, str]]:
    """The steps of the present walk before this one, the farthest first; of a branch, those before the split stand in front."""
    found = [(case, step) for step in case.walk if step != case.step]
    for parent, child in world.family(case).around(case) if case.branch else ():
        found = [(parent, step) for step in _before(parent, child)] + found
    return found


def _before(parent: Case, child: Child) -> tuple[str, ...]:
    """The way to the split; of a child that an effect has started, all that lies behind its parent."""
    if child.step in parent.walk:
        return parent.walk[: parent.walk.index(child.step)]
    return tuple(step for step in parent.walk if step != parent.step)


def earlier(case: Case, person: str, how: str, world: World) -> bool:
    """Whether this person's approval at an earlier step of the present walk still stands (`consecutive`: at the step just before)."""
    before = steps_before(case, world)
    steps = before[-1:] if how == "consecutive" else before
    return any(approved(one, step) and any(person == a.person for a in one.remembers(step).approvals) for one, step in steps)
