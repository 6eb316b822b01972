"""Whether a case fits into another definition of its workflow: its steps have a place there, its data fits (approval-semantics §2.13)."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import TypeAlias

from . import commands as c
from .case import Case
from .data import is_empty, merged, required, too_large, typed
from .definition import Field, Workflow
from .errors import Reason
from .expressions import show
from .model import Model
from .world import World

LOOKS = frozenset({"id", "title", "required", "default"})
"""What a field may change without touching its values."""


def steps_of(old: Workflow, new: Workflow, mapping: Mapping[str, str]) -> dict[str, str]:
    """Every step of the old definition that has a place in the new one: as mapped, else under the same id."""
    same = {id: id for id in old.steps if id in new.steps}
    return {**same, **{id: to for id, to in mapping.items() if id in old.steps and to in new.steps}}


def misfits(old: Model, new: Model, case: Case, command: c.Migrate) -> Iterator[Reason]:
    """What is wrong with a mapping for this case: steps that do not exist, an open step without a place, an end as its place."""
    for known, names in ((old, command.mapping.keys()), (new, command.mapping.values())):
        for name in names:
            if name not in known.workflow.steps:
                told = f"the {'old' if known is old else 'new'} definition has no step `{name}`"
                yield Reason("mapping_unknown_step", told, f"Steps: {', '.join(known.workflow.steps)}.", {"step": name})
    to = steps_of(old.workflow, new.workflow, command.mapping).get(case.step)
    people = [step.id for step in new.workflow.steps.values() if step.human]
    data = {"step": case.step, "steps": people}
    if to is None:
        hint = f"Map it: mapping={{'{case.step}': …}}, one of {', '.join(people)}."
        yield Reason("step_unmapped", f"the case rests at `{case.step}`, which the new definition lacks", hint, data)
    elif not new.step(to).human:
        told = f"the case rests at `{case.step}`, and nobody acts at `{to}`: a migration neither ends nor splits a case"
        yield Reason("mapping_to_end", told, f"Map it to one of {', '.join(people)}.", data)


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
            told, hint = f"`{name}`: {error}", f"Give a value that fits: data={{'{name}': …}}."
            reasons.append(Reason(f"{name}_invalid", told, hint, {"field": name, "given": show(given.get(name, has))}))
            continue
        if spec.required and is_empty(value):
            reasons.append(required(name))
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
