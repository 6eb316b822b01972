"""Number series: gapless, one counter per period, in the move's own transaction (LANGUAGE §10, §11; scenario S20 of proposal handling)."""

from datetime import UTC, datetime, timedelta

import pytest

from signoff import Refused
from signoff.compose import Engine
from signoff.engine.number_facts import Allocated, Voided

from .house import House, started, workflow

SERIES = """
timezone: Asia/Shanghai
series:
  reply_no: {title: 答复文号, format: "台府办函〔{year}〕{seq}号"}
  opinion_no: {format: "O-{year}-{kind}-{seq:04}", per: [year, kind], start: 7}
"""
DATA = "kind: {type: choice, options: [reply, opinion], default: reply}\ndoc_no: text\nasked: text\n"
STEPS = """
draft: {by: initiator}
numbering:
  by: initiator
  actions:
    issue:
      to: next
      effects:
        - {allocate: doc_no, from: opinion_no, when: kind == opinion}
        - {allocate: doc_no, from: reply_no, when: kind == reply}
        - {notify: initiator, text: "{doc_no}"}
issued:
  by: initiator
  may_edit: [kind]
  actions:
    again: {to: numbering}
    drop: {to: voided, comment: required, effects: [{void: doc_no}]}
    close: approved
voided: {end: void}
"""
DROPPING = "draft: {by: initiator, actions: {submit: next, drop: {to: voided, comment: required, effects: [{void: doc_no}]}}}"


def office(steps: str = STEPS, head: str = SERIES, data: str = DATA) -> House:
    return House(workflow(steps, head, data))


def issued(house: House, key: str, **data: object) -> str | None:
    """A case is brought to its number."""
    house.start(data, key=key)
    house.act("ini", "submit")
    return number(house.act("ini", "issue").data)


def number(data: object) -> str | None:
    return data.get("doc_no")  # type: ignore[attr-defined, no-any-return]


def test_two_documents_of_one_series_have_numbers_that_follow_each_other() -> None:
    """S20: issued in the same second they get numbers without a double and without a gap."""
    house = office()
    assert [issued(house, key) for key in ("a", "b", "c")] == ["台府办函〔2026〕1号", "台府办函〔2026〕2号", "台府办函〔2026〕3号"]
    assert house.sound()


def test_a_void_number_stays_in_the_register_and_is_never_used_again() -> None:
    """S20: 17 allocated then voided stays in the register as void; next is 18 (proposal handling A14)."""
    house = office()
    issued(house, "a")
    issued(house, "b")
    assert number(house.act("ini", "drop", comment="印错").data) is None
    assert issued(house, "c") == "台府办函〔2026〕3号"
    lines = house.engine.numbers("reply_no")
    assert [(line.value, line.key, line.voided_by, line.reason) for line in lines] == [
        (1, "a", None, None),
        (2, "b", "ini", "印错"),
        (3, "c", None, None),
    ]
    assert house.sound()


def test_the_first_number_of_a_new_year_is_one_by_the_clock_of_the_workflows_zone() -> None:
    """S20: 2027's first is 1. In Shanghai the year begins eight hours before it does in London."""
    house = office()
    issued(house, "a")
    house.clock.set(datetime(2026, 12, 31, 15, 59, tzinfo=UTC))
    assert issued(house, "b") == "台府办函〔2026〕2号"
    house.clock.set(datetime(2026, 12, 31, 16, tzinfo=UTC))
    assert issued(house, "c") == "台府办函〔2027〕1号"
    assert [(view.period, view.next) for view in house.engine.series("reply_no")] == [("2026", 3), ("2027", 2)]


def test_each_value_has_a_counter_of_its_own() -> None:
    house = office()
    assert issued(house, "a", kind="opinion") == "O-2026-opinion-0007"
    assert issued(house, "b", kind="reply") == "台府办函〔2026〕1号"
    assert issued(house, "c", kind="opinion") == "O-2026-opinion-0008"
    assert [view.period for view in house.engine.series("opinion_no")] == ["2026/opinion"]


def test_a_series_without_periods_has_one_counter_for_ever() -> None:
    house = office(head='series: {reply_no: {format: "N{seq:03}", per: none}, opinion_no: {format: "{year}{seq}"}}')
    assert issued(house, "a") == "N001"
    house.clock.advance("400d")
    assert issued(house, "b") == "N002"


def test_a_month_has_a_counter_of_its_own_and_shows_with_two_digits() -> None:
    house = office(head='series: {reply_no: {format: "{year}{month}-{seq}", per: month}, opinion_no: {format: "{year}{seq}"}}')
    assert issued(house, "a") == "202606-1"
    house.clock.advance("30d")
    assert issued(house, "b") == "202607-1"
    assert [view.period for view in house.engine.series("reply_no")] == ["2026-06", "2026-07"]


def test_values_with_a_slash_do_not_share_the_counter_of_others() -> None:
    head = 'series: {reply_no: {format: "{asked}-{seq}", per: asked}, opinion_no: {format: "{year}{seq}"}}'
    house = office(head=head)
    assert [issued(house, key, asked=asked) for key, asked in (("a", "x/y"), ("b", "x%2Fy"), ("c", "x/y"))] == ["x/y-1", "x%2Fy-1", "x/y-2"]
    assert house.sound()


def test_a_case_that_comes_by_again_keeps_its_number() -> None:
    """One document has one number: a second one would leave the first without an owner in the register."""
    house = office()
    issued(house, "a")
    house.act("ini", "again")
    assert number(house.act("ini", "issue").data) == "台府办函〔2026〕1号"
    assert len(house.facts("allocated")) == 1
    assert issued(house, "b") == "台府办函〔2026〕2号"


def test_a_number_of_another_series_takes_the_place_of_the_first_which_is_void() -> None:
    house = office()
    issued(house, "a")
    house.engine.edit("a", data={"kind": "opinion"}, by="ini")
    house.act("ini", "again")
    assert number(house.act("ini", "issue").data) == "O-2026-opinion-0007"
    assert [(line.value, line.reason) for line in house.engine.numbers("reply_no")] == [(1, "replaced")]
    assert house.sound()


def test_what_comes_behind_it_in_the_same_move_sees_the_number() -> None:
    house = office()
    issued(house, "a")
    assert [text for (text,) in house.fields("noticed", "text")] == [{"en": "台府办函〔2026〕1号"}]


def test_a_number_is_a_new_revision_and_no_change_of_content() -> None:
    """`set` and `allocate` never count: the approvals that were given before still stand."""
    house = started(
        """
        draft: {by: initiator}
        law: {approvers: role(legal)}
        number: {by: initiator, actions: {give: {to: next, effects: [{allocate: doc_no, from: orders}]}}}
        late: {by: initiator, actions: {end: {to: approved, require: {stands: approved(law)}}}}
        """,
        head='series: {orders: {format: "{year}-{seq}"}}',
        data="doc_no: text",
    )
    house.act("ini", "submit")
    house.act("bob", "approve")
    before = house.case.revision
    assert house.act("ini", "give").revision == before + 1
    assert house.act("ini", "end").status == "approved"
    assert "superseded" not in house.kinds()


def test_at_a_step_with_votes_the_number_is_given_at_the_outcome() -> None:
    house = started(
        """
        draft: {by: initiator}
        law:
          approvers: [person(bob), person(cat)]
          rule: all
          actions: {approve: {to: next, effects: [{allocate: doc_no, from: orders}]}, reject: rejected}
        late: {by: initiator}
        """,
        head='series: {orders: {format: "{year}-{seq}"}}',
        data="doc_no: text",
    )
    house.act("ini", "submit")
    assert number(house.act("bob", "approve").data) is None
    assert number(house.act("cat", "approve").data) == "2026-1"


def test_a_step_gives_a_number_on_entry_and_an_end_too() -> None:
    house = started(
        """
        draft: {by: initiator}
        law: {by: initiator, effects: [{allocate: doc_no, from: orders}]}
        filed: {end: approved, effects: [{allocate: file_no, from: files}]}
        """,
        head='series: {orders: {format: "{year}-{seq}"}, files: {format: "F{seq}", per: none}}',
        data="doc_no: text\nfile_no: text",
    )
    house.act("ini", "submit")
    done = house.act("ini", "submit")
    assert (done.status, done.data) == ("approved", {"doc_no": "2026-1", "file_no": "F1"})
    assert house.sound()


def test_a_branch_takes_numbers_of_the_workflows_series_into_a_field_of_its_own() -> None:
    house = started(
        """
        draft: {by: initiator}
        asking:
          parallel:
            law:
              data: {opinion_no: text}
              steps: {say: {by: person(bob), actions: {submit: {to: next, effects: [{allocate: opinion_no, from: opinions}]}}}}
            money:
              data: {remark_no: text}
              steps: {say: {by: person(dan), actions: {submit: {to: next, effects: [{allocate: remark_no, from: opinions}]}}}}
        late: {by: initiator}
        """,
        head='series: {opinions: {format: "{topic}-{year}-{seq}", per: [year, topic]}}',
        data="topic: {type: text, default: roads}",
    )
    house.act("ini", "submit")
    house.engine.act("k/law", "submit", by="bob")
    house.engine.act("k/money", "submit", by="dan")
    assert [child.data for child in house.case.children] == [{"opinion_no": "roads-2026-1"}, {"remark_no": "roads-2026-2"}]
    assert [line.key for line in house.engine.numbers("opinions")] == ["k/law", "k/money"]
    assert house.sound()


def test_an_act_is_refused_when_its_number_lacks_a_field_and_can_says_so() -> None:
    house = office(head='series: {reply_no: {format: "{asked}-{year}-{seq}"}, opinion_no: {format: "{year}{seq}"}}')
    house.start()
    house.act("ini", "submit")
    assert house.refused("ini", "issue") == "asked_required"
    assert house.engine.series("reply_no")[0].period is None


def test_a_number_of_more_than_one_line_is_refused() -> None:
    house = office(head='series: {reply_no: {format: "{asked}-{year}-{seq}"}, opinion_no: {format: "{year}{seq}"}}')
    house.start({"asked": "one\ntwo"})
    house.act("ini", "submit")
    assert house.refused("ini", "issue") == "number_invalid"


def test_a_refusal_gives_the_number_back_by_itself() -> None:
    """What the end of the move refuses takes back all of it: the number that was taken on the way, too."""
    steps = """
        draft: {by: initiator}
        numbering: {by: initiator, actions: {issue: {to: filing, effects: [{allocate: doc_no, from: reply_no}]}}}
        filing: {by: initiator, effects: [{allocate: asked, from: opinion_no}]}
    """
    head = 'series: {reply_no: {format: "{year}-{seq}"}, opinion_no: {format: "{kind}-{year}-{seq}"}}'
    house = office(steps, head, "kind: text\ndoc_no: text\nasked: text")
    house.start()
    house.act("ini", "submit")
    with pytest.raises(Refused) as refused:
        house.act("ini", "issue")
    assert refused.value.code == "kind_required"
    assert house.engine.numbers("reply_no") == ()
    house.start({"kind": "x"}, key="other")
    house.act("ini", "submit")
    assert house.act("ini", "issue").data == {"kind": "x", "doc_no": "2026-1", "asked": "x-2026-1"}


def test_two_numbers_of_one_series_in_one_move_follow_each_other() -> None:
    effects = "[{allocate: doc_no, from: reply_no}, {allocate: asked, from: reply_no}]"
    house = office(f"draft: {{by: initiator, actions: {{submit: {{to: next, effects: {effects}}}}}}}\nlate: {{by: initiator}}")
    house.start()
    assert house.act("ini", "submit").data == {"kind": "reply", "doc_no": "台府办函〔2026〕1号", "asked": "台府办函〔2026〕2号"}
    assert house.sound()


def test_a_timer_that_leads_the_case_on_takes_a_number_of_one_sweep_for_each_case() -> None:
    steps = """
        draft: {by: initiator, due: 1d, escalate: [{at: due, to: late}]}
        late: {by: initiator, effects: [{allocate: doc_no, from: reply_no}]}
    """
    house = office(steps)
    for key in ("a", "b", "c"):
        house.start(key=key)
    assert house.tick("2d") == 3
    assert sorted(str(house.engine.case(key).data["doc_no"]) for key in ("a", "b", "c")) == [f"台府办函〔2026〕{n}号" for n in (1, 2, 3)]
    assert house.sound()


@pytest.mark.parametrize(("given", "step"), [({"topic": "roads"}, "late"), ({}, "again")])
def test_a_step_that_would_pass_by_itself_waits_when_its_number_cannot_be_written(given: dict[str, object], step: str) -> None:
    house = started(
        """
        draft: {by: initiator}
        law: {approvers: person(bob), duplicate: any, actions: {approve: next}}
        again: {approvers: person(bob), duplicate: any, actions: {approve: {to: next, effects: [{allocate: doc_no, from: orders}]}}}
        late: {by: initiator}
        """,
        head='series: {orders: {format: "{topic}-{year}-{seq}"}}',
        data="topic: text\ndoc_no: text",
        given=given,
    )
    house.act("ini", "submit")
    assert house.act("bob", "approve").step == step


def test_taking_a_step_back_does_not_take_the_number_back() -> None:
    house = started(
        """
        draft: {by: initiator}
        number: {by: initiator, actions: {give: {to: next, effects: [{allocate: doc_no, from: orders}]}}}
        late: {by: person(bob)}
        """,
        head='series: {orders: {format: "{year}-{seq}"}}\ntake_back: {until: decided}',
        data="doc_no: text",
    )
    house.act("ini", "submit")
    house.act("ini", "give")
    house.engine.take_back("k", by="ini")
    assert number(house.case.data) == "2026-1"
    house.act("ini", "give")
    assert [line.number for line in house.engine.numbers("orders")] == ["2026-1"]
    assert house.sound()


def test_a_number_is_a_fact_of_the_history() -> None:
    house = office()
    issued(house, "a")
    (given,) = house.facts("allocated")
    assert isinstance(given, Allocated)
    assert (given.field, given.series, given.period, given.value) == ("doc_no", "reply_no", "2026", 1)
    house.act("ini", "drop", comment="x")
    (void,) = house.facts("voided")
    assert isinstance(void, Voided) and void.held.number == given.number


def test_void_does_nothing_where_there_is_no_number() -> None:
    house = office(STEPS.replace("draft: {by: initiator}", DROPPING))
    house.start()
    assert house.act("ini", "drop", comment="x").status == "void"
    assert house.facts("voided") == []


def test_asking_whether_something_is_allowed_takes_no_number() -> None:
    house = office()
    house.start()
    house.act("ini", "submit")
    assert all(house.engine.can("k", "issue", by="ini") for _ in range(5))
    assert house.engine.offers("k", by="ini")
    assert number(house.act("ini", "issue").data) == "台府办函〔2026〕1号"


def test_a_request_given_twice_takes_one_number() -> None:
    house = office()
    house.start()
    house.act("ini", "submit")
    first = house.act("ini", "issue", request_id="r")
    assert house.act("ini", "issue", request_id="r").data == first.data
    assert len(house.engine.numbers("reply_no")) == 1


def test_a_plan_to_migrate_takes_no_number_and_the_case_keeps_its_own() -> None:
    house = office()
    issued(house, "a")
    newer = workflow(STEPS, SERIES + "version: v2\n", DATA)
    node = Engine(house.engine.store, workflows=[newer], directory=house.people, clock=house.clock)
    plan = node.plan_migration("w", cases=["a"])
    assert plan and len(node.numbers("reply_no")) == 1
    assert node.migrate_all(plan, by="adm", reason="new wording")
    node.act("a", "again", by="ini")
    assert node.act("a", "issue", by="ini").data["doc_no"] == "台府办函〔2026〕1号"
    assert node.verify().problems == ()


def test_the_time_of_the_command_counts_and_not_that_of_the_last_event() -> None:
    house = office()
    house.start()
    house.act("ini", "submit")
    house.clock.set(datetime(2027, 1, 1, tzinfo=UTC) + timedelta(days=3))
    assert number(house.act("ini", "issue").data) == "台府办函〔2027〕1号"
