"""A definition ready to run: its hash, its types and its machine, made once and shared."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from .anytime import possible_at
from .branching import Loop
from .chain_values import FrozenChain
from .definition import Action, PolicyValue, Step, Workflow
from .errors import NotFound
from .expressions import START_WORDS, Type, Types, element_type, types_of
from .freezing import with_chains
from .lru import Lru
from .machine import Machine
from .outlook import Outlook, outlook_of
from .plain import digest, dumps, from_plain, to_plain
from .watching import looks_beyond

MOST_FROZEN = 256
"""Chains of one definition that are kept ready to run."""


def definition_text(workflow: Workflow) -> str:
    """The definition as JSON in its written order, which is part of what it means; its hash is the definition's identity."""
    return json.dumps(to_plain(workflow), ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def definition_from(text: str) -> Workflow:
    """The workflow of a stored definition."""
    return from_plain(Workflow, json.loads(text))


@dataclass(frozen=True, eq=False)
class Model:
    """One definition, compiled. `functions` are the types that plug-in functions give.

    A branch is a model of its own inside an `outer` one: it has that one's hash and policy, sees its names, and is found there at
    `path` (ids of branches with `/` between them). With the chains of a case laid out it is still the `base` definition, with more
    steps: hash, names and branches are that one's.
    """

    workflow: Workflow
    functions: Mapping[str, Type]
    outer: "Model | None" = None
    path: str = ""
    loop: Loop | None = None
    base: "Model | None" = None

    @cached_property
    def text(self) -> str:
        """The definition as it is stored; of a branch, the whole that it is a part of."""
        whole = self.base or self.outer
        return definition_text(self.workflow) if whole is None else whole.text

    @cached_property
    def hash(self) -> str:
        """The identity of the definition."""
        whole = self.base or self.outer
        return digest(self.text) if whole is None else whole.hash

    def with_chains(self, chains: Mapping[str, FrozenChain]) -> "Model":
        """The definition with these chains laid out, made once and kept as long as it is used."""
        if self.base is not None:
            return self.base.with_chains(chains)
        if not chains:
            return self
        key = digest(dumps({id: to_plain(chain) for id, chain in chains.items()}))
        return self._frozen.get(key, lambda: replace(self, workflow=with_chains(self.workflow, chains), base=self))

    @cached_property
    def _frozen(self) -> "Lru[Model]":
        return Lru(MOST_FROZEN)

    @cached_property
    def _machines(self) -> Lru[Machine]:
        return Lru(MOST_FROZEN)

    @cached_property
    def types(self) -> Types:
        """What may be named in conditions and people."""
        return self._types(clock=False) if self.base is None else self.base.types

    @cached_property
    def clock_types(self) -> Types:
        """The same where a clock runs: `begin`, `due` and `clock` besides."""
        return self._types(clock=True) if self.base is None else self.base.clock_types

    @cached_property
    def start_types(self) -> Types:
        """The same where it is said who may start a case: `system` besides."""
        return replace(self.types, words={**self.types.words, **START_WORDS})

    def _types(self, *, clock: bool) -> Types:
        around = self.outer.types if self.outer is not None else None
        return types_of(self.workflow, clock=clock, functions=self.functions, outer=around, loop=self.loop)

    @cached_property
    def machine(self) -> Machine:
        """The edges. Chains of the same steps share them, whoever is asked there."""
        if self.base is not None:
            return self.base._machines.get(tuple(self.workflow.steps), self._machine)
        return self._machine()

    def _machine(self) -> Machine:
        return Machine(self.workflow, tuple(self.outer.workflow.steps) if self.outer is not None else ())

    @cached_property
    def branches(self) -> "Mapping[str, Model]":
        """The branches that have a workflow of their own, by id."""
        if self.base is not None:
            return self.base.branches
        inner = self.path + "/" if self.path else ""
        return {
            id: Model(branch.workflow, self.functions, self, inner + id, branch.loop)
            for id, branch in self.workflow.branches.items()
            if branch.workflow is not None
        }

    @cached_property
    def loop_types(self) -> "Mapping[str, Types]":
        """By branch, what may be named where it is opened: the names here, and its loop variable."""
        if self.base is not None:
            return self.base.loop_types
        loops = {id: branch.loop for id, branch in self.workflow.branches.items() if branch.loop is not None}
        return {
            id: replace(self.types, fields={**self.types.fields, loop.variable: element_type(loop, self.types)})
            for id, loop in loops.items()
        }

    @cached_property
    def anytime(self) -> "Mapping[str, Mapping[str, Action]]":
        """By step, ends included, the actions that belong to no step and are possible there."""
        return {id: possible_at(self.workflow, step) for id, step in self.workflow.steps.items()}

    def actions(self, step: Step) -> "Mapping[str, Action]":
        """Every action that is possible at a step: its own in written order, then those that belong to none."""
        more = self.anytime[step.id]
        return {**step.actions, **more} if more else step.actions

    def outlook(self, step: str) -> Outlook:
        """What a step says about going on from it; raises NotFound for an id that this definition lacks."""
        found = self._outlooks.get(step)
        if found is None:
            found = self._outlooks[step] = outlook_of(self, self.step(step))
        return found

    @cached_property
    def _outlooks(self) -> dict[str, Outlook]:
        return {}

    @cached_property
    def itself(self) -> frozenset[str]:
        """The steps, ends included, at which something may fire by itself."""
        found = (step for step in self.workflow.steps.values() if any(arm.system for a in self.actions(step).values() for arm in a.arms))
        return frozenset(step.id for step in found)

    @cached_property
    def watchful(self) -> bool:
        """Whether some clock of the case looks beyond the case itself."""
        return bool(self.workflow.deadlines) and looks_beyond(self.workflow, self.outer is not None)

    @cached_property
    def deadline_types(self) -> "Mapping[str, Types]":
        """By deadline with `for_each`, what may be named in it: what may be where a clock runs, and its loop variable."""
        loops = {id: deadline.loop for id, deadline in self.workflow.deadlines.items() if deadline.loop is not None}
        return {
            id: replace(self.clock_types, fields={**self.clock_types.fields, loop.variable: element_type(loop, self.types)})
            for id, loop in loops.items()
        }

    def owner(self, branch: str) -> "Model | None":
        """The definition, this one or one around it, that has a branch."""
        if branch in self.workflow.branches:
            return self
        return self.outer.owner(branch) if self.outer is not None else None

    @property
    def whole(self) -> Workflow:
        """The definition that this is, or is a part of."""
        return self.workflow if self.outer is None else self.outer.whole

    def branch(self, path: str) -> "Model":
        """The branch at a path; itself for the empty one. Raises NotFound for one that this definition lacks."""
        found = self
        for id in path.split("/") if path else ():
            if id not in found.branches:
                raise NotFound(f"the workflow `{self.workflow.id}` has no branch `{path}`")
            found = found.branches[id]
        return found

    @property
    def policy(self) -> Mapping[str, PolicyValue]:
        """The named numbers and words; a branch has those of the whole."""
        return self.workflow.policy if self.outer is None else self.outer.policy

    @property
    def plugins(self) -> Mapping[str, str]:
        """The versions of the plug-ins that the definition is pinned to (`GROUP:NAME`); a branch has those of the whole."""
        return self.workflow.plugins if self.outer is None else self.outer.plugins

    @property
    def calendar(self) -> str | None:
        """The calendar, a branch's own or the one around it."""
        return self.workflow.calendar or (self.outer.calendar if self.outer is not None else None)

    @property
    def timezone(self) -> str | None:
        """The time zone, a branch's own or the one around it."""
        return self.workflow.timezone or (self.outer.timezone if self.outer is not None else None)

    def step(self, id: str) -> Step:
        """A step; raises NotFound for an id that this definition lacks."""
        try:
            return self.workflow.steps[id]
        except KeyError:
            raise NotFound(f"the workflow `{self.workflow.id}` has no step `{id}`") from None
