"""`signal`: a case has another one, with a root of its own, take an action (LANGUAGE §4 `by: case`, §10)."""

import pytest

from signoff import InvalidWorkflow, Refused
from signoff.adapters.delivery import Backoff
from signoff.engine.errors import SignoffError
from signoff.engine.internal import Sender, Signal
from signoff.engine.receiving import as_if

from .house import House, workflow

STEPS = """
draft:
  by: initiator
  may_edit: [main]
  actions: {submit: {to: next, effects: [{signal: join, to: main, with: {note: note}, when: has(main)}]}}
work:
  by: initiator
  actions:
    finish: {to: finished, needs: [answer], effects: [{signal: answered, to: others, with: {answer: answer, paper: 'P'}}]}
    answered:
      - {by: case(main), when: not has(answer) and not late, needs: [answer], may_edit: [paper], to: copied}
      - {by: case, to: stay}
finished: {end: done}
copied: {end: done}
"""
HEAD = """
anytime:
  join:
    by: case
    in: [open, finished]
    sender: others
    may_edit: [note]
    require: {full: {that: others.count() <= 2, say: {en: Two are enough}}}
    effects: [{signal: answered, to: others.last(), with: {answer: answer}, when: has(answer)}]
  hurry: {by: role(legal), effects: [{set: {late: true}}]}
"""
FIELDS = "main: text\nnote: text\nanswer: text\npaper: text\nlate: bool\nothers: {type: list, of: text}"


class Two(House):
    """The main case `m` of bob's, and `k`, which is merged into it."""

    def __init__(self, main: str = "m", **settings: object) -> None:
        super().__init__(workflow(STEPS, HEAD, FIELDS), backoff=Backoff(tries=2, jitter=0), **settings)  # type: ignore[arg-type]
        self.engine.start("w", by="bob", key="m")
        self.engine.act("m", "submit", by="bob")
        self.start({"main": main, "note": "n"})
        self.act("ini", "submit")

    def finish(self, answer: str = "42") -> None:
        """The main case has its answer, and everything has arrived."""
        self.engine.act("m", "finish", by="bob", data={"answer": answer})
        self.tick()

    def tick(self, by: str = "1m") -> None:  # type: ignore[override]
        """Whatever leaves arrives, and what follows from it."""
        for _ in range(3):
            self.engine.tick()
            self.clock.advance(by)

    def dead(self) -> list[tuple[str, str]]:
        """Signals that were given up, and why."""
        return [(letter.what, str(letter.error)) for letter in self.engine.dead_letters()]


def test_the_other_case_takes_the_action_after_the_commit_and_keeps_who_has_signalled() -> None:
    house = Two()
    assert "others" not in house.engine.case("m").data
    house.tick()
    assert house.engine.case("m").data == {"others": ("k",), "note": "n"}
    (acted,) = [event for event in house.engine.history("m") if event.kind == "acted"]
    assert (acted.actor, acted.fact.decision.automatic) == ("system:case", "case")  # type: ignore[attr-defined]
    assert house.dead() == [] and house.sound()


def test_what_comes_back_moves_the_case_that_waits() -> None:
    house = Two()
    house.tick()
    house.finish()
    assert (house.step, house.case.data["answer"], house.case.data["paper"]) == ("copied", "42", "P")
    assert house.sound()


def test_a_row_that_is_delivered_twice_is_taken_once() -> None:
    house = Two()
    rows = house.engine.store.lease("n", house.clock.now(), 10, 60)
    (row,) = [row for row in rows if row.kind == "signal"]
    courier = house.engine.deliverer._couriers["signal"]
    courier(row)
    before = house.engine.history("m")
    courier(row)
    assert house.engine.history("m") == before and house.engine.case("m").data["others"] == ("k",)


def test_the_same_case_is_kept_once_in_the_list() -> None:
    house = Two()
    house.tick()
    as_if(house.engine._service, "m", "join", "k")
    assert [event.kind for event in house.engine.history("m")].count("heard") == 2
    assert house.engine.case("m").data["others"] == ("k",)


def test_an_end_that_is_named_hears_it_and_stays() -> None:
    house = Two(main="")
    house.engine.act("m", "finish", by="bob", data={"answer": "42"})
    house.engine.start("w", by="ini", key="late", data={"main": "m", "note": "n"})
    house.engine.act("late", "submit", by="ini")
    house.tick()
    assert (house.engine.case("m").step, house.engine.case("late").step) == ("finished", "copied")


def test_why_names_the_case_that_is_waited_for_as_long_as_the_condition_holds() -> None:
    house = Two()
    house.tick()
    told = [(mover.kind, mover.how, mover.action, mover.other) for mover in house.engine.why("k").movers]
    assert ("case", "case", "answered", "m") in told
    assert [mover.kind for mover in house.engine.why("m").movers] == ["person"]
    house.act("cat", "hurry")
    assert [mover.kind for mover in house.engine.why("k").movers] == ["person"]


def test_a_case_for_which_two_actions_wait_is_named_and_found_once() -> None:
    steps = "work: {by: initiator, actions: {submit: approved, yes: {by: case(main), to: next}, no: {by: case(main), to: rejected}}}"
    house = House(workflow(steps, data="main: text"))
    house.start({"main": "m"})
    assert [(mover.action, mover.other) for mover in house.engine.why("k").movers if mover.kind == "case"] == [("yes", "m")]
    assert [finding.code for finding in house.engine.stuck().findings] == ["other_case_over"] and house.sound()


def test_a_second_arm_hears_what_nobody_waits_for_any_more() -> None:
    house = Two()
    house.tick()
    house.act("cat", "hurry")
    house.finish()
    assert (house.step, house.dead()) == ("work", []) and "answer" not in house.case.data


def test_no_person_takes_it() -> None:
    house = Two()
    assert house.refused("bob", "answered", data={"answer": "1"}) == "not_by"
    assert "answered" not in [offer.action for offer in house.engine.offers("k", by="ini")]


def test_a_refusal_is_an_incident_at_once_that_says_why() -> None:
    house = Two()
    for key in ("k2", "k3"):
        house.engine.start("w", by="ini", key=key, data={"main": "m", "note": "n"})
        house.engine.act(key, "submit", by="ini")
    house.tick()
    (dead,) = house.dead()
    assert dead[0] == "join" and "Two are enough" in dead[1] and "(full)" in dead[1]
    assert [one.code for one in house.engine.stuck().findings] == ["effect_dead"]


def test_a_receiver_that_is_not_there_is_said_and_found_until_it_is_tried_again() -> None:
    house = Two(main="zz")
    house.tick()
    assert house.dead() == [("join", "zz does not take the signal `join`: there is no case 'zz' (not_found)")]
    assert {one.code for one in house.engine.stuck().findings} == {"effect_dead", "other_case_over"}
    house.engine.start("w", by="bob", key="zz")
    house.engine.retry("k", by="adm", reason="it is there now")
    house.tick()
    assert house.engine.case("zz").data["others"] == ("k",)
    assert house.dead() == [] and house.engine.stuck().findings == ()


def test_what_the_receiver_cannot_take_while_it_rests_comes_later() -> None:
    house = Two()
    house.engine.suspend("m", by="adm", reason="r")
    house.engine.tick()
    assert house.dead() == []
    house.engine.resume("m", by="adm")
    house.tick("1h")
    assert house.engine.case("m").data["others"] == ("k",)


def test_a_receiver_that_has_ended_has_been_reached() -> None:
    house = Two()
    house.tick()
    house.engine.terminate("k", by="adm", reason="r")
    house.finish()
    assert house.dead() == [] and house.sound()


def test_a_case_that_has_ended_without_its_signal_is_found_after_a_while() -> None:
    house = Two()
    house.tick()
    house.engine.terminate("m", by="adm", reason="r")
    assert house.engine.stuck().findings == ()
    house.clock.advance("10m")
    (finding,) = house.engine.stuck().findings
    assert (finding.code, finding.variant, finding.params["status"], finding.root.ids) == ("other_case_over", "ended", "terminated", ("m",))  # type: ignore[union-attr]
    assert finding in house.engine.why("k").findings


AGAIN = """
draft:
  by: initiator
  actions: {submit: {to: next, effects: [{signal: join, to: main, else: alone}, {signal: shout, to: "{area}-{no}", else: none}]}}
work: {by: initiator, actions: {alone: {by: case(main), to: apart}}}
apart: {by: initiator, actions: {submit: approved}}
"""
AGAIN_HEAD = "anytime: {join: {by: case, sender: others}}"
AGAIN_FIELDS = "main: text\narea: {type: text, default: north}\nno: {type: integer, default: 7}\nothers: {type: list, of: text}"


def again(main: str = "m", **settings: object) -> House:
    """A case `k` that signals `m`, and somebody in the north who need not be there."""
    house = House(workflow(AGAIN, AGAIN_HEAD, AGAIN_FIELDS), backoff=Backoff(tries=2, jitter=0), **settings)  # type: ignore[arg-type]
    house.start({"main": main})
    house.act("ini", "submit")
    return house


def test_where_the_other_case_has_ended_the_sender_takes_what_it_has_named_for_that_once() -> None:
    house = again()
    house.engine.start("w", by="bob", key="m", data={"main": "k"})
    house.engine.terminate("m", by="adm", reason="r")
    rows = [row for row in house.engine.store.lease("n", house.clock.now(), 10, 60) if row.payload["name"] == "join"]
    for _ in range(2):
        house.engine.deliverer._couriers["signal"](rows[0])
    kinds = [event.kind for event in house.engine.history("k")]
    assert (house.step, kinds.count("heard")) == ("apart", 1) and house.sound()


@pytest.mark.parametrize("main", ["zz", "w/zz"])
def test_where_there_is_no_such_case_the_sender_takes_it_too(main: str) -> None:
    house = again(main)
    house.engine.tick()
    assert house.step == "apart" and house.engine.dead_letters() == ()


def test_a_sender_that_takes_nothing_any_more_has_been_told() -> None:
    house = again("zz")
    house.engine.terminate("k", by="adm", reason="r")
    house.engine.tick()
    assert house.engine.dead_letters() == () and house.sound()


def test_where_the_other_case_refuses_that_stays_an_incident() -> None:
    house = again()
    house.engine.start("w", by="bob", key="m", data={"main": "k"})
    house.engine.tick()
    assert (house.step, house.engine.case("m").data["others"]) == ("work", ("k",))
    house.engine.start("w", by="ini", key="k2", data={"main": "k", "area": "south"})
    house.engine.start("w", by="ini", key="north-7", data={"main": "k"})
    house.engine.act("k2", "submit", by="ini")
    house.engine.terminate("k2", by="adm", reason="r")
    house.engine.start("w", by="ini", key="k3", data={"main": "k", "area": "north"})
    house.engine.act("k3", "submit", by="ini")
    house.engine.tick()
    (letter,) = house.engine.dead_letters()
    assert letter.what == "shout" and "north-7 does not take the signal `shout`" in str(letter.error)


def test_a_key_is_put_together_of_what_the_case_knows() -> None:
    steps = """draft: {by: initiator, actions: {submit: {to: next, effects: [{signal: hear, to: ["{area}-{no:03}", other]}]}}}"""
    fields = "area: text\nno: integer\nother: text\nothers: {type: list, of: text}"
    house = House(workflow(steps, "anytime: {hear: {by: case, sender: others}}", fields), backoff=Backoff(tries=1, jitter=0))
    for key in ("north-007", "south"):
        house.engine.start("w", by="bob", key=key)
    for key, area in (("k", {"area": "north"}), ("k2", {})):
        house.engine.start("w", by="ini", key=key, data={"no": 7, "other": "south", **area})
        house.engine.act(key, "submit", by="ini")
    house.engine.tick()
    assert [house.engine.case(key).data["others"] for key in ("north-007", "south")] == [("k",), ("k",)]
    assert [letter.error for letter in house.engine.dead_letters()] == [
        "the signal `hear` could not be worked out: the key of the case that takes the signal `hear` cannot be told: `area` has no value"
    ]


def test_what_cannot_be_worked_out_becomes_an_incident() -> None:
    steps = "draft: {by: initiator, actions: {submit: {to: next, effects: [{signal: join, to: main}]}}}\nwork: {by: initiator}"
    house = House(workflow(steps, "anytime: {join: {by: case}}", "main: text"))
    house.start()
    house.act("ini", "submit")
    house.engine.tick()
    (letter,) = house.engine.dead_letters()
    assert (
        letter.error == "the signal `join` could not be worked out: `to: main` of the signal `join` has no value: it is the key of a case"
    )


def test_a_case_below_takes_what_the_root_does_not_offer() -> None:
    steps = """
    draft: {by: initiator, actions: {submit: {to: next, effects: [{signal: told, to: main, when: has(main), with: {word: 'w'}}]}}}
    split:
      parallel:
        law:
          data: {word: text}
          steps: {reading: {by: role(legal), actions: {told: {by: case, needs: [word], to: read}}}, read: {end: done}}
    """
    house = House(workflow(steps, data="main: text"))
    house.start()
    house.act("ini", "submit")
    house.engine.start("w", by="bob", key="o", data={"main": "k"})
    house.engine.act("o", "submit", by="bob")
    house.engine.tick()
    assert house.engine.case("k/law").data == {"word": "w"} and house.case.status == "approved" and house.sound()


def test_a_step_that_wants_a_person_is_not_passed() -> None:
    steps = """
    one: {by: initiator, human_required: true, actions: {submit: next, told: {by: case, to: [{when: has(main), to: two}, {to: one}]}}}
    two: {by: initiator}
    """
    with pytest.raises(InvalidWorkflow) as caught:
        House(workflow(steps, data="main: text"))
    assert [finding.code for finding in caught.value.findings] == ["skip_human_required"]


def test_no_host_gives_it() -> None:
    house = Two()
    with pytest.raises(Refused) as caught:
        house.engine._service.execute(Signal(case="m", action="join", sender=Sender(id="x", key="x", workflow="w")))
    assert caught.value.code == "reserved_name"


@pytest.mark.parametrize(
    ("steps", "data", "codes"),
    [
        ("one: {by: initiator, actions: {submit: {to: next, effects: [{signal: told}]}, told: {by: case, to: next}}}", "", ["missing_key"]),
        (
            "one: {by: initiator, actions: {submit: {to: next, effects: [{signal: tell, to: 'k'}]}, told: {by: case, to: next}}}",
            "",
            ["unknown_action"],
        ),
        ("one: {by: initiator, actions: {submit: {to: next, effects: [{signal: submit, to: 'k'}]}}}", "", ["unknown_action"]),
        (
            "one: {by: initiator, actions: {go: {to: next, effects: [{signal: told, to: 'k', with: {x: 1}}]}, told: {by: case, to: next}}}",
            "",
            ["unknown_field"],
        ),
        ("one: {by: initiator, actions: {submit: next, told: {by: case(man), to: next}}}", "main: text", ["unknown_field"]),
        ("one: {by: initiator, actions: {submit: next, told: {by: case(main), to: next}}}", "main: person", ["wrong_type"]),
        ("one: {by: initiator, actions: {submit: next, told: {by: case, sender: main, to: next}}}", "main: integer", ["wrong_type"]),
        ("one: {by: initiator, actions: {submit: {to: next, sender: main}}}", "main: text", ["out_of_place"]),
        ("one: {by: initiator, actions: {submit: next, told: {by: case, comment: required, to: next}}}", "", ["out_of_place"]),
        ("one: {approvers: role(legal), actions: {approve: {by: case, to: next}, reject: rejected}}", "", ["system_vote"]),
        ("one: {by: initiator, actions: {submit: {to: next, effects: [{notify: initiator, to: 'k'}]}}}", "", ["out_of_place"]),
        ("one: {by: initiator, actions: {submit: {to: next, effects: [{notify: initiator, else: told}]}}}", "", ["out_of_place"]),
        (
            "one: {by: initiator, actions: {go: {to: next, effects: [{signal: told, to: 'k', else: lost}]}, told: {by: case, to: next}}}",
            "",
            ["unknown_action"],
        ),
        (
            "one: {by: initiator, actions: {go: {to: next, effects: [{signal: told, to: '{mian}', else: none}]}}}",
            "main: text",
            ["unknown_field"],
        ),
        (
            "one: {by: initiator, actions: {go: {to: next, effects: [{signal: told, to: '{main', else: none}]}}}",
            "main: text",
            ["bad_template"],
        ),
    ],
)
def test_mistakes_are_told_when_the_file_is_loaded(steps: str, data: str, codes: list[str]) -> None:
    with pytest.raises(SignoffError) as caught:
        House(workflow(steps, data=data))
    assert isinstance(caught.value, InvalidWorkflow)
    assert [finding.code for finding in caught.value.findings] == codes
    assert all(finding.line > 0 and finding.suggestion for finding in caught.value.findings)


def test_a_definition_that_knows_no_signals_keeps_its_hash() -> None:
    house = House(workflow("one: {by: initiator}"))
    text = next(iter(house.engine._service.setting.registry.current.values())).text
    assert not [word for word in ("of_case", "case_in", "sender_to", "receivers", "otherwise") if word in text]


def test_a_simulation_goes_on_where_the_other_case_signals() -> None:
    steps = "draft: {by: initiator}\nwait: {by: initiator, actions: {told: {by: case(main), needs: [answer], to: next}}}\nend: {end: done}"
    house = House(workflow(steps.replace("\nend:", "\nover:"), data="main: {type: text, default: m}\nanswer: text"))
    found = house.engine.simulate("w", by="ini")
    assert [(path.status, path.end) for path in found.paths] == [("done", "over")] and not found.dead_ends
    assert [choice.by for choice in found.paths[0].stops[-1].decisions] == ["m"]
