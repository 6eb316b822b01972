"""Which other workflows a definition runs: at its steps and branches, and by effects that start one."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any

from .definition import Effect, Workflow


def workflows_of(workflow: Workflow, around: Iterable[str] = ()) -> Iterator[str]:
    """Their ids, also more than once. `around` are the branches that may be named from outside of this one."""
    branches = {*around, *workflow.branches}
    for branch in workflow.branches.values():
        if branch.uses is not None:
            yield branch.uses
        if branch.workflow is not None:
            yield from workflows_of(branch.workflow, branches)
    for effect in _effects(replace(workflow, branches={})):
        if effect.verb == "start" and effect.what is not None and effect.what not in branches:
            yield effect.what


def _effects(value: object) -> Iterator[Effect]:
    """Every effect inside a value."""
    if value is None or isinstance(value, str | int):
        return
    if isinstance(value, Effect):
        yield value
    elif isinstance(value, tuple):
        for inner in value:
            yield from _effects(inner)
    elif is_dataclass(kind := type(value)):
        for name in _names(kind):
            yield from _effects(getattr(value, name))
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _effects(inner)


@cache
def _names(kind: Any) -> tuple[str, ...]:
    """The fields of a dataclass."""
    return tuple(spec.name for spec in fields(kind))
