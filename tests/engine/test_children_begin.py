"""With which definition a child that runs another workflow begins: with the one that a new case would (decision 0012)."""

from signoff.compose import Engine
from signoff.engine.views import CaseView

from .house import House, workflow

OUTER = workflow("draft: {by: initiator}\nsub: {workflow: inner}\nsign: {approvers: role(audit)}")
OLD = "signoff: 1\nworkflow: inner\nsteps:\n  old: {by: role(legal), empty: hold}\n"
NEW = OLD.replace("old:", "new:")


def house() -> House:
    """A case one step before the one that runs another workflow."""
    made = House([OUTER, OLD])
    made.start()
    return made


def child(made: House) -> CaseView:
    """The child."""
    return made.engine.case("k/sub")


def test_a_child_begins_with_the_definition_that_was_given_where_none_is_published() -> None:
    made = house()
    made.act("ini", "submit")
    assert child(made).step == "old" and made.sound()


def test_a_child_begins_with_the_definition_published_last() -> None:
    made = house()
    published = made.engine.publish(NEW, by="adm")
    made.act("ini", "submit")
    assert (child(made).step, child(made).definition) == ("new", published.hash) and made.sound()


def test_a_process_with_older_files_opens_children_by_the_published_definition_too() -> None:
    made = house()
    newer = Engine(made.engine.store, workflows=[OUTER, NEW], directory=made.people, clock=made.clock)
    newer.publish("inner", by="adm")
    assert made.engine.can("k", "submit", by="ini")
    made.act("ini", "submit")
    assert child(made).step == "new" and made.sound()


def test_a_definition_that_nobody_has_used_comes_into_use_with_the_first_child_that_begins_with_it() -> None:
    made = house()
    made.act("ini", "submit")
    newer = Engine(made.engine.store, workflows=[OUTER, NEW], directory=made.people, clock=made.clock)
    made.clock.advance("1h")
    newer.start("w", by="ini", key="k2")
    newer.act("k2", "submit", by="ini")
    assert newer.case("k2/sub").step == "new"
    made.engine.start("w", by="ini", key="k3")
    made.engine.act("k3", "submit", by="ini")
    assert made.engine.case("k3/sub").step == "new", "an old process has been superseded"


def test_a_case_under_way_opens_its_children_also_where_their_workflow_has_been_retired() -> None:
    """Retired means that nobody starts one; what is under way goes on."""
    made = house()
    made.engine.publish("inner", by="adm")
    made.engine.retire("inner", by="adm")
    made.act("ini", "submit")
    assert child(made).step == "old" and made.sound()


def test_a_child_that_is_under_way_stays_on_its_definition() -> None:
    made = house()
    made.act("ini", "submit")
    made.engine.publish(NEW, by="adm")
    made.engine.act("k/sub", "submit", by="bob")
    assert (child(made).status, made.step) == ("approved", "sign")


def test_a_timer_opens_children_by_the_published_definition_too() -> None:
    text = OUTER.replace("{by: initiator}", "{by: initiator, due: 1d, escalate: [{at: due, to: sub}]}")
    made = House([text, OLD])
    made.start()
    Engine(made.engine.store, workflows=[OUTER, NEW], directory=made.people, clock=made.clock).publish("inner", by="adm")
    assert made.tick("2d") == 1
    assert child(made).step == "new" and made.sound()
