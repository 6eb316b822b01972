"""A signal from case to case on every store: taken once, whoever delivers it and however often; a crossfire locks nobody out."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from signoff.compose import Engine
from signoff.engine.people_data import PeopleFile, Person
from signoff.testing import ManualClock

from .conftest import AnyStore

MORNING = datetime(2026, 3, 2, 8, tzinfo=UTC)
TEXT = """
signoff: 1
workflow: paper
defaults: {empty: hold, duplicate: none, self: allow, insufficient_seats: hold}
data: {main: text, answer: text, others: {type: list, of: text}}
steps:
  draft: {by: initiator, actions: {submit: {to: next, effects: [{signal: join, to: main, when: has(main), else: alone}]}}}
  work:
    by: initiator
    actions:
      finish: {to: finished, needs: [answer], effects: [{signal: answered, to: others, with: [answer]}]}
      answered: {by: case(main), needs: [answer], to: finished}
  finished: {end: done}
anytime: {join: {by: case, sender: others, in: [open, finished]}, alone: {by: case, effects: [{set: {answer: 'none'}}]}}
at_end: [{signal: alone, to: others, when: not has(answer)}]
"""


def engine_on(store: AnyStore) -> Engine:
    """An engine with one person on this store."""
    clock = ManualClock(MORNING)
    return Engine(store, workflows=[TEXT], directory=PeopleFile({}, {"ann": Person("ann", roles=("admin",))}), clock=clock)


def case(engine: Engine, key: str, main: str | None = None) -> None:
    """A case at work."""
    engine.start("paper", by="ann", key=key, data={"main": main} if main else {})
    engine.act(key, "submit", by="ann")


def heard(engine: Engine, key: str) -> int:
    """How many signals a case has taken."""
    return [event.kind for event in engine.history(key)].count("heard")


def test_there_and_back(store: AnyStore) -> None:
    engine = engine_on(store)
    case(engine, "m")
    for key in ("a", "b"):
        case(engine, key, "m")
    engine.tick()
    engine.act("m", "finish", by="ann", data={"answer": "42"})
    engine.tick()
    assert [(engine.case(key).step, engine.case(key).data["answer"]) for key in ("a", "b")] == [("finished", "42")] * 2
    assert [heard(engine, key) for key in ("m", "a", "b")] == [2, 1, 1]
    assert engine.verify().problems == () and engine.dead_letters() == ()


def test_where_there_is_nobody_the_sender_takes_what_it_has_named_once(store: AnyStore) -> None:
    engine = engine_on(store)
    case(engine, "a", "nowhere")
    case(engine, "m")
    case(engine, "b", "m")
    engine.terminate("m", by="ann", reason="r")
    (first, second) = [one for one in store.lease("n", MORNING, 10, 60) if one.kind == "signal"]
    for row in (first, second, first):
        engine.deliverer._couriers["signal"](row)
    assert [(engine.case(key).data["answer"], heard(engine, key)) for key in ("a", "b")] == [("none", 1), ("none", 1)]
    assert engine.verify().problems == () and engine.dead_letters() == ()


def test_what_is_told_at_the_end_is_told_once_whoever_ends_the_case(store: AnyStore) -> None:
    engine = engine_on(store)
    case(engine, "m")
    for key in ("a", "b"):
        case(engine, key, "m")
    engine.tick()
    engine.terminate("m", by="ann", reason="r")
    for row in [one for one in store.lease("n", MORNING, 10, 60) if one.kind == "signal"] * 2:
        engine.deliverer._couriers["signal"](row)
    assert [(engine.case(key).data["answer"], heard(engine, key)) for key in ("a", "b")] == [("none", 1), ("none", 1)]
    assert engine.verify().problems == ()


def test_a_case_that_waits_is_kept_as_one_and_found_once_nobody_can_answer(store: AnyStore) -> None:
    engine = engine_on(store)
    case(engine, "a", "nowhere")
    (row,) = store.projection("default", engine.case("a").id).live
    assert '"kind":"case"' in str(row.movers).replace(" ", "") and row.look_at == engine.case("a").entered
    assert [one.code for one in engine.stuck().findings] == ["other_case_over"]


@pytest.mark.parametrize("store", ["memory", "sqlite-file", "postgresql", "mariadb"], indirect=True)
def test_two_nodes_that_deliver_the_same_row_at_once_bring_it_there_once(store: AnyStore) -> None:
    engine, other = engine_on(store), engine_on(store)
    case(engine, "m")
    case(engine, "a", "m")
    (row,) = [one for one in store.lease("n", MORNING, 10, 60) if one.kind == "signal"]
    with ThreadPoolExecutor(2) as pool:
        done = [pool.submit(one.deliverer._couriers["signal"], row) for one in (engine, other)]
        assert [one.result(30) for one in done] == [None, None]
    assert (heard(engine, "m"), engine.case("m").data["others"]) == (1, ("a",))


@pytest.mark.parametrize("store", ["sqlite-file", "postgresql", "mariadb"], indirect=True)
def test_cases_that_signal_each_other_at_once_both_arrive(store: AnyStore) -> None:
    engine, other = engine_on(store), engine_on(store)
    for key, main in (("a", "b"), ("b", "a")):
        engine.start("paper", by="ann", key=key, data={"main": main})
    for key in ("a", "b"):
        engine.act(key, "submit", by="ann")
    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(one.deliver) for one in (engine, other)]:
            done.result(30)
    engine.deliver()
    assert [engine.case(key).data["others"] for key in ("a", "b")] == [("b",), ("a",)]
