"""A move under way: events are added one by one, and the case follows each of them at once."""

from dataclasses import dataclass, field

from .attachment import Attachment
from .case import Authority, Case, Decision
from .definition import Step
from .errors import Corrupt
from .events import Ended, Entered, Event, Fact, PassedOver
from .evolve import evolve
from .frozen import maker
from .model import Model
from .scope import CaseScope
from .world import World

_event = maker(Event)
_decision = maker(Decision)


@dataclass(slots=True)
class Draft:
    """The events of one command so far, and the case as they leave it. Lives as long as the command.

    `after` has the case after each of its own events, by sequence number. `principal` is for whom the actor acts, by which
    `authority`; None: for himself. `substance`: an effect has changed what was signed, and says that it counts.
    """

    model: Model
    world: World
    actor: str
    seq: int = 0
    current: Case | None = None
    request_id: str | None = None
    os_user: str | None = None
    events: list[Event] = field(default_factory=list)
    after: dict[int, Case] = field(default_factory=dict)
    passed: set[str] = field(default_factory=set)
    credited: frozenset[str] = frozenset()
    principal: str | None = None
    authority: Authority | None = None
    hops: int = 0
    substance: bool = False
    attachments: tuple[Attachment, ...] = ()

    @property
    def case(self) -> Case:
        """The case as it stands now."""
        if self.current is None:
            raise Corrupt("the case has not started")
        return self.current

    @property
    def step(self) -> Step:
        """The step where the case rests."""
        return self.model.step(self.case.step)

    @property
    def scope(self) -> CaseScope:
        """The names as they stand now."""
        return CaseScope.of(self.model, self.case, self.world, self.actor)

    def begin(self, id: str, root: str, fact: Fact) -> None:
        """The first event of a new case."""
        self._add(
            _event(
                seq=self.seq + 1,
                root=root,
                case=id,
                at=self.world.now,
                actor=self.actor,
                fact=fact,
                definition=self.model.hash,
                request_id=self.request_id,
                os_user=self.os_user,
            )
        )

    def spawn(self, id: str, model: Model, fact: Fact) -> None:
        """The first event of a child: it stands in the same chain, and the case itself does not follow it."""
        case = self.case
        self.seq += 1
        at = max(self.world.now, case.at or self.world.now)
        self.events.append(
            _event(
                seq=self.seq,
                root=case.root,
                case=id,
                at=at,
                actor=self.actor,
                fact=fact,
                definition=model.hash,
                request_id=self.request_id,
                os_user=self.os_user,
            )
        )

    def emit(self, fact: Fact) -> None:
        """Something happened to the case."""
        case = self.case
        # Clocks of hosts disagree; a history does not run backwards.
        at = max(self.world.now, case.at or self.world.now)
        step, round = _place(case, fact)
        self._add(
            _event(
                seq=self.seq + 1,
                root=case.root,
                case=case.id,
                at=at,
                actor=self.actor,
                fact=fact,
                step=step,
                round=round,
                revision=case.revision,
                definition=case.definition,
                request_id=self.request_id,
                os_user=self.os_user,
            )
        )

    def _add(self, event: Event) -> None:
        self.seq = event.seq
        self.current = self.after[event.seq] = evolve(self.current, event)
        self.events.append(event)

    def decision(
        self,
        action: str,
        *,
        comment: str | None = None,
        arm: str | None = None,
        automatic: str | None = None,
        kind: str | None = None,
    ) -> Decision:
        """What the actor decides now, for himself or for whom he stands in, bound to the content as it stands."""
        case = self.case
        return _decision(
            action=action,
            actor=self.actor,
            principal=self.actor if automatic or self.principal is None else self.principal,
            at=max(self.world.now, case.at or self.world.now),
            revision=case.revision,
            content=case.content,
            comment=comment,
            arm=arm,
            automatic=automatic,
            authority=None if automatic else self.authority,
            kind=kind,
            attachments=self.attachments if automatic is None else (),
        )


def _place(case: Case, fact: Fact) -> tuple[str, int]:
    """Where something happens: what brings the case to a step belongs to that step."""
    match fact:
        case Entered():
            return fact.step, fact.round
        case Ended():
            return fact.step, fact.round
        case PassedOver():
            return fact.step, case.remembers(fact.step).rounds
    return case.step, case.round
