"""Any case goes over to any definition that has a place for it, and what holds of a case holds of it afterwards."""

from hypothesis import given, settings
from hypothesis import strategies as st

from signoff.engine.case import Status
from signoff.engine.errors import NotFound, Refused, Stale
from signoff.engine.evolve import fold
from signoff.engine.plain import text

from . import invariants
from .family import Doing, World, doings, texts

NO = (Refused, Stale, NotFound)
FEW = max(10, settings.default.max_examples // 2 if settings.default else 25)


def lived(world: World, doings: list[Doing]) -> None:
    """All of this happens, as far as it is allowed."""
    for doing in doings:
        try:
            world.do(doing)
        except NO:
            continue


def sound(world: World) -> None:
    """What holds of every case, whichever definition its rows were made under."""
    case, events = world.case, world.engine.history("k")
    assert world.engine.verify().problems == ()
    assert text(fold(events)) == text(case)
    invariants.ordered(events)
    invariants.closed(events, case)
    invariants.once(events)
    invariants.rests(case, world.model)


@given(texts(), texts(), st.lists(doings, max_size=12), st.lists(doings, max_size=6), st.sampled_from(("draft", "one")))
@settings(max_examples=FEW)
def test_a_migrated_case_is_a_case_like_any_other(old: str, new: str, before: list[Doing], after: list[Doing], place: str) -> None:
    world = World(old)
    lived(world, before)
    world.engine.publish(new, by="adm")
    first, rounds = world.case, {id: memory.acted for id, memory in world.case.memory.items()}
    plan = world.engine.plan_migration("w", mapping={id: place for id in ("two", "three") if id not in world.engine.workflows["w"].steps})
    assert world.case == first
    done = world.engine.migrate_all(plan, by="adm", reason="because")
    assert [row.state == "migrated" for row in done.rows] == [case.ready for case in plan.cases]
    if done.of("migrated"):
        (told,) = plan.cases
        assert (world.case.definition, world.case.step, world.case.due_at) == (plan.to, told.to, told.due_at)
        assert {task.id for task in world.case.tasks} >= {task.task for task in told.tasks if task.kept}
        assert all(set(acted) <= set(world.case.remembers(id).acted) for id, acted in rounds.items() if id in ("draft", "one"))
        sound(world)
    lived(world, after)
    sound(world)


@given(texts(), st.lists(doings, max_size=12))
@settings(max_examples=FEW)
def test_a_migration_that_changes_a_title_changes_nothing_else(old: str, before: list[Doing]) -> None:
    world = World(old)
    lived(world, before)
    world.engine.publish(old.replace("workflow: w\n", "workflow: w\ntitle: Another\n"), by="adm")
    first = world.case
    world.engine.migrate_all(world.engine.plan_migration("w"), by="adm", reason="because")
    last = world.case
    if first.status is Status.OPEN:
        assert last.definition != first.definition
        assert (last.tasks, last.due_at, last.walk, last.returns) == (first.tasks, first.due_at, first.walk, first.returns)
        # In whichever order: a timer is known by its key.
        assert {timer.key: timer for timer in last.timers} == {timer.key: timer for timer in first.timers}
        assert (last.clocks, len(last.timers)) == (first.clocks, len(first.timers))
        assert (last.data, last.content, last.revision, last.memory) == (first.data, first.content, first.revision, first.memory)
    else:
        assert last == first
