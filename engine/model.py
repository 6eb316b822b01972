"""A definition ready to run: its hash, its types and its machine, made once and shared."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from .definition import Step, Workflow
from .errors import NotFound
from .expressions import Type, Types, types_of
from .machine import Machine
from .plain import digest, from_plain, to_plain


def definition_text(workflow: Workflow) -> str:
    """The definition as JSON in its written order, which is part of what it means; its hash is the definition's identity."""
    return json.dumps(to_plain(workflow), ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def definition_from(text: str) -> Workflow:
    """The workflow of a stored definition."""
    return from_plain(Workflow, json.loads(text))


@dataclass(frozen=True, eq=False)
class Model:
    """One definition, compiled. `functions` are the types that plug-in functions give."""

    workflow: Workflow
    functions: Mapping[str, Type]

    @cached_property
    def text(self) -> str:
        """The definition as it is stored."""
        return definition_text(self.workflow)

    @cached_property
    def hash(self) -> str:
        """The identity of the definition."""
        return digest(self.text)

    @cached_property
    def types(self) -> Types:
        """What may be named in conditions and people."""
        return types_of(self.workflow, functions=self.functions)

    @cached_property
    def clock_types(self) -> Types:
        """The same where a clock runs: `begin`, `due` and `clock` besides."""
        return types_of(self.workflow, clock=True, functions=self.functions)

    @cached_property
    def machine(self) -> Machine:
        """The edges."""
        return Machine(self.workflow)

    def step(self, id: str) -> Step:
        """A step; raises NotFound for an id that this definition lacks."""
        try:
            return self.workflow.steps[id]
        except KeyError:
            raise NotFound(f"the workflow `{self.workflow.id}` has no step `{id}`") from None
