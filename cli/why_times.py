"""Time in `why`: clocks of the case, and what the rungs will do."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .looks import full_due
from .messages import count, said, say
from .screen import DIM, RED, YELLOW
from .tables import Cell
from .times import stamp
from .why_telling import Telling

if TYPE_CHECKING:
    from datetime import datetime

    from signoff.engine.inspect.story import Armed, Deed, Lasting


class TimesTold(Telling):
    """Tells clocks and timers."""

    def due(self, at: "datetime | None", provisional: bool, more: str) -> Cell:
        """A deadline and how far off it is; while the case is suspended nothing comes nearer."""
        return full_due(at, self.screen_at(), provisional, more, still=self.why.status == "suspended")

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
        due = self.due(clock.due, clock.provisional, more).text or say("clock.no_due")
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
        extra += [say("timer.late")] if timer.late else [say("why.parked")] if self.why.status == "suspended" else []
        extra += [say("due.provisional")] if timer.provisional else []
        told = say("timer.rung", due=stamp(timer.due, self.screen.zone), rung=timer.rung, deeds=deeds)
        return say("age.paren", text=told, age=say("list.comma").join(extra)) if extra else told

    def deed(self, deed: "Deed") -> str:
        """What a rung does to whom; where that is nobody today, the expression says who was meant."""
        if deed.verb in ("act", "to"):
            action = self.step if deed.verb == "to" else lambda id: self.names.action(self.why.definition, self.why.step, id)
            return say(f"deed.{deed.verb}", people=action(deed.expression or ""))
        people = self.people(deed.people) or say("deed.nobody", expression=deed.expression or "?")
        return said(f"deed.{deed.verb}", deed.verb, people=people, fields=say("list.comma").join(self.what(deed)))

    def what(self, deed: "Deed") -> list[str]:
        """Fields, clocks, branches and workflows by what they are called."""
        called = {"set": self.names.field, "extend": self.names.clock, "start": self.names.opened}.get(deed.verb)
        return [called(self.why.definition, id) if called else id for id in deed.fields]
