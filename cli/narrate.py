"""Events as sentences: what happened, in the language spoken, with the names that people know."""

from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from signoff.engine import events as e

from .lost import why_lost
from .messages import find, quoted, said, say
from .naming import Names
from .narrate_back import TELLERS_BACK
from .narrate_numbers import TELLERS_NUMBERS
from .narrate_out import TELLERS_OUT
from .times import stamp

if TYPE_CHECKING:
    from signoff.engine.case import Decision
    from signoff.engine.events import Event

QUIET = frozenset({"rearmed", "left", "seat_turned", "task_closed", "submitted", "resumed", "passed_over"})
"""What the story can do without; `--all` tells it too."""

CHANGING = ("set", "allocate", "void", "start", "cancel", "extend", "reassign")
"""Effects that are no notice."""


def is_undone(event: "Event") -> bool:
    """Whether it says that an effect could not do what it is there for."""
    return isinstance(event.fact, e.Noticed) and event.fact.kind == "failed"


class Narrator:
    """Tells events. `zone` is whose time of day deadlines are told in; without `offset` it is left to be told elsewhere."""

    def __init__(self, names: Names, zone: tzinfo | None, *, offset: bool = True) -> None:
        self._names = names
        self._zone = zone
        self._offset = offset

    def who(self, event: "Event") -> str:
        """Who did it; who sat at the console, where that is another name."""
        actor = self._names.person(event.actor)
        return say("actor.with", actor=actor, os_user=event.os_user) if event.os_user and event.os_user != event.actor else actor

    def what(self, event: "Event") -> str:
        """The sentence."""
        teller = TELLERS.get(type(event.fact))
        return teller(self, event, event.fact) if teller else said(f"event.{event.kind}", event.kind)

    def stamp(self, at: datetime) -> str:
        """An instant, in the time of day in which deadlines are told."""
        told = stamp(at, self._zone)
        return told if self._offset else told[: -len("+00:00")].rstrip()

    def person(self, id: str) -> str:
        """A person by name."""
        return self._names.person(id)

    def step(self, event: "Event", id: str) -> str:
        """A step of the definition that the event was made under."""
        return self._names.step(event.definition, id)

    def lost(self, event: "Event", error: str) -> str:
        """Why an effect was given up, or could not be worked out."""
        return why_lost(error, event.definition, self._names)

    def undone(self, event: "Event", effect: str, error: str) -> str:
        """Why an effect did nothing, by its verb; a notice has a sentence of its own."""
        told = self.lost(event, error)
        return say("event.effect_failed", effect=effect, error=told) if effect in CHANGING else say("event.noticed_failed", error=told)

    def clock(self, event: "Event", id: str) -> str:
        """A clock of the definition that the event was made under."""
        return self._names.clock(event.definition, id)

    def entered(self, event: "Event", fact: e.Entered) -> str:
        """`→ Review, round 2, due …`."""
        due = self.stamp(fact.due) if fact.due else ""
        key = "event.entered" + ("_again" if fact.round > 1 else "") + ("_due" if due else "")
        facts: dict[str, object] = {"step": self.step(event, fact.step)}
        facts |= {"round": fact.round} if fact.round > 1 else {}
        return say(key, **facts, **({"due": due} if due else {}))

    def seat_opened(self, event: "Event", fact: e.SeatOpened) -> str:
        """Who is to act."""
        people = self._names.person(fact.holder) if fact.holder else self._names.waiting(fact.tokens, fact.candidates)
        if not people:
            return say("event.seat_empty")
        return say("event.seat_waiting" if fact.waiting else "event.seat_opened", people=people)

    def transferred(self, event: "Event", fact: e.Transferred) -> str:
        """From whom to whom."""
        people = self._names.people([fact.holder] if fact.holder else fact.candidates) or self._names.waiting(fact.tokens, ())
        moved = "event.reassigned" if fact.was else "event.reassigned_pool"
        told = said(
            {"reassign": moved, "succeed": _succession(fact.was, people)}.get(fact.verb, "event.transferred"),
            fact.verb,
            was=self._names.person(fact.was) if fact.was else "–",
            people=people,
        )
        return quoted(told, fact.comment)

    def delegated(self, event: "Event", fact: e.Delegated) -> str:
        """Whose task, to whom."""
        told = say("event.delegated", owner=self._names.person(fact.owner), person=self._names.person(fact.holder))
        return quoted(told, fact.comment)

    def signers_added(self, event: "Event", fact: e.SignersAdded) -> str:
        """Whom, and where they stand."""
        return quoted(say(f"event.signers_added_{fact.where}", people=self._names.people(fact.people)), fact.comment)

    def given_back(self, event: "Event", fact: e.GivenBack) -> str:
        """To whom, with what advice; or that the owner took it back."""
        if event.actor != fact.was:
            return quoted(say("event.fetched", person=self._names.person(fact.was)), fact.comment)
        told = say("event.given_back", owner=self._names.person(fact.holder))
        if fact.opinion is not None:
            told = say("event.advised", told=told, action=self._names.action(event.definition, event.step, fact.opinion))
        return quoted(told, fact.comment)

    def decided(self, event: "Event", decision: "Decision") -> str:
        """The action, for whom, with what words."""
        action = self._names.action(event.definition, event.step, decision.action)
        if decision.automatic:
            key = "event.decided_by_system" if decision.automatic == "system" else "event.decided_automatically"
            told = say(key, action=action, **({} if decision.automatic == "system" else {"policy": decision.automatic}))
        elif decision.authority is not None and decision.principal == decision.actor:
            told = say("event.decided_in_post", action=action, principal=self._names.person(decision.authority.principal))
        elif decision.principal != decision.actor:
            told = say("event.decided_for", action=action, principal=self._names.person(decision.principal))
        elif decision.kind == "circled":
            told = say("event.circled")
        else:
            told = say("event.decided", action=action)
        return quoted(told, decision.comment)

    def edited(self, event: "Event", fact: e.Edited) -> str:
        """Which fields."""
        fields = say("list.comma").join(self._names.field(event.definition, name) for name in fact.fields)
        return say("event.edited_formal" if fact.formal else "event.edited", fields=fields, revision=fact.revision)

    def returned(self, event: "Event", fact: e.Returned) -> str:
        """From where to where; the words were said with the decision."""
        return say("event.returned", step=self.step(event, fact.step), to=self.step(event, fact.to))

    def chain_frozen(self, event: "Event", fact: e.ChainFrozen) -> str:
        """How many steps a chain has; why it could not be worked out."""
        told = say("event.chain_frozen", step=self.step(event, fact.step), count=fact.chain.length)
        return quoted(told, fact.chain.error)

    def passed_over(self, event: "Event", fact: e.PassedOver) -> str:
        """Which step, and why."""
        return say("event.passed_over", step=self.step(event, fact.step), reason=said(f"passed.{fact.reason}", fact.reason))

    def timer_fired(self, event: "Event", fact: e.TimerFired) -> str:
        """Of when, and what came of it."""
        told = quoted(say("event.escalated" if fact.reason else "event.timer_fired", due=self.stamp(fact.due)), fact.reason)
        return told if fact.done == "fired" else say("event.detail", told=told, detail=said(f"fired.{fact.done}", fact.done))

    def urged(self, event: "Event", fact: e.Urged) -> str:
        """That the holders were reminded; or that a rung has found nobody for a seat."""
        verb, parted, why = (fact.reason or "").partition(": ")
        return (
            self.undone(event, verb, why) if parted and verb == "reassign" and not fact.tasks else quoted(say("event.urged"), fact.reason)
        )

    def noticed(self, event: "Event", fact: e.Noticed) -> str:
        """Who was told, or given a copy."""
        if is_undone(event):
            return self.undone(event, str(fact.trace.get("effect", "")), str(fact.trace.get("error", "")))
        if fact.kind == "copy_to" and fact.to:
            return say("event.copied", people=self._names.people(fact.to))
        if fact.collected is not None and fact.to:
            return say("event.collected", people=self._names.people(fact.to), due=self.stamp(fact.collected.due))
        return say("event.noticed", people=self._names.people(fact.to)) if fact.to else say("event.noticed_none")

    def child_opened(self, event: "Event", fact: e.ChildOpened) -> str:
        """Which branch, under which key; or that a finished one still counts."""
        branch = self._names.branch(event.definition, fact.child.branch)
        return quoted(say("event.child_kept" if fact.kept else "event.child_opened", branch=branch, key=fact.child.key), fact.comment)

    def child_ended(self, event: "Event", fact: e.ChildEnded) -> str:
        """Which branch, and how."""
        status = said(f"status.{fact.status}", fact.status)
        return say("event.child_ended", branch=self._names.branch(event.definition, fact.branch), status=status)

    def child_reopened(self, event: "Event", fact: e.ChildReopened) -> str:
        """Which branch."""
        return say("event.child_reopened", branch=self._names.branch(event.definition, fact.branch))

    def child_closed(self, event: "Event", fact: e.ChildClosed) -> str:
        """Which branch, and why."""
        branch, head = self._names.branch(event.definition, fact.branch), fact.reason.partition(":")[0]
        return quoted(say("event.child_closed", branch=branch, reason=said(f"closed.{head}", fact.reason)), fact.comment)

    def sent_up(self, event: "Event", fact: e.SentUp) -> str:
        """To where the whole case is sent, and with what words."""
        return quoted(say("event.sent_up", step=self.step(event, fact.to.removeprefix("parent."))), fact.comment)

    def kin_asked(self, event: "Event", fact: e.KinAsked) -> str:
        """For more of a branch, or for its end."""
        key = "event.kin_stopped" if fact.stop else "event.kin_asked"
        return say(key, branch=self._names.branch(event.definition, fact.branch))

    def migrated(self, event: "Event", fact: e.Migrated) -> str:
        """From which definition to which, and where the case rests if the step has another id."""
        facts = {"was": fact.was[:12], "now": fact.definition[:12]}
        if fact.step == event.step:
            return quoted(say("event.migrated", **facts), fact.reason)
        told = say("event.migrated_step", **facts, step=self._names.step(fact.definition, fact.step))
        return quoted(told, fact.reason)

    def ended(self, event: "Event", fact: e.Ended) -> str:
        """How."""
        return say("event.ended", status=said(f"status.{fact.status}", fact.status))


Teller = Callable[[Narrator, "Event", object], str]
TELLERS: Mapping[type[e.Fact], Callable[..., str]] = {
    e.Started: lambda teller, event, fact: quoted(say("event.started"), fact.comment),
    e.Entered: Narrator.entered,
    e.SeatOpened: Narrator.seat_opened,
    e.Transferred: Narrator.transferred,
    e.Delegated: Narrator.delegated,
    e.GivenBack: Narrator.given_back,
    e.SignersAdded: Narrator.signers_added,
    e.Decided: lambda teller, event, fact: teller.decided(event, fact.decision),
    e.Acted: lambda teller, event, fact: teller.decided(event, fact.decision),
    e.Edited: Narrator.edited,
    e.Returned: Narrator.returned,
    e.PassedOver: Narrator.passed_over,
    e.ChainFrozen: Narrator.chain_frozen,
    e.TimerFired: Narrator.timer_fired,
    e.Noticed: Narrator.noticed,
    e.Migrated: Narrator.migrated,
    e.Ended: Narrator.ended,
    e.ChildOpened: Narrator.child_opened,
    e.ChildEnded: Narrator.child_ended,
    e.ChildClosed: Narrator.child_closed,
    e.ChildReopened: Narrator.child_reopened,
    e.Restored: lambda teller, event, fact: quoted(say("event.restored", file=fact.file), fact.reason),
    e.Reopened: lambda teller, event, fact: say("event.reopened", status=said(f"status.{fact.status}", fact.status)),
    e.SentUp: Narrator.sent_up,
    e.KinAsked: Narrator.kin_asked,
    e.Carried: lambda teller, event, fact: say("event.carried", person=teller._names.person(fact.approval.person)),
    e.TaskClosed: lambda teller, event, fact: quoted(say("event.task_closed", reason=fact.reason), fact.comment),
    e.Superseded: lambda teller, event, fact: say("event.superseded", step=teller.step(event, fact.step)),
    e.Left: lambda teller, event, fact: say("event.left", step=teller.step(event, fact.step), outcome=fact.outcome),
    e.Resumed: lambda teller, event, fact: say("event.resumed", how=fact.how),
    e.Submitted: lambda teller, event, fact: say("event.submitted", revision=fact.revision),
    e.Commented: lambda teller, event, fact: say("event.answered" if fact.answers else "event.commented", text=fact.text),
    e.Acknowledged: lambda teller, event, fact: say("event.acknowledged", what=said(f"reason.{fact.code}", fact.code), reason=fact.reason),
    e.Asked: lambda teller, event, fact: say("event.asked", person=teller._names.person(fact.to), text=fact.text),
    e.Urged: Narrator.urged,
    **TELLERS_OUT,
    **TELLERS_BACK,
    **TELLERS_NUMBERS,
}
"""How each kind of fact is told; what is not here has a sentence without facts."""


def told_kinds() -> set[str]:
    """The kinds of events that have a sentence."""
    return {kind for kind, cls in e.FACTS.items() if cls in TELLERS or find(f"event.{kind}")}


def _succession(was: str | None, people: str) -> str:
    """The message for a seat that goes with its post: vacant now, filled again, or with the next one at once."""
    if not people:
        return "event.vacant"
    return "event.succeeded" if was else "event.filled"
