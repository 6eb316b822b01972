"""Stand-ins: everybody whom an example may ask for, with names that an author can guess."""

from collections.abc import Iterable

import pytest

from signoff.engine.people_data import Person
from signoff.workflows import load
from signoff.workflows.samples import PERSON, UNIT
from signoff.workflows.standins import StandIns, stand_ins

HEAD = """\
signoff: 1
workflow: w
data:
  unit: {type: unit}
  others: {type: list, of: unit}
  lead: {type: unit}
  helper: {type: person}
  rows: {type: list, fields: {who: person}}
  big: {type: bool}
defaults: {empty: hold, self: forbid, duplicate: none, insufficient_seats: hold}
"""


def cast(approvers: str, *, head: str = "", example: str = "{do: [], step: draft}", rule: str = "", **data: object) -> StandIns:
    text = f"{HEAD}{head}steps:\n  draft: {{by: initiator}}\n  review:\n    approvers: {approvers}\n{rule}examples:\n  - {example}\n"
    loaded = load(text)
    return stand_ins(loaded.workflow, loaded.examples[0], {**loaded.examples[0].given, **data})


def having(people: Iterable[Person], held: str) -> list[str]:
    return [person.id for person in people if held in (*person.roles, *person.posts)]


def test_four_per_role() -> None:
    people = cast("role(legal)").people.people
    assert having(people.values(), "legal") == ["legal_1", "legal_2", "legal_3", "legal_4"]


def test_a_role_at_a_unit_is_held_there() -> None:
    people = cast("role(legal)@unit", unit="transport").people.people
    assert having(people.values(), "legal@transport") == ["legal_1", "legal_2", "legal_3", "legal_4"]
    assert people["legal_1"].unit == "transport"


@pytest.mark.parametrize(
    ("approvers", "posts"),
    [
        ("director@gov_office", {"director_1": "director@gov_office"}),
        ("director@unit", {"director_1": "director@transport"}),
        ("director@others", {"director_1": "director@finance", "director_2": "director@housing"}),
        ("director@unit | director@finance", {"director_1": "director@transport", "director_2": "director@finance"}),
        ("director@(unit if big else lead)", {"director_1": "director@transport", "director_2": "director@finance"}),
        ("director@(lead or unit)", {"director_1": "director@finance", "director_2": "director@transport"}),
        ("director@'gov-office'", {"director_1": "director@gov-office"}),
    ],
)
def test_one_per_post_and_unit(approvers: str, posts: dict[str, str]) -> None:
    people = cast(approvers, unit="transport", lead="finance", others=("finance", "housing")).people.people
    assert {id: person.posts[0] for id, person in people.items() if person.posts} == posts


def test_where_only_the_case_can_tell_the_unit_every_unit_has_one() -> None:
    people = cast("director@unit_of(initiator)", unit="transport").people.people
    assert {person.posts[0] for person in people.values() if person.posts} == {"director@home", "director@transport"}
    assert people["director_1"].posts == ("director@home",)


def test_a_portfolio_is_led_by_one() -> None:
    made = cast("city_leader@portfolio(unit)", unit="transport").people
    assert made.units["transport"].portfolio_of == {"city_leader": "city_leader_1"}


def test_everybody_has_a_manager_who_has_one_too() -> None:
    people = cast("role(legal)").people.people
    assert people["legal_1"].manager == "legal_1_manager"
    assert people["legal_1_manager"].manager == "legal_1_manager_manager"
    assert people["legal_1_manager_manager"].manager is None


def test_persons_and_units_that_the_example_names_are_there() -> None:
    example = (
        "{given: {unit: transport, helper: ann, rows: [{who: bob}]}, do: [submit: {by: cid, with: {unit: finance}}, "
        "transfer: {who: dan}], open: [eve, review]}"
    )
    made = cast("role(legal)", example=example).people
    assert {"ann", "bob", "cid", "dan", "eve"} <= set(made.people)
    assert "review" not in made.people
    assert {"home", "transport", "finance"} == set(made.units)


def test_short_names_are_read_through() -> None:
    made = cast("role(legal) | boss", head="names: {boss: director@finance, ring: ring2, ring2: boss}\n")
    assert having(made.people.people.values(), "director@finance") == ["director_1"]


def test_a_person_who_is_asked_for_by_id_is_there() -> None:
    assert "zhou" in cast("person(zhou)").people.people


def test_people_of_rungs_effects_policies_and_allowances_are_there() -> None:
    rest = (
        "    due: 2d\n    empty: {assign: role(lead)}\n    allow: {transfer: role(buyer)}\n"
        "    effects: [{notify: role(reader)}]\n    escalate: [{at: due, reassign: role(boss), notify: director@finance}]\n"
    )
    people = cast("role(legal)", rule=rest).people.people
    assert {"lead_1", "buyer_1", "reader_1", "boss_1", "director_1", "legal_1"} <= set(people)


@pytest.mark.parametrize(
    ("start", "initiator"),
    [
        ("", "initiator"),
        ("start: anyone\n", "initiator"),
        ("start: role(buyer)\n", "buyer_1"),
        ("start: head@finance | role(buyer)\n", "head_1"),
        ("start: person(zhou)\n", "zhou"),
        ("start: {by: role(buyer)}\n", "buyer_1"),
    ],
)
def test_the_initiator_is_one_whom_start_admits(start: str, initiator: str) -> None:
    made = cast("role(legal)", head=start)
    assert made.initiator == initiator
    assert initiator in made.people.people


def test_an_initiator_who_is_named_gets_what_start_asks_for() -> None:
    made = cast("role(legal)", head="start: role(buyer)\n", example="{by: a1, do: [], step: draft}")
    assert made.initiator == "a1"
    assert "buyer" in made.people.people["a1"].roles


def test_whom_a_sample_names_is_there_too() -> None:
    steps = "steps:\n  draft: {by: initiator, actions: {submit: {to: next, NEEDS}}}\n"
    asking = f"signoff: 1\nworkflow: w\ndata: {{who: person, where: unit}}\n{steps}"
    for needs, there in (("needs: [who, where]", True), ("comment: optional", False)):
        loaded = load(asking.replace("NEEDS", needs) + "examples: [{do: [submit], end: approved}]\n")
        people = stand_ins(loaded.workflow, loaded.examples[0], {}).people
        assert (PERSON in people.people, UNIT in people.units) == (there, there)


def test_so_is_whom_an_act_in_a_branch_names() -> None:
    inside = "{data: {who: person}, steps: {ask: {by: initiator, actions: {submit: {to: next, needs: [who]}}}}}"
    text = f"signoff: 1\nworkflow: w\nsteps:\n  split: {{parallel: {{one: {inside}}}}}\n"
    loaded = load(text + "examples: [{do: [one.submit: {with: {who: ann}}], end: approved}]\n")
    assert "ann" in stand_ins(loaded.workflow, loaded.examples[0], {}).people.people
