"""The one `execute`: requests answered once, refusals that leave no trace but an attempt, tenants, hooks, handlers, history."""

from uuid import UUID

import pytest

from signoff import CaseView, Corrupt, Misconfigured, NotFound, Reason, Refused
from signoff.adapters.delivery import Occasion
from signoff.compose import Engine
from signoff.engine import commands as c
from signoff.engine.case import Case
from signoff.engine.verify import rebuilt

from .house import House, started, workflow

LINE = "draft: {by: initiator, may_edit: [n]}\none: {approvers: role(legal)}\ntwo: {approvers: role(legal)}"
DATA = "n: integer"


def line() -> House:
    return started(LINE, data=DATA)


# ---------------------------------------------------------------- requests


def test_a_request_given_again_is_answered_as_it_was_the_first_time() -> None:
    house = line()
    first = house.act("ini", "submit", request_id="r1", data={"n": 1})
    house.act("bob", "approve")
    before = house.kinds()
    assert house.act("ini", "submit", request_id="r1", data={"n": 1}) == first
    assert house.kinds() == before


def test_a_start_given_again_starts_nothing() -> None:
    house = House(workflow(LINE, data=DATA))
    one = house.engine.start("w", by="ini", request_id="r")
    two = house.engine.start("w", by="ini", request_id="r")
    assert one.id == two.id and len(house.engine.cases()) == 1


def test_another_command_under_the_same_request_is_refused() -> None:
    house = line()
    house.act("ini", "submit", request_id="r")
    for more in ({"comment": "other"}, {"data": {"n": 2}}):
        with pytest.raises(Refused) as caught:
            house.act("ini", "submit", request_id="r", **more)
        assert caught.value.code == "request_id_reused"


def test_requests_that_look_alike_are_told_apart() -> None:
    house = started("draft: {by: initiator, may_edit: [f]}", data="f: {type: list, of: text}")
    house.engine.edit("k", data={"f": ["a,str:'b'"]}, by="ini", request_id="r")
    with pytest.raises(Refused):
        house.engine.edit("k", data={"f": ["a", "b"]}, by="ini", request_id="r")


def test_a_refused_request_may_be_given_again() -> None:
    house = line()
    with pytest.raises(Refused):
        house.act("bob", "submit", request_id="r")
    assert house.act("ini", "submit", request_id="r").step == "one"


def test_a_double_click_is_refused() -> None:
    house = line()
    task = house.tasks[0].id
    house.act("ini", "submit", task=task)
    assert house.refused("ini", "submit", task=task) == "already_done"
    house.act("bob", "approve")
    assert house.refused("dan", "approve") == "not_holder"


def test_who_comes_second_is_told_that_it_is_done() -> None:
    house = started("one: {approvers: role(legal)}\ntwo: {approvers: role(finance)}")
    house.act("bob", "approve")
    assert house.refused("cat", "approve") == "already_done"
    assert house.refused("bob", "approve") == "already_done"
    assert house.refused("fay", "approve") == "not_holder"


# ---------------------------------------------------------------- refusals and attempts


def test_a_refusal_is_counted_and_nothing_else_has_changed() -> None:
    house = line()
    before = house.kinds()
    for _ in range(3):
        with pytest.raises(Refused):
            house.act("bob", "submit", comment="x")
    (row,) = house.engine.attempts("k")
    assert (row.actor, row.action, row.code, row.count) == ("bob", "submit", "not_holder", 3)
    assert house.kinds() == before and house.case.revision == 1 and house.sound()


def test_a_refused_start_leaves_no_case() -> None:
    house = House(workflow(LINE, data=DATA))
    with pytest.raises(Refused):
        house.engine.start("w", by="nobody", key="x")
    assert house.engine.cases() == () and house.engine.attempts("w")[0].code == "unknown_person"


def test_what_is_not_there_is_not_found() -> None:
    house = line()
    for name in ("x", "w/x", "v/k", "00000000-0000-0000-0000-000000000000"):
        with pytest.raises(NotFound):
            house.engine.case(name)
    with pytest.raises(NotFound) as caught:
        house.engine.start("ww", by="ini")
    assert caught.value.code == "unknown_workflow" and "`w`" in (caught.value.hint or "")


def test_a_case_is_named_by_key_workflow_and_id() -> None:
    house = line()
    assert {house.engine.case(name).id for name in ("k", "w/k", house.case.id)} == {house.case.id}


# ---------------------------------------------------------------- tenants


def test_tenants_do_not_see_each_other() -> None:
    house = line()
    other = house.engine.for_tenant("other")
    with pytest.raises(NotFound):
        other.case("k")
    other.start("w", by="ini", key="k")
    other.act("k", "submit", by="ini")
    assert house.step == "draft" and other.inbox("ini") == () and [item.case.key for item in house.engine.inbox("ini")] == ["k"]


def test_a_request_id_belongs_to_its_tenant() -> None:
    house = House(workflow(LINE, data=DATA))
    one = house.engine.start("w", by="ini", request_id="r")
    two = house.engine.for_tenant("other").start("w", by="ini", request_id="r")
    assert one.id != two.id


def test_a_tick_fires_the_timers_of_every_tenant() -> None:
    steps = "work: {by: initiator, due: 2d, escalate: [{at: due, remind: holder}]}"
    house = started(steps)
    other = house.engine.for_tenant("other")
    other.start("w", by="ini", key="k")
    house.clock.advance("3d")
    assert house.engine.tick().fired == 2
    assert [event.kind for event in other.history("k")].count("timer_fired") == 1
    assert (house.engine.tick().fired, other.fire_timers().fired) == (0, 0)


# ---------------------------------------------------------------- hooks and handlers


def test_a_hook_inside_the_transaction_may_refuse() -> None:
    house = line()
    seen: list[tuple[str, str | None]] = []

    @house.engine.before("act")
    def check(verb: str, command: c.Command, case: Case | None) -> None:
        seen.append((verb, case.step if case is not None else None))
        if isinstance(command, c.Act) and command.comment == "no":
            raise Refused([Reason("host_says_no", "not today")])

    with pytest.raises(Refused) as caught:
        house.act("ini", "submit", comment="no")
    assert caught.value.code == "host_says_no" and house.step == "draft"
    assert house.engine.attempts("k")[0].code == "host_says_no"
    house.act("ini", "submit")
    assert seen == [("act", "draft"), ("act", "draft")]


def test_a_hook_before_withdraw_hears_of_the_action_withdraw_too() -> None:
    house = started(LINE, data=DATA, head="withdraw: {until: end}")
    seen: list[str] = []
    house.engine.before("withdraw")(lambda verb, command, case: seen.append(verb))
    house.act("ini", "withdraw")
    assert seen == ["withdraw"]


def test_a_hook_that_fails_rolls_everything_back() -> None:
    house = line()

    @house.engine.before("act")
    def check(verb: str, command: c.Command, case: Case | None) -> None:
        raise RuntimeError("a bug of the host")

    with pytest.raises(RuntimeError):
        house.act("ini", "submit")
    assert house.step == "draft" and house.sound()


def test_a_hook_for_an_unknown_verb_is_refused() -> None:
    with pytest.raises(Misconfigured):
        line().engine.before("fly")


def test_a_handler_hears_of_what_has_happened_once() -> None:
    house = House(workflow(LINE, data=DATA))
    heard: list[str] = []

    @house.engine.on("case.approved")
    @house.engine.on("case.entered", workflow="w")
    def handle(occasion: Occasion) -> None:
        heard.append(occasion.name)

    house.start()
    house.act("ini", "submit")
    house.act("bob", "approve")
    house.act("bob", "approve")
    assert heard == []
    house.engine.tick()
    house.engine.tick()
    assert heard == ["case.entered"] * 3 + ["case.approved"]


# ---------------------------------------------------------------- history


def test_history_tells_everything_in_order() -> None:
    house = line()
    house.act("ini", "submit", data={"n": 1}, comment="here")
    house.act("bob", "approve")
    house.act("cat", "reject", comment="no")
    assert house.kinds() == [
        "started", "entered", "seat_opened",
        "edited", "decided", "submitted", "left", "entered", "seat_opened",
        "decided", "left", "entered", "seat_opened",
        "decided", "left", "ended",
    ]  # fmt: skip
    events = house.engine.history("k")
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    assert {event.definition for event in events} == {house.case.definition}
    assert [event.actor for event in events if event.kind == "decided"] == ["ini", "bob", "cat"]


def test_every_event_says_where_and_in_which_round_it_happened() -> None:
    house = line()
    house.act("ini", "submit")
    house.act("bob", "approve")
    places = [(event.kind, event.step, event.round) for event in house.engine.history("k")]
    assert [place for place in places if place[0] in ("entered", "seat_opened", "decided", "left")] == [
        ("entered", "draft", 1), ("seat_opened", "draft", 1), ("decided", "draft", 1), ("left", "draft", 1),
        ("entered", "one", 1), ("seat_opened", "one", 1), ("decided", "one", 1), ("left", "one", 1),
        ("entered", "two", 1), ("seat_opened", "two", 1),
    ]  # fmt: skip


def test_rule_2_17_the_stored_case_is_the_fold_of_its_history() -> None:
    house = line()
    house.act("ini", "submit")
    cases, tasks = rebuilt(house.engine.history("k"))
    stored = house.engine.store.find("default", "k").cases
    assert cases == dict(stored) and len(tasks[house.case.id]) == 2


def test_a_history_that_cannot_be_is_corrupt() -> None:
    events = line().engine.history("k")
    with pytest.raises(Corrupt):
        rebuilt(events[1:])


def test_the_answer_is_what_a_reader_sees() -> None:
    house = line()
    answer: CaseView = house.act("ini", "submit")
    assert answer == house.case


def test_a_running_case_stays_on_its_definition() -> None:
    house = line()
    house.act("ini", "submit")
    newer = Engine(
        house.engine.store,
        workflows=[workflow("draft: {by: initiator}\none: {approvers: role(finance)}", data=DATA)],
        directory=house.people,
        clock=house.clock,
    )
    assert newer.act("k", "approve", by="bob").step == "two"
    newer.start("w", by="ini", key="k2")
    newer.act("k2", "submit", by="ini")
    assert newer.act("k2", "approve", by="dan").status == "approved"


# ---------------------------------------------------------------- what a host may give by mistake


@pytest.mark.parametrize("id", [5, "", "x" * 201, "\ud800", "a\0b", ["x"]])
def test_a_bad_request_id_is_refused(id: object) -> None:
    house = line()
    with pytest.raises(Refused) as caught:
        house.act("ini", "submit", request_id=id)
    assert caught.value.code == "request_id_invalid" and house.step == "draft"


@pytest.mark.parametrize("by", [None, 5, "\ud800", "x" * 10_000, ("ini",)])
def test_a_bad_name_is_an_unknown_person(by: object) -> None:
    house = line()
    with pytest.raises(Refused) as caught:
        house.engine.act("k", "submit", by=by)  # type: ignore[arg-type]
    assert caught.value.code == "unknown_person"


@pytest.mark.parametrize("case", [None, 5, "", "\ud800", "/", "w/", b"k"])
def test_a_bad_name_of_a_case_is_not_found(case: object) -> None:
    house = line()
    with pytest.raises(NotFound):
        house.engine.act(case, "submit", by="ini")  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        house.engine.case(case)  # type: ignore[arg-type]


def test_a_uuid_names_a_case() -> None:
    house = line()
    assert house.engine.act(UUID(house.case.id), "submit", by="ini").step == "one"  # type: ignore[arg-type]


@pytest.mark.parametrize("comment", [5, ["x"], b"x"])
def test_a_comment_that_is_no_text_is_refused(comment: object) -> None:
    house = line()
    assert house.refused("ini", "submit", comment=comment) == "comment_invalid"
    with pytest.raises(Refused) as caught:
        house.engine.comment("k", text=comment, by="ini")  # type: ignore[arg-type]
    assert caught.value.code == "comment_invalid"


@pytest.mark.parametrize(("action", "code"), [(None, "unknown_action"), (5, "unknown_action"), ("", "unknown_action")])
def test_a_bad_action_is_unknown(action: object, code: str) -> None:
    house = line()
    with pytest.raises(Refused) as caught:
        house.engine.act("k", action, by="ini")  # type: ignore[arg-type]
    assert caught.value.code == code


def test_a_bad_name_of_a_workflow_is_not_found() -> None:
    with pytest.raises(NotFound):
        line().engine.start(None, by="ini")  # type: ignore[arg-type]
