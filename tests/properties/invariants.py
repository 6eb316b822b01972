"""What holds of every case at every moment, told from its history alone where that is possible."""

from collections import defaultdict

from signoff.engine import commands as c
from signoff.engine import events as e
from signoff.engine.added import asked, seated
from signoff.engine.anytime import UNFAVOURABLE
from signoff.engine.back_facts import VoteTakenBack
from signoff.engine.case import Case, TaskState
from signoff.engine.definition import Step, StepKind
from signoff.engine.events import Event
from signoff.engine.evolve import evolve, fold
from signoff.engine.freezing import chain_step
from signoff.engine.life_changes import ANYTIME
from signoff.engine.model import Model
from signoff.engine.rules import APPROVED, REJECTED, VOTES, tally
from signoff.engine.verify import rebuilt

from . import alive, recount
from .family import RULES, World

OUTCOMES = {"approve": APPROVED, "reject": REJECTED}


def hold(world: World) -> None:
    """Every invariant of the case that this world is about."""
    case, model = world.case, world.model
    events = tuple(link.event for link in world.engine.store.history("default", case.root))
    assert world.engine.verify().problems == ()
    assert rebuilt(events)[0] == {case.id: case}
    ordered(events)
    rests(case, model)
    closed(events, case)
    once(events)
    nobody_barred(events, model)
    beside(case, model)
    no_second_vote(events)
    under_a_rule(events)
    recounted(events, model)
    alive.hold(world.engine._service, [case])


def ordered(events: tuple[Event, ...]) -> None:
    """Sequence numbers are contiguous and time does not run back."""
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    assert [event.at for event in events] == sorted(event.at for event in events)


def rests(case: Case, model: Model) -> None:
    """A case rests only where somebody has to act: the rule is never met or failed, and left so. Clocks run only here and now."""
    assert len(set(case.walk)) == len(case.walk) <= len(model.workflow.steps)
    assert len({point.target for point in case.returns}) == len(case.returns)
    if not case.open:
        assert case.tasks == () and case.timers == () and case.returns == ()
        return
    step = model.step(case.step)
    assert case.walk[-1] == case.step and step.human
    assert case.open_tasks, "nobody can act, and no seat is open"
    running = {clock.id: clock.turn for clock in case.clocks if clock.running}
    assert all(timer.round == running.get(timer.clock, case.round) for timer in case.timers)
    assert {timer.clock for timer in case.timers} <= {case.step, *running}
    if step.kind is StepKind.APPROVAL:
        assert tally(step.rule, seated(case.tasks), step.insufficient_seats == "clamp").outcome is None
    if step.rule.need == "sequence":
        reopened = {task.seat for task in case.tasks if task.superseded}
        assert len([task for task in case.open_tasks if task.seat not in reopened and not asked(task)]) <= 1


def closed(events: tuple[Event, ...], case: Case) -> None:
    """Every task that closed has a reason, and an outcome if and only if somebody (or a policy) decided it."""
    tasks = rebuilt(events)[1][case.id]
    for task in tasks.values():
        assert (task.state is TaskState.CLOSED) == (task.reason is not None) == (task.closed_at is not None)
        assert (task.outcome is None) == (task.decision is None)
    if not case.open:
        assert all(task.state is TaskState.CLOSED for task in tasks.values())


def once(events: tuple[Event, ...]) -> None:
    """Every task is closed once, by one event."""
    closing = [event.fact.task for event in events if isinstance(event.fact, e.Decided | e.TaskClosed | e.Carried)]
    assert len(closing) == len(set(closing))


def beside(case: Case, model: Model) -> None:
    """Readers and questions are bounded, and a draft is kept only for a seat that is open to whoever keeps it."""
    assert len({reader.person for reader in case.readers}) == len(case.readers)
    open = {task.id: task.holder for task in case.open_tasks}
    assert all(draft.task in open and open[draft.task] in (None, draft.person) for draft in case.drafts)
    assert len({(draft.task, draft.person) for draft in case.drafts}) == len(case.drafts)
    assert case.open or not (case.drafts or case.reminded)
    back = case.asked_back
    assert back is None or (case.open and (back.step, back.round) == (case.step, case.round))


def nobody_barred(events: tuple[Event, ...], model: Model) -> None:
    """Nobody has decided at a step who had acted, or edited, at one of its `not_same_as` before; nor the initiator where that is barred."""
    acted: dict[str, set[str]] = defaultdict(set)
    initiator = events[0].actor
    for number, event in enumerate(events):
        match event.fact:
            case e.Acted() if event.fact.beside or event.fact.system:
                continue
            case e.Acted() if not past(events[: number + 1], events[number + 1 :], model):
                acted[event.step] |= {event.fact.decision.actor}
            case e.Decided() | e.Acted():
                decision = event.fact.decision
                step = written(model, event.step)
                assert not (decision.automatic and decision.principal in {who for other in step.not_same_as for who in acted[other]})
                if decision.automatic is None:
                    assert not any(decision.actor in acted[other] for other in step.not_same_as)
                    forbidden = step.decides and step.self_ in ("forbid", "superior")
                    assert not (forbidden and decision.actor == initiator and isinstance(event.fact, e.Decided))
                for place in {event.step, step.of or event.step, step.id}:
                    acted[place] |= {who for who in (decision.actor, decision.principal) if not who.startswith(c.SYSTEM)}
            case e.Edited(how="edit"):
                for place in {event.step, written(model, event.step).of or event.step, written(model, event.step).id}:
                    acted[place].add(event.actor)


def written(model: Model, id: str) -> Step:
    """A step; for one of a chain that has been laid out anew with fewer steps, the step that the chain belongs to."""
    return model.workflow.steps.get(id) or model.step(chain_step(model.workflow, id) or id)


def past(before: tuple[Event, ...], after: tuple[Event, ...], model: Model) -> bool:
    """Whether an act is one of the step, or takes an open case on past it: not back, and to no end that grants nothing."""
    fact, case = before[-1].fact, fold(before)
    if not isinstance(fact, e.Acted) or not (fact.decision.arm or "").startswith(ANYTIME):
        return True
    left = next(event.fact for event in after if isinstance(event.fact, e.Left))
    return case.open and left.to not in case.walk and model.step(left.to).end not in UNFAVOURABLE


def recounted(events: tuple[Event, ...], model: Model) -> None:
    """Whenever votes have brought a step to its outcome, a recount from history by other means comes to the same."""
    for event, votes in recount.slates(events):
        step = written(model, event.step)
        if step.decides and isinstance(event.fact, e.Left):
            assert recount.outcome(step.rule, votes, step.insufficient_seats == "clamp") == OUTCOMES[event.fact.outcome]


def no_second_vote(events: tuple[Event, ...]) -> None:
    """Nobody is handed a seat who has another one of the slate: decided, open or still to come."""
    case: Case | None = None
    for event in events:
        fact = event.fact
        if isinstance(fact, e.Transferred) and fact.holder is not None and case is not None:
            assert fact.holder not in {task.holder for task in case.tasks if task.id != fact.task and not task.superseded}
        if isinstance(fact, e.SeatOpened) and fact.added is not None and fact.again is None and case is not None:
            others = {task.holder for task in case.tasks if not task.superseded}
            assert fact.trace.get("same_persons") or fact.holder not in others
        case = evolve(case, event)


def under_a_rule(events: tuple[Event, ...]) -> None:
    """Who acted for somebody else did so by a rule that counted that day, and had no vote besides in that slate."""
    votes: dict[tuple[object, ...], list[str]] = defaultdict(list)
    standing: set[tuple[object, ...]] = set()
    fallen = {task for event in events if isinstance(event.fact, e.Superseded) for task in event.fact.tasks}
    fallen |= {task for event in events if isinstance(event.fact, VoteTakenBack) for task in (event.fact.task, *event.fact.tasks)}
    for event in events:
        decision = event.fact.decision if isinstance(event.fact, e.Decided) else None
        if decision is None or decision.automatic is not None:
            continue
        assert decision.actor == event.actor
        assert decision.authority is not None or decision.actor == decision.principal
        if isinstance(event.fact, e.Decided) and decision.action in VOTES and event.fact.task not in fallen:
            votes[event.step, event.round, decision.actor].append(event.fact.task)
        if decision.authority is not None:
            assert any(rule.on(event.at.date()) and rule.names(decision.actor) for rule in RULES)
            standing |= {(event.step, event.round, decision.actor)}
    assert all(len(votes[who]) <= 1 for who in standing)
