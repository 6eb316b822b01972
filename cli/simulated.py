"""A simulation in words: where a case rests, who is asked there and why, until when, what then, and what was decided."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from .messages import count, label, said, say
from .naming import Names
from .screen import BOLD, DIM, RED, YELLOW, Screen
from .tables import Cell, Column, table
from .times import stamp
from .why_parts import Teller
from .width import wrap

if TYPE_CHECKING:
    from signoff.engine.inspect.story import Armed, Seat
    from signoff.workflows.simulation import Path, Simulation, Span, Stop


class Telling:
    """Tells one simulation on a screen."""

    def __init__(self, found: "Simulation", names: Names, screen: Screen) -> None:
        self.found, self.names, self.screen = found, names, screen
        self.hash = found.paths[0].stops[0].why.definition if found.paths and found.paths[0].stops else ""

    def wrapped(self, text: str, *tones: str, indent: str = "") -> Iterator[str]:
        """A sentence over as many lines as there have to be."""
        lines = wrap(f"{indent}{text}", self.screen.columns or 10_000, f"{indent}  ")
        yield from (self.screen.paint(line, *tones) for line in lines)

    def given(self) -> Iterator[str]:
        """Who starts it, when, and what was made up for it."""
        yield say("simulate.begin", who=self.names.person(self.found.initiator), at=stamp(self.found.began, self.screen.zone))
        if self.found.made_up:
            yield from self.wrapped(say("simulate.made_up"), DIM)
        if self.found.samples:
            yield from self.wrapped(say("simulate.samples", fields=say("list.comma").join(self.found.samples)), DIM)

    # ---- a path, stop by stop

    def path(self, path: "Path") -> Iterator[str]:
        """The head of a path, its stops, and how it ends."""
        yield from self.wrapped(say("list.clause").join([self.name(path), self.ending(path), *self.lasting(path)]), BOLD)
        for number, stop in enumerate(path.stops, 1):
            yield from self.stop(number, stop)
        yield from self.passed(path.passed)
        yield from self.dead_end(path)

    def name(self, path: "Path") -> str:
        """Main line, or by which decision it leaves another path."""
        if path.choice is None:
            return say("simulate.main")
        return said(
            f"simulate.{path.kind}", path.kind, step=self.step(path.choice.step), action=self.action(path.choice.step, path.choice.action)
        )

    def ending(self, path: "Path") -> str:
        """How it ends, or that it does not."""
        if path.dead_end is not None:
            return say("simulate.dead", step=self.step(path.dead_end.step))
        return say("simulate.cut") if path.cut else said(f"status.{path.status}", path.status)

    def lasting(self, path: "Path") -> Iterator[str]:
        """How long it takes, with everybody on the due date, and at once."""
        if path.dead_end is None and not path.cut:
            yield say("simulate.late", span=self.span(path.late))
            if path.soon is not None:
                yield say("simulate.soon", span=self.span(path.soon))

    def span(self, span: "Span") -> str:
        """Working days where a calendar counts, else calendar days."""
        return count("simulate.workdays", span.days) if span.days is not None else count("simulate.days", (span.end - span.begin).days)

    def stop(self, number: int, stop: "Stop") -> Iterator[str]:
        """One stop: what was passed on the way, the step, who is asked and why, what time does, what was decided."""
        yield from self.passed(stop.passed)
        title = f"{label(stop.title, stop.step)} ({stop.step})"
        where = [say("simulate.at", title=title)] if not stop.case else [say("simulate.at_branch", branch=stop.case, title=title)]
        where += [say("why.round", n=stop.round)] if stop.round > 1 else []
        where += [self.until(stop)] if stop.due is not None else []
        yield from self.wrapped(f"{number}. {say('list.clause').join(where)}", indent="  ")
        teller = Teller(stop.why, self.names, self.screen)
        for seat in stop.seats:
            yield from self.seat(seat, teller)
        for child in stop.children:
            yield from self.wrapped(say("simulate.child", key=child.key.rpartition("/")[2], step=self.step(child.step)), indent="     ")
        for timer in stop.timers:
            yield from self.wrapped(self.rung(timer, teller), DIM, indent="     ")
        for decision in stop.decisions:
            who = self.names.person(decision.by) if decision.by else ""
            told = {"who": who, "action": self.action(stop.step, decision.action), "at": stamp(decision.at, self.screen.zone)}
            key = "simulate.timed" if decision.by is None else "simulate.back" if decision.to else "simulate.decided"
            yield from self.wrapped(say(key, **told, **({"to": self.step(decision.to)} if decision.to else {})), indent="     ")

    def until(self, stop: "Stop") -> str:
        """Due when, in how many working days."""
        assert stop.due is not None
        told = say("simulate.until", at=stamp(stop.due, self.screen.zone))
        days = count("simulate.workdays", stop.days) if stop.days is not None else ""
        extra = [part for part in (days, say("due.provisional") if stop.why.provisional else "") if part]
        return say("age.paren", text=told, age=say("list.comma").join(extra)) if extra else told

    def seat(self, seat: "Seat", teller: Teller) -> Iterator[str]:
        """Who is asked at a seat, and how they were found."""
        if seat.holder is not None:
            who, key = self.names.person(seat.holder), "simulate.asked"
        else:
            who = self.names.waiting(seat.tokens, seat.candidates)
            key = "simulate.pool" if seat.able else "simulate.nobody"
        told = say(key, who=who, able=self.names.people(seat.able, most=6)) if key != "simulate.nobody" else say(key)
        yield from self.wrapped(told, *((RED,) if not seat.able and seat.state != "waiting" else ()), indent="     ")
        for line in teller.found(seat):
            yield from self.wrapped(line, DIM, indent="       ")

    def rung(self, timer: "Armed", teller: Teller) -> str:
        """What happens when, if nobody acts."""
        return teller.timer(timer)

    def passed(self, passed: Sequence[object]) -> Iterator[str]:
        """Steps at which the case did not rest."""
        for one in passed:
            step, reason = str(getattr(one, "step", "")), str(getattr(one, "reason", ""))
            why = said(f"simulate.by_{reason}", reason)
            yield from self.wrapped(say("simulate.passed", step=self.step(step), why=why), DIM, indent="  · ")

    def dead_end(self, path: "Path") -> Iterator[str]:
        """Why it goes no further."""
        if path.dead_end is not None:
            told = say("simulate.why_dead", why=f"{path.dead_end.message} [{path.dead_end.code}]")
            yield from self.wrapped(told, RED, indent="  ")

    # ---- the others, and the end

    def others(self, paths: "Sequence[Path]") -> Iterator[str]:
        """A row for each path."""
        columns = [
            Column(say("simulate.col_path"), "wrap"),
            Column(say("simulate.col_steps"), "wrap"),
            Column(say("simulate.col_end"), "wrap"),
            Column(say("simulate.col_late"), "keep"),
            Column(say("simulate.col_soon"), "keep"),
        ]
        yield from table(columns, [self.row(path) for path in paths], self.screen)

    def row(self, path: "Path") -> list[Cell | str]:
        """One path in a line."""
        dead = path.dead_end is not None or path.cut
        return [
            self.name(path),
            " → ".join(self.step(stop.step) for stop in path.stops),
            Cell(self.ending(path), (RED,) if path.dead_end is not None else (YELLOW,) if path.cut else ()),
            "" if dead else self.span(path.late),
            "" if dead or path.soon is None else self.span(path.soon),
        ]

    def last(self) -> Iterator[str]:
        """What was not seen."""
        if self.found.never:
            yield ""
            yield from self.wrapped(say("simulate.never", steps=say("list.comma").join(self.step(id) for id in self.found.never)), YELLOW)
        if self.found.left:
            yield from self.wrapped(count("simulate.left", self.found.left), YELLOW)

    def step(self, id: str) -> str:
        """The title of a step."""
        return self.names.step(self.hash, id)

    def action(self, step: str, action: str) -> str:
        """The title of an action."""
        return said(f"simulate.action_{action}", "") or self.names.action(self.hash, step, action)
