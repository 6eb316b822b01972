"""Whether a case fits into another definition of its workflow: its steps have a place there, its data fits (approval-semantics §2.13)."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import TypeAlias

from . import commands as c
from .case import Case
from .chain_values import FrozenChain
from .data import is_empty, merged, required, too_large, typed
from .definition import Field, Step, StepKind, Workflow
from .errors import NotFound, Reason
from .expressions import show
from .frozen import dataclass
from .misfit import unfit
from .model import Model
from .world import World

LOOKS = frozenset({"id", "title", "required", "default"})
"""What a field may change without touching its values."""


def steps_of(old: Workflow, new: Workflow, mapping: Mapping[str, str]) -> dict[str, str]:
    """Every step of the old definition that has a place in the new one: as mapped, else under the same id."""
    same = {id: id for id in old.steps if id in new.steps}
    return {**same, **{id: to for id, to in mapping.items() if id in old.steps and to in new.steps}}


@dataclass(frozen=True, slots=True)
class Prepared:
    """A migration with the chains of the case in it: the target with them laid out, and the mapping with their steps."""

    target: Model
    mapping: Mapping[str, str]
    chains: Mapping[str, FrozenChain]


def prepared(old: Model, new: Model, case: Case, mapping: Mapping[str, str]) -> Prepared:
    """A frozen chain goes on as it is where its step is one with a chain in the new definition, too, under whatever id."""
    places = {id: steps_of(old.workflow, new.workflow, mapping).get(id) for id in case.chains}
    kept = {id: to for id, to in places.items() if to is not None and new.workflow.steps[to].kind is StepKind.CHAIN}
    chains = {to: case.chains[id] for id, to in kept.items()}
    inner = {was: now for id, to in kept.items() for was, now in zip(case.chains[id].ids(id), chains[to].ids(to), strict=True)}
    return Prepared(new.with_chains(chains), {**inner, **mapping}, chains)


def unknown_names(old: Model, new: Model, mapping: Mapping[str, str]) -> Iterator[Reason]:
    """What a mapping names and is not there: a step or a branch; inside a branch `BRANCH/STEP`."""
    for known, names in ((old, mapping.keys()), (new, mapping.values())):
        for name in names:
            if not _knows(known, name):
                told = f"the {'old' if known is old else 'new'} definition has no step `{name}`"
                hint = f"Steps: {', '.join(known.workflow.steps)}; inside a branch: BRANCH/STEP."
                yield Reason("mapping_unknown_step", told, hint, {"step": name})


def unknown_places(old: Model, data: Mapping[str, object]) -> Iterator[Reason]:
    """Values for branches that there are not: inside a branch a field is `BRANCH/FIELD`."""
    for name in data:
        above = name.rpartition("/")[0]
        try:
            old.branch(above)
        except NotFound:
            yield Reason(f"unknown_field:{name}", f"the old definition has no branch `{above}`", "Inside a branch: BRANCH/FIELD.")


def _knows(model: Model, path: str) -> bool:
    above, _, name = path.rpartition("/")
    try:
        workflow = model.branch(above).workflow
    except NotFound:
        return False
    return name in workflow.steps or name in workflow.branches


def misfits(old: Model, new: Model, case: Case, command: c.Migrate) -> Iterator[Reason]:
    """Why the step where a case rests has no place: none at all, an end, or a step of another kind."""
    to = steps_of(old.workflow, new.workflow, command.mapping).get(case.step)
    here = old.step(case.step)
    places = [step.id for step in new.workflow.steps.values() if (step.splits if here.splits else step.human)]
    data = {"step": case.step, "steps": places}
    if to is None:
        hint = f"Map it: mapping={{'{old.path}{'/' if old.path else ''}{case.step}': …}}, one of {', '.join(places)}."
        hint = hint if places else "Nothing in it can take its place: migrate when the case has left the step, or `jump` it first."
        yield Reason("step_unmapped", f"the case rests at `{case.step}`, which the new definition lacks", hint, data)
    elif here.splits and new.step(to).splits:
        yield from _added(here, new.step(to), case, command)
    elif here.splits:
        told = f"the case waits for its branches at `{case.step}`, and `{to}` opens none: a migration brings no branches together"
        yield Reason("mapping_other_kind", told, f"Map it to one of {', '.join(places) or 'none'}.", data)
    elif not new.step(to).human:
        told = f"the case rests at `{case.step}`, and nobody acts at `{to}`: a migration neither ends nor splits a case"
        yield Reason("mapping_to_end", told, f"Map it to one of {', '.join(places)}.", data)


def _added(here: Step, to: Step, case: Case, command: c.Migrate) -> Iterator[Reason]:
    """A step that opens more branches now than those that are under way."""
    more = set(to.parallel) - {command.mapping.get(branch, branch) for branch in here.parallel}
    if more and case.unopened is None:
        told = f"`{to.id}` opens {', '.join(f'`{id}`' for id in sorted(more))}, too, and a migration opens no branches"
        hint = "Migrate it before or behind that step, or `jump` it there."
        yield Reason("branch_added", told, hint, {"step": to.id, "branches": sorted(more)})


Values: TypeAlias = Mapping[str, object]


def new_values(old: Workflow, new: Workflow, case: Case, given: Values, world: World) -> tuple[dict[str, object], list[Reason]]:
    """The values that change, by the new fields: None for one that is gone; and why the data does not fit."""
    changes: dict[str, object] = {name: None for name in case.data if name not in new.data}
    hint = f"Fields: {', '.join(new.data)}."
    reasons = [Reason(f"unknown_field:{name}", f"there is no field `{name}`", hint) for name in given if name not in new.data]
    for name, spec in new.data.items():
        was, has = old.data.get(name), case.data.get(name)
        if name in given and not _open_to(was, spec, has):
            told = f"`{name}` is the same in both definitions"
            reasons.append(Reason(f"not_editable:{name}", told, "Leave it to those who handle the case."))
            continue
        try:
            value = _value(was, spec, has, given.get(name), world)
        except ValueError as error:
            hint = f"Give a value that fits: data={{'{name}': …}}."
            reasons.append(unfit(name, spec, error, show(given.get(name, has)), hint))
            continue
        if spec.required and is_empty(value):
            reasons.append(required(name, spec))
        elif value != has:
            changes[name] = value
    return changes, [*reasons, *too_large(merged(case.data, changes), world)]


def _open_to(was: Field | None, spec: Field, value: object) -> bool:
    return was is None or not alike(was, spec) or (spec.required and is_empty(value))


def _value(was: Field | None, spec: Field, value: object, given: object, world: World) -> object:
    if given is not None:
        return typed(spec, given, world)
    if value is None:
        return typed(spec, spec.default, world) if was is None and spec.default is not None else None
    return value if was is not None and alike(was, spec) else typed(spec, value, world)


def alike(was: Field, now: Field) -> bool:
    """Whether a field takes the same values as before."""
    return all(getattr(was, field.name) == getattr(now, field.name) for field in fields(Field) if field.name not in LOOKS)
