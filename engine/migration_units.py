"""What goes over to another definition together: a case with all that is below it and written in the same file (approval-semantics §2.13).

Children that run a workflow of their own go by that one's definition, and migrate by themselves.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from . import commands as c
from .case import Case, Child
from .chain_values import FrozenChain
from .definition import Branch, Step
from .errors import Reason
from .evolve_migrated import renamed
from .expressions import ExpressionFailed
from .frozen import dataclass
from .joining import together
from .kin import Family
from .migration import misfits, new_values, prepared, steps_of
from .model import Model
from .scope import CaseScope
from .world import World

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One case of a unit: its old and its new definition (a branch's own), what the command says of it, and what becomes of it.

    With `reasons` it has no place in the new definition. `children` are its children as the new definition has them, `chains` those
    that go on as they were laid out; `new` has them in it.
    """

    case: Case
    old: Model
    new: Model
    command: c.Migrate
    steps: Mapping[str, str]
    to: str | None
    changes: Mapping[str, object]
    children: tuple[Child, ...]
    chains: Mapping[str, FrozenChain]
    reasons: tuple[Reason, ...]

    @property
    def after(self) -> Case:
        """The case where it will rest, as far as its place goes."""
        assert self.to is not None
        memory = renamed(self.case.memory, self.steps)
        place = replace(self.case, definition=self.new.hash, branch=self.new.path, step=self.to)
        return replace(place, children=self.children, chains=self.chains, memory=memory)


def unit(model: Model, case: Case, target: Model, command: c.Migrate, world: World) -> tuple[Part, ...]:
    """The case and everything below it that goes over with it, each after the one above it."""
    return tuple(_parts(part_of(model, case, target, command, world), command, world))


def _parts(part: Part, command: c.Migrate, world: World) -> Iterator[Part]:
    yield part
    for child in part.children:
        kid = world.family(part.case).kid(child.id) if child.open else None
        if kid is not None and kid.case.branch and child.branch in part.new.branches:
            yield from _parts(part_of(kid.model, kid.case, part.new.branches[child.branch], command, world), command, world)


def part_of(old: Model, case: Case, new: Model, command: c.Migrate, world: World) -> Part:
    """What becomes of one case of a unit."""
    asked = scoped(command, old.path)
    ready = prepared(old, new, case, asked.mapping)
    new, asked = ready.target, replace(asked, mapping=ready.mapping)
    steps = {**_around(old, new, command), **steps_of(old.workflow, new.workflow, asked.mapping)}
    children, lost = _children(case, old, new, asked, steps)
    changes, wrong = new_values(old.workflow, new.workflow, case, asked.data, world)
    found = [*misfits(old, new, case, asked), *lost, *wrong]
    reasons = tuple(_of_branch(reason, case, old.path) if old.path else reason for reason in found)
    return Part(
        case=case,
        old=old,
        new=new,
        command=asked,
        steps=steps,
        to=steps.get(case.step),
        changes=changes,
        children=children,
        chains=ready.chains,
        reasons=reasons,
    )


def _of_branch(reason: Reason, case: Case, path: str) -> Reason:
    """Why a branch has no place, with its fields as a migration has to be given them."""
    name = reason.data.get("field")
    told = replace(reason, message=f"{case.key}: {reason.message}")
    if name is None:
        return told
    hint = reason.hint.replace(f"data={{'{name}'", f"data={{'{path}/{name}'") if reason.hint is not None else None
    return replace(told, hint=hint, data={**reason.data, "field": f"{path}/{name}"})


def _around(old: Model, new: Model, command: c.Migrate) -> dict[str, str]:
    """Old steps to new ones around a branch, to which its duties look back."""
    if old.outer is None or new.outer is None:
        return {}
    mapping = scoped(command, old.outer.path).mapping
    return {**_around(old.outer, new.outer, command), **steps_of(old.outer.workflow, new.outer.workflow, mapping)}


def beneath(case: Case, target: Model, world: World) -> Model:
    """The new definition of a case that goes over; of a branch, whose case above has gone over already, its part of it."""
    if not case.branch:
        return target
    parent = world.family(case).parent(case)
    child = parent.child(case.id) if parent is not None else None
    assert parent is not None and child is not None
    return target.branch(f"{parent.branch}/{child.branch}" if parent.branch else child.branch)


def scoped(command: c.Migrate, path: str) -> c.Migrate:
    """What a command says of the branch at a path: `law/check` is the step `check` of the branch `law`."""
    mapping = {name: value.rpartition("/")[2] for name, value in _inside(command.mapping, path)}
    return replace(command, mapping=mapping, data=dict(_inside(command.data, path)))


def _inside(given: Mapping[str, Value], path: str) -> Iterator[tuple[str, Value]]:
    for key, value in given.items():
        above, _, name = key.rpartition("/")
        if above == path:
            yield name, value


def _children(case: Case, old: Model, new: Model, command: c.Migrate, steps: Mapping[str, str]) -> tuple[tuple[Child, ...], list[Reason]]:
    """The children under the new branches; and why one that is under way has no place there."""
    found: list[Child] = []
    reasons: list[Reason] = []
    for child in case.children:
        was = old.workflow.branches.get(child.branch)
        to = command.mapping.get(child.branch, child.branch)
        now = new.workflow.branches.get(to)
        step = steps.get(child.step, child.step)
        if was is None or now is None:
            found.append(replace(child, step=step))
        else:
            found.append(replace(child, branch=to, step=step, wait=now.wait, outlives=now.outlives, keep=now.keep_if_done))
        if was is not None and child.open:
            reasons += _lost(child, was, now, step, new)
    return tuple(found), reasons


def _lost(child: Child, was: Branch, now: Branch | None, step: str, new: Model) -> Iterator[Reason]:
    data = {"branch": was.id, "child": child.key}
    opening = new.workflow.steps.get(step)
    if now is None or (child.step and (opening is None or now.id not in opening.parallel)):
        told = f"`{was.id}` is under way ({child.key}), and the new definition has no such branch{f' at `{step}`' if child.step else ''}"
        branches = list(new.workflow.branches)
        hint = f"Map it: mapping={{'{was.id}': …}}, one of {', '.join(branches)}."
        hint = hint if branches else "It has no branches at all: migrate when this one has ended, or cancel it (`cancel-branch`)."
        yield Reason("branch_unmapped", told, hint, {**data, "branches": branches})
        return
    names = tuple(branch.loop.variable if branch.loop is not None else None for branch in (was, now))
    if was.uses != now.uses or names[0] != names[1]:
        what = "runs another workflow" if was.uses != now.uses else "runs over another list"
        yield Reason("branch_changed", f"`{was.id}` is under way ({child.key}), and {what} now", "Migrate it when that has ended.", data)


def coming_together(parts: tuple[Part, ...], world: World) -> Iterator[Reason]:
    """Why a case would move by going over: the branches that it waits for come together by the new rule at once."""
    cases = {**world.family(parts[0].case).cases, **{part.case.id: part.after for part in parts}}
    models = {part.case.id: part.new for part in parts}
    before = world.family(parts[0].case).models
    then = World(world.around, world.now, world.new_id)
    then.is_of(parts[0].case.root, Family(cases, lambda case: models.get(case.id) or before(case)))
    for part in parts:
        step = part.new.step(part.after.step)
        if step.splits and part.case.unopened is None and _waits(part.old, part.case, world):
            yield from _at_once(part, step, CaseScope.of(part.new, part.after, then))


def _waits(model: Model, case: Case, world: World) -> bool:
    """Whether the branches have not come together by the old rule; where they have, or nobody can tell, a migration is to mend that."""
    try:
        return together(case, model.step(case.step), CaseScope.of(model, case, world)).outcome is None
    except ExpressionFailed:
        return False


def _at_once(part: Part, step: Step, scope: CaseScope) -> Iterator[Reason]:
    try:
        outcome = together(part.after, step, scope).outcome
    except ExpressionFailed as error:
        yield Reason("expression_failed", f"the join of `{step.id}` cannot be worked out: {error}", "Mend the definition.", error.data)
        return
    if outcome is not None:
        told = f"{part.case.key}: by the new join of `{step.id}` its branches come together at once ({outcome}); a migration moves no case"
        yield Reason("join_at_once", told, "Migrate it behind that step, or keep the join.", {"step": step.id, "outcome": outcome})
