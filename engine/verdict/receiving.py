"""Who may get a seat from whom: nobody whom a duty bars, nobody who has a seat of his own, and only whom the step names."""

from ..case import Case, Task
from ..definition import Step
from ..errors import Reason
from ..expressions import Expression
from ..model import Model
from ..proxies import second_vote
from ..scope import CaseScope
from ..world import World
from .seats import barred_reason, known_person


def receiver_reasons(step: Step, case: Case, task: Task, to: str, world: World) -> list[Reason]:
    """Why a seat cannot go to this person: unknown, already there, or barred by a duty that survives every hand-over."""
    unknown = known_person(to, world)
    if unknown is not None:
        return [unknown]
    if task.holder == to:
        return [Reason("already_holder", f"`{to}` holds this seat already", "Choose somebody else.")]
    if second_vote(case, task, to):
        return [
            Reason(
                "already_signer", f"`{to}` has a seat of his own here, or has decided one", "Choose somebody else: one person, one seat."
            )
        ]
    barred = barred_reason(step, case, to, world)
    return [barred] if barred is not None else []


def outside(model: Model, case: Case, among: Expression | None, by: str, to: str, world: World) -> str | None:
    """To whom a seat may go instead, where the step does not let it go to this person; `among` None: anyone."""
    people = CaseScope.of(model, case, world, by).people_of(among).people if among is not None else None
    if people is None or to in people.entries or world.tokens_of(to) & set(people.tokens):
        return None
    return f"Possible: {', '.join(people.entries) or 'nobody now'}."
