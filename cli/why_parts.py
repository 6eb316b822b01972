"""The sections of `why`, each as lines."""

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from signoff.engine.fix import ADVICE

from .errors import noted
from .looks import days
from .lost import refusal
from .messages import count, label, quoted, said, say
from .reasons import command_line, lasted, mark, name_of, seen_to, sentence, usual, where_first
from .screen import DIM, GREEN, RED, YELLOW
from .times import age, span, stamp
from .why_seats import SeatsTold
from .why_times import TimesTold

if TYPE_CHECKING:
    from signoff.engine.inspect import Mover, StuckFinding
    from signoff.engine.inspect.story import Next, PersonWhy, StandIn


LOOKS = ("why", "doctor")
"""Commands that change nothing."""


class Teller(SeatsTold, TimesTold):
    """Tells one `Why` on a screen."""

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
        due = self.due(why.due_at, why.provisional, late)
        if due.text:
            yield self.screen.paint(say("why.due", due=due.text), *due.tones)
        known = next((finding for finding in why.findings if finding.peers is not None), None)
        if known is not None and (told := usual(known)):
            yield told
        for promise in why.promises:
            yield say("promise.back", origin=self.step(promise.origin), target=self.step(promise.target))
        if why.asked_back is not None:
            yield quoted(say("why.asked_back", person=self.people([why.asked_back.by])), why.asked_back.comment)

    def findings(self) -> Iterator[str]:
        """What is wrong, with what would mend it."""
        for finding in self.why.findings:
            yield from self.finding(finding)
        if any(one.by for finding in self.why.findings for one in finding.commands):
            yield from self.wrapped(say("why.trusted"), DIM)
        for note in self.why.notes:
            yield from self.wrapped(say("stuck.note", why=noted(note)), YELLOW)

    def _told(self, finding: "StuckFinding") -> str:
        return sentence(finding, self.names, self.screen.zone) + seen_to(finding, self.names, self.screen.now)

    def finding(self, finding: "StuckFinding") -> Iterator[str]:
        """Sign, name, code, sentence; then the commands, each on a line of its own to be copied."""
        sign, tones = mark(finding)
        yield f"{self.screen.paint(f'{sign} {name_of(finding)}', *tones)} {self.screen.paint(f'[{finding.code}]', DIM)}"
        for told in (self._told(finding), where_first(finding, self.names)):
            yield from (f"  {line}" for line in self.wrapped(told, after="", indent=2) if line)
        looks = all(one.verb in LOOKS for one in finding.commands)
        advice = said(f"elsewhere.{finding.code}", ADVICE.get(finding.code, "")) if looks and not self.past else ""
        if advice:
            yield from (f"  {line}" for line in self.wrapped(say("why.elsewhere", advice=advice), after="  ", indent=2))
        told = "why.look" if looks else "why.see_to" if finding.repair.value == "acknowledges" else "why.mend"
        commands = [one for one in finding.commands if one.line not in self.told and (one.verb != "why" or "--for" in one.line)]
        for by, ones in groupby(commands, lambda one: one.by):
            whom = (say("why.by_same") if by == self.by else say("why.by", who=self.people(by))) if by else ""
            self.by = by or self.by
            yield from (f"  {line}" for line in self.wrapped(say(told, by=whom), after="  ", indent=2))
            yield from (f"    {command_line(one, self.calling)}" for one in ones)
        self.told.update(one.line for one in commands)

    def movers(self) -> Iterator[str]:
        """Who or what can bring it on; the likeliest first."""
        for mover in self.why.movers:
            yield from self.wrapped(f"{'→' if mover.primary else ' '} {self.mover(mover)}", *((GREEN,) if mover.primary else ()))
        for one in self.why.stand_ins:
            yield from self.wrapped(f"  {self.stands_in(one)}", DIM)
        if not self.why.movers and self.why.ended_at is None:
            unsure = "movers" in self.why.unrecorded
            yield self.screen.paint(say("why.movers_unrecorded" if unsure else "why.no_mover"), DIM if unsure else RED)

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
        more |= {"other": mover.other} if mover.other else {}
        how = "resume_above" if mover.how == "resume" and mover.other else mover.how
        return said(f"mover.{how}", how, who=who, when=when, action=action, **more)

    def children(self) -> Iterator[str]:
        """How the branches stand: those of this step, and whatever else runs below."""
        if self.why.join is not None:
            join = self.why.join
            yield say("count.join", got=join.got, counted=join.counted, need=said(f"join.{join.need}", join.need))
        for child in self.why.children:
            status, who = said(f"status.{child.status}", child.status), self.people(child.who) or say("show.none")
            open = child.status in ("open", "suspended")
            told = (
                say("child.line", key=child.key, status=status, step=label(child.step_title, child.step), who=who)
                if open
                else say("child.ended", key=child.key, status=status)
            )
            yield from self.wrapped(told if child.waited_for else say("child.aside", told=told))

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

    def person(self) -> Iterator[str]:
        """What the person asked about may do and what not."""
        one = self.why.person
        if one is None:
            return
        if one.known is False or one.active is False:
            yield self.screen.paint(say("person.unknown" if one.known is False else "person.inactive", person=one.person), RED)
        if one.acted:
            yield say("person.acted", steps=say("list.comma").join(self.step(id) for id in one.acted))
        yield from self.may(one)
        if not self.past:
            yield from self.wrapped(say("person.trusted", person=self.people([one.person])), DIM)

    def may(self, one: "PersonWhy") -> Iterator[str]:
        """Action by action."""
        for act in one.actions:
            key = "person.may" if act.allowed else "person.may_if" if act.offered else "person.may_not"
            action = self.names.action(self.why.definition, self.why.step, act.action)
            told = say(key, action=action, **({} if act.allowed else {"why": self.why_not(act.reasons)}))
            yield from self.wrapped(told if act.recorded else say("person.as_recorded", told=told))

    def attempts(self) -> Iterator[str]:
        """What was tried and refused."""
        for row in self.why.attempts:
            times = f" ×{row.count}" if row.count > 1 else ""
            who, when = self.names.person(row.actor), age(row.last_at, self.why.at)
            why = f"{refusal(row.code, row.message, self.why.definition, self.names)} [{row.code}]"
            action = self.names.action(self.why.definition, self.why.step, row.action)
            yield from self.wrapped(say("attempt.line", when=when, who=who, action=f"{action}{times}", why=why))
