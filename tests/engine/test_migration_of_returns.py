"""What a case may come back to goes over with it: promises of returns, acts that may be taken back, requests for that (§2.4, §2.9)."""

import pytest

from signoff import Refused

from .house import workflow
from .test_migration import Moving

HEAD = "return: {to: any_earlier, resume: [rewalk, straight_back]}\ntake_back: {until: read, later: ask_holder}"
ONE, TWO = "one: {approvers: role(audit)}", "two: {approvers: each(role(legal)), rule: all}"
LINE = f"draft: {{by: initiator}}\n{ONE}\n{TWO}\nthree: {{approvers: role(finance)}}"


def moving(*changes: tuple[str, str], head: str = HEAD) -> Moving:
    """A case at its first approval, and the same workflow with these changes published."""
    new = LINE
    for was, now in changes:
        assert was in new
        new = new.replace(was, now)
    house = Moving(workflow(LINE, HEAD), workflow(new, head)).begun()
    house.act("ini", "submit")
    return house


def sent_back(*changes: tuple[str, str]) -> Moving:
    """Cat has sent the case back, to have it straight back."""
    house = moving(*changes)
    house.act("fay", "approve")
    house.act("bob", "approve")
    house.act("cat", "return", to="draft", resume="straight_back", comment="again")
    return house


# ---------------------------------------------------------------- promises


def test_a_promise_to_a_step_that_goes_is_dropped_and_the_plan_says_so() -> None:
    house = sent_back((f"{TWO}\n", ""))
    assert [one.forgotten for one in house.plan().cases] == [("two",)]
    house.migrate()
    house.act("ini", "submit")
    assert house.step == "one"


def test_a_promise_that_is_kept_is_not_told_of() -> None:
    house = sent_back(("two:", "second:"))
    (plan,) = house.plan(mapping={"two": "second"}).cases
    assert (plan.forgotten, plan.renewed) == ((), ())
    house.migrate(mapping={"two": "second"})
    house.act("ini", "submit")
    assert (house.step, house.holders) == ("second", ["cat"])


@pytest.mark.parametrize("now", ["role(finance)), rule: all", "role(legal)), rule: any", "role(legal)), rule: all, not_same_as: [one]"])
def test_a_promise_leads_to_the_seats_of_the_new_definition_where_rule_approvers_or_duties_are_others(now: str) -> None:
    """§2.13: seats with decisions are kept only if the step's rule is unchanged; nobody decides who may no longer."""
    house = sent_back(("role(legal)), rule: all", now))
    assert [(one.forgotten, one.renewed) for one in house.plan().cases] == [((), ("two",))]
    house.migrate()
    house.act("ini", "submit")
    wanted = ["dan", "eve"] if "finance" in now else ["bob", "cat"]
    assert (house.step, house.case.round, house.holders) == ("two", 2, wanted)
    assert house.fields("carried", "task") == []
    assert house.sound()


# ---------------------------------------------------------------- taking back


def test_an_act_at_a_step_that_asks_others_now_is_taken_back_to_those() -> None:
    house = moving((ONE, "one: {approvers: role(finance)}"))
    house.act("fay", "approve")
    house.migrate()
    house.engine.take_back("k", by="fay")
    assert (house.step, [task.tokens for task in house.tasks]) == ("one", [("role:finance",)])
    assert house.refused("fay", "approve") == "not_holder" and house.sound()


def test_an_act_that_kept_a_promise_is_taken_back_with_the_promise() -> None:
    house = sent_back(("two:", "second:"))
    house.act("ini", "submit")
    house.migrate(mapping={"two": "second"})
    house.engine.take_back("k", by="ini")
    house.act("ini", "submit")
    assert (house.step, house.holders) == ("second", ["cat"]) and house.sound()


def asked_back(*changes: tuple[str, str], head: str = HEAD) -> Moving:
    """The first approver asks to have it back, since the next one has read it."""
    house = moving(*changes, head=head)
    house.act("fay", "approve")
    house.engine.read("k", by="bob")
    house.engine.take_back("k", by="fay", comment="a page is missing")
    return house


def test_a_request_to_take_back_goes_over_to_renamed_steps() -> None:
    house = asked_back(("one:", "first:"), ("two:", "second:"))
    mapping = {"one": "first", "two": "second"}
    assert house.plan(mapping=mapping).cases[0].lapsed == ()
    house.migrate(mapping=mapping)
    assert house.engine.consent_back("k", by="bob").step == "first"
    assert house.sound()


@pytest.mark.parametrize(
    ("change", "head"),
    [
        ((f"{ONE}\n", ""), HEAD),
        (("rule: all", "rule: any"), HEAD),
        (("three:", "third:"), HEAD.partition("\n")[0]),
    ],
    ids=["the step has gone", "the seats open anew", "nothing is taken back any more"],
)
def test_a_request_that_could_not_be_met_lapses_and_whoever_asked_is_told(change: tuple[str, str], head: str) -> None:
    house = asked_back(change, head=head)
    assert house.plan().cases[0].lapsed == ("fay",)
    house.migrate()
    assert house.fields("back_closed", "asker", "reason") == [("fay", "migrated")]
    assert house.notices()[-1] == ("back_migrated", ("fay",))
    with pytest.raises(Refused) as caught:
        house.engine.consent_back("k", by="bob")
    assert caught.value.code == "nothing_asked"


# ---------------------------------------------------------------- what the plan says of decisions


def test_a_decision_that_falls_with_its_content_is_not_told_as_kept() -> None:
    new = LINE.replace("three:", "third:")
    house = Moving(workflow(LINE, data="n: {type: document}"), workflow(new, data="n: {type: document}\nm: {type: text, default: more}"))
    house.begun({"n": "text"})
    for person, action in (("ini", "submit"), ("fay", "approve"), ("bob", "approve")):
        house.act(person, action)
    (plan,) = house.plan().cases
    assert [(task.holder, task.kept) for task in plan.tasks] == [("bob", False), ("cat", True)] and plan.opened == ("bob",)
    house.migrate()
    assert sorted(map(str, house.holders)) == ["bob", "cat"]
