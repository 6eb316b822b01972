"""A case with branches goes over as a whole: each open step of each child has its place, or the plan says precisely what has none."""

from collections.abc import Mapping

import pytest

from signoff.engine.commands import Migrate
from signoff.engine.events import Migrated

from .house import House, workflow
from .test_migration import Moving

STEPS = """
draft: {by: initiator}
split:
  parallel:
    law:
      data: {note: text}
      steps:
        check: {approvers: [person(bob), person(cat)], rule: all, not_same_as: [draft]}
        file: {by: role(audit)}
    money:
      for_each: u in units
      steps: {count: {approvers: role(finance)}}
  JOIN
sign: {approvers: role(audit), return: {to: any_earlier}}
"""
ROWS = "units: {type: list, fields: {name: text}}"
TITLE = ("  split:\n", "  split:\n    title: Ask them all\n")


def moving(*changes: tuple[str, str], join: str = "join: all", start: bool = True) -> Moving:
    """A case whose branches are under way, and the same workflow with these changes published."""
    old = workflow(STEPS.replace("JOIN", join), data=ROWS)
    new = old
    for was, now in changes:
        assert was in new
        new = new.replace(was, now)
    house = Moving(old, new)
    house.start({"units": [{"name": "roads"}, {"name": "water"}]})
    house.act("ini", "submit")
    house.engine.publish(house.new, by="adm")
    return house


def reasons(house: Moving, **more: object) -> list[str]:
    """Why the case stays; the command itself says the same."""
    (plan,) = house.plan(**more).cases
    command = Migrate(case="k", by="adm", to=house.plan(**more).to, reason="r", **more)  # type: ignore[arg-type]
    codes = [reason.code for reason in plan.reasons]
    assert [reason.code for reason in house.engine.allowed(command).reasons] == codes
    return codes


def definitions(house: House) -> set[str]:
    """By which definitions the cases of the root go."""
    return {case.definition for case in house.engine.store.find("default", "k").cases.values()}


def tasks(house: House) -> Mapping[str, list[str]]:
    """The open tasks of all cases of the root."""
    return {case.key: [t.id for t in case.open_tasks] for case in house.engine.store.find("default", "k").cases.values()}


def test_a_case_and_its_branches_go_over_together_and_keep_their_tasks() -> None:
    house = moving(TITLE)
    house.engine.act("k/law", "approve", by="bob")
    before = tasks(house)
    house.migrate()
    assert (definitions(house), tasks(house)) == ({house.plan().to}, before)
    kinds = {key: [e.kind for e in house.engine.history(key)].count("migrated") for key in ("k", "k/law", "k/roads", "k/water")}
    assert set(kinds.values()) == {1}
    house.engine.act("k/law", "approve", by="cat")
    house.engine.act("k/law", "submit", by="fay")
    for key in ("k/roads", "k/water"):
        house.engine.act(key, "approve", by="dan")
    assert house.step == "sign" and house.sound()


def test_rows_of_branches_keep_the_definition_under_which_they_were_made() -> None:
    house = moving(TITLE)
    old = house.case.definition
    before = house.engine.history("k/law")
    house.migrate()
    after = house.engine.history("k/law")
    assert after[: len(before)] == before and {event.definition for event in before} == {old}
    (row,) = [event.fact for event in after if isinstance(event.fact, Migrated)]
    assert (row.was, row.definition, row.reason) == (old, house.plan().to, "a new rule of the city")


def test_the_plan_says_of_each_branch_what_becomes_of_its_tasks_and_writes_nothing() -> None:
    house = moving(("person(cat)], rule: all", "person(eve)], rule: all"))
    house.engine.act("k/law", "approve", by="bob")
    first = house.engine.store.find("default", "k").cases
    (plan,) = house.plan().cases
    told = {one.key: ([task.kept for task in one.tasks], one.opened) for one in plan.branches}
    assert told == {"k/law": ([False, False], ("bob", "eve")), "k/roads": ([True], ()), "k/water": ([True], ())}
    assert house.engine.store.find("default", "k").cases == first
    house.migrate()
    assert sorted(task.holder or "" for task in house.engine.case("k/law").tasks) == ["bob", "eve"]


def test_a_renamed_branch_and_a_renamed_step_in_it_keep_their_tasks_where_they_are_mapped() -> None:
    house = moving(("law:", "legal:"), ("check:", "read:"))
    before = tasks(house)
    assert reasons(house) == ["branch_added", "branch_unmapped"]
    assert reasons(house, mapping={"law": "legal"}) == ["step_unmapped"]
    house.migrate(mapping={"law": "legal", "law/check": "legal/read"})
    assert tasks(house) == before
    law = house.engine.case("k/law")
    assert (law.branch, law.step) == ("legal", "read")
    house.engine.act("k/law", "approve", by="bob")
    house.engine.act("k/law", "approve", by="cat")
    assert house.engine.case("k/law").step == "file" and house.sound()


def test_a_renamed_split_waits_for_the_same_branches() -> None:
    house = moving(("  split:\n", "  asking:\n"))
    house.engine.act("k/roads", "approve", by="dan")
    house.migrate(mapping={"split": "asking"})
    house.engine.act("k/water", "approve", by="dan")
    assert house.step == "asking"
    for person, action in (("bob", "approve"), ("cat", "approve"), ("fay", "submit")):
        house.engine.act("k/law", action, by=person)
    assert house.step == "sign" and house.sound()


def test_an_open_step_of_a_branch_without_a_place_is_named() -> None:
    house = moving(("check:", "read:"))
    (plan,) = house.plan().cases
    (reason,) = plan.reasons
    assert (reason.code, reason.data["step"]) == ("step_unmapped", "check")
    assert "k/law" in reason.message and "law/check" in (reason.hint or "")


def test_a_duty_that_looks_back_over_the_split_holds_under_new_names() -> None:
    house = moving(("draft:", "write:"), ("[draft]", "[write]"))
    before = tasks(house)
    house.migrate(mapping={"draft": "write"})
    assert tasks(house) == before, "the duty is the same"
    assert not house.engine.can("k/law", "approve", by="ini")
    house.engine.reassign("k/law", to="dan", by="adm", reason="r", task=before["k/law"][0])


def test_a_short_name_around_that_means_others_now_opens_the_seats_of_a_branch_anew() -> None:
    old = workflow(STEPS.replace("JOIN", "").replace("role(finance)", "payers"), "names: {payers: role(finance)}", ROWS)
    house = Moving(old, old.replace("payers: role(finance)", "payers: role(audit)"))
    house.start({"units": [{"name": "roads"}]})
    house.act("ini", "submit")
    house.engine.publish(house.new, by="adm")
    house.migrate()
    assert [task.tokens for task in house.engine.case("k/roads").tasks] == [("role:audit",)]
    assert house.sound()


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ([("    money:", "    more: {steps: {a: {approvers: role(legal)}}}\n      money:")], ["branch_added"]),
        ([("for_each: u in units", "for_each: x in units")], ["branch_changed", "branch_changed"]),
        ([("  split:\n", "  gone:\n")], ["step_unmapped", *["branch_unmapped"] * 3]),
        ([("join: all", "join: none")], ["join_at_once"]),
        ([("join: all", "join: law.every(it.note == 'x') or true")], ["join_at_once"]),
        ([("note: text", "note: {type: text, required: true}")], ["note_required"]),
    ],
)
def test_what_cannot_be_proved_safe_is_refused_and_named(changes: list[tuple[str, str]], codes: list[str]) -> None:
    house = moving(*changes)
    before = house.engine.store.find("default", "k").cases
    assert reasons(house) == codes
    assert not house.engine.migrate_all(house.plan(), by="adm", reason="r")
    assert house.engine.store.find("default", "k").cases == before


def test_a_field_of_a_branch_gets_its_value_by_the_name_of_the_branch() -> None:
    house = moving(("note: text", "note: {type: text, required: true}"))
    assert reasons(house, data={"law/nte": "x"}) == ["unknown_field:nte", "note_required"]
    assert reasons(house, data={"lwa/note": "x"}) == ["unknown_field:lwa/note", "note_required"]
    house.migrate(data={"law/note": "seen"})
    assert (house.engine.case("k/law").data, house.case.data["units"]) == ({"note": "seen"}, ({"name": "roads"}, {"name": "water"}))


def test_what_a_field_of_a_branch_needs_is_named_as_it_has_to_be_given() -> None:
    house = moving(("note: text", "note: {type: text, required: true}"))
    (reason,) = house.plan().cases[0].reasons
    assert (reason.code, reason.hint, reason.data["field"]) == ("note_required", "Give data={'law/note': …}.", "law/note")


def test_a_step_that_waits_for_branches_is_no_step_where_people_act_and_the_other_way_round() -> None:
    house = moving(TITLE)
    assert "mapping_other_kind" in reasons(house, mapping={"split": "sign"})
    house.engine.jump("k", to="sign", by="adm", reason="r")
    assert reasons(house, mapping={"sign": "split"}) == ["mapping_to_end"]


def test_a_branch_goes_over_with_the_case_above_it_only() -> None:
    house = moving(TITLE)
    (plan,) = house.plan(cases=["k/law"]).cases
    assert [reason.code for reason in plan.reasons] == ["is_branch"]


def test_a_branch_that_has_moved_on_since_makes_the_plan_outdated() -> None:
    house = moving(TITLE)
    plan = house.plan()
    house.engine.act("k/roads", "approve", by="dan")
    (row,) = house.engine.migrate_all(plan, by="adm", reason="r").rows
    assert (row.state, [reason.code for reason in row.reasons]) == ("refused", ["plan_outdated"])


def test_branches_that_have_ended_stay_as_they_are_and_count_as_before() -> None:
    house = moving(TITLE)
    house.engine.act("k/roads", "approve", by="dan")
    old = house.engine.case("k/roads").definition
    house.migrate()
    assert house.engine.case("k/roads").definition == old != house.case.definition
    house.engine.act("k/water", "approve", by="dan")
    for person in ("bob", "cat"):
        house.engine.act("k/law", "approve", by=person)
    house.engine.act("k/law", "submit", by="fay")
    assert house.step == "sign" and house.sound()


def test_branches_that_go_on_behind_their_split_go_over_too() -> None:
    house = moving(TITLE, join="join: any\n  rest: keep")
    house.engine.act("k/roads", "approve", by="dan")
    assert house.step == "sign"
    house.migrate()
    assert house.engine.case("k/water").definition == house.case.definition
    house.engine.act("k/water", "approve", by="dan")
    house.act("fay", "approve")
    assert house.case.status == "approved" and house.sound()


def test_a_migration_mends_a_join_that_leads_nowhere() -> None:
    house = moving(
        ("then: [{when: units.first().name == 'x', to: sign}, {when: 1 / 0 > 1, to: draft}, {to: next}]", "then: next"),
        join="join: any\n  then: [{when: units.first().name == 'x', to: sign}, {when: 1 / 0 > 1, to: draft}, {to: next}]",
    )
    house.engine.act("k/roads", "approve", by="dan")
    assert house.step == "split" and [one.code for one in house.engine.stuck().findings] == ["join_open"]
    house.migrate()
    assert house.step == "sign" and house.sound()


def test_nested_branches_go_over_by_their_paths() -> None:
    steps = """
    split:
      parallel:
        outer:
          steps:
            inner_split: {parallel: {inner: {steps: {check: {approvers: role(legal)}}}}}
            last: {by: role(audit)}
    """
    old = workflow(steps)
    house = Moving(old, old.replace("check:", "read:")).begun()
    assert reasons(house) == ["step_unmapped"]
    house.migrate(mapping={"outer/inner/check": "outer/inner/read"})
    assert house.engine.case("k/outer/inner").step == "read"
    house.engine.act("k/outer/inner", "approve", by="bob")
    assert house.engine.case("k/outer").step == "last" and house.sound()


INNER = "signoff: 1\nworkflow: inner\ndefaults: {empty: hold}\nsteps:\n  old: {by: role(legal)}\n"


def test_a_child_of_another_workflow_stays_on_its_own_definition_and_migrates_by_itself() -> None:
    outer = workflow("sub: {workflow: inner}\nsign: {approvers: role(audit)}")
    house = House([outer, INNER])
    house.start()
    house.engine.publish(outer.replace("sign:", "approve_it:"), by="adm")
    inner = house.engine.publish(INNER.replace("old:", "new:"), by="adm")
    assert house.engine.migrate_all(house.engine.plan_migration("w"), by="adm", reason="r")
    before = house.engine.case("k/sub").definition
    plan = house.engine.plan_migration("inner", mapping={"old": "new"})
    assert [(one.key, one.was, one.to) for one in plan.cases] == [("k/sub", before, "new")]
    assert house.engine.migrate_all(plan, by="adm", reason="r")
    assert house.engine.case("k/sub").definition == inner.hash
    house.engine.act("k/sub", "submit", by="bob")
    assert house.step == "approve_it" and house.sound()


def test_the_clock_of_a_branch_counts_from_the_same_begin_and_no_rung_fires_twice() -> None:
    check = "count: {approvers: role(finance)"
    timed = (check, check + ", due: 1d, escalate: [{at: due, remind: holder}]")
    old = workflow(STEPS.replace("JOIN", "").replace(*timed), data=ROWS)
    house = Moving(old, old.replace("due: 1d", "due: 3d"))
    house.start({"units": [{"name": "roads"}]})
    house.act("ini", "submit")
    house.tick("25h")
    house.engine.publish(house.new, by="adm")
    house.migrate()
    roads = house.engine.case("k/roads")
    assert roads.due_at is not None and (roads.due_at - roads.entered).days == 3
    house.tick("100h")
    assert [event.kind for event in house.engine.history("k/roads")].count("timer_fired") == 1 and house.sound()


def test_where_nothing_can_take_the_place_of_a_step_or_a_branch_nobody_is_told_to_map_it() -> None:
    old = workflow(
        "draft: {by: initiator}\nsplit: {parallel: {law: {steps: {check: {approvers: role(legal)}}}}}\nsign: {approvers: role(audit)}"
    )
    house = Moving(old, workflow("draft: {by: initiator}\nsign: {approvers: role(audit)}")).begun()
    house.act("ini", "submit")
    hints = {reason.code: str(reason.hint) for reason in house.plan().cases[0].reasons}
    assert set(hints) == {"step_unmapped", "branch_unmapped"}
    assert "jump" in hints["step_unmapped"] and "cancel-branch" in hints["branch_unmapped"]
    assert not any("Map it" in hint for hint in hints.values())
