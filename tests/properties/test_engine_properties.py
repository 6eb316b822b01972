"""The engine under everything that may happen: invariants after each step, one answer from `can` and `act`, the same events again."""

from collections.abc import Iterator
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from signoff.engine import commands as c
from signoff.engine.case import Case
from signoff.engine.decide import decide
from signoff.engine.errors import NotFound, Refused, Stale
from signoff.engine.events import Event
from signoff.engine.evolve import fold
from signoff.engine.model import Model
from signoff.engine.plain import text
from signoff.engine.verdict import verdict
from signoff.engine.world import World as Asked

from . import invariants
from .family import Doing, World, doings, texts

NO = (Refused, Stale, NotFound)


def numbered(world: World) -> Asked:
    """The world as the engine would ask it, with ids that are the same every time."""
    ids: Iterator[int] = count()
    around = world.engine._service.setting.around
    return Asked(around, max(world.clock.now(), world.case.at or world.clock.now()), lambda: f"id-{next(ids)}")


def outcome(model: Model, case: Case, command: c.OnCase, asked: Asked) -> tuple[Event, ...] | list[str]:
    """The events of a command, or the codes of its refusal."""
    try:
        return decide(model, case, command, asked, seq=case.seq)
    except Refused as refused:
        return [reason.code for reason in refused.reasons]
    except Stale as stale:
        return [stale.code]


class Life(RuleBasedStateMachine):
    """The life of one case."""

    world: World

    @initialize(text=texts(), amount=st.sampled_from((0, 1, 9)), database=st.sampled_from(("memory://", "memory://", "sqlite://")))
    def begin(self, text: str, amount: int, database: str) -> None:
        self.world = World(text, amount, database)

    def teardown(self) -> None:
        if hasattr(self, "world"):
            self.world.engine.close()

    @rule(doing=doings)
    def happen(self, doing: Doing) -> None:
        before = self.world.case
        try:
            self.world.do(doing)
        except NO:
            assert self.world.case == before

    @precondition(lambda self: self.world.case.open)
    @rule(by=st.sampled_from(("ini", "bob", "cat", "dan", "eve", "boss", "adm")))
    def move_on(self, by: str) -> None:
        """Take the first action that lies in somebody's inbox."""
        for item in self.world.engine.inbox(by):
            for offer in item.offers:
                to = offer.targets[0] if offer.targets else None
                if self.world.engine.can("k", offer.action, by=by, task=item.task.id, comment="ok", to=to):
                    self.world.engine.act("k", offer.action, by=by, task=item.task.id, comment="ok", to=to)
                    return

    @invariant()
    def everything_holds(self) -> None:
        invariants.hold(self.world)


TestLife = Life.TestCase


@given(texts(), st.lists(doings, max_size=12))
@settings(max_examples=max(10, settings.default.max_examples // 2 if settings.default else 25))
def test_can_says_what_act_does(text_: str, lived: list[Doing]) -> None:
    """For everybody and every action: yes exactly if it succeeds, else the refusal's own codes; and what is offered agrees."""
    world = World(text_)
    for doing in lived:
        try:
            world.do(doing)
        except NO:
            continue
    model, case = world.model, world.case
    for command in world.every_act():
        said = world.engine.can(
            "k", command.action, by=command.by, comment=command.comment, task=command.task, to=command.to, behalf_of=command.behalf_of
        )
        found = outcome(model, case, command, numbered(world))
        assert bool(said) == isinstance(found, tuple)
        assert isinstance(found, tuple) or [reason.code for reason in said.reasons] == found
    for person in ("ini", "bob", "cat", "dan", "eve", "boss", "adm"):
        _offers_agree(world, person)


def _offers_agree(world: World, person: str) -> None:
    """What is offered in the inbox and on the case is what `verdict` offers; and whatever could be done bare is offered."""
    model, case = world.model, world.case
    items = {item.task.id: [offer.action for offer in item.offers] for item in world.engine.inbox(person)}
    for task in case.open_tasks:
        names = [*model.actions(model.step(case.step)), "return", "give_back"] if case.open else []
        said = [
            name for name in names if verdict(model, case, c.Act(case="k", by=person, action=name, task=task.id), numbered(world)).offered
        ]
        if said:
            assert items[task.id] == said
    offered = {offer.action for offer in world.engine.offers("k", by=person)}
    mine = [command for command in world.every_act() if command.by == person and command.behalf_of is None]
    able = {command.action for command in mine if world.engine.can("k", command.action, by=person)}
    assert able <= offered


@given(texts(), st.lists(doings, max_size=10), doings)
def test_the_same_command_on_the_same_case_brings_about_the_same_events(text_: str, lived: list[Doing], doing: Doing) -> None:
    world = World(text_)
    for done in lived:
        try:
            world.do(done)
        except NO:
            continue
    if not isinstance(doing, c.OnCase):
        return
    model, case, command = world.model, world.case, world.aimed(doing)
    first = outcome(model, case, command, numbered(world))
    # The case as a store gives it back: the order of its mappings is another one.
    again = fold(link.event for link in world.engine.store.history("default", case.root))
    assert text(again) == text(case)
    assert outcome(model, again, command, numbered(world)) == first
