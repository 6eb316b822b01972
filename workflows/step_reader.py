"""What all steps of a workflow share, and a key of a step as it holds there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field

from signoff.engine.definition import Field, Workflow
from signoff.engine.frozen import dataclass

from .context import Context, is_none
from .keys import find_key
from .nodes import Node
from .section import Section


@dataclass(frozen=True, slots=True)
class House:
    """What all steps share: fields, defaults (nearest first), ladders by id (node and path), the workflow's `return`.

    `inside` builds the workflow of a branch; `before` are the steps that stand before the split, for what is inside a branch.
    """

    fields: dict[str, Field]
    defaults: Sequence[Section] = ()
    ladders: Mapping[str, tuple[Node, str]] = field(default_factory=dict)
    returns: tuple[Node, str] | None = None
    inside: "Callable[[House, Context, Section, str], Workflow] | None" = None
    before: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """A key as it holds for a step: the section it was found in (the step's own, or one of the defaults)."""

    section: Section
    name: str
    own: bool

    @property
    def node(self) -> Node:
        """What is written."""
        return self.section.nodes[self.name]

    @property
    def path(self) -> str:
        """Where."""
        return self.section.path_of(self.name)


class StepReader:
    """Reads the keys of one step: each as written there, else as the nearest default says."""

    def __init__(self, ctx: Context, house: House, id: str, node: Node) -> None:
        self.ctx, self.house, self.id = ctx, house, id
        self.path = f"{ctx.base}steps.{id}"
        self.section = Section(ctx, "step", node, self.path)

    def resolved(self, name: str) -> Written | None:
        """The key as it holds here: the step's own, else the first default that has it; whole, never merged."""
        if self.section.node(name) is not None:
            self.ctx.named.add((self.path, name))
            return Written(self.section, name, True)
        for section in self.house.defaults:
            if section.node(name) is not None:
                self.ctx.named.add((self.path, name))
                return Written(section, name, False)
        return None

    def word(self, name: str, otherwise: str = "") -> str:
        """A word, else the default of the language, else `otherwise`."""
        found = self.resolved(name)
        word = found.section.word(name) if found else find_key("step", name).default
        return word or otherwise

    def names(self, name: str, expected: str) -> tuple[str, ...]:
        """Names of this workflow, each `expected` to be there (`step`, `field`)."""
        found = self.resolved(name)
        return () if found is None or is_none(found.node) else found.section.names(name, expected)

    def truth(self, name: str) -> bool:
        """A switch; off where nothing is said."""
        found = self.resolved(name)
        return found is not None and found.section.boolean(name)
