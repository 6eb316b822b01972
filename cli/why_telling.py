"""What every section of `why` needs: names, lines that fit the screen, refusals in words."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from signoff.engine.errors import Reason

from .errors import reason_sentence
from .messages import said, say
from .naming import Names
from .screen import DIM, Screen
from .times import stamp
from .width import wrap

if TYPE_CHECKING:
    from signoff.engine.inspect import Why
    from signoff.engine.inspect.story import Refusal

    from .calling import Calling


class Telling:
    """How one `Why` is told: by whose names, on which screen."""

    def __init__(self, why: "Why", names: Names, screen: Screen, trace: bool = False, calling: "Calling | None" = None) -> None:
        self.why, self.names, self.screen, self.trace = why, names, screen, trace
        self.calling = calling
        self.told: set[str] = set()
        self.by: tuple[str, ...] = ()
        self.past = why.past

    def as_of(self) -> Iterator[str]:
        """Of which instant of the past all this is told."""
        if self.past:
            yield self.screen.paint(say("why.as_of", at=stamp(self.why.at, self.screen.zone)), DIM)

    def unrecorded(self) -> Iterator[str]:
        """What history does not hold of that instant, in words."""
        told = dict.fromkeys(say(UNRECORDED[mark]) for mark in self.why.unrecorded)
        for sentence in told:
            yield from self.wrapped(sentence, DIM)

    def step(self, id: str) -> str:
        """The title of a step."""
        return self.names.step(self.why.definition, id)

    def wrapped(self, text: str, *tones: str, after: str = "  ", indent: int = 0) -> Iterator[str]:
        """A sentence over as many lines as the screen asks for, which will stand `indent` columns further in."""
        room = (self.screen.columns or 10_000) - indent
        yield from (self.screen.paint(line, *tones) for line in wrap(text, room, after))

    def people(self, ids: Sequence[str]) -> str:
        """Persons by name."""
        return self.names.people(ids, most=6)

    def screen_at(self) -> Screen:
        """The screen at the instant of the answer."""
        return Screen(self.screen.columns, self.screen.color, self.screen.zone, self.why.at)

    def coded(self, people: "dict[str, str] | object") -> str:
        """Persons, each with the reason."""
        assert hasattr(people, "items")
        return say("list.comma").join(f"{self.names.person(person)} ({self.refused(code)})" for person, code in people.items())

    def refused(self, code: str) -> str:
        """A code in words."""
        told = said(f"refused.{code}", code)
        return told if told == code else f"{told} [{code}]"

    def why_not(self, reasons: "Sequence[Refusal]") -> str:
        """Refusals in words."""
        told = (Reason(one.code, one.message, one.hint, one.data) for one in reasons)
        return say("list.comma").join(f"{reason_sentence(reason)} [{reason.code}]" for reason in told)


UNRECORDED = {
    "movers": "unrecorded.able",
    "seats.able": "unrecorded.able",
    "seats.kept": "unrecorded.able",
    "nexts": "unrecorded.able",
    "children.who": "unrecorded.able",
    "stand_ins": "unrecorded.stand_ins",
    "stand_ins.kept": "unrecorded.able",
    "timers.met": "unrecorded.reached",
    "timers.deeds": "unrecorded.reached",
    "clocks.holder": "unrecorded.reached",
    "count": "unrecorded.functions",
    "join": "unrecorded.functions",
    "attempts.count": "unrecorded.attempts",
    "effects": "unrecorded.effects",
    "findings.owner": "unrecorded.findings",
    "findings.logic": "unrecorded.findings",
    "findings.time": "unrecorded.clocks",
    "findings.people": "unrecorded.reached",
    "findings.machinery": "unrecorded.clocks",
    "findings.evidence": "unrecorded.evidence",
    "findings.peers": "unrecorded.peers",
    "findings.root": "unrecorded.reached",
    "person.known": "unrecorded.person",
    "person.active": "unrecorded.person",
    "person.tasks": "unrecorded.able",
    "person.actions": "unrecorded.functions",
}
"""The sentence for each mark; several marks say the same to people."""
