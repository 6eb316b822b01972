"""The seats in `why`: who has them, how they were found, how the votes stand."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .messages import count, said, say
from .output import dumps
from .reasons import lasted
from .screen import BOLD, DIM, RED
from .times import span, stamp
from .votes import against, so_far
from .why_telling import Telling

if TYPE_CHECKING:
    from signoff.engine.inspect.story import Count, Seat


class SeatsTold(Telling):
    """Tells the open seats."""

    def seats(self) -> Iterator[str]:
        """Every open seat: who has it, and how they were found."""
        if self.why.count is not None and len(self.why.seats) > 1:
            yield from self.votes(self.why.count)
        for seat in self.why.seats:
            yield from self.seat(seat)

    def seat(self, seat: "Seat") -> Iterator[str]:
        """One seat."""
        who = self.names.person(seat.holder) if seat.holder else self.names.waiting(seat.tokens, seat.candidates)
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
