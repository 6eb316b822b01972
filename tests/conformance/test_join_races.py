"""The last two branches end at the same instant: both arrive, and the case goes on once (approval-semantics §2.15)."""

import pytest

from signoff.compose import Engine
from signoff.engine.people_data import PeopleFile, Person

from .conftest import AnyStore
from .doing import together

WORKFLOW = """
signoff: 1
workflow: race
defaults: {{empty: hold, duplicate: none, self: allow, insufficient_seats: hold}}
steps:
  split:
    parallel:
      part: {{for_each: p in parts, steps: {{give: {{approvers: role(clerk)}}}}}}
    join: {join}
  sign: {{approvers: role(clerk)}}
data: {{parts: {{type: list, of: text}}}}
"""
PEOPLE = PeopleFile({}, {"ann": Person("ann", roles=("clerk",))})
TIMES = 8


@pytest.mark.parametrize("join", ["all", "2"])
def test_rule_2_15_branches_that_end_at_the_same_instant_are_both_there_and_the_case_goes_on_once(store: AnyStore, join: str) -> None:
    """Viewflow W001: both think that the other is missing; Camunda: one of the two has to be tried again by its caller."""
    engine = Engine(store, workflows=[WORKFLOW.format(join=join)], directory=PEOPLE)
    for number in range(TIMES):
        key = f"{join}-{number}"
        engine.start("race", by="ann", key=key, data={"parts": ["a", "b"]})
        together(2, lambda part, key=key: engine.act(f"race/{key}/{'ab'[part]}", "approve", by="ann"))  # type: ignore[misc]
        assert [child.status for child in engine.case(f"race/{key}").children] == ["approved", "approved"]
        entered = [event for event in engine.history(f"race/{key}") if event.kind == "entered" and event.step == "sign"]
        assert (engine.case(f"race/{key}").step, len(entered)) == ("sign", 1)
    assert engine.verify().problems == ()
