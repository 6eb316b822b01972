"""What lies around a branch, for whoever looks at it: names, steps, calendar."""

from dataclasses import dataclass

from signoff.engine.branching import Loop
from signoff.engine.definition import Workflow
from signoff.engine.expressions import Types


@dataclass(frozen=True, eq=False)
class Around:
    """The workflow around a branch, with what lies around that one; `own` is the branch's id, `loop` its loop."""

    workflow: Workflow
    own: str
    types: Types
    loop: Loop | None = None
    outer: "Around | None" = None

    @property
    def human(self) -> list[str]:
        """The steps around where people act."""
        return [step.id for step in self.workflow.steps.values() if step.staffed] + (self.outer.human if self.outer else [])

    @property
    def steps(self) -> list[str]:
        """The steps of the workflow around, which a branch may send it to."""
        return list(self.workflow.steps)

    @property
    def calendar(self) -> str | None:
        """The calendar that holds around the branch."""
        return self.workflow.calendar or (self.outer.calendar if self.outer else None)

    @property
    def ids(self) -> dict[str, str]:
        """What names around stand for: `field`, `step`, `name`, `branch`; without the branch's own."""
        found = dict(self.outer.ids) if self.outer else {}
        for what, names in (("field", self.workflow.data), ("step", self.workflow.steps), ("name", self.workflow.names)):
            found |= dict.fromkeys((id for id in names if id not in IMPLICIT), what)
        found |= dict.fromkeys(self.workflow.branches, "branch")
        found |= dict.fromkeys(self.workflow.deadlines, "deadline")
        found |= {self.loop.variable: "loop variable"} if self.loop is not None else {}
        return {id: what for id, what in found.items() if id != self.own}

    @property
    def clocks(self) -> list[str]:
        """The clocks around that an effect may extend."""
        return [*clocks_of(self.workflow), *(self.outer.clocks if self.outer else ())]

    @property
    def branches(self) -> list[str]:
        """The branches around, which an effect may start or cancel."""
        return [*self.workflow.branches, *(self.outer.branches if self.outer else ())]


def clocks_of(workflow: Workflow) -> list[str]:
    """What `extend` may name in a workflow: deadlines, steps that have a due instant, fields that point to a clock."""
    steps = [step.id for step in workflow.steps.values() if step.due is not None]
    return [*workflow.deadlines, *steps, *(id for id, field in workflow.data.items() if field.type == "clock")]


IMPLICIT = ("approved", "rejected", "withdrawn", "terminated")
"""Ends that nobody needs to write; every workflow and every branch has its own."""
