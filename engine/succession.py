"""A seat goes with its post: whom the step finds now in the place of who held it, and the seat that waits while nobody does."""

from . import commands as c
from . import events as e
from .draft import Draft
from .expressions import PeopleQuery
from .notices import tell
from .people import ADMINISTRATORS, Opening
from .posts import found_now
from .verdict.outcome import Verdict

VACANT = {
    "zh": "岗位空缺：{key} {step}，原由 {was} 办理，请安排接任",
    "en": "A post is vacant: {key}, {step}, which was with {was}; somebody has to follow",
}
"""What the superior is told."""


def succeed(draft: Draft, command: c.Succeed, found: Verdict) -> None:
    """The seat is the successor's; or it waits, and the superior of who held it is told, once."""
    task = found.task
    assert task is not None
    opening = found_now(draft.step, draft.case, task, draft.scope) or Opening(task.seat)
    was = task.owner
    draft.emit(
        e.Transferred(
            task=task.id,
            holder=opening.holder,
            was=was,
            verb="succeed",
            comment=command.reason.strip(),
            candidates=opening.candidates,
            tokens=opening.tokens,
            trace=opening.trace,
        )
    )
    if not opening.owned:
        _vacant(draft, was)


def _vacant(draft: Draft, was: str | None) -> None:
    world, step = draft.world, draft.step
    above = world.find(PeopleQuery("manager_of", of=(was,))).entries if was is not None else ()
    people = [person for person in above if world.active(person)] or list(world.find(ADMINISTRATORS).entries)
    titles = {language: step.title.get(language) or step.id for language in VACANT}
    text = {language: words.format(key=draft.case.key, step=titles[language], was=was or "–") for language, words in VACANT.items()}
    tell(draft, "vacant", people, text)
