"""Definitions: who may publish and retire them, and whether new cases may still start."""

from ..errors import Reason
from ..model import Model
from ..world import World
from .administrators import not_admin
from .outcome import Verdict
from .seats import known_person, reserved


def publishing(by: str, verb: str, world: World, trusted: bool) -> Verdict:
    """Whether this person may say which definition new cases start with."""
    wrong = reserved(by) or known_person(by, world) or not_admin(by, verb, world, trusted)
    return Verdict((wrong,) if wrong is not None else (), offered=True)


def retired(model: Model, world: World) -> Reason | None:
    """Why no case of this workflow starts any more."""
    if not world.versions.retired:
        return None
    id = model.workflow.id
    hint = f"Publish a definition that may be used: `signoff workflows publish {id}`, or engine.publish(…)."
    data = {"workflow": id, "definition": model.hash}
    return Reason("retired", f"`{id}` is retired: no new cases start, those under way go on", hint, data)
