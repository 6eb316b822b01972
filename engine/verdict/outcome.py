"""What a verdict says: allowed or not, with every reason; and what it has found on the way, so that nobody works it out twice."""

from collections.abc import Mapping
from dataclasses import field

from ..case import Authority, Case, Task
from ..definition import Arm, Route
from ..errors import Reason
from ..frozen import dataclass, quickly_made


@quickly_made
@dataclass(frozen=True, slots=True)
class Verdict:
    """Allowed exactly if there are no `reasons`. `offered`: the person may do it, though a comment or data may still be missing.

    `task` is the seat acted on, `arm` and `to` the edge taken, `resume` how a returned case goes on, `changes` the typed new data.
    `asks` are seats whose people have to consent first, `answers` those for which the person consents himself.
    `principal` is for whom the actor acts by a standing rule (`authority`); None: for himself. `taker` is the case that takes what
    another one has signalled.
    """

    reasons: tuple[Reason, ...] = ()
    offered: bool = False
    task: Task | None = None
    arm: Arm | None = None
    route: Route | None = None
    to: str | None = None
    resume: str | None = None
    changes: Mapping[str, object] = field(default_factory=dict)
    trace: Mapping[str, object] = field(default_factory=dict)
    principal: str | None = None
    authority: Authority | None = None
    asks: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    taker: str | None = None

    @property
    def allowed(self) -> bool:
        """Whether the command may go ahead."""
        return not self.reasons


def not_open(case: Case) -> Reason:
    """The reason for a case that has ended."""
    return Reason("not_open", f"the case {case.key} has ended: {case.status.value}", "Start a new case.", {"status": case.status.value})
