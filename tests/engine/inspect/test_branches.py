"""Cases that wait for their children: who can bring them on, and which child holds them up."""

from ..house import House, started

STEPS = """
split:
  parallel:
    law: {steps: {check: {approvers: person(bob)}}}
    money: {steps: {count: {approvers: person(dan)}}}
  JOIN
sign: {approvers: role(audit)}
"""


def waiting(join: str = "join: all") -> House:
    """A case with two branches under way."""
    return started(STEPS.replace("JOIN", join))


def test_the_movers_of_a_parent_are_its_children_and_those_who_can_bring_them_on() -> None:
    told = waiting().engine.why("k")
    assert [(mover.kind.value, mover.child, mover.who) for mover in told.movers] == [
        ("child", "k/law", ("bob",)),
        ("child", "k/money", ("dan",)),
    ]
    assert told.findings == ()


def test_why_tells_how_the_branches_stand() -> None:
    house = waiting()
    house.engine.act("k/law", "approve", by="bob")
    told = house.engine.why("k")
    assert told.join is not None and (told.join.need, told.join.got, told.join.needed, told.join.open) == ("all", 1, 2, 1)
    assert [(child.key, child.step, child.status, child.who) for child in told.children] == [
        ("k/law", "approved", "approved", ()),
        ("k/money", "count", "open", ("dan",)),
    ]


def test_a_parent_points_at_the_child_that_holds_it_up() -> None:
    house = waiting()
    house.people.leave("dan")
    found = {finding.key: finding for finding in house.engine.stuck().findings}
    assert {key: finding.code for key, finding in found.items()} == {"k": "child_stuck", "k/money": "holder_inactive"}
    assert found["k"].severity.value == "error" and found["k"].params["child"] == "k/money"
    assert found["k"].commands == found["k/money"].commands


def test_a_stuck_child_is_a_warning_where_others_may_be_enough() -> None:
    house = waiting("join: any")
    house.people.leave("dan")
    (finding,) = house.engine.why("k").findings
    assert (finding.code, finding.severity.value) == ("child_stuck", "warning")
    house.people.leave("bob")
    assert {one.severity.value for one in house.engine.why("k").findings} == {"error"}


def test_a_child_that_sleeps_with_a_case_above_it_is_woken_there() -> None:
    house = waiting()
    house.engine.suspend("k", by="adm", reason="a court has it")
    findings = house.engine.stuck().findings
    assert [one.key for one in findings] == ["k", "k/law", "k/money"]
    assert {command.line for one in findings for command in one.commands} == {"signoff resume w/k --reason resumed"}
    (mover,) = house.engine.why("k/law").movers
    assert (mover.how, mover.who, mover.other) == ("resume", ("adm",), "k")
    house.engine.resume("k", by="adm")
    assert house.engine.stuck().findings == ()


def test_a_child_that_alone_sleeps_is_woken_itself() -> None:
    house = waiting()
    house.engine.suspend("k/law", by="adm", reason="a court has it")
    (finding,) = house.engine.stuck().findings
    assert [command.line for command in finding.commands] == ["signoff resume w/k/law --reason resumed"]
    assert [mover.other for mover in house.engine.why("k/law").movers] == [None]


def test_a_child_is_asked_why_like_any_other_case() -> None:
    told = waiting().engine.why("k/law", person="bob")
    assert (told.key, told.step, told.movers[0].who) == ("k/law", "check", ("bob",))
    assert told.person is not None and {act.action for act in told.person.actions if act.allowed} >= {"approve"}
