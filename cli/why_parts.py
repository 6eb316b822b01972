"""The sections of `why`, each as lines."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from signoff.engine.errors import Reason

from .errors import reason_sentence, told_by_code
from .looks import days, full_due
from .messages import count, label, quoted, said, say
from .naming import Names
from .output import dumps
from .reasons import lasted, mark, name_of, sentence
from .screen import BOLD, DIM, GREEN, RED, YELLOW, Screen
from .times import age, span, stamp
from .votes import against, so_far
from .width import printable, wrap

if TYPE_CHECKING:
    from signoff.engine.inspect import Mover, StuckFinding, Why
    from signoff.engine.inspect.story import Armed, Count, Deed, Lasting, Next, PersonWhy, Refusal, Seat, StandIn


class Teller:
    """Tells one `Why` on a screen."""

    def __init__(self, why: "Why", names: Names, screen: Screen, trace: bool = False) -> None:
        self.why, self.names, self.screen, self.trace = why, names, screen, trace
        self.told: set[str] = set()

    def step(self, id: str) -> str:
        """The title of a step."""
        return self.names.step(self.why.definition, id)

    def wrapped(self, text: str, *tones: str, after: str = "  ", indent: int = 0) -> Iterator[str]:
        """A sentence over as many lines as the screen asks for, which will stand `indent` columns further in."""
        room = (self.screen.columns or 10_000) - indent
        yield from (self.screen.paint(line, *tones) for line in wrap(printable(text), room, after))

    def people(self, ids: Sequence[str]) -> str:
        """Persons by name."""
        return self.names.people(ids, most=6)

    # ---- where it stands

    def head(self) -> Iterator[str]:
        """Status, step, since when, round, deadline."""
        why = self.why
        status = said(f"status.{why.status}", why.status)
        if why.ended_at is not None:
            yield say("why.at_ended", status=status, age=age(why.ended_at, why.at))
            return
        title = label(why.step_title, why.step)
        told = say("why.at", status=status, step=f"{title} ({why.step})", span=lasted(span(why.at - why.since), why.working))
        yield told + (say("list.clause") + say("why.round", n=why.round) if why.round > 1 else "")
        late = count("working.days", why.overdue_workdays) if why.overdue_workdays else ""
        due = full_due(why.due_at, self.screen_at(), why.provisional, late)
        if due.text:
            yield self.screen.paint(say("why.due", due=due.text), *due.tones)
        for promise in why.promises:
            yield say("promise.back", origin=self.step(promise.origin), target=self.step(promise.target))
        if why.asked_back is not None:
            yield quoted(say("why.asked_back", person=self.people([why.asked_back.by])), why.asked_back.comment)

    def screen_at(self) -> Screen:
        """The screen at the instant of the answer."""
        return Screen(self.screen.columns, self.screen.color, self.screen.zone, self.why.at)

    def findings(self) -> Iterator[str]:
        """What is wrong, with what would mend it."""
        for finding in self.why.findings:
            yield from self.finding(finding)
        for note in self.why.notes:
            yield from self.wrapped(say("stuck.note", why=note.message), YELLOW)

    def finding(self, finding: "StuckFinding") -> Iterator[str]:
        """Sign, name, code, sentence; then the commands, each on a line of its own to be copied."""
        sign, tones = mark(finding)
        yield f"{self.screen.paint(f'{sign} {name_of(finding)}', *tones)} {self.screen.paint(f'[{finding.code}]', DIM)}"
        yield from (f"  {line}" for line in self.wrapped(sentence(finding, self.names, self.screen.zone), after="", indent=2))
        commands = [one.line for one in finding.commands if one.line not in self.told]
        if commands:
            self.told.update(commands)
            yield f"  {say('why.mend' if finding.repair.value == 'mends' else 'why.see_to')}"
            yield from (f"    {line}" for line in commands)

    # ---- who

    def movers(self) -> Iterator[str]:
        """Who or what can bring it on; the likeliest first."""
        for mover in self.why.movers:
            yield from self.wrapped(f"{'→' if mover.primary else ' '} {self.mover(mover)}", *((GREEN,) if mover.primary else ()))
        for one in self.why.stand_ins:
            yield from self.wrapped(f"  {self.stands_in(one)}", DIM)
        if not self.why.movers and self.why.ended_at is None:
            yield self.screen.paint(say("why.no_mover"), RED)

    def stands_in(self, one: "StandIn") -> str:
        """Who stands in for a holder, and what keeps him from acting."""
        facts = {"proxy": self.people([one.proxy]), "principal": self.people([one.principal])}
        facts |= {"days": days(one.from_, one.until), "kind": said(f"proxy.{one.kind}", one.kind)}
        return say("why.stands_in_kept", **facts, why=self.refused(one.kept)) if one.kept else say("why.stands_in", **facts)

    def mover(self, mover: "Mover") -> str:
        """One of them, and by what right."""
        when = stamp(mover.when, self.screen.zone) if mover.when else ""
        action = self.names.action(self.why.definition, self.why.step, mover.action) if mover.action else ""
        who = self.people(mover.who) or say("show.none")
        more = {"child": mover.child} if mover.child else {"condition": mover.condition} if mover.condition else {}
        return said(f"mover.{mover.how}", mover.how, who=who, when=when, action=action, **more)

    def children(self) -> Iterator[str]:
        """How the branches stand: those of this step, and whatever else runs below."""
        if self.why.join is not None:
            join = self.why.join
            yield say("count.join", got=join.got, counted=join.counted, need=join.need)
        for child in self.why.children:
            status, who = said(f"status.{child.status}", child.status), self.people(child.who) or say("show.none")
            open = child.status in ("open", "suspended")
            told = (
                say("child.line", key=child.key, status=status, step=self.step(child.step), who=who)
                if open
                else say("child.ended", key=child.key, status=status)
            )
            yield from self.wrapped(told if child.waited_for else say("child.aside", told=told))

    def seats(self) -> Iterator[str]:
        """Every open seat: who has it, and how they were found."""
        if self.why.count is not None and len(self.why.seats) > 1:
            yield from self.votes(self.why.count)
        for seat in self.why.seats:
            yield from self.seat(seat)

    def seat(self, seat: "Seat") -> Iterator[str]:
        """One seat."""
        who = (
            self.names.person(seat.holder)
            if seat.holder
            else say("list.comma").join([*seat.tokens, *map(self.names.person, seat.candidates)])
        )
        kind = "waiting" if seat.state == "waiting" else "held" if seat.holder else "pool" if who else "nobody"
        told = say(f"seat.{kind}", **({"who": who} if kind != "nobody" else {}), **self.since(seat, kind))
        yield from self.wrapped(told, *((RED,) if kind == "nobody" else (BOLD,)))
        for line in (*self.found(seat), *self.hands(seat)):
            yield from (f"  {part}" for part in self.wrapped(line, DIM, indent=2))

    def votes(self, votes: "Count") -> Iterator[str]:
        """How the votes stand: one line, or one for each group."""
        more = say("list.comma").join(against(votes.rejected, votes.abstained))
        for group in votes.groups:
            yield say("count.group", group=group.group, told=so_far("seats", group, group.still))
        told = [] if votes.groups else [so_far(votes.of, votes, votes.still)]
        if told or more:
            yield say("list.clause").join([*told, *([more] if more else [])])

    def since(self, seat: "Seat", kind: str) -> dict[str, object]:
        """For how long the seat has been so."""
        return {} if kind == "waiting" else {"span": lasted(span(self.why.at - seat.held_since), seat.working)}

    def found(self, seat: "Seat") -> Iterator[str]:
        """What the seat counts, how its people were found, and who of them may not act."""
        how = seat.resolution
        if seat.main:
            yield say("seat.main")
        if seat.weight != 1:
            yield say("seat.weight", n=seat.weight)
        if how.expression:
            key = "seat.found" if how.found else "seat.found_none"
            yield say(key, expression=how.expression, **({"people": self.people(how.found)} if how.found else {}))
        if not how.found and isinstance(worked_out := how.trace.get("line"), str) and worked_out != how.expression:
            yield worked_out
        if how.removed:
            yield say("seat.removed", people=self.coded(how.removed))
        if how.policy:
            key = "seat.policy" if how.instead else "seat.policy_hold"
            yield say(key, policy=how.policy, **({"people": self.people(how.instead)} if how.instead else {}))
        if how.reopened:
            yield say("seat.reopened", why=how.reopened)
        if seat.kept:
            yield from (say("seat.kept", person=self.names.person(person), code=self.refused(code)) for person, code in seat.kept.items())
        if self.trace and how.trace:
            yield dumps(how.trace)

    def hands(self, seat: "Seat") -> Iterator[str]:
        """Through whose hands it went."""
        if seat.urged:
            yield count("seat.urged", seat.urged)
        for hand in seat.hands:
            verb = said(f"action.{hand.verb}", hand.verb)
            was, to = (self.names.person(one) if one else "–" for one in (hand.was, hand.to))
            yield say("seat.hand", at=stamp(hand.at, self.screen.zone), verb=verb, by=self.names.person(hand.by), was=was, to=to)

    def coded(self, people: "dict[str, str] | object") -> str:
        """Persons, each with the reason."""
        assert hasattr(people, "items")
        return say("list.comma").join(f"{self.names.person(person)} ({self.refused(code)})" for person, code in people.items())

    def refused(self, code: str) -> str:
        """A code in words."""
        told = said(f"refused.{code}", code)
        return told if told == code else f"{told} [{code}]"

    # ---- when

    def clocks(self) -> Iterator[str]:
        """The clocks of the case: until when, and whose duty it is."""
        for clock in self.why.clocks:
            yield from self.wrapped(self.clock(clock), *((RED,) if clock.late else () if clock.stopped is None else (DIM,)))

    def clock(self, clock: "Lasting") -> str:
        """One of them."""
        title = self.names.clock(self.why.definition, clock.id)
        if clock.stopped is not None:
            at = stamp(clock.stopped_at, self.screen.zone) if clock.stopped_at else ""
            return say("event.of_clock", clock=title, told=say(f"clock.{clock.stopped}", at=at))
        late = [count("working.days", clock.overdue_workdays)] if clock.overdue_workdays else []
        more = say("list.clause").join([*late, *([say("clock.extended")] if clock.extended else [])])
        due = full_due(clock.due, self.screen_at(), clock.provisional, more).text or say("clock.no_due")
        who = self.people(clock.holder)
        return say("clock.line_on", clock=title, due=due, who=who) if who else say("event.of_clock", clock=title, told=due)

    def timers(self) -> Iterator[str]:
        """What time will do, the earliest first."""
        for timer in self.why.timers:
            yield from self.wrapped(self.timer(timer), *((YELLOW,) if timer.late else ()))

    def timer(self, timer: "Armed") -> str:
        """One rung."""
        deeds = say("list.comma").join(self.deed(deed) for deed in timer.deeds)
        if timer.clock is not None:
            deeds = say("event.of_clock", clock=self.names.clock(self.why.definition, timer.clock), told=deeds)
        extra = [say("timer.when", when=timer.when)] if timer.when else []
        extra += [say("timer.every", every=timer.every)] if timer.every else []
        extra += [say("timer.late")] if timer.late else []
        told = say("timer.rung", due=stamp(timer.due, self.screen.zone), rung=timer.rung, deeds=deeds)
        return say("age.paren", text=told, age=say("list.comma").join(extra)) if extra else told

    def deed(self, deed: "Deed") -> str:
        """What a rung does to whom; where that is nobody today, the expression says who was meant."""
        if deed.verb in ("act", "to"):
            action = self.step if deed.verb == "to" else lambda id: self.names.action(self.why.definition, self.why.step, id)
            return say(f"deed.{deed.verb}", people=action(deed.expression or ""))
        people = self.people(deed.people) or say("deed.nobody", expression=deed.expression or "?")
        return said(f"deed.{deed.verb}", deed.verb, people=people, fields=say("list.comma").join(deed.fields))

    # ---- what

    def nexts(self) -> Iterator[str]:
        """What each action would do."""
        for one in self.why.nexts:
            yield from self.wrapped(self.next(one))

    def next(self, one: "Next") -> str:
        """One action: by whom, to where, with what."""
        action = label(one.title, one.action)
        action = said(f"action.{one.action}", one.action) if action == one.action else action
        parts = [self.whither(one)]
        weighed = self.why.count is not None and self.why.count.of == "weight"
        parts += [count("next.more_weight" if weighed else "next.more", one.more)] if one.more and one.more > 0 else []
        parts += [say("next.needs", fields=say("list.comma").join(one.needs))] if one.needs else []
        parts += [say("next.comment")] if one.comment == "required" else []
        parts += [say("next.refused", why=self.why_not(one.refused))] if one.refused and not one.needs and one.comment != "required" else []
        told = say("list.clause").join(part for part in parts if part)
        return say("next.line", action=action, code=one.action, by=self.names.person(one.by), told=told)

    def whither(self, one: "Next") -> str:
        """Where the case would rest."""
        if one.targets:
            return say("next.back", steps=say("list.comma").join(self.step(id) for id in one.targets))
        if one.status and one.status not in ("open", "suspended"):
            return say("next.ends", status=said(f"status.{one.status}", one.status))
        return say("next.to", step=self.step(one.to)) if one.to else say("next.stays")

    def why_not(self, reasons: "Sequence[Refusal]") -> str:
        """Refusals in words."""
        told = (Reason(one.code, one.message, one.hint, one.data) for one in reasons)
        return say("list.comma").join(f"{reason_sentence(reason)} [{reason.code}]" for reason in told)

    def person(self) -> Iterator[str]:
        """What the person asked about may do and what not."""
        one = self.why.person
        if one is None:
            return
        if not one.known or not one.active:
            yield self.screen.paint(say("person.unknown" if not one.known else "person.inactive", person=one.person), RED)
        if one.acted:
            yield say("person.acted", steps=say("list.comma").join(self.step(id) for id in one.acted))
        yield from self.may(one)

    def may(self, one: "PersonWhy") -> Iterator[str]:
        """Action by action."""
        for act in one.actions:
            key = "person.may" if act.allowed else "person.may_if" if act.offered else "person.may_not"
            action = self.names.action(self.why.definition, self.why.step, act.action)
            yield from self.wrapped(say(key, action=action, **({} if act.allowed else {"why": self.why_not(act.reasons)})))

    def attempts(self) -> Iterator[str]:
        """What was tried and refused."""
        for row in self.why.attempts:
            times = f" ×{row.count}" if row.count > 1 else ""
            who, when = self.names.person(row.actor), age(row.last_at, self.why.at)
            why = f"{told_by_code(row.code, row.message)} [{row.code}]"
            yield from self.wrapped(say("attempt.line", when=when, who=who, action=f"{row.action}{times}", why=why))
