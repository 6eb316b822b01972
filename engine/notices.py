"""Notices to people: written into the history, from where they leave after the commit; and the rules of a workflow for them."""

from collections.abc import Iterator, Mapping, Sequence

from . import events as e
from .case import Case
from .definition import Label, NoticeRule, Step
from .draft import Draft
from .evolve import evolve
from .expressions import ExpressionFailed
from .facts_out import Extended
from .frozen import altered, dataclass
from .proxies import told_too
from .schedules import collected
from .scope import CaseScope
from .side_changes import told
from .traces import kept_trace
from .wording import worded

SEATS = (e.SeatOpened, e.SeatTurned)
OUTCOMES = {"approve": "approved", "reject": "rejected"}


def tell(
    draft: Draft,
    kind: str,
    to: Sequence[str],
    text: Label,
    *,
    via: tuple[str, ...] = (),
    receipt: bool = False,
    digest: str | None = None,
    trace: Mapping[str, object] | None = None,
) -> None:
    """A notice to those of these persons who are active; a row of the history either way, also where there is nobody."""
    people = tuple(dict.fromkeys(person for person in to if draft.world.active(person)))
    key = f"{draft.case.root}:{draft.seq + 1:06}"
    waits = collected(digest, draft.scope.zone, draft.world.now) if digest is not None else None
    fact = e.Noticed(key=key, kind=kind, to=people, text=text, via=via, receipt=receipt, collected=waits, trace=trace or {})
    if len(told(draft.case, fact, draft.world.now)) > max(draft.world.limits.readers, len(draft.case.readers)):
        failed(draft, kind, f"a case has at most {draft.world.limits.readers} readers")
        return
    draft.emit(fact)


def failed(draft: Draft, what: str, error: object) -> None:
    """What could not be worked out leaves a row that says so."""
    draft.emit(e.Noticed(key="", kind="failed", to=(), trace={"error": str(error), "effect": what}))


@dataclass(frozen=True, slots=True)
class Happening:
    """What a rule may wait for: its name, the step it belongs to, the case as it was then, and what was said with it."""

    event: str
    step: str
    case: Case
    actor: str
    comment: str | None = None
    task: str | None = None
    clock: str | None = None

    def scope(self, draft: Draft) -> CaseScope:
        """The names of a rule for it: the seat's holder, or those of the clock."""
        scope = CaseScope.of(draft.model, self.case, draft.world, self.actor)
        if self.task is not None:
            return altered(scope, seats=tuple(task for task in self.case.tasks if task.id == self.task))
        lasting = self.case.clock(self.clock) if self.clock is not None else None
        return scope.ticking(lasting) if lasting is not None else scope


def by_rules(draft: Draft, before: Case | None) -> None:
    """The notices that the workflow's rules wish for what this command has brought about, in the same move."""
    rules = draft.model.workflow.notify
    if not rules:
        return
    steps = draft.model.workflow.steps
    # Nobody is at a step with a chain: what happens there happens at the steps of the chain.
    happened = [one for one in happenings(before, draft.events) if one.step not in steps or steps[one.step].chain is None]
    for rule in rules:
        _tell_by(draft, rule, [one for one in happened if one.event == rule.event and _at(rule, one.step, steps.get(one.step))])


def _at(rule: NoticeRule, id: str, step: Step | None) -> bool:
    """Whether a rule is about a step; one about a step with a chain is about all steps of that."""
    return not rule.steps or id in rule.steps or (step is not None and step.of in rule.steps)


def _tell_by(draft: Draft, rule: NoticeRule, happened: Sequence[Happening]) -> None:
    """One notice for each time that it happened; seats that open together are told of together, each person once."""
    merged: dict[tuple[object, ...], tuple[Happening, list[str], dict[str, object]]] = {}
    for number, one in enumerate(happened):
        scope = one.scope(draft)
        try:
            if not scope.met(rule.when):
                continue
            outcome = scope.people_of(rule.to)
        except (ExpressionFailed, ValueError) as error:
            failed(draft, rule.event, error)
            continue
        about: tuple[object, ...] = (one.step, one.case.round) if one.task is not None else (number,)
        merged.setdefault(about, (one, [], kept_trace(outcome.trace)))[1].extend(
            told_too(draft.model.step(one.case.step), one.case, outcome.people.entries, draft.world)
        )
    for one, people, trace in merged.values():
        scope = one.scope(draft)
        text = worded(rule.text or TEXTS.get(CLOCK_EXTENDED if scope.lasting is not None else rule.event), scope, one.comment)
        tell(draft, rule.event, people, text, via=rule.via, receipt=rule.receipt, digest=rule.digest, trace=trace)


def happenings(before: Case | None, events: Sequence[e.Event]) -> Iterator[Happening]:
    """What these events are to a rule, each with the case as it was then. Seats that passed by themselves have not opened for anybody."""
    cases = list(_along(before, events))
    closed = {event.fact.task for event in events if isinstance(event.fact, e.Decided | e.TaskClosed | e.Carried)}
    comment: str | None = None
    for number, (event, case) in enumerate(zip(events, cases, strict=True)):
        fact = event.fact
        if isinstance(fact, e.Decided | e.Acted):
            comment = fact.decision.comment
        task = fact.task if isinstance(fact, (*SEATS, e.Transferred)) else None
        if task in closed or (isinstance(fact, e.SeatOpened) and fact.waiting):
            continue
        for name in names(fact):
            at = _settled(cases, number) if isinstance(fact, e.Entered) else case
            yield Happening(
                name, _step(event, case), at, event.actor, _said(fact, comment), task, fact.clock if isinstance(fact, Extended) else None
            )


def _along(before: Case | None, events: Sequence[e.Event]) -> Iterator[Case]:
    case = before
    for event in events:
        case = evolve(case, event)
        yield case


def _settled(cases: Sequence[Case], number: int) -> Case:
    """The case when it has come to rest in the step that it entered: with its seats open."""
    entered = cases[number]
    for case in cases[number:]:
        if (case.step, case.round, case.open) != (entered.step, entered.round, entered.open) or (entered.tasks and not case.tasks):
            break
        entered = case
    return entered


def _step(event: e.Event, case: Case) -> str:
    """The step that it belongs to; of an extension the clock, which may be one of the case."""
    if isinstance(event.fact, Extended):
        return event.fact.clock
    return event.fact.step if isinstance(event.fact, e.Left | e.Returned | e.Ended | e.Entered) else event.step or case.step


def _said(fact: e.Fact, comment: str | None) -> str | None:
    match fact:
        case e.Decided() | e.Acted():
            return fact.decision.comment
        case e.Returned() | e.Transferred():
            return fact.comment
        case e.Ended():
            return fact.reason or comment
        case Extended():
            return fact.reason
    return comment


def names(fact: e.Fact) -> Iterator[str]:
    """What a rule calls this fact."""
    match fact:
        case e.Entered():
            yield "entered"
        case e.SeatOpened() | e.SeatTurned():
            yield "opened"
        case e.Returned():
            yield "returned"
        case e.Transferred():
            yield "reassigned"
        case Extended():
            yield "extended"
        case e.Left(outcome="approve" | "reject"):
            yield OUTCOMES[fact.outcome]
        case e.Decided() | e.Acted() if fact.decision.action not in ("approve", "reject", "return"):
            yield fact.decision.action
        case e.Ended():
            yield "entered"
            yield "ended"
            if fact.status == "withdrawn":
                yield "withdrawn"


CLOCK_OVERDUE, CLOCK_EXTENDED, CLOCK_REMIND = "overdue_clock", "extended_clock", "remind_clock"
RECOUNTED = "recounted"
"""The kind of a notice that a deadline is another one because a calendar has changed."""
TEXTS: Mapping[str, Label] = {
    "entered": {"zh": "{key} 已到 {step}", "en": "{key} is at {step}"},
    "opened": {"zh": "{key} 待办理：{step}", "en": "{key}: {step} is yours to do"},
    "approved": {"zh": "{key} 已获同意：{step}", "en": "{key} was approved at {step}"},
    "returned": {"zh": "{key} 被退回：{comment}", "en": "{key} was sent back: {comment}"},
    "rejected": {"zh": "{key} 被否决：{comment}", "en": "{key} was rejected: {comment}"},
    "reassigned": {"zh": "{key} 已改由他人办理：{step}", "en": "{key}: {step} went to another person"},
    "overdue": {"zh": "{key} 已超期：{step}", "en": "{key} is overdue at {step}"},
    "extended": {"zh": "{key} 已延期：{step}", "en": "{key} has more time at {step}"},
    CLOCK_OVERDUE: {"zh": "{key} 已超期：{clock}（{due}）", "en": "{key} is overdue: {clock} ({due})"},
    CLOCK_EXTENDED: {"zh": "{key} 已延期：{clock}，至 {due}", "en": "{key} has more time: {clock}, until {due}"},
    RECOUNTED: {"zh": "{key} 因日历变动期限改为 {due}：{clock}", "en": "{key}: by the calendar {clock} is due {due} now"},
    CLOCK_REMIND: {"zh": "{key} 请按期办理：{clock}，期限 {due}", "en": "{key}: {clock} is due {due}"},
    "ended": {"zh": "{key} 已办结", "en": "{key} has ended"},
    "withdrawn": {"zh": "{key} 已撤回：{comment}", "en": "{key} was withdrawn: {comment}"},
}
"""What a notice says where its rule says nothing; a workflow's own action has no words of its own."""
