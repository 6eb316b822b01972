"""Two processes see to the same case at the same instant: it is put down once, and the other is told by whom."""

from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest

from signoff.adapters.sql import upgrade
from signoff.compose import Engine
from signoff.engine.people_data import PeopleFile, Person
from signoff.testing import ManualClock

from .office import MORNING
from .processes import met, together

TIMES = 10
PEOPLE = PeopleFile({}, {id: Person(id, roles=("admin",) if id in ("adm", "boss") else ()) for id in ("ann", "he", "adm", "boss")})
SLOW = """
signoff: 1
workflow: slow
defaults: {empty: hold, self: allow}
steps:
  answer: {by: person(he), due: 1d, escalate: [{at: due, remind: holder}]}
"""


def office(url: str) -> Engine:
    return Engine(url, workflows=SLOW, directory=PEOPLE, clock=ManualClock(MORNING.replace(day=9)))


def fix(barrier: Barrier, url: str, person: str, cases: list[str]) -> list[list[str]]:
    """Plan for each case, and carry the plan out at the same instant as the others do."""
    told = []
    with office(url) as engine:
        for case in cases:
            plan = engine.plan_fix(case, by=person, reason="rang them up")
            met(barrier)
            told.append([found.state.value for one in engine.fix_planned(plan).cases for found in one.found])
    return told


@pytest.mark.parametrize("persons", [("adm", "adm"), ("adm", "boss")])
def test_of_two_who_see_to_a_case_one_has_and_the_other_hears_of_it(
    database: str, persons: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2]))
    upgrade(database)
    with Engine(database, workflows=SLOW, directory=PEOPLE, clock=ManualClock(MORNING)) as engine:
        cases = [engine.start("slow", by="ann").id for _ in range(TIMES)]
    with office(database) as engine:
        engine.fire_timers()
        answers = together(*((fix, (database, person, cases)) for person in persons))
        for case, *states in zip(cases, *answers, strict=True):
            pairs = [sorted(pair) for pair in zip(*states, strict=True)]
            assert pairs == [["acknowledged", "seen"]] * 2
            seen = [event.fact for event in engine.history(case) if event.kind == "acknowledged"]
            assert len(seen) == 2, "one for `overdue`, one for `ladder_exhausted`"
        assert engine.verify().problems == ()
