"""`chain:` — a run of approval steps that is worked out when its step is entered, and then frozen (DESIGN §2, LANGUAGE §4)."""

from collections.abc import Iterable
from typing import Any

import pytest

from signoff.adapters.plugins import Plugin
from signoff.compose import Engine
from signoff.engine.chain_values import ChainStep
from signoff.engine.errors import DirectoryUnavailable, Misconfigured, Refused
from signoff.engine.people_data import Person
from signoff.engine.world import Limits

from .house import House, Register, workflow

DRAFT = "draft: {by: initiator, may_edit: [note]}"
LINE = "line: {title: Line, chain: management_line(initiator), return: {to: any_earlier, resume: [rewalk, straight_back]}}"
NOTE = "note: text"


def office() -> Register:
    """boss is above ini, top above boss, chief above top."""
    register = Register()
    register.put(
        Person("boss", unit="office", manager="top", rank=3, posts=("head",)),
        Person("top", unit="office", manager="chief", rank=6),
        Person("chief", unit="office", rank=9, posts=("director@office",)),
    )
    return register


def house(*steps: str, register: Register | None = None, head: str = "", data: str = NOTE, **settings: object) -> House:
    found = House(workflow("\n".join((DRAFT, *steps)), head, data), register=register or office(), **settings)
    found.start()
    return found


def line_of(found: House) -> list[str]:
    """Who decides, step by step, until the chain has been left."""
    people: list[str] = []
    while found.case.status == "open" and found.step.startswith("line_"):
        (holder,) = found.holders
        people.append(str(holder))
        found.act(str(holder), "approve")
    return people


def plugged(chain: Any, text: str = "chain: mine(initiator)", version: str = "1", more: str = "") -> House:
    plugins = [Plugin("signoff.chains", "mine", version, chain)]
    return house(f"line: {{{text}{more}}}", plugins=plugins)


def test_the_managers_of_a_person_sign_one_after_the_other_up_to_the_top() -> None:
    found = house(LINE)
    found.act("ini", "submit")
    assert line_of(found) == ["boss", "top", "chief"]
    assert found.case.status == "approved"
    assert found.sound()


def test_a_rejection_at_any_level_ends_the_case() -> None:
    found = house(LINE)
    found.act("ini", "submit")
    found.act("boss", "approve")
    assert found.act("top", "reject").status == "rejected"


def test_the_chain_is_frozen_when_its_step_is_entered() -> None:
    found = house(LINE)
    found.act("ini", "submit")
    found.people.put(Person("boss", unit="office", manager=None), Person("ini", unit="office", manager="dan"))
    assert line_of(found) == ["boss", "top", "chief"]
    (fact,) = found.fields("chain_frozen", "step", "plugin", "version")
    assert fact == ("line", "management_line", "1")


def test_history_tells_what_the_directory_was_asked_and_what_it_said() -> None:
    found = house(LINE)
    found.act("ini", "submit")
    ((trace,),) = found.fields("chain_frozen", "trace")
    assert trace["arguments"] == {"initiator": "initiator → ini"}  # type: ignore[index]
    assert trace["asked"]["manager_of(ini)"] == ("boss",)  # type: ignore[index]


def test_another_engine_needs_the_plug_in_only_where_a_chain_is_still_to_be_laid_out() -> None:
    def two(directory: object, person: str) -> list[ChainStep]:
        return [ChainStep(("person(bob)",)), ChainStep(("person(cat)",))]

    found = plugged(two)
    text = workflow(f"{DRAFT}\nline: {{chain: mine(initiator)}}", "", NOTE)
    found.engine.start("w", by="ini", key="k2")
    found.act("ini", "submit")
    without = Engine(found.engine.store, workflows=["purchase"], directory=found.people, clock=found.clock)
    assert without.act("k", "approve", by="bob").step == "line_2"
    with pytest.raises(Misconfigured) as caught:
        without.act("k2", "submit", by="ini")
    assert caught.value.code == "plugin_missing"
    newer = [Plugin("signoff.chains", "mine", "2", two)]
    later = Engine(found.engine.store, workflows=[text], directory=found.people, clock=found.clock, plugins=newer)
    with pytest.raises(Misconfigured, match="version 2, not 1"):
        later.act("k2", "submit", by="ini")
    assert found.sound()


def test_a_return_into_the_chain_keeps_it_as_it_was_laid_out() -> None:
    found = house(LINE, "final: {approvers: person(fay), return: {to: line}}")
    found.act("ini", "submit")
    line_of(found)
    found.people.put(Person("boss", unit="office", manager=None))
    found.act("fay", "return", comment="again")
    assert found.step == "line_1"
    assert line_of(found) == ["boss", "top", "chief"]
    assert len(found.facts("chain_frozen")) == 1


def test_coming_to_the_step_anew_lays_the_chain_out_anew() -> None:
    """What is frozen is a slate of steps: a rewalk asks again, as it does for the people of any step."""
    found = house(LINE)
    found.act("ini", "submit")
    found.act("boss", "approve")
    found.act("top", "return", to="draft", resume="rewalk", comment="again")
    found.people.put(Person("ini", unit="office", manager="dan"), Person("dan", unit="office", manager="boss"))
    found.act("ini", "submit")
    assert (found.step, found.case.round) == ("line_1", 2)
    assert line_of(found) == ["dan", "boss", "top", "chief"]
    assert found.sound()


def test_an_approval_of_the_chain_before_counts_no_more() -> None:
    found = house(LINE.replace("line: {", "line: {human_required: true, "), "final: {approvers: person(fay)}")
    found.act("ini", "submit")
    found.act("boss", "approve")
    found.act("top", "approve")
    found.act("chief", "return", to="draft", resume="rewalk", comment="again")
    found.act("ini", "submit")
    with pytest.raises(Refused) as caught:
        found.engine.jump("k", by="adm", to="final", reason="in a hurry")
    assert caught.value.reasons[0].data["steps"] == ["line_1", "line_2", "line_3"]


def test_straight_back_goes_to_the_same_seat_of_the_same_chain() -> None:
    found = house(LINE)
    found.act("ini", "submit")
    found.act("boss", "approve")
    found.act("top", "return", to="draft", resume="straight_back", comment="again")
    found.people.put(Person("ini", unit="office", manager="dan"))
    found.act("ini", "submit")
    assert (found.step, found.holders) == ("line_2", ["top"])
    assert ("line_1", "bypassed_on_resubmit") in found.fields("passed_over", "step", "reason")
    assert found.sound()


def test_straight_back_stops_at_a_level_whose_approval_no_longer_stands() -> None:
    found = house(LINE)
    found.act("ini", "submit")
    found.act("boss", "approve")
    found.act("top", "approve")
    found.act("chief", "return", to="draft", resume="straight_back", comment="again")
    found.act("ini", "submit", data={"note": "changed"})
    assert (found.step, found.holders) == ("line_1", ["boss"])
    found.act("boss", "approve")
    assert found.step == "line_2"
    found.act("top", "approve")
    assert found.step == "line_3"


def test_straight_back_lays_out_a_chain_that_was_passed_over_and_is_wanted_now() -> None:
    chain = "line: {chain: management_line(initiator), when: has(note)}"
    found = house(chain, "final: {approvers: person(fay), return: {to: draft, resume: straight_back}}")
    found.act("ini", "submit")
    assert found.step == "final"
    found.act("fay", "return", comment="say why")
    found.act("ini", "submit", data={"note": "because"})
    assert line_of(found) == ["boss", "top", "chief"]
    assert (found.step, found.holders) == ("final", ["fay"])
    assert found.act("fay", "approve").status == "approved"


def test_a_level_may_be_returned_to_from_above() -> None:
    found = house(LINE)
    found.act("ini", "submit")
    found.act("boss", "approve")
    found.act("top", "approve")
    assert "illegal_target" in found.refused("chief", "return", to="line_3", comment="x")
    found.act("chief", "return", to="line_1", comment="look again")
    assert line_of(found) == ["boss", "top", "chief"]


def test_no_level_is_returned_to_before_it_was_reached() -> None:
    found = house(LINE)
    found.act("ini", "submit")
    assert found.refused("boss", "return", to="line_2", comment="x") == "illegal_target"


def test_what_stands_beside_the_chain_holds_for_each_of_its_steps() -> None:
    found = house("line: {chain: management_line(initiator), due: 2d, escalate: [{at: due, remind: holder}], allow: [transfer]}")
    found.act("ini", "submit")
    first = found.case.due_at
    found.clock.advance("1d")
    found.act("boss", "approve")
    second = found.case.due_at
    assert first is not None and second is not None and (second - first).days == 1
    assert found.tick("3d") == 1
    assert ("remind", ("top",)) in found.notices()
    found.engine.transfer("k", by="top", to="eve")
    assert found.holders == ["eve"]


def test_its_effects_run_once_when_the_chain_is_entered() -> None:
    found = house("line: {chain: management_line(initiator), effects: [{notify: person(fay), text: laid out}]}")
    found.act("ini", "submit")
    line_of(found)
    assert [to for _, to in found.notices() if to == ("fay",)] == [("fay",)]


def test_a_chain_whose_condition_fails_is_passed_over_with_a_row() -> None:
    found = house("line: {chain: management_line(initiator), when: has(note)}")
    assert found.act("ini", "submit").status == "approved"
    assert found.fields("passed_over", "step", "reason") == [("line", "when")]
    assert found.facts("chain_frozen") == []


def test_who_signed_at_any_level_may_be_kept_from_a_later_step() -> None:
    found = house(LINE, "final: {approvers: person(top) | person(fay), not_same_as: [line]}")
    found.act("ini", "submit")
    line_of(found)
    assert found.holders == ["fay"]
    assert found.fields("seat_opened", "trace")[-1][0]["removed"] == {"top": "not_same_as"}  # type: ignore[index]


def test_conditions_ask_of_the_whole_chain() -> None:
    final = "final: {approvers: person(fay), when: passed(line) and approved(line) and has(line.left)}"
    found = house(LINE, final, "more: {approvers: actor_of(line)}")
    found.act("ini", "submit")
    line_of(found)
    assert found.step == "final"
    found.act("fay", "approve")
    assert found.tasks[0].candidates == ("boss", "top", "chief")


def test_a_chain_under_way_is_neither_passed_nor_approved() -> None:
    own = "line: {chain: management_line(initiator), actions: {approve: next, reject: rejected, stop: {to: rejected, when: %s}}}"
    for condition in ("passed(line)", "approved(line)"):
        found = house(own % condition)
        found.act("ini", "submit")
        found.act("boss", "approve")
        assert found.refused("top", "stop") == "not_now"


def test_an_action_of_the_chain_may_lead_elsewhere_than_to_the_next_level() -> None:
    own = "line: {chain: management_line(initiator), actions: {approve: next, reject: rejected, enough: {to: final, comment: required}}}"
    found = house(own, "final: {approvers: person(fay)}")
    found.act("ini", "submit")
    assert found.act("boss", "enough", comment="I can decide this").step == "final"


def test_withdrawing_is_possible_until_the_chain_is_reached() -> None:
    found = house(LINE, head="withdraw: {until: line}")
    assert found.engine.can("k", "withdraw", by="ini")
    found.act("ini", "submit")
    assert found.refused("ini", "withdraw") == "not_now"


def test_an_administrator_jumps_past_the_chain_with_a_row_for_each_level() -> None:
    found = house(LINE, "final: {approvers: person(fay)}")
    found.act("ini", "submit")
    found.act("boss", "approve")
    found.engine.jump("k", by="adm", to="final", reason="top is on a ship")
    assert [step for step, reason in found.fields("passed_over", "step", "reason") if reason == "jumped"] == ["line_3"]
    assert found.step == "final" and found.sound()


def test_an_administrator_jumps_to_the_chain_and_it_is_laid_out() -> None:
    found = house(LINE, "final: {approvers: person(fay)}")
    found.engine.jump("k", by="adm", to="line", reason="straight to the line")
    assert (found.step, found.holders) == ("line_1", ["boss"])


def test_the_last_level_takes_its_act_back() -> None:
    found = house(LINE, "final: {approvers: person(fay)}", head="take_back: {until: decided}")
    found.act("ini", "submit")
    line_of(found)
    assert found.engine.take_back("k", by="chief").step == "line_3"
    assert found.holders == ["chief"] and found.sound()


def test_the_initiator_takes_the_hand_in_back_and_the_chain_is_laid_out_anew() -> None:
    found = house(LINE, head="take_back: {until: decided}")
    found.act("ini", "submit")
    assert found.engine.take_back("k", by="ini").step == "draft"
    found.act("ini", "submit")
    assert len(found.facts("chain_frozen")) == 2


def test_a_chain_may_be_the_first_step() -> None:
    found = House(workflow("line: {chain: management_line(initiator)}"), register=office())
    found.start()
    assert line_of(found) == ["boss", "top", "chief"]


def test_rules_of_notices_about_the_chain_are_about_each_level() -> None:
    head = "notify:\n  - {event: opened, in: [line], to: holder, text: yours}\n  - {event: entered, to: person(fay), text: moved}"
    found = house(LINE, head=head)
    found.act("ini", "submit")
    assert ("opened", ("boss",)) in found.notices()
    assert [to for kind, to in found.notices() if kind == "entered"] == [("fay",)] * 2
    found.act("boss", "approve")
    assert ("opened", ("top",)) in found.notices()


def test_stuck_and_why_speak_of_the_level_where_the_case_rests() -> None:
    register = office()
    found = house(LINE, register=register)
    found.act("ini", "submit")
    found.act("boss", "approve")
    register.leave("top")
    (finding,) = found.engine.stuck().findings
    assert (finding.step, finding.step_title["en"]) == ("line_2", "Line 2/3")
    why = found.engine.why("k")
    assert why.step == "line_2"
    assert "line" in why.walk and "line_1" in why.walk


# nobody to ask


@pytest.mark.parametrize(
    ("empty", "holder", "tokens"), [("hold", None, ()), ("admin", None, ("role:admin",)), ("{assign: person(fay)}", "fay", ())]
)
def test_where_the_chain_finds_nobody_the_policy_empty_decides(empty: str, holder: str | None, tokens: tuple[str, ...]) -> None:
    register = office()
    register.put(Person("ini", unit="office"))
    found = house(f"line: {{chain: management_line(initiator), empty: {empty}}}", register=register)
    found.act("ini", "submit")
    assert (found.step, found.holders, found.tasks[0].tokens) == ("line_1", [holder], tokens)


def test_an_empty_chain_may_be_skipped_with_a_row() -> None:
    register = office()
    register.put(Person("ini", unit="office"))
    found = house("line: {chain: management_line(initiator), empty: skip}", register=register)
    assert found.act("ini", "submit").status == "approved"
    assert list(found.rows().values())[-1] == ("approve", "empty")


def test_a_manager_who_has_left_stays_a_level_and_the_policy_decides() -> None:
    register = office()
    register.people["top"] = Person("top", unit="office", manager="chief", active=False)
    found = house("line: {chain: management_line(initiator), empty: skip}", register=register)
    found.act("ini", "submit")
    found.act("boss", "approve")
    assert (found.step, found.holders) == ("line_3", ["chief"])


def test_the_initiator_among_the_managers_is_asked_as_self_says() -> None:
    found = house("line: {chain: management_line(person(bob)), self: skip}", register=_ini_above())
    found.act("ini", "submit")
    assert line_of(found) == ["top", "chief"]


def _ini_above() -> Register:
    register = office()
    register.put(Person("bob", unit="office", manager="ini"), Person("ini", unit="office", manager="top"))
    return register


def test_who_approved_at_one_level_is_passed_at_the_next_by_duplicate() -> None:
    def twice(directory: object, person: str) -> list[ChainStep]:
        return [ChainStep(("person(bob)",)), ChainStep(("person(bob)",)), ChainStep(("person(cat)",))]

    found = plugged(twice, more=", duplicate: consecutive")
    found.act("ini", "submit")
    assert found.act("bob", "approve").step == "line_3"


@pytest.mark.parametrize(
    ("options", "told"),
    [("levels: most / 0", "zero"), ("levels: most - 3", "whole number"), ("levels: most / 2", "whole number"), ("up_to: started", "rank")],
)
def test_where_the_people_cannot_be_worked_out_a_seat_waits_and_says_why(options: str, told: str) -> None:
    """Entering a step never fails the person who moved the case there (DESIGN §4)."""
    chain = f"line: {{chain: {{management_line: initiator, {options}}}, empty: skip}}"
    found = house(chain, data="note: text\nmost: {type: integer, default: 3}")
    found.act("ini", "submit")
    assert (found.step, found.holders) == ("line_1", [None])
    assert told in str(found.fields("seat_opened", "trace")[-1])
    assert {finding.code for finding in found.engine.stuck().findings} & {"unassigned", "nobody_assigned"}
    assert found.sound()


# how far the line goes


@pytest.mark.parametrize(
    ("options", "people"),
    [
        ("levels: 2", ["boss", "top"]),
        ("levels: 9", ["boss", "top", "chief"]),
        ("levels: most", ["boss"]),
        ("up_to: 6", ["boss", "top"]),
        ("up_to: 100", ["boss", "top", "chief"]),
        ("up_to: 'head'", ["boss"]),
        ("up_to: 'director@office'", ["boss", "top", "chief"]),
        ("up_to: person(top)", ["boss", "top"]),
        ("up_to: director@office", ["boss", "top", "chief"]),
        ("levels: 1, up_to: 6", ["boss"]),
    ],
)
def test_the_line_ends_where_it_is_told_to(options: str, people: list[str]) -> None:
    found = house(f"line: {{chain: {{management_line: initiator, {options}}}}}", data="note: text\nmost: {type: integer, default: 1}")
    found.act("ini", "submit")
    assert line_of(found) == people


def test_a_circle_in_the_directory_ends_the_line() -> None:
    register = office()
    register.put(Person("chief", unit="office", manager="boss"))
    found = house(LINE, register=register)
    found.act("ini", "submit")
    assert line_of(found) == ["boss", "top", "chief"]


def test_nobody_is_his_own_manager() -> None:
    register = office()
    register.put(Person("ini", unit="office", manager="ini"))
    found = house(LINE, register=register)
    found.act("ini", "submit")
    assert found.holders == [None]


def test_a_chain_is_bounded_and_the_seat_that_waits_says_so() -> None:
    register = office()
    register.put(*(Person(f"m{n}", unit="office", manager=f"m{n + 1}") for n in range(60)), Person("m60", unit="office"))
    register.put(Person("ini", unit="office", manager="m0"))
    found = house(LINE, register=register)
    found.act("ini", "submit")
    assert (found.step, found.holders) == ("line_1", [None])
    assert "at most 50" in str(found.fields("seat_opened", "trace")[-1])
    wider = house(LINE, register=register, limits=Limits(chain=100))
    wider.act("ini", "submit")
    assert len(line_of(wider)) == 61


# plug-ins


def by_note(directory: Any, unit: str, *, depth: int = 1) -> Iterable[ChainStep]:
    """A chain of a host: a pool, then a slate of two, then a manager."""
    yield ChainStep(("role(legal)",), {"zh": "法务", "en": "Legal"})
    yield ChainStep(("person(dan)", "person(eve)"), rule="any", due="1d", not_same_as=("draft",), human_required=True)
    for _ in range(int(depth)):
        yield ChainStep(("manager_of(initiator)",))


def test_a_plug_in_gives_pools_slates_rules_titles_and_clocks() -> None:
    found = plugged(by_note, "chain: {mine: unit_of(initiator), depth: 2}")
    found.act("ini", "submit")
    assert found.tasks[0].tokens == ("role:legal",)
    assert found.engine.why("k").step_title["zh"] == "法务"
    found.act("bob", "approve")
    assert found.holders == ["dan", "eve"] and found.case.due_at is not None
    found.act("eve", "approve")
    assert (found.step, found.holders) == ("line_3", ["boss"])
    found.act("boss", "approve")
    assert found.step == "line_4"
    assert found.sound()


@pytest.mark.parametrize(
    "answer",
    [
        "boss",
        None,
        ["person(boss)"],
        [ChainStep(())],
        [ChainStep("person(boss)")],  # type: ignore[arg-type]
        [ChainStep(("boss",))],
        [ChainStep(("person(",))],
        [ChainStep(("person(boss)",), rule="most")],
        [ChainStep(("person(boss)",), rule=0)],
        [ChainStep(("person(boss)",), due="tomorrow")],
        [ChainStep(("person(boss)",), not_same_as=("nowhere",))],
        [ChainStep(("person(boss)",), title={"en": 1})],  # type: ignore[dict-item]
    ],
)
def test_an_answer_that_is_no_chain_changes_nothing(answer: Any) -> None:
    found = plugged(lambda directory, person: answer)
    with pytest.raises(DirectoryUnavailable, match="the chain `mine` failed"):
        found.act("ini", "submit")
    assert found.step == "draft" and found.sound()


def test_a_plug_in_that_raises_changes_nothing() -> None:
    def broken(directory: object, person: str) -> list[ChainStep]:
        raise OSError("the payroll server is down")

    found = plugged(broken)
    with pytest.raises(DirectoryUnavailable, match="payroll"):
        found.act("ini", "submit")
    assert found.step == "draft"


def test_an_administrator_has_a_chain_laid_out_again_once_the_data_are_mended() -> None:
    chain = "line: {chain: {management_line: initiator, levels: most / 0 if most == 3 else most}, may_edit: [most]}"
    found = house(chain, data="note: text\nmost: {type: integer, default: 3}")
    found.act("ini", "submit")
    found.engine.reassign("k", by="adm", to="dan", reason="somebody has to mend it")
    found.engine.edit("k", by="dan", data={"most": 2})
    found.engine.jump("k", by="adm", to="line", reason="mended")
    assert line_of(found) == ["boss", "top"]
    assert found.sound()


def test_an_argument_that_the_plug_in_does_not_take_changes_nothing() -> None:
    found = plugged(by_note, "chain: {mine: initiator, deepness: 2}")
    with pytest.raises(DirectoryUnavailable, match="deepness"):
        found.act("ini", "submit")


def test_a_directory_that_fails_changes_nothing() -> None:
    found = house(LINE)
    found.people.broken = True
    with pytest.raises(DirectoryUnavailable):
        found.act("ini", "submit")
    found.people.broken = False
    assert found.step == "draft"


def test_name_and_version_of_the_plug_in_are_part_of_the_definition() -> None:
    first, second = (plugged(by_note, version=version).case.definition for version in ("1", "2"))
    assert first != second
    assert house(LINE).engine.workflows["w"].plugins == {"signoff.chains:management_line": "1"}


def test_a_simulation_goes_through_every_level() -> None:
    found = house(LINE, "final: {approvers: person(fay)}")
    simulation = found.engine.simulate("w", by="ini")
    assert simulation.main.steps == ("draft", "line_1", "line_2", "line_3", "final", "approved")
    assert all(path.dead_end is None for path in simulation.paths)
    assert ("line", "laid_out") in [(one.step, one.reason) for stop in simulation.main.stops for one in stop.passed]


def test_a_text_that_calls_a_plug_in_may_be_published() -> None:
    found = plugged(by_note)
    text = workflow(f"{DRAFT}\nline: {{chain: mine(initiator), due: 2d}}", data=NOTE)
    assert found.engine.publish(text, by="adm").hash != found.case.definition


def test_no_plug_in_takes_the_name_of_a_chain_that_ships() -> None:
    with pytest.raises(Misconfigured, match="management_line"):
        house(LINE, plugins=[Plugin("signoff.chains", "management_line", "9", by_note)])
