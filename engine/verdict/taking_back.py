"""Taking back: whoever acted last has second thoughts, and the next one has not begun, or agrees to it (approval-semantics §2.9)."""

from .. import commands as c
from ..back import Undoing, asked_since, begun_by, follows, nothing_open, votes_by
from ..case import Case, Task
from ..definition import Step, StepKind
from ..errors import Reason
from ..model import Model
from ..proxies import standing_for
from ..world import World
from .outcome import Verdict
from .said import comment_reasons
from .seats import owns

ASK_HOLDER = "ask_holder"
ANSWERS = ("consent_back", "decline_back")
"""What may be answered to whoever asks to take an act back; one question decides whether either may be said."""
ASK = "Ask whoever holds it to return it."


def take_back(model: Model, case: Case, command: c.TakeBack, world: World, trusted: bool = False) -> Verdict:
    """Whether this person may take the last act back now: a vote (`task`) of the slate still open, or the move from the step `to`.

    Where others have begun since and the workflow says `later: ask_holder`, it is a request; `asks` are the seats that have to agree.
    """
    rule = model.workflow.take_back
    if rule is None:
        return _not_now(f"acts on a case of `{case.workflow}` are not taken back", ASK)
    found = undoing(model, case, command.by, command.task, world)
    if isinstance(found, Reason):
        return Verdict((found,))
    begun = found.begun(rule.until)
    wrong = tuple(comment_reasons(command.comment, "optional", world))
    if not begun:
        return Verdict(wrong, offered=True, task=found.vote, to=found.to)
    if rule.later != ASK_HOLDER:
        return Verdict((_too_late(case, begun[0], rule.until),))
    if case.asked_back is not None:
        return Verdict((_asked_already(case, begun),))
    return Verdict(wrong, offered=True, task=found.vote, to=found.to, asks=tuple(task.id for task in begun))


def consent_back(model: Model, case: Case, command: c.ConsentBack, world: World, trusted: bool = False) -> Verdict:
    """Whether this person's consent to a taking back is waited for. With no `asks` left his consent carries it out."""
    return _answer(model, case, command, world)


def decline_back(model: Model, case: Case, command: c.DeclineBack, world: World, trusted: bool = False) -> Verdict:
    """Whether this person may decline a taking back: whoever is asked for consent."""
    return _answer(model, case, command, world)


def _answer(model: Model, case: Case, command: c.ConsentBack | c.DeclineBack, world: World) -> Verdict:
    asked, rule = case.asked_back, model.workflow.take_back
    if asked is None or rule is None:
        return Verdict((Reason("nothing_asked", "nobody asks to take an act back", "Nothing to answer."),))
    found = undoing(model, case, asked.by, asked.task, world)
    if isinstance(found, Reason):
        return Verdict((found,))
    waiting = [task for task in found.begun(rule.until) if task.id not in asked.consents]
    mine = tuple(task.id for task in waiting if answers_for(model, case, task, command.by, world))
    if not mine:
        told = ", ".join(dict.fromkeys(who_began(task) for task in waiting)) or "nobody any more"
        return Verdict((Reason("not_asked", f"`{command.by}` is not asked whether `{asked.by}` may take it back", f"Asked: {told}."),))
    rest = tuple(task.id for task in waiting if task.id not in mine)
    wrong = tuple(comment_reasons(command.comment, "optional", world))
    return Verdict(wrong, offered=True, task=found.vote, to=found.to, asks=rest, answers=mine)


def undoing(model: Model, case: Case, person: str, task: str | None, world: World) -> Undoing | Reason:
    """What of this person's acts can be undone at all: the last vote of the slate still open, else the move that led here."""
    step = model.step(case.step)
    votes = votes_by(person, case.tasks) if step.kind is StepKind.APPROVAL else ()
    vote = next((one for one in votes if task in (None, one.id)), None)
    if vote is not None:
        return _lapsed(model, case, vote, world) or Undoing(follows(step, case.tasks, vote), vote=vote)
    if task is not None:
        return Reason("not_by", f"`{person}` has no vote at the seat {task} that still counts", "Say which, or leave `task` out.")
    return _the_move(model, case, person, world)


def _the_move(model: Model, case: Case, person: str, world: World) -> Undoing | Reason:
    left = case.came_from
    if left is None or left not in case.walk[:-1] or case.remembers(left).outcome not in model.step(left).actions:
        return _reason("nobody's act brought the case here that could be taken back", ASK)
    by = case.remembers(left).by
    if by != person:
        return Reason("not_by", f"the last act, at `{left}`, was not `{person}`'s", f"It was `{by}`'s.", {"by": by})
    if nothing_open(case.remembers(left), person):
        return _reason("it was an opinion that had been asked for: whoever decides there has decided", ASK)
    if model.step(case.step).splits:
        return _reason("the act has opened branches, which are under way", "An administrator can move the case back.")
    approval = next((one for one in case.remembers(left).approvals if one.actor == person and one.person != person), None)
    ended = _stands_no_more(model.step(left), case, person, approval.person, world) if approval is not None else None
    return ended or Undoing(case.tasks, to=left)


def _lapsed(model: Model, case: Case, vote: Task, world: World) -> Reason | None:
    """Not after somebody behind has asked signers; and who voted for another, only as long as he stands in for him."""
    assert vote.decision is not None
    step = model.step(case.step)
    asker = asked_since(step, case.tasks, vote)
    if asker is not None:
        return _reason(f"`{asker.owner}`, whose turn came after, has asked others to sign", "Ask for their seats to be removed first.")
    authority, actor = vote.decision.authority, vote.decision.actor
    return None if authority is None else _stands_no_more(step, case, actor, authority.principal, world)


def _stands_no_more(step: Step, case: Case, actor: str, principal: str, world: World) -> Reason | None:
    if any(rule.principal == principal for rule in standing_for(step, case, actor, world)):
        return None
    return Reason("not_proxy", f"`{actor}` no longer stands in for `{principal}`", f"`{principal}` can ask an administrator.")


def answers_for(model: Model, case: Case, task: Task, person: str, world: World) -> bool:
    """Whether a seat that has begun is this person's: who decided it, holds it or belongs to its pool, or stands in for its owner."""
    if task.decision is not None and person in (task.decision.actor, task.decision.principal):
        return True
    if task.owner is None:
        return owns(task, person, world)
    rules = standing_for(model.step(case.step), case, person, world)
    return task.owner == person or any(rule.principal == task.owner for rule in rules)


def who_began(task: Task) -> str:
    """The person, or the pool, whose seat has begun."""
    if task.decision is not None:
        return task.decision.actor
    return task.owner or ", ".join((*task.candidates, *task.tokens))


def _too_late(case: Case, task: Task, until: str) -> Reason:
    told = f"the act can no longer be taken back: `{who_began(task)}` has {begun_by(task, until)} at `{case.step}`"
    return _reason(told, ASK, {"until": until, "task": task.id})


def _asked_already(case: Case, begun: tuple[Task, ...]) -> Reason:
    assert case.asked_back is not None
    waiting = [who_began(task) for task in begun if task.id not in case.asked_back.consents]
    told = f"`{case.asked_back.by}` has asked already to take an act back"
    return Reason("asked_already", told, f"Waiting for: {', '.join(dict.fromkeys(waiting)) or 'nobody'}.", {"by": case.asked_back.by})


def _reason(told: str, hint: str, data: dict[str, object] | None = None) -> Reason:
    return Reason("not_now", told, hint, data or {})


def _not_now(told: str, hint: str) -> Verdict:
    return Verdict((_reason(told, hint),))
