"""What lies behind a case: the steps of its present walk and who acted there, in a branch also before the split (DESIGN §4)."""

from collections.abc import Sequence

from .case import Case, Child
from .kin import Family
from .scope import approved
from .world import World


def acted_at(step: str, case: Case, world: World) -> set[str]:
    """Who has ever acted at a step of the case, or of a case around it, or for whom; as it stands now."""
    found = set(case.remembers(step).acted)
    for parent, _ in world.family(case).around(case) if case.branch else ():
        found |= set(parent.remembers(step).acted)
    return found


def acted_in_earlier_rounds(parent: Case, branch: str, child: Child, steps: Sequence[str], world: World) -> dict[str, tuple[str, ...]]:
    """Who acted at these steps of a child about to be opened when its `branch` (a path) was opened before for the same element.

    A branch that is opened anew is a new case, and duties look back over all rounds. What effects start are matters of their own.
    """
    anew = steps and branch and child.step
    before = _opened_before(parent, branch, child.element, world.family(parent)) if anew else ()
    return {step: tuple(dict.fromkeys(person for case in before for person in case.remembers(step).acted)) for step in steps}


def _opened_before(parent: Case, branch: str, element: object, family: Family) -> tuple[Case, ...]:
    above = family.parent(parent) if parent.branch else None
    parents = {parent.id} | {case.id for case in (_opened_before(above, parent.branch, parent.element, family) if above else ())}
    return tuple(case for case in family.cases.values() if case.parent in parents and (case.branch, case.element) == (branch, element))


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
