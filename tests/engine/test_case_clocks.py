"""Clocks of the case: they begin, move, stop and go on with what happens; their rungs happen once; more time has its limit."""

from datetime import UTC, datetime, timedelta

import pytest

from signoff import Refused
from signoff.workflows import load

from .house import MONDAY, House, started, workflow

DAY = timedelta(days=1)
STEPS = """
draft:
  by: initiator
  actions: {submit: {to: next, may_edit: [assigned]}}
review: {approvers: person(bob), return: {to: draft}, actions: {approve: {to: next, may_edit: [contacts]}, reject: rejected}}
sign: {approvers: person(cat), return: {to: any_earlier}}
"""
DATA = """
assigned: datetime
contacts: {type: list, fields: {date: date, what: text}}
"""
REPLY = (
    "reply: {from: assigned, due: 10d, max: 20d, met: passed(review), holder: person(fay), "
    "escalate: [{at: due - 2d, remind: holder}, {at: due, notify: role(audit)}]}"
)


def clocks(deadlines: str, steps: str = STEPS, data: str = DATA, more: str = "", given: dict[str, object] | None = None) -> House:
    """A case of a workflow with these deadlines."""
    lines = "".join(f"  {line}\n" for line in deadlines.strip().splitlines())
    return started(steps, head=f"deadlines:\n{lines}{more}", data=data, given=given)


def assigned(deadlines: str = REPLY, steps: str = STEPS, more: str = "") -> House:
    """The same, assigned now, under review."""
    house = clocks(deadlines, steps, more=more)
    house.act("ini", "submit", data={"assigned": house.clock.now()})
    return house


def told(house: House) -> list[tuple[str, str]]:
    """What became of the clocks: which, and how."""
    return [(fact.clock.id, fact.how) for fact in house.facts("clock_changed")]  # type: ignore[attr-defined]


def due(house: House, id: str = "reply") -> datetime | None:
    return next(clock.due_at for clock in house.case.clocks if clock.id == id)


def timers(house: House) -> list[tuple[str, datetime]]:
    rows = house.engine.store.projection(house.engine.tenant, house.case.id).timers
    return sorted((row.key.split(":")[0] + ":" + row.key.split(":")[2], row.due) for row in rows)


# ---- begin


def test_a_clock_begins_when_its_from_has_a_value() -> None:
    house = clocks(REPLY)
    assert not house.case.clocks
    house.act("ini", "submit", data={"assigned": MONDAY - DAY})
    (clock,) = house.case.clocks
    assert (clock.id, clock.status, clock.begin, clock.due_at) == ("reply", "running", MONDAY - DAY, MONDAY + 9 * DAY)
    assert timers(house) == [("reply:0", MONDAY + 7 * DAY), ("reply:1", MONDAY + 9 * DAY)]
    assert house.sound()


def test_without_from_a_clock_begins_with_the_case() -> None:
    house = clocks("whole: {due: 5d}")
    assert due(house, "whole") == MONDAY + 5 * DAY


def test_a_clock_runs_only_while_its_when_holds() -> None:
    house = clocks("whole: {due: 5d, when: has(assigned)}")
    assert house.case.clocks == ()
    house.act("ini", "submit", data={"assigned": MONDAY})
    assert told(house) == [("whole", "begun")]


def test_a_clock_may_count_from_another() -> None:
    house = assigned(f"{REPLY}\nafter: {{from: reply.due - 3d, due: 1d}}\nlater: {{from: deadline.after.due, due: 1d}}")
    assert (due(house, "after"), due(house, "later")) == (MONDAY + 8 * DAY, MONDAY + 9 * DAY)


def test_a_clock_that_cannot_be_worked_out_holds_nobody_up() -> None:
    house = clocks("odd: {due: contacts.max(it.date)}")
    (clock,) = house.case.clocks
    assert clock.due_at is None and house.step == "draft"
    house.act("ini", "submit")
    assert house.step == "review" and house.sound()


# ---- rungs


def test_the_rungs_of_a_clock_go_to_its_holder_whatever_the_step() -> None:
    house = assigned()
    house.act("bob", "return", comment="again")
    assert house.tick("192h") == 1
    assert house.notices() == [("remind", ("fay",))]
    assert house.tick("48h") == 1 and house.notices()[-1] == ("notify", ("fay",))
    assert house.tick("999h") == 0 and house.sound()


def test_of_passed_rungs_each_clock_tells_its_highest() -> None:
    house = assigned(f"{REPLY}\nother: {{due: 9d, holder: person(dan), escalate: [{{at: due, remind: holder}}]}}")
    assert house.tick("900h") == 3
    assert sorted(house.notices()) == [("notify", ("fay",)), ("remind", ("dan",))]


def test_a_rung_that_lay_before_the_begin_is_not_armed_and_one_already_passed_happens_at_once() -> None:
    house = clocks("reply: {from: assigned, due: 3d, escalate: [{at: due - 5d, remind: holder}, {at: begin + 1d, notify: holder}]}")
    house.act("ini", "submit", data={"assigned": MONDAY - 2 * DAY})
    assert timers(house) == [("reply:1", MONDAY - DAY)] and house.tick() == 1


def test_a_rung_may_decide_or_lead_on_wherever_the_case_rests() -> None:
    house = clocks("whole: {due: 5d, escalate: [{at: due, to: rejected}]}")
    assert house.tick("120h") == 1
    assert house.case.status == "rejected" and house.sound()
    house = assigned("whole: {due: 5d, escalate: [{at: due, act: approve}]}")
    house.tick("120h")
    assert house.step == "sign" and house.sound()


def test_a_reminder_of_a_clock_marks_the_tasks_of_whom_it_reminds() -> None:
    house = assigned("whole: {due: 5d, holder: person(bob), escalate: [{at: due - 1d, remind: person(fay)}, {at: due, remind: holder}]}")
    house.tick("96h")
    assert house.tasks[0].urged == 0
    house.tick("24h")
    assert house.tasks[0].urged == 1


def test_without_a_holder_whoever_has_the_seats_is_reminded() -> None:
    house = assigned("whole: {due: 5d, escalate: [{at: due, remind: holder}]}")
    house.tick("120h")
    assert house.notices() == [("remind", ("bob",))]


def test_deadlines_take_the_ladder_of_the_defaults_unless_they_say_none() -> None:
    head = """
ladders: {desk: [{at: due, remind: holder}]}
deadlines: {a: {due: 1d}, b: {due: 2d, escalate: none}, c: {due: 3d, escalate: desk}}
"""
    house = started("review: {approvers: person(bob)}", head=head, escalate="desk")
    assert [name for name, _ in timers(house)] == ["a:0", "c:0"]


# ---- move, stop, go on


def test_a_clock_begins_anew_when_its_from_changes() -> None:
    house = clocks("contact: {from: contacts.max(it.date) or started, due: 10d, escalate: [{at: due, remind: initiator}]}")
    house.act("ini", "submit")
    house.tick("72h")
    house.act("bob", "approve", data={"contacts": [{"date": "2026-06-03", "what": "call"}]})
    assert told(house) == [("contact", "begun"), ("contact", "begun")]
    assert due(house, "contact") == datetime(2026, 6, 13, tzinfo=UTC)
    assert timers(house) == [("contact:0", datetime(2026, 6, 13, tzinfo=UTC))] and house.sound()


def test_a_clock_moves_with_what_its_due_instant_is_made_of() -> None:
    steps = "draft: {by: initiator, may_edit: [planned]}\nreview: {approvers: person(bob)}"
    house = clocks("visit: {due: planned, escalate: [{at: due - 1d, remind: initiator}]}", steps=steps, data="planned: datetime")
    house.engine.edit("k", by="ini", data={"planned": MONDAY + 9 * DAY})
    assert told(house)[-1] == ("visit", "moved") and timers(house) == [("visit:0", MONDAY + 8 * DAY)]
    house.engine.edit("k", by="ini", data={"planned": MONDAY + 4 * DAY})
    assert timers(house) == [("visit:0", MONDAY + 3 * DAY)]
    house.engine.edit("k", by="ini", data={"planned": None})
    assert due(house, "visit") is None and timers(house) == [] and house.sound()


def test_a_clock_that_has_met_its_duty_stops() -> None:
    house = assigned()
    house.act("bob", "approve")
    (clock,) = house.case.clocks
    assert (clock.status, clock.stopped_at) == ("met", MONDAY) and timers(house) == []
    assert house.tick("999h") == 0 and house.sound()


def test_a_duty_that_is_undone_counts_again() -> None:
    house = assigned()
    house.act("bob", "approve")
    house.act("cat", "return", comment="no", to="review")
    assert told(house) == [("reply", "begun"), ("reply", "met"), ("reply", "went_on")]
    assert [name for name, _ in timers(house)] == ["reply:0", "reply:1"] and house.sound()


def test_passed_counts_since_the_begin_of_the_clock() -> None:
    steps = """
draft: {by: initiator}
review: {approvers: person(bob)}
sign: {approvers: person(cat), actions: {again: rework, approve: next, reject: rejected}}
finished: {end: done}
rework: {by: initiator, actions: {submit: review}}
"""
    house = clocks("redo: {from: rework.entered, due: 5d, met: passed(review)}", steps=steps)
    house.act("ini", "submit")
    house.act("bob", "approve")
    house.tick("24h")
    house.act("cat", "again")
    assert told(house) == [("redo", "begun")]
    house.tick("24h")
    house.act("ini", "submit")
    assert house.case.clocks[0].status == "running"
    house.act("bob", "approve")
    assert told(house)[-1] == ("redo", "met")


def test_clocks_end_with_the_case_and_one_that_the_last_move_has_met_is_met() -> None:
    house = assigned("open: {due: 90d}\ndone: {due: 90d, met: passed(sign)}")
    house.act("bob", "approve")
    house.act("cat", "approve")
    assert {clock.id: clock.status for clock in house.case.clocks} == {"open": "ended", "done": "met"}
    assert timers(house) == [] and house.sound()


def test_what_counts_nothing_any_more_is_gone_and_leaves_a_row() -> None:
    steps = "draft: {by: initiator, may_edit: [assigned]}\nreview: {approvers: person(bob)}"
    house = clocks(REPLY, steps=steps)
    house.engine.edit("k", by="ini", data={"assigned": MONDAY})
    house.engine.edit("k", by="ini", data={"assigned": None})
    assert told(house) == [("reply", "begun"), ("reply", "gone")] and house.case.clocks == () and timers(house) == []


# ---- for_each


MILESTONES = (
    "milestone: {for_each: m in milestones, due: m.date, met: m.finished, holder: person(fay), "
    "escalate: [{at: due, notify: holder, text: '{clock} {due}'}]}"
)
ROWS = "milestones: {type: list, fields: {what: text, date: date, finished: bool}}"
WORK = "work: {by: initiator, may_edit: [milestones]}"


def rows(*given: tuple[str, str, bool]) -> dict[str, object]:
    return {"milestones": [{"what": what, "date": date, "finished": done} for what, date, done in given]}


def test_for_each_runs_a_clock_for_every_element() -> None:
    house = clocks(MILESTONES, steps=WORK, data=ROWS, given=rows(("survey", "2026-06-10", False), ("plan", "2026-06-20", False)))
    assert {clock.id for clock in house.case.clocks} == {"milestone/survey", "milestone/plan"}
    house.engine.edit(
        "k", by="ini", data=rows(("survey", "2026-06-10", True), ("plan", "2026-06-25", False), ("build", "2026-07-01", False))
    )
    assert told(house)[2:] == [("milestone/survey", "met"), ("milestone/plan", "moved"), ("milestone/build", "begun")]
    house.engine.edit("k", by="ini", data=rows(("plan", "2026-06-25", False)))
    assert sorted(told(house)[5:]) == [("milestone/build", "gone"), ("milestone/survey", "gone")]
    house.tick("9999h")
    texts = [fact.text["en"] for fact in house.facts("noticed")]  # type: ignore[attr-defined]
    assert texts == ["milestone (plan) 2026-06-25 23:59"] and house.sound()


def test_elements_of_one_name_are_told_apart() -> None:
    house = clocks(MILESTONES, steps=WORK, data=ROWS, given=rows(("a", "2026-06-10", False), ("a", "2026-06-20", False)))
    assert [clock.id for clock in house.case.clocks] == ["milestone/a", "milestone/a.2"]


def test_a_list_of_clocks_can_be_asked() -> None:
    late = "{late: {that: not deadline.milestone.some(it.due < now and not it.met)}}"
    steps = f"work: {{by: initiator, may_edit: [milestones], actions: {{close: {{to: next, require: {late}}}}}}}"
    house = clocks(MILESTONES, steps=steps, data=ROWS, given=rows(("a", "2026-06-10", False)))
    house.clock.advance("999h")
    assert house.refused("ini", "close") == "late"
    house.engine.edit("k", by="ini", data=rows(("a", "2026-06-10", True)))
    assert house.act("ini", "close").status == "approved"


# ---- asked in expressions


def test_a_guard_may_ask_the_clock() -> None:
    steps = """
draft: {by: initiator, actions: {submit: {to: next, may_edit: [assigned]}}}
review:
  by: person(bob)
  actions:
    dispute: {to: next, require: {window_closed: now <= deadline.reply}}
    hurry: {to: stay, require: {not_late: {that: now > reply.due and not deadline.reply.extended and deadline.reply.holder == person(fay)}}}
"""
    house = assigned(REPLY.replace("passed(review)", "has(contacts)"), steps=steps)
    assert house.refused("bob", "hurry") == "not_late"
    house.clock.advance("241h")
    assert house.refused("bob", "dispute") == "window_closed"
    house.act("bob", "hurry")


def test_a_clock_that_has_not_begun_has_no_value() -> None:
    steps = """
draft:
  by: initiator
  actions: {wonder: {to: stay, when: now > deadline.reply or not has(deadline.reply)}, b: {to: next, when: not (now > deadline.reply)}}
"""
    house = clocks(REPLY.replace("passed(review)", "has(contacts)"), steps=steps)
    house.act("ini", "wonder")
    assert house.refused("ini", "b") == "not_now"


# ---- more time


def test_an_administrator_extends_a_clock_within_its_max() -> None:
    house = assigned()
    house.engine.extend("k", by="adm", clock="reply", to="due + 5d", reason="floods")
    assert due(house) == MONDAY + 15 * DAY and house.case.clocks[0].extended
    assert timers(house) == [("reply:0", MONDAY + 13 * DAY), ("reply:1", MONDAY + 15 * DAY)] and house.sound()
    assert code(house, "due + 6d") == "beyond_max"
    assert code(house, "2026-06-02") == "not_later"
    assert code(house, "due + 5d", clock="replay") == "unknown_clock"
    assert code(house, "due + 5d", clock=None) == "no_deadline"
    house.act("bob", "approve")
    assert code(house, "due + 1d") == "no_deadline"


def code(house: House, to: str, clock: str | None = "reply") -> str:
    with pytest.raises(Refused) as refused:
        house.engine.extend("k", by="adm", clock=clock, to=to, reason="r")
    return refused.value.code


def test_an_extension_stands_until_the_clock_begins_anew() -> None:
    steps = "draft: {by: initiator, may_edit: [assigned, long], actions: {submit: next}}\nreview: {approvers: person(bob)}"
    line = "reply: {from: assigned, due: 10d if not long else 12d}"
    house = clocks(line, steps=steps, data="assigned: datetime\nlong: bool", given={"assigned": MONDAY})
    house.engine.extend("k", by="adm", clock="reply", to="due + 5d", reason="r")
    house.engine.edit("k", by="ini", data={"long": True})
    assert due(house) == MONDAY + 15 * DAY
    house.engine.edit("k", by="ini", data={"assigned": MONDAY + DAY})
    assert due(house) == MONDAY + 13 * DAY and not house.case.clocks[0].extended and house.sound()


EXTENDING = """
draft: {by: initiator, actions: {submit: {to: next, may_edit: [assigned]}}}
review:
  by: person(bob)
  actions:
    plead: {to: stay, needs: [until], effects: [{extend: reply, to: until}]}
    submit: next
"""


def test_an_effect_extends_a_clock_and_is_refused_beyond_its_max() -> None:
    house = clocks(REPLY, steps=EXTENDING, data=DATA + "until: date")
    house.act("ini", "submit", data={"assigned": MONDAY})
    assert house.refused("bob", "plead", data={"until": "2026-07-01"}) == "beyond_max"
    assert house.refused("bob", "plead", data={"until": "2026-06-02"}) == "not_later"
    house.act("bob", "plead", data={"until": "2026-06-15"})
    assert due(house) == datetime(2026, 6, 15, 23, 59, 59, 999999, tzinfo=UTC) and house.sound()


def test_a_rung_may_extend_its_own_clock_and_beyond_max_leaves_a_row() -> None:
    house = assigned(
        "reply: {from: assigned, due: 10d, max: 14d, escalate: [{at: due - 1d, every: 2d, times: 3, extend: reply, to: due + 3d}]}"
    )
    house.tick("216h")
    assert due(house) == MONDAY + 13 * DAY
    house.tick("48h")
    assert due(house) == MONDAY + 13 * DAY
    (failed,) = [fact for fact in house.facts("noticed") if fact.kind == "failed"]  # type: ignore[attr-defined]
    assert "beyond_max" in str(failed.trace["error"]) and house.sound()  # type: ignore[attr-defined]


# ---- rest


def test_a_rest_puts_off_the_clocks_of_the_case() -> None:
    house = assigned()
    house.engine.suspend("k", by="adm", reason="r")
    assert house.tick("240h") == 0
    house.engine.resume("k", by="adm")
    assert due(house) == MONDAY + 20 * DAY and timers(house)[0] == ("reply:0", MONDAY + 18 * DAY)
    assert told(house) == [("reply", "begun")] and house.sound()


def test_a_resumption_may_keep_the_due_instants() -> None:
    house = assigned()
    house.engine.suspend("k", by="adm", reason="r")
    house.clock.advance("240h")
    house.engine.resume("k", by="adm", keep_due=True)
    assert due(house) == MONDAY + 10 * DAY and house.tick() == 2


# ---- told by rules


def test_rules_tell_of_clocks_that_are_overdue_or_extended() -> None:
    rules = """
notify:
  - {event: overdue, in: reply, to: person(dan)}
  - {event: extended, to: holder}
  - {event: overdue, in: draft, to: person(eve)}
"""
    house = assigned(more=rules)
    house.engine.extend("k", by="adm", clock="reply", to="due + 5d", reason="r")
    house.tick("999h")
    told_ = [(fact.kind, fact.to, fact.text.get("en")) for fact in house.facts("noticed")]  # type: ignore[attr-defined]
    assert ("extended", ("fay",), "k has more time: reply, until 2026-06-16 08:00") in told_
    assert ("overdue", ("dan",), "k is overdue: reply (2026-06-16 08:00)") in told_
    assert not [one for one in told_ if "eve" in one[1]]


# ---- aggregate


FAMILY = """
split:
  parallel:
    unit:
      for_each: u in units
      data: {until: date}
      deadlines:
        opinion:
          {from: started, due: 5d, when: has(assigned), met: passed(write), holder: person(dan), escalate: [{at: due, remind: holder}]}
      steps:
        write: {by: person(dan), actions: {submit: next, more: {to: stay, needs: [until], effects: [{extend: reply, to: until}]}}}
"""


def family(deadlines: str = "reply: {due: 20d, max: 40d, met: unit.every(it.ended)}") -> House:
    head = f"deadlines:\n  {deadlines}\n"
    return started(
        FAMILY, head=head, data="units: {type: list, of: text}\nassigned: datetime", given={"units": ["a", "b"], "assigned": MONDAY}
    )


def test_a_branch_has_clocks_of_its_own() -> None:
    house = family()
    children = house.case.children
    assert [[(clock.id, clock.due_at) for clock in child.clocks] for child in children] == [[("opinion", MONDAY + 5 * DAY)]] * 2
    assert house.tick("120h") == 2 and house.sound()


def test_a_clock_of_the_case_looks_at_its_children() -> None:
    house = family()
    for child in house.case.children:
        assert house.case.clocks[0].status == "running"
        house.engine.act(child.key, "submit", by="dan")
    assert house.case.clocks[0].status == "met" and house.sound()


def test_a_child_extends_the_clock_of_the_case_around() -> None:
    house = family()
    key = house.case.children[0].key
    with pytest.raises(Refused) as refused:
        house.engine.act(key, "more", by="dan", data={"until": "2026-08-01"})
    assert refused.value.code == "beyond_max"
    house.engine.act(key, "more", by="dan", data={"until": "2026-07-01"})
    assert due(house) == datetime(2026, 7, 1, 23, 59, 59, 999999, tzinfo=UTC) and house.case.clocks[0].extended and house.sound()


SUPERVISED = workflow(
    "review: {approvers: person(bob)}",
    head="""
deadlines:
  reply:
    {due: 10d, met: passed(review), holder: person(fay), escalate: [{at: due + 1d, start: chase, with: [cause: clock], once_per: [cause]}]}
""",
)
CHASE = workflow(
    """
ordered:
  by: cause.holder
  due: 3d
  actions: {settle: {to: next, when: cause.met or cause.extended}, more: {to: stay, effects: [{extend: cause, to: due + 10d}]}}
""",
    head="deadlines:\n  late: {from: cause.due, due: 5d, holder: cause.holder}\n",
    data="cause: clock",
).replace("workflow: w", "workflow: chase")


def chased() -> House:
    house = House([SUPERVISED, CHASE])
    house.start()
    house.tick("264h")
    return house


def test_a_field_points_to_the_clock_that_was_missed() -> None:
    house = chased()
    (child,) = house.case.children
    assert [clock.due_at for clock in child.clocks] == [MONDAY + 15 * DAY]
    assert [task.holder for task in child.tasks] == ["fay"]
    assert house.engine.can(child.key, "settle", by="fay").code == "not_now"
    house.engine.act(child.key, "more", by="fay")
    assert due(house) == MONDAY + 20 * DAY
    (child,) = house.case.children
    assert [clock.due_at for clock in child.clocks] == [MONDAY + 25 * DAY]
    house.engine.act(child.key, "settle", by="fay")
    assert house.sound()


def test_a_clock_that_is_pointed_to_is_met_when_its_duty_is_done() -> None:
    house = chased()
    house.act("bob", "approve")
    assert house.case.clocks[0].status == "met"


def test_nobody_but_the_case_around_gives_a_clock() -> None:
    house = House([SUPERVISED, CHASE])
    with pytest.raises(Refused) as refused:
        house.engine.start("chase", by="ini", data={"cause": "reply"})
    assert refused.value.code == "cause_invalid"


# ---- another definition, and after the end


def migrated(old: str, new: str, pass_time: str = "0h") -> House:
    """A case that has gone over from one set of deadlines to another."""
    house = House(workflow("review: {approvers: person(bob)}", head=f"deadlines: {{{old}}}"))
    house.start()
    house.tick(pass_time)
    house.engine.publish(load(workflow("review: {approvers: person(bob)}", head=f"deadlines: {{{new}}}")).workflow, by="adm")
    house.engine.migrate_all(house.engine.plan_migration("w"), by="adm", reason="new rule")
    assert house.sound()
    return house


FIRST, SECOND = "{at: begin + 1d, remind: initiator}", "{at: begin + 4d, remind: person(bob)}"


def test_a_clock_goes_over_to_another_definition_with_the_turn_that_it_has() -> None:
    house = migrated("reply: {due: 10d}", "reply: {due: 12d}, more: {due: 3d}", "24h")
    assert (due(house), due(house, "more")) == (MONDAY + 12 * DAY, MONDAY + 3 * DAY)
    assert told(house) == [("reply", "begun"), ("reply", "moved"), ("more", "begun")]


def test_a_deadline_that_is_gone_takes_its_clock_and_timers_along() -> None:
    house = migrated(f"reply: {{due: 10d, escalate: [{FIRST}]}}, more: {{due: 3d}}", "more: {due: 3d}")
    assert [clock.id for clock in house.case.clocks] == ["more"] and timers(house) == []


def test_a_rung_of_a_clock_that_has_fired_never_fires_again() -> None:
    third = "{at: begin + 3d, remind: person(cat)}"
    old, new = f"reply: {{due: 5d, escalate: [{FIRST}, {SECOND}]}}", f"reply: {{due: 6d, escalate: [{third}, {FIRST}, {SECOND}]}}"
    house = migrated(old, new, "48h")
    assert house.tick("240h") == 2
    assert [to for _, to in house.notices()] == [("ini",), ("bob",)]


def test_clocks_of_a_case_that_is_woken_go_on() -> None:
    house = assigned(
        "whole: {due: 90d, escalate: [{at: due, remind: initiator}]}",
        more="anytime: {reopen: {by: person(boss), in: approved, to: review}}\n",
    )
    house.act("bob", "approve")
    house.act("cat", "approve")
    assert timers(house) == []
    house.act("boss", "reopen")
    assert told(house) == [("whole", "begun"), ("whole", "went_on")]
    assert timers(house) == [("whole:0", MONDAY + 90 * DAY)] and house.sound()


def test_an_action_fires_by_itself_when_a_clock_is_extended() -> None:
    more = "anytime: {noted: {by: system, when: deadline.reply.extended, to: stay, effects: [{notify: person(dan)}]}}\n"
    house = assigned(more=more)
    house.engine.extend("k", by="adm", clock="reply", to="due + 1d", reason="r")
    assert ("notify", ("dan",)) in house.notices() and house.sound()


def test_days_of_the_year_may_stand_in_a_policy() -> None:
    head = """
policy: {report_days: [06-30, 08-31]}
deadlines:
  report: {for_each: day in policy.report_days, due: day, met: reports.some(it.period == day), escalate: none}
"""
    house = started(WORK.replace("milestones", "reports"), head=head, data="reports: {type: list, fields: {period: date}}")
    assert [(clock.id, f"{clock.due_at:%m-%d}") for clock in house.case.clocks] == [("report/06-30", "07-01"), ("report/08-31", "09-01")]
    house.engine.edit("k", by="ini", data={"reports": [{"period": "2026-06-30"}]})
    assert {clock.id: clock.status for clock in house.case.clocks} == {"report/06-30": "met", "report/08-31": "running"} and house.sound()


def test_a_time_may_be_a_date_or_else_a_duration() -> None:
    house = clocks("fix: {due: planned or 5d}", data="planned: date", steps="draft: {by: initiator, may_edit: [planned]}")
    assert due(house, "fix") == MONDAY + 5 * DAY
    house.engine.edit("k", by="ini", data={"planned": "2026-06-20"})
    assert due(house, "fix") == datetime(2026, 6, 20, 23, 59, 59, 999999, tzinfo=UTC)


# ---- more time, and rungs that have fired


def test_a_rung_that_has_fired_fires_again_before_a_later_due() -> None:
    house = assigned()
    assert house.tick("9d") == 1 and house.notices() == [("remind", ("fay",))]
    house.engine.extend("k", clock="reply", by="adm", to="due + 6d", reason="the file is large")
    assert timers(house) == [("reply:0", MONDAY + 14 * DAY), ("reply:1", MONDAY + 16 * DAY)]
    assert house.tick("5d") == 1 and house.notices() == [("remind", ("fay",))] * 2
    assert house.tick("20d") == 1 and house.sound()


def test_a_rung_that_repeats_begins_anew_before_a_later_due() -> None:
    house = clocks("whole: {due: 5d, holder: person(fay), escalate: [{at: due, every: 1d, times: 3, remind: holder}]}")
    assert house.tick("6d") == 2
    house.engine.extend("k", clock="whole", by="adm", to="due + 5d", reason="the file is large")
    assert timers(house) == [("whole:0", MONDAY + 10 * DAY)]
    assert house.tick("3d") == 0 and [house.tick("1d") for _ in range(4)] == [1, 1, 1, 0] and house.sound()


def test_a_repetition_that_counts_from_the_begin_goes_on_without_a_due_instant() -> None:
    house = clocks(
        "whole: {due: assigned, holder: person(fay), escalate: [{at: begin + 1d, every: 1d, times: 3, remind: holder}]}",
        STEPS.replace("{submit: {to: next,", "{submit: next, date: {to: stay,"),
    )
    house.act("ini", "date", data={"assigned": MONDAY + 9 * DAY})
    assert house.tick("1d") == 1
    house.act("ini", "date", data={"assigned": None})
    assert due(house, "whole") is None and house.tick("1d") == 1 and house.sound()


def test_a_rung_that_gives_more_time_itself_does_so_once() -> None:
    house = clocks("whole: {due: 5d, escalate: [{at: due, extend: whole, to: due + 5d}]}")
    assert house.tick("30d") == 1
    assert due(house, "whole") == MONDAY + 10 * DAY
