"""Whether the join of a step that opens children can be met: by the ends that its branches can come to."""

from collections.abc import Mapping
from fractions import Fraction

from signoff.engine.definition import Branch, End, Step, Workflow
from signoff.engine.frozen import dataclass

from .moves import OUT
from .told import path_told
from .walk import Walk

WELL = (End.APPROVED, End.DONE)


@dataclass(frozen=True, slots=True)
class Ends:
    """How a branch can end: the ends that are possible, whether it may or certainly can end `well`, whether it may end uncounted."""

    possible: frozenset[str]
    well: bool
    surely: bool
    uncounted: bool
    example: str = ""

    @classmethod
    def of(cls, found: Walk) -> "Ends":
        """The ends that a walk has come to; of one that was cut, all."""
        steps = found.workflow.steps
        ends = {id: steps[id].end for id in found.steps() if id in steps and steps[id].end is not None}
        sure = {state.step for state in found.reached}
        return cls(
            frozenset(ends),
            found.cut or any(end in WELL for end in ends.values()),
            any(end in WELL and id in sure for id, end in ends.items()),
            found.cut or OUT in found.steps() or End.VOID in ends.values(),
            next((path_told(found, state) for state in found.reached if state.step in ends), "…"),
        )


def fills(step: Step, workflow: Workflow, ends: Mapping[str, Ends]) -> bool | None:
    """Whether the join can be met: True, False, or None where it is not known."""
    if step.join.need == "none":
        return True
    waited = [b for id in step.parallel if (b := workflow.branches.get(id)) is not None and b.wait]
    known = [ends[branch.id] for branch in waited if branch.id in ends and _plain(branch)]
    if step.join.need == "cond" or not waited:
        return None
    if len(known) == len(waited) and sum(one.surely for one in known) >= _needed(step, len(waited)):
        return True
    hopeless = [one for one in known if not one.well and not one.uncounted]
    if step.join.need == "all":
        return False if hopeless else None
    return False if len(hopeless) > len(waited) - _needed(step, len(waited)) and len(known) == len(waited) else None


def hopeless(step: Step, workflow: Workflow, ends: Mapping[str, Ends]) -> list[str]:
    """The branches of a step that cannot end well."""
    return [id for id in step.parallel if id in ends and _plain(workflow.branches[id]) and not ends[id].well]


def _plain(branch: Branch) -> bool:
    """Whether there is exactly one child of this branch."""
    return branch.loop is None and branch.when is None


def _needed(step: Step, waited: int) -> int:
    match step.join.need:
        case "any":
            return 1
        case int() as number:
            return number
        case Fraction() as share:
            return -(-share.numerator * waited // share.denominator)
    return waited
