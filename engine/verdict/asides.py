"""What may be done beside deciding: say something, ask, give a copy, confirm having read, keep a draft, urge."""

from datetime import datetime

from .. import commands as c
from ..case import Case
from ..errors import Reason
from ..expressions import show
from ..model import Model
from ..world import World
from .filling import new_data
from .outcome import Verdict
from .said import comment_reasons
from .seats import known_person, owns, seat_of


def party(case: Case, person: str, verb: str, world: World, trusted: bool) -> bool:
    """Whether a person has a part in the case: the initiator, who has acted, who holds a seat, who was given a copy, administrators."""
    return (
        trusted
        or person == case.initiator
        or any(person in memory.acted for memory in case.memory.values())
        or any(reader.copied and reader.person == person for reader in case.readers)
        or any(owns(task, person, world) for task in case.open_tasks)
        or world.administrator(person, verb)
    )


def comment(model: Model, case: Case, command: c.Comment, world: World, trusted: bool) -> Verdict:
    """Whether something may be said: anybody whom the directory knows may. A question is answered by whom it was put to."""
    reasons = comment_reasons(command.text, "required", world, "text")
    if command.answers is not None:
        asked = [question.id for question in case.questions if question.to == command.by]
        if command.answers not in asked:
            told = f"`{command.by}` has no open question `{show(command.answers)}` in {case.key}"
            hint = f"Open ones: {', '.join(asked)}." if asked else "Leave `answers` out to say something all the same."
            reasons.append(Reason("no_such_question", told, hint, {"questions": asked}))
    return Verdict(tuple(reasons), offered=True)


def ask(model: Model, case: Case, command: c.Ask, world: World, trusted: bool) -> Verdict:
    """Whether the holder of a seat may put this question."""
    task, reason = seat_of(model.step(case.step), case, command.by, command.task, world)
    if reason is not None:
        return Verdict((reason,))
    reasons = comment_reasons(command.text, "required", world, "text")
    unknown = known_person(command.to, world)
    if unknown is not None:
        reasons.append(unknown)
    elif command.to == command.by:
        reasons.append(Reason("asks_oneself", f"`{command.to}` is the one who asks", "Ask somebody else."))
    if len(case.questions) >= world.limits.questions:
        told = f"{len(case.questions)} questions are open already; {world.limits.questions} are allowed"
        reasons.append(Reason("too_many_questions", told, "Wait for answers."))
    return Verdict(tuple(reasons), offered=True, task=task)


def copy_to(model: Model, case: Case, command: c.CopyTo, world: World, trusted: bool) -> Verdict:
    """Whether this person may give others a copy: whoever has a part in the case may, also after its end."""
    if not party(case, command.by, "copy_to", world, trusted):
        return Verdict((no_part(case, command.by),))
    reasons = comment_reasons(command.text, "optional", world, "text")
    to = command.to if isinstance(command.to, tuple | list) else ()
    if not to:
        reasons.append(Reason("nobody_named", "it is not said who is to have a copy", "Give to=('ID', …)."))
    reasons += [unknown for person in dict.fromkeys(to) if (unknown := known_person(person, world)) is not None]
    known = {reader.person for reader in case.readers}
    if len(known | {str(person) for person in to}) > max(world.limits.readers, len(known)):
        told = f"a case is copied to at most {world.limits.readers} persons"
        reasons.append(Reason("too_many_readers", told, "Name fewer.", {"limit": world.limits.readers}))
    return Verdict(tuple(reasons), offered=True)


def no_part(case: Case, person: str) -> Reason:
    """Who has no part in a case has nothing to ask of it."""
    return Reason("not_by", f"`{person}` has no part in {case.key}", "The initiator, a holder or an administrator can.")


def read(model: Model, case: Case, command: c.Read, world: World, trusted: bool) -> Verdict:
    """Whether there is anything that this person can have read; saying so again changes nothing."""
    told = any(reader.person == command.by for reader in case.readers)
    if told or any(owns(task, command.by, world) for task in case.open_tasks):
        return Verdict(offered=True)
    told_so = f"`{command.by}` was given no copy of {case.key}, and holds no open task of it"
    return Verdict((Reason("nothing_to_read", told_so, "Nothing to do."),))


def hold(model: Model, case: Case, command: c.Hold, world: World, trusted: bool) -> Verdict:
    """Whether a draft of a decision may be kept at a seat. What it says need not be complete; what cannot be stored is refused."""
    step = model.step(case.step)
    task, reason = seat_of(step, case, command.by, command.task, world)
    if reason is not None:
        return Verdict((reason,))
    reasons = comment_reasons(command.comment, "optional", world)
    possible = [*step.actions, *(["return"] if step.returns is not None else [])]
    if command.action is not None and command.action not in possible:
        told = f"`{show(command.action)}` is no action of `{step.id}`"
        reasons.append(Reason("unknown_action", told, f"Possible here: {', '.join(possible)}.", {"actions": possible}))
    fields = (*step.may_edit, *(name for a in step.actions.values() for arm in a.arms for name in (*arm.may_edit, *arm.needs)))
    changes, wrong = new_data(model, case, command.data, tuple(dict.fromkeys(fields)), world)
    others = sum(draft.person != command.by for draft in case.drafts)
    if others >= world.limits.drafts:
        reasons.append(Reason("too_many_drafts", f"{others} persons keep a draft here already", "Claim the task, then decide."))
    return Verdict((*reasons, *wrong), offered=True, task=task, changes=changes)


def remind(model: Model, case: Case, command: c.Remind, world: World, trusted: bool) -> Verdict:
    """Whether the holders may be urged: by whoever has a part in the case, and not by the same person again at once."""
    if not party(case, command.by, "remind", world, trusted):
        return Verdict((Reason("not_by", f"`{command.by}` has no part in {case.key}", "The initiator or an administrator can remind."),))
    if not case.open_tasks:
        return Verdict((Reason("not_now", "there is no open task to remind anybody of", "Look at `why`."),))
    until = again_at(case, command.by, world)
    reasons = comment_reasons(command.reason, "optional", world, "reason")
    if until is not None and until > world.now:
        told = f"`{command.by}` has reminded them already; possible again from {until.isoformat(timespec='minutes')}"
        reasons.insert(0, Reason("reminded_lately", told, "Wait until then.", {"until": until.isoformat()}))
    return Verdict(tuple(reasons), offered=True)


def again_at(case: Case, person: str, world: World) -> datetime | None:
    """From when on this person may urge the holders of the present step again; None: he has not yet."""
    last = case.reminded.get(person)
    return None if last is None else last + world.limits.remind_every
