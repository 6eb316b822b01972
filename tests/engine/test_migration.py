"""A running case goes over to another definition, with a plan that is tried first (approval-semantics §2.13, table G 62)."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from signoff import NotFound, Refused
from signoff.engine.commands import Migrate
from signoff.engine.events import Migrated
from signoff.engine.migration_plan import MigrationPlan
from signoff.engine.people_data import Person
from signoff.engine.ports import CaseFilter
from signoff.workflows.loader import load

from .house import MONDAY, House, workflow

LINE = "draft: {by: initiator}\none: {approvers: [person(bob), person(cat)], rule: all}\ntwo: {approvers: role(audit)}"


class Moving(House):
    """A house whose case is to go over from the old definition to the new one."""

    def __init__(self, old: str, new: str) -> None:
        super().__init__(old)
        self.new = load(new).workflow

    def begun(self, given: Mapping[str, object] | None = None) -> "Moving":
        """The case has been started by the old definition, and the new one is published."""
        self.start(given)
        self.engine.publish(self.new, by="adm")
        return self

    def plan(self, **more: object) -> MigrationPlan:
        """The plan of all open cases."""
        return self.engine.plan_migration("w", **more)  # type: ignore[arg-type]

    def migrate(self, **more: object) -> None:
        """Carry the plan out; all went over, and tables and history agree."""
        done = self.engine.migrate_all(self.plan(**more), by="adm", reason="a new rule of the city")
        assert done and done.rows
        assert self.sound()


def moving(old: str, new: str, old_data: str = "", new_data: str = "", given: Mapping[str, object] | None = None) -> Moving:
    """A house with a case by the old steps and the new ones published."""
    return Moving(workflow(old, data=old_data), workflow(new, data=new_data)).begun(given)


# ---------------------------------------------------------------- history and identity


def test_rule_2_13_old_rows_keep_their_definition_and_one_migrated_row_is_added() -> None:
    """Rule §2.13: history rows keep their original version (Flowable rewrites them), one `migrated` row added."""
    house = moving(LINE, LINE + "\nthree: {approvers: role(legal)}")
    house.act("ini", "submit")
    old = house.case.definition
    before = house.engine.history("k")
    house.migrate()
    after = house.engine.history("k")
    assert after[: len(before)] == before and {event.definition for event in before} == {old}
    (row,) = [event for event in after if isinstance(event.fact, Migrated)]
    assert (row.definition, row.actor, row.fact.was, row.fact.definition, row.fact.reason) == (  # type: ignore[attr-defined]
        old,
        "adm",
        old,
        house.case.definition,
        "a new rule of the city",
    )
    house.act("bob", "approve")
    assert house.engine.history("k")[-1].definition == house.case.definition != old


def test_a_migrated_case_finishes_by_the_new_definition() -> None:
    house = moving(LINE, LINE + "\nthree: {approvers: role(legal)}")
    house.act("ini", "submit")
    house.migrate()
    for person in ("bob", "cat", "fay"):
        house.act(person, "approve")
    assert house.step == "three"


# ---------------------------------------------------------------- seats


def test_a_step_that_is_unchanged_keeps_its_tasks_and_its_decisions() -> None:
    """Rule §2.13: seats with decisions are kept if the step's rule is unchanged; Flowable: same ids map automatically, same task id."""
    house = moving(LINE, LINE.replace("draft: {by: initiator}", "draft: {by: initiator, title: Begin}"))
    house.act("ini", "submit")
    house.act("bob", "approve")
    tasks = house.tasks
    house.migrate()
    assert [task.id for task in house.tasks] == [task.id for task in tasks]
    assert house.act("cat", "approve").step == "two"


def test_a_changed_rule_closes_the_slate_and_opens_it_anew() -> None:
    """Rule §2.13: with another rule the decisions of the round do not stand; each has its row."""
    house = moving(LINE, LINE.replace("rule: all", "rule: any"))
    house.act("ini", "submit")
    house.act("bob", "approve")
    (old,) = house.tasks
    house.migrate()
    assert house.holders == ["bob", "cat"] and old.id not in {task.id for task in house.tasks}
    assert house.rows()[old.id] == (None, "migrated")
    assert house.fields("superseded", "step") == [("one",)]
    assert house.act("bob", "approve").step == "two"


def test_other_approvers_are_asked_anew() -> None:
    house = moving(LINE, LINE.replace("person(cat)", "person(dan)"))
    house.act("ini", "submit")
    house.migrate()
    assert house.holders == ["bob", "dan"]


@pytest.mark.parametrize("duty", ["not_same_as: [draft]", "self: forbid", "human_required: true", "duplicate: any", "empty: admin"])
def test_other_duties_or_policies_open_the_seats_anew(duty: str) -> None:
    house = moving(LINE, LINE.replace("person(cat)]", f"person(cat)], {duty}"))
    house.act("ini", "submit")
    assert not any(task.kept for task in house.plan().cases[0].tasks)


@pytest.mark.parametrize("change", ["title: Other", "due: 3d", "may_edit: [n]", "on_change: keep"])
def test_what_is_beside_rule_approvers_and_duties_touches_no_seat(change: str) -> None:
    text = LINE.replace("person(cat)]", f"person(cat)], {change}")
    house = moving(LINE, text, "n: integer", "n: integer")
    house.act("ini", "submit")
    assert all(task.kept for task in house.plan().cases[0].tasks)


def test_a_short_name_that_means_others_now_opens_the_seats_anew() -> None:
    steps = "draft: {by: initiator}\none: {approvers: readers}"
    old, new = (workflow(steps, head=f"names: {{readers: role({role})}}") for role in ("legal", "finance"))
    house = Moving(old, new).begun()
    house.act("ini", "submit")
    house.migrate()
    assert house.tasks[0].tokens == ("role:finance",)


def test_a_renamed_step_keeps_its_tasks_where_it_is_mapped() -> None:
    """Flowable: an explicit map keeps the same task id."""
    house = moving(LINE, LINE.replace("one:", "first:"))
    house.act("ini", "submit")
    ids = [task.id for task in house.tasks]
    house.migrate(mapping={"one": "first"})
    assert house.step == "first" and [(task.id, task.step) for task in house.tasks] == [(id, "first") for id in ids]
    house.act("bob", "approve")
    house.act("cat", "approve")
    assert house.step == "two"


def test_a_seat_that_a_policy_would_pass_waits_for_a_person() -> None:
    """A migration moves no case: what a policy would decide at entry is not decided by it."""
    house = moving(LINE, LINE.replace("[person(bob), person(cat)], rule: all", "person(ini), self: skip"))
    house.act("ini", "submit")
    house.migrate()
    assert (house.step, house.holders) == ("one", ["ini"])


# ---------------------------------------------------------------- mapping


def test_rule_2_13_an_open_step_without_a_place_is_refused_and_named() -> None:
    """Camunda: fails if any active step is unmapped, and the report names it."""
    house = moving(LINE, LINE.replace("one:", "first:"))
    house.act("ini", "submit")
    plan = house.plan()
    assert not plan and dict(plan.unmapped) == {"one": 1}
    (reason,) = plan.cases[0].reasons
    assert (reason.code, reason.data["step"]) == ("step_unmapped", "one")
    (row,) = house.engine.migrate_all(plan, by="adm", reason="x").rows
    assert (row.state, row.reasons[0].code) == ("refused", "step_unmapped")


@pytest.mark.parametrize(
    ("mapping", "code"),
    [({"one": "approved"}, "mapping_to_end"), ({"one": "five"}, "mapping_unknown_step"), ({"x": "two"}, "mapping_unknown_step")],
)
def test_a_mapping_that_leads_nowhere_is_refused(mapping: Mapping[str, str], code: str) -> None:
    house = moving(LINE, LINE + "\nthree: {approvers: role(legal)}")
    house.act("ini", "submit")
    assert house.plan(mapping=mapping).cases[0].reasons[0].code == code


def test_the_walk_is_mapped_so_that_returns_lead_to_the_new_steps() -> None:
    old = "draft: {by: initiator}\none: {approvers: role(legal)}\ntwo: {approvers: role(audit)}"
    head = "return: {to: any_earlier, resume: [rewalk, straight_back]}"
    house = Moving(workflow(old, head=head), workflow(old.replace("one:", "first:"), head=head)).begun()
    house.act("ini", "submit")
    house.act("bob", "approve")
    house.migrate(mapping={"one": "first"})
    house.act("fay", "return", to="first", comment="again")
    assert house.step == "first"


def test_a_promise_to_go_straight_back_is_kept_in_the_new_steps() -> None:
    old = "draft: {by: initiator}\none: {approvers: role(legal)}\ntwo: {approvers: role(audit)}"
    head = "return: {to: any_earlier, resume: [rewalk, straight_back]}"
    house = Moving(workflow(old, head=head), workflow(old.replace("two:", "second:"), head=head)).begun()
    house.act("ini", "submit")
    house.act("bob", "approve")
    house.act("fay", "return", to="draft", resume="straight_back", comment="again")
    house.migrate(mapping={"two": "second"})
    house.act("ini", "submit")
    assert (house.step, house.tasks[0].holder or house.tasks[0].tokens) == ("second", "fay")


def test_who_acted_at_a_renamed_step_is_still_barred() -> None:
    """Separation of duties survives a migration."""
    old = "draft: {by: initiator}\none: {approvers: role(legal)}\ntwo: {approvers: role(legal), not_same_as: [one]}"
    house = moving(old, old.replace("one", "first"))
    house.act("ini", "submit")
    house.act("bob", "approve")
    house.migrate(mapping={"one": "first"})
    assert house.refused("bob", "approve") == "not_same_as"
    assert house.act("cat", "approve").status == "approved"


def test_who_acted_at_a_step_that_goes_and_comes_back_is_still_barred() -> None:
    old = "draft: {by: initiator}\none: {approvers: role(legal)}\ntwo: {approvers: role(legal), not_same_as: [one]}"
    house = moving(old, "draft: {by: initiator}\ntwo: {approvers: role(legal)}")
    first = house.case.definition
    house.act("ini", "submit")
    house.act("bob", "approve")
    house.migrate()
    house.migrate(to=first)
    assert house.refused("bob", "approve") == "not_same_as"


# ---------------------------------------------------------------- data and content


def test_a_new_field_takes_its_default() -> None:
    house = moving(LINE, LINE, "n: integer", "n: integer\nm: {type: integer, default: 7}", {"n": 1})
    house.migrate()
    assert dict(house.case.data) == {"n": 1, "m": 7}
    assert house.case.revision == 2


def test_a_new_required_field_needs_a_value() -> None:
    house = moving(LINE, LINE, "n: integer", "n: integer\nm: {type: text, required: true}", {"n": 1})
    plan = house.plan()
    assert [reason.code for reason in plan.cases[0].reasons] == ["m_required"]
    house.migrate(data={"m": "x"})
    assert house.case.data["m"] == "x"


def test_a_field_that_goes_takes_its_value_along_and_history_keeps_it() -> None:
    house = moving(LINE, LINE, "n: integer\nm: integer", "n: integer", {"n": 1, "m": 2})
    assert dict(house.plan().cases[0].fields) == {"m": "removed"}
    house.migrate()
    assert dict(house.case.data) == {"n": 1}
    assert house.engine.history("k")[0].fact.data["m"] == 2  # type: ignore[attr-defined]


def test_a_value_that_does_not_fit_the_new_type_is_named() -> None:
    house = moving(LINE, LINE, "n: text", "n: integer", {"n": "many"})
    assert [reason.code for reason in house.plan().cases[0].reasons] == ["n_invalid"]
    house.migrate(data={"n": 3})
    assert house.case.data["n"] == 3


def test_values_of_fields_that_are_the_same_are_not_a_migrations_business() -> None:
    house = moving(LINE, LINE.replace("draft: {", "draft: {title: Begin, "), "n: integer", "n: integer", {"n": 1})
    assert house.plan(data={"n": 5}).cases[0].reasons[0].code == "not_editable:n"


def test_an_approval_falls_when_what_it_signed_is_another_content_now() -> None:
    """An approval is bound to content (§4, point 7): signed fields that come or go change what was signed."""
    old, new = "n: {type: document}", "n: {type: document}\nm: {type: document, default: more}"
    house = moving(LINE, LINE, old, new, {"n": "text"})
    house.act("ini", "submit")
    house.act("bob", "approve")
    house.act("cat", "approve")
    plan = house.plan()
    assert (plan.cases[0].stands, plan.cases[0].falls) == ((), ("one",))
    house.migrate()
    assert house.fields("superseded", "step") == [("one",)]


def test_approvals_stand_where_the_content_is_the_same() -> None:
    house = moving(LINE, LINE + "\nthree: {approvers: role(legal)}", "n: {type: document}", "n: {type: document}", {"n": "text"})
    house.act("ini", "submit")
    house.act("bob", "approve")
    house.act("cat", "approve")
    assert house.plan().cases[0].stands == ("one",)


# ---------------------------------------------------------------- clocks

CLOCKED = "draft: {{by: initiator, due: {due}, escalate: [{rungs}]}}"
FIRST, SECOND = "{at: begin + 1d, remind: holder}", "{at: due, notify: initiator}"


def clocked(old: str, new: str) -> Moving:
    """A draft with a clock."""
    return moving(old, new)


def test_a_deadline_is_counted_anew_from_the_same_begin() -> None:
    house = clocked(CLOCKED.format(due="5d", rungs=SECOND), CLOCKED.format(due="9d", rungs=SECOND))
    begin = house.case.entered
    house.tick("2d")
    house.migrate()
    assert house.case.due_at is not None and (house.case.due_at - begin).days == 9
    assert house.tick("6d") == 0 and house.tick("1d") == 1


def test_a_rung_that_has_fired_never_fires_again() -> None:
    """§2.11: migration never re-fires a timer that already fired (what Flowable and Camunda assert)."""
    third = "{at: begin + 3d, remind: holder}"
    house = clocked(CLOCKED.format(due="5d", rungs=f"{FIRST}, {SECOND}"), CLOCKED.format(due="6d", rungs=f"{third}, {FIRST}, {SECOND}"))
    assert house.tick("2d") == 1
    assert house.plan().cases[0].done == (2,)
    house.migrate()
    assert house.tick("10d") == 2
    assert len(house.facts("timer_fired")) == 3


def test_a_rung_that_is_new_and_already_past_fires_once() -> None:
    house = clocked(CLOCKED.format(due="5d", rungs=SECOND), CLOCKED.format(due="5d", rungs=f"{SECOND}, {FIRST}"))
    house.tick("2d")
    house.migrate()
    assert house.tick() == 1 and house.tick() == 0


def test_a_clock_that_is_the_same_goes_on_as_it_was() -> None:
    text = CLOCKED.format(due="5d", rungs=f"{FIRST}, {SECOND}")
    house = clocked(text, text + "\none: {approvers: role(legal)}")
    house.tick("2d")
    due = house.case.due_at
    house.migrate()
    assert house.case.due_at == due and house.tick("9d") == 1


def test_a_repetition_goes_on_counting() -> None:
    often = "{at: begin + 1d, every: 1d, times: 3, remind: holder}"
    house = clocked(CLOCKED.format(due="9d", rungs=often), CLOCKED.format(due="8d", rungs=often))
    assert house.tick("1d") == 1
    house.migrate()
    house.tick("9d")
    assert len(house.facts("timer_fired")) == 3


def test_more_time_that_was_given_stands() -> None:
    house = clocked(CLOCKED.format(due="5d", rungs=SECOND), CLOCKED.format(due="6d", rungs=SECOND))
    house.engine.extend(house.key, by="adm", to="due + 4d", reason="the file is large")
    due = house.case.due_at
    house.migrate()
    assert house.case.due_at == due and house.tick("8d") == 0 and house.tick("1d") == 1 and house.sound()


def test_repetitions_count_from_where_their_rung_lies_now() -> None:
    often = "{at: due, every: 1d, times: 4, remind: holder}"
    house = clocked(CLOCKED.format(due="1d", rungs=often), CLOCKED.format(due="5d", rungs=often))
    assert house.tick("2d") == 2
    house.migrate()
    assert house.tick("4d") == 0 and house.tick("1d") == 1 and house.tick("1d") == 1 and house.tick("1d") == 0 and house.sound()


def test_no_timer_is_missing_after_a_migration() -> None:
    """YD #1018: timers are not lost on the way."""
    house = clocked(CLOCKED.format(due="5d", rungs=f"{FIRST}, {SECOND}"), CLOCKED.format(due="6d", rungs=f"{SECOND}, {FIRST}"))
    house.tick("2d")
    house.migrate()
    found = [finding.code for finding in house.engine.why("k").findings]
    assert "timer_missing" not in found


# ---------------------------------------------------------------- plan and report


def test_a_plan_writes_nothing() -> None:
    house = moving(LINE, LINE.replace("rule: all", "rule: any"))
    house.act("ini", "submit")
    case, kinds = house.case, house.kinds()
    plan = house.plan()
    assert plan and plan.cases[0].opened == ("bob", "cat")
    assert (house.case, house.kinds()) == (case, kinds) and house.engine.attempts("k") == ()


def test_a_case_that_has_moved_on_since_is_refused_and_the_others_go_over() -> None:
    house = moving(LINE, LINE + "\nthree: {approvers: role(legal)}")
    house.engine.publish(load(workflow(LINE)).workflow, by="adm")
    house.engine.start("w", by="ini", key="other")
    plan = house.plan(to=house.engine.publish(house.new, by="adm").hash)
    house.act("ini", "submit")
    done = house.engine.migrate_all(plan, by="adm", reason="x")
    assert [(row.key, row.state, [reason.code for reason in row.reasons]) for row in done.rows] == [
        ("k", "refused", ["plan_outdated"]),
        ("other", "migrated", []),
    ]
    assert not done and house.plan() and len(house.plan().cases) == 1


def test_a_plan_is_for_the_cases_of_a_filter() -> None:
    house = moving(LINE, LINE.replace("one:", "first:"))
    house.act("ini", "submit")
    assert house.plan(cases=CaseFilter(step="draft")).cases == ()
    assert [case.key for case in house.plan(cases=["k"]).cases] == ["k"]


def test_ended_cases_stay_as_they_are() -> None:
    house = moving(LINE, LINE + "\nthree: {approvers: role(legal)}")
    house.act("ini", "submit")
    house.act("bob", "reject")
    assert house.plan().cases == ()
    assert house.plan(cases=["k"]).cases[0].reasons[0].code == "not_open"


def test_only_an_administrator_migrates_and_says_why() -> None:
    house = moving(LINE, LINE + "\nthree: {approvers: role(legal)}")
    to = house.plan().to
    for by, reason, code in (("bob", "x", "not_admin"), ("adm", " ", "comment_required")):
        with pytest.raises(Refused) as caught:
            house.engine.migrate("k", by=by, to=to, reason=reason)
        assert caught.value.code == code
        assert not house.engine.allowed(Migrate(case="k", by=by, to=to, reason=reason))


def test_a_case_that_goes_by_the_target_already_is_refused() -> None:
    house = moving(LINE, LINE + "\nthree: {approvers: role(legal)}")
    with pytest.raises(Refused) as caught:
        house.engine.migrate("k", by="adm", to=house.case.definition, reason="x")
    assert caught.value.code == "already_migrated"


def test_a_definition_of_another_workflow_is_refused() -> None:
    house = moving(LINE, LINE + "\nthree: {approvers: role(legal)}")
    other = house.engine.publish(load(workflow(LINE).replace("workflow: w", "workflow: v")).workflow, by="adm")
    with pytest.raises(Refused) as caught:
        house.engine.migrate("k", by="adm", to=other.hash, reason="x")
    assert caught.value.code == "other_workflow"


def test_an_unknown_definition_is_not_found() -> None:
    house = moving(LINE, LINE + "\nthree: {approvers: role(legal)}")
    with pytest.raises(NotFound):
        house.engine.migrate("k", by="adm", to="f" * 64, reason="x")
    with pytest.raises(NotFound):
        house.plan(to="ffffffff")


def test_a_migration_given_again_is_answered_as_the_first_time() -> None:
    house = moving(LINE, LINE + "\nthree: {approvers: role(legal)}")
    to = house.plan().to
    first = house.engine.migrate("k", by="adm", to=to, reason="x", request_id="r")
    assert house.engine.migrate("k", by="adm", to=to, reason="x", request_id="r") == first
    assert house.kinds().count("migrated") == 1


# ---------------------------------------------------------------- chains

DRAWN = "draft: {by: initiator}\nline: {chain: management_line(initiator), due: 2d}"


def in_chain(old: str, new: str) -> Moving:
    """A case at the second level of its chain, and the new definition published."""
    house = Moving(workflow(old), workflow(new))
    house.people.put(Person("boss", unit="office", manager="top"), Person("top", unit="office", manager="eve"))
    house.begun()
    house.act("ini", "submit")
    house.act("boss", "approve")
    return house


def test_a_frozen_chain_goes_on_as_it_is_whatever_the_directory_says_by_then() -> None:
    house = in_chain(DRAWN, DRAWN.replace("due: 2d", "due: 5d") + "\nlast: {approvers: person(fay)}")
    house.people.put(Person("ini", unit="office", manager="dan"))
    task = house.tasks[0].id
    house.migrate()
    assert (house.step, house.holders, house.tasks[0].id) == ("line_2", ["top"], task)
    assert house.case.due_at is not None and (house.case.due_at - MONDAY).days == 5
    house.act("top", "approve")
    house.act("eve", "approve")
    assert house.step == "last" and house.sound()


def test_a_chain_whose_step_has_another_name_is_mapped_with_all_its_steps() -> None:
    house = in_chain(DRAWN, DRAWN.replace("line:", "above:"))
    assert [reason.code for case in house.plan().refused for reason in case.reasons] == ["step_unmapped"]
    house.migrate(mapping={"line": "above"})
    assert (house.step, house.holders) == ("above_2", ["top"])
    house.act("top", "approve")
    house.act("eve", "approve")
    assert house.case.status == "approved" and house.sound()


def test_a_level_of_a_chain_may_become_a_step_of_its_own() -> None:
    house = in_chain(DRAWN, "draft: {by: initiator}\none: {approvers: person(bob)}\ntwo: {approvers: person(top)}")
    house.migrate(mapping={"line_1": "one", "line_2": "two"})
    assert (house.step, house.holders) == ("two", ["top"])
    assert house.act("top", "approve").status == "approved"


def test_a_step_becomes_one_with_a_chain_for_cases_that_have_not_come_there() -> None:
    house = moving("draft: {by: initiator}\nline: {approvers: person(bob)}", DRAWN)
    house.migrate()
    house.act("ini", "submit")
    assert (house.step, house.holders) == ("line_1", ["boss"])


def test_a_case_that_rests_at_a_step_is_not_taken_to_one_with_a_chain() -> None:
    house = moving("draft: {by: initiator}\nline: {approvers: person(bob)}", DRAWN)
    house.act("ini", "submit")
    assert [reason.code for case in house.plan().refused for reason in case.reasons] == ["mapping_to_end"]


def test_a_mapping_that_is_no_map_is_refused() -> None:
    house = moving(LINE, LINE + "\nthree: {approvers: role(legal)}")
    with pytest.raises(Refused) as caught:
        house.engine.migrate("k", by="adm", to=house.plan().to, reason="x", mapping=["two"])  # type: ignore[arg-type]
    assert caught.value.code == "mapping_invalid"


# ---------------------------------------------------------------- what then happens by itself

OVER = "anytime: {over: {by: system, when: n > 5, to: TO}}"


@pytest.mark.parametrize(("to", "opened"), [("rejected", ()), ("two", ("role:audit",))])
def test_the_plan_says_what_fires_by_itself_by_the_new_definition_and_where_the_case_rests_then(to: str, opened: tuple[str, ...]) -> None:
    house = Moving(workflow(LINE, data="n: integer"), workflow(LINE, OVER.replace("TO", to), "n: integer")).begun({"n": 7})
    house.act("ini", "submit")
    (plan,) = house.plan().cases
    assert (plan.to, plan.itself, plan.then, plan.opened) == ("one", ("over",), to, opened)
    assert [task.kept for task in plan.tasks] == [False, False]
    house.migrate()
    assert house.step == to


def test_the_plan_says_what_becomes_of_the_clocks_of_the_case() -> None:
    old, new = "deadlines: {answer: {due: 10d}, talk: {due: 4d}}", "deadlines: {reply: {due: 9d}, talk: {due: 4d}}"
    house = Moving(workflow(LINE, old), workflow(LINE, new)).begun()
    (plan,) = house.plan().cases
    assert plan.clocks == {"answer": (MONDAY + timedelta(days=10), None), "reply": (None, MONDAY + timedelta(days=9))}
    house.migrate()
    assert plan.timers == tuple(sorted(timer.due for timer in house.engine.store.find("default", "k").meant.timers))
    assert {clock.id for clock in house.engine.store.find("default", "k").meant.clocks} == {"reply", "talk"}


def test_approvals_of_steps_that_are_no_more_are_told_neither_as_standing_nor_as_falling() -> None:
    house = moving(LINE.replace("one:", "first:"), LINE.replace("one: {approvers: [person(bob), person(cat)], rule: all}\n", ""))
    for person, action in (("ini", "submit"), ("bob", "approve"), ("cat", "approve")):
        house.act(person, action)
    (plan,) = house.plan().cases
    assert (plan.stands, plan.falls, plan.left_out) == ((), (), ("first",))
