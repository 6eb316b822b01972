"""Branches of a branch, whom a guard names, the day of an instant, and a single person where a list is wanted."""

from .house import House, started, workflow

UNITS = """
split:
  parallel: [unit]
  join: none
  then: next
wait: {by: initiator, actions: {go: {to: next, require: {missing: unit.every(it.ended)}}}}
"""
BRANCHES = """
branches:
  unit:
    for_each: x in xs
    steps:
      do: {by: role(legal), actions: {done: next, aside: {to: stay, effects: [{start: more, once_per: [note]}]}}}
      finished: {end: done}
    branches:
      more: {wait: false, data: {note: text}, steps: {look: {by: role(audit)}}}
"""


def units() -> House:
    """Two units, each with a case of its own."""
    house = House(workflow(UNITS, data="xs: {type: list, of: text}") + BRANCHES)
    house.start({"xs": ["a", "b"]})
    return house


def test_a_branch_has_branches_of_its_own_which_its_effects_start() -> None:
    house = units()
    house.engine.act("k/a", "aside", by="bob")
    (child,) = house.engine.case("k/a").children
    assert (child.key, child.branch, child.step, house.engine.case("k/b").children) == ("k/a/more", "unit/more", "look", ())
    house.engine.act("k/a/more", "submit", by="fay")
    assert house.engine.case("k/a/more").status == "approved" and house.sound()


def test_every_names_the_children_that_fail() -> None:
    house = units()
    assert house.refused("ini", "go") == "missing:[a, b]"
    house.engine.act("k/a", "done", by="bob")
    assert house.refused("ini", "go") == "missing:[b]"


def test_every_counts_rows_that_fail() -> None:
    house = started(
        "draft: {by: initiator, actions: {go: {to: approved, require: {missing: rows.every(has(it.b))}}}}",
        data="rows: {type: list, fields: {a: text, b: text}}",
        given={"rows": [{"a": "x", "b": "y"}, {"a": "z"}]},
    )
    assert house.refused("ini", "go") == "missing:[2]"


def test_the_day_of_an_instant_is_that_of_the_house() -> None:
    steps = """
    draft:
      by: initiator
      effects: [{set: {day: started.day, last: (started + 1m).day}}]
      actions: {go: {to: next, may_edit: [day], require: {other_day: day == now.day}}}
    """
    house = started(steps, head="timezone: Asia/Shanghai", data="day: date\nlast: date")
    assert {name: str(value) for name, value in house.case.data.items()} == {"day": "2026-06-01", "last": "2026-07-01"}
    house.clock.advance("9h")  # past midnight there, not in London
    assert house.refused("ini", "go") == "other_day"
    house.act("ini", "go", data={"day": "2026-06-02"})
    assert not house.case.open


def test_one_person_is_a_list_where_a_list_is_wanted() -> None:
    inner = "signoff: 1\nworkflow: inner\ndata: {all: {type: list, of: person}}\nsteps: {look: {by: initiator}}\n"
    steps = "sub: {workflow: inner, with: [all: one | others]}"
    house = House([workflow(steps, data="one: person\nothers: {type: list, of: person}"), inner])
    house.start({"one": "bob"})
    assert house.engine.case("k/sub").data == {"all": ("bob",)}
