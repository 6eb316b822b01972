"""Children in examples: which one a line means, and stand-ins for the other workflows that a workflow runs."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from signoff.engine.anytime import possible_at
from signoff.engine.definition import Action, Arm, Branch, End, Field, Route, Step, StepKind, Workflow
from signoff.engine.expressions import Expression
from signoff.engine.views import CaseView

from .examples import Do, Example
from .inner import effects_of, everywhere, inner, is_at, way_to, written

TO_END = "end_"
"""How the one action of a stand-in begins; the end follows."""
ENDS = {"rejected": End.REJECTED, "withdrawn": End.WITHDRAWN, "terminated": End.TERMINATED, "done": End.DONE, "void": End.VOID}


def family(case: CaseView) -> Iterator[CaseView]:
    """A case and all below it."""
    yield case
    for child in case.children:
        yield from family(child)


def child_of(case: CaseView, workflow: Workflow, do: Do) -> CaseView | None:
    """The case that a line is about: the child it names, else the first that rests where the action is offered, else the whole."""
    if do.child is not None:
        return _named(case, workflow, do.child)
    fitting = [one for one in family(case) if one.open and _offers(one, workflow, do)]
    return next(iter(fitting), case)


def _named(case: CaseView, workflow: Workflow, path: str) -> CaseView | None:
    """The latest child on the way that the path names; open ones first."""
    found = [case]
    for hop in way_to(workflow, path)[0]:
        id = hop.branch.id
        below = [one for above in found for one in family(above) if one.id != above.id]
        found = [one for one in below if one.branch.split("/")[-1] == id and _called(one, id, hop.element)]
    return next((one for one in reversed(found) if one.open), found[-1] if found else None)


def _called(one: CaseView, branch: str, element: str) -> bool:
    name = one.key.rpartition("/")[2]
    return (element or branch) in (name.partition(".")[0], name)


def _offers(one: CaseView, workflow: Workflow, do: Do) -> bool:
    inside = inner(workflow, one.branch)
    if do.step is not None:
        return is_at(inside, one.step, do.step)
    step = inside.steps.get(written(inside, one.step) or "")
    if step is None:
        return False
    return do.action in step.actions or do.action in possible_at(inside, step) or (do.action == "return" and step.returns is not None)


def arms_for(inside: Workflow, here: str, action: str) -> tuple[Arm, ...]:
    """The arms of an action at the step where a case rests, or at its end."""
    step = inside.steps.get(written(inside, here) or "")
    if step is None:
        return ()
    found = step.actions.get(action) or possible_at(inside, step).get(action)
    return found.arms if found is not None else ()


def stubbed(workflow: Workflow, example: Example, known: Collection[str] = ()) -> Workflow:
    """The workflow with a stand-in for every other one that it runs or starts: a duty of the initiator that leads to each of its ends.

    Those `known` are there themselves.
    """
    inside = _within(workflow, workflow, example, known)
    here = {id for _, found in everywhere(workflow) for id in found.branches}
    started = {effect.what for effect in effects_of(workflow) if effect.verb == "start" and effect.what} - {*here, *known}
    more = {id: _stub(workflow, Branch(id=id, title={}, uses=id, wait=False), _acts(workflow, example, id)) for id in sorted(started)}
    return replace(inside, branches={**inside.branches, **more}) if more else inside


def _within(whole: Workflow, workflow: Workflow, example: Example, known: Collection[str]) -> Workflow:
    """The same of the workflow, or of a branch of the whole: what its branches run is stood in for, at any depth."""
    branches: dict[str, Branch] = {}
    for id, branch in workflow.branches.items():
        if branch.workflow is not None:
            branches[id] = replace(branch, workflow=_within(whole, branch.workflow, example, known))
        elif branch.uses not in known:
            branches[id] = _stub(workflow, branch, _acts(whole, example, id))
        else:
            branches[id] = branch
    return replace(workflow, branches=branches) if branches != workflow.branches else workflow


def _acts(whole: Workflow, example: Example, branch: str) -> list[Do]:
    """The lines that are about children of a branch."""
    return [do for do in example.do if do.child is not None and (way := way_to(whole, do.child)[0]) and way[-1].branch.id == branch]


def _stub(workflow: Workflow, branch: Branch, acts: Sequence[Do]) -> Branch:
    ends = dict.fromkeys(["approved", *(do.end for do in acts if do.end is not None)])
    fields = _fields(workflow, branch, {name for do in acts for name in do.with_})
    actions = {
        f"{TO_END}{end}": Action(f"{TO_END}{end}", {}, (Arm(f"waiting.{TO_END}{end}", (Route(end),), may_edit=tuple(fields)),))
        for end in ends
    }
    waiting = Step(id="waiting", kind=StepKind.WORK, title={}, by=Expression("initiator"), actions=actions)
    steps = {"waiting": waiting} | {
        end: Step(id=end, kind=StepKind.END, title={}, end=ENDS.get(end, End.APPROVED)) for end in (*ends, *ENDS)
    }
    made = Workflow(id=branch.id, title=branch.title, data=fields, signs=tuple(fields), steps=steps, main=2)
    return replace(branch, uses=None, workflow=made)


def _fields(workflow: Workflow, branch: Branch, more: set[str]) -> Mapping[str, Field]:
    """The fields that the stand-in needs: what it gets, and what is taken from it, typed as far as this file knows."""
    found = {name: _like(workflow, name, expression) for name, expression in branch.with_.items()}
    for ours, expression in branch.take.items():
        found.setdefault(expression.text, _like(workflow, expression.text, Expression(ours)))
    for name in sorted(more):
        found.setdefault(name, _like(workflow, name, Expression(name)))
    return found


def _like(workflow: Workflow, name: str, expression: Expression) -> Field:
    spec = workflow.data.get(expression.text)
    return replace(spec, id=name, required=False) if spec is not None else Field(name, "text", {})
