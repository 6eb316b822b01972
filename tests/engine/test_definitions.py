"""Definition life: which definition a case goes by, which one new cases start with, and who says so (approval-semantics §2.13)."""

from dataclasses import replace

import pytest

from signoff import NotFound, Refused
from signoff.adapters.memory import MemoryStore
from signoff.compose import Engine
from signoff.engine.expressions import Expression
from signoff.engine.publishing import lacking
from signoff.engine.world import Surroundings
from signoff.testing import ManualClock
from signoff.workflows.loader import load

from .house import MONDAY, Register, workflow

OLD = workflow("draft: {by: initiator}\none: {approvers: role(legal)}", head="version: v1")
NEW = workflow("draft: {by: initiator}\none: {approvers: role(finance)}\ntwo: {approvers: role(audit)}", head="version: v2")
THIRD = workflow("draft: {by: initiator}\none: {approvers: role(audit)}", head="version: v3")


class Nodes:
    """Several engines over one store, each with files of its own."""

    def __init__(self) -> None:
        self.clock = ManualClock(MONDAY)
        self.store = MemoryStore()
        self.people = Register()

    def node(self, *texts: str, **settings: object) -> Engine:
        """A process with these files."""
        return Engine(self.store, workflows=list(texts), directory=self.people, clock=self.clock, **settings)  # type: ignore[arg-type]

    def version(self, engine: Engine, key: str) -> str | None:
        """The label of the definition that a case goes by."""
        hash = engine.case(key).definition
        return next(view.version for view in engine.definitions() if view.hash == hash)


def test_a_running_case_finishes_by_the_definition_it_started_with() -> None:
    """Rule §2.13: pin by content hash; old cases finish by v1, new ones by v2 (what flowlong's test asserts)."""
    nodes = Nodes()
    nodes.node(OLD).start("w", by="ini", key="old")
    engine = nodes.node(NEW)
    engine.start("w", by="ini", key="new")
    for key in ("old", "new"):
        engine.act(key, "submit", by="ini")
    assert engine.act("old", "approve", by="bob").status == "approved"
    assert engine.act("new", "approve", by="dan").step == "two"


def test_an_old_definition_stays_loadable_without_its_file() -> None:
    """Rule §2.13: the old version stays loadable while cases use it; no file is needed, not even of the workflow."""
    nodes = Nodes()
    nodes.node(OLD).start("w", by="ini", key="k")
    other = nodes.node(workflow("draft: {by: initiator}").replace("workflow: w", "workflow: v"))
    assert other.act("k", "submit", by="ini").step == "one"
    assert other.start("w", by="ini", key="k2").step == "draft"


def test_a_file_that_has_changed_is_published_with_the_first_case_that_begins_with_it() -> None:
    nodes = Nodes()
    old, new = nodes.node(OLD), nodes.node(NEW)
    old.start("w", by="ini", key="1")
    new.start("w", by="ini", key="2")
    old.start("w", by="ini", key="3")
    assert [nodes.version(old, key) for key in "123"] == ["v1", "v2", "v2"]


def test_a_node_with_an_older_file_does_not_bring_it_back() -> None:
    nodes = Nodes()
    for text in (OLD, NEW):
        nodes.node(text).start("w", by="ini")
    late = nodes.node(OLD)
    late.start("w", by="ini", key="k")
    assert nodes.version(late, "k") == "v2"
    assert [(view.version, view.current) for view in late.definitions()] == [("v2", True), ("v1", False)]


def test_publishing_counts_for_every_node_at_once() -> None:
    nodes = Nodes()
    one, other = nodes.node(OLD), nodes.node(OLD)
    one.start("w", by="ini", key="1")
    assert one.publish(load(NEW).workflow, by="adm").version == "v2"
    other.start("w", by="ini", key="2")
    one.start("w", by="ini", key="3")
    assert [nodes.version(one, key) for key in "123"] == ["v1", "v2", "v2"]


def test_a_text_is_published_as_it_is() -> None:
    nodes = Nodes()
    engine = nodes.node(OLD)
    view = engine.publish(THIRD, by="adm")
    assert (view.version, view.current, view.published_by, view.first_used) == ("v3", True, "adm", MONDAY)


def test_what_somebody_published_is_not_put_aside_by_a_file_nobody_has_used() -> None:
    nodes = Nodes()
    engine = nodes.node(OLD)
    engine.publish(THIRD, by="adm")
    for node in (engine, nodes.node(NEW)):
        key = node.start("w", by="ini").id
        assert nodes.version(node, key) == "v3"


def test_an_earlier_definition_is_published_again_by_its_hash() -> None:
    nodes = Nodes()
    engine = nodes.node(OLD)
    first = engine.start("w", by="ini", key="1").definition
    engine.publish(NEW, by="adm")
    assert engine.publish(first[:10], by="adm").current
    assert engine.start("w", by="ini", key="2").definition == first


def test_what_was_published_before_any_case_counts_over_a_file_already_seen() -> None:
    nodes = Nodes()
    engine = nodes.node(OLD)
    engine.publish("w", by="adm")
    engine.publish(NEW, by="adm")
    engine.start("w", by="ini", key="k")
    assert nodes.version(engine, "k") == "v2"


def test_a_retired_workflow_starts_no_case_and_its_cases_go_on() -> None:
    """Rule §2.13: a used version cannot be taken away; retiring it only keeps new cases out."""
    nodes = Nodes()
    engine = nodes.node(OLD)
    engine.start("w", by="ini", key="1")
    (view,) = engine.retire("w", by="adm")
    assert (view.retired, view.current, view.retired_by) == (True, False, "adm")
    with pytest.raises(Refused) as caught:
        engine.start("w", by="ini", key="2")
    assert caught.value.code == "retired" and "publish" in (caught.value.hint or "")
    engine.act("1", "submit", by="ini")
    assert engine.act("1", "approve", by="bob").status == "approved"


def test_a_changed_file_does_not_end_a_retirement() -> None:
    nodes = Nodes()
    nodes.node(OLD).start("w", by="ini")
    nodes.node(OLD).retire("w", by="adm")
    with pytest.raises(Refused) as caught:
        nodes.node(NEW).start("w", by="ini")
    assert caught.value.code == "retired"
    assert not any(view.current for view in nodes.node(NEW).definitions())


def test_publishing_ends_a_retirement() -> None:
    nodes = Nodes()
    engine = nodes.node(OLD)
    hash = engine.start("w", by="ini").definition
    engine.retire(hash, by="adm")
    engine.publish("w", by="adm")
    assert engine.start("w", by="ini").definition == hash


@pytest.mark.parametrize("verb", ["publish", "retire"])
def test_only_an_administrator_says_what_new_cases_start_with(verb: str) -> None:
    engine = Nodes().node(OLD)
    engine.start("w", by="ini")
    with pytest.raises(Refused) as caught:
        getattr(engine, verb)("w", by="bob")
    assert caught.value.code == "not_admin"


@pytest.mark.parametrize("verb", ["publish", "retire"])
def test_a_definition_that_is_not_there_is_not_found(verb: str) -> None:
    engine = Nodes().node(OLD)
    with pytest.raises(NotFound) as caught:
        getattr(engine, verb)("abcdef012345", by="adm")
    assert caught.value.code == "unknown_definition"


def test_the_list_counts_open_and_ended_cases_by_definition() -> None:
    nodes = Nodes()
    engine = nodes.node(OLD)
    for key in "123":
        engine.start("w", by="ini", key=key)
    engine.act("1", "submit", by="ini")
    engine.act("1", "approve", by="bob")
    view = engine.definitions()[0]
    assert (view.open, view.ended, view.first_used, view.given) == (2, 1, MONDAY, True)


def test_a_definition_that_was_given_and_not_used_yet_is_listed() -> None:
    (view,) = Nodes().node(OLD).definitions()
    assert (view.current, view.first_used, view.open) == (True, None, 0)


def test_the_list_says_which_plugins_this_build_lacks() -> None:
    found = load(workflow("draft: {by: initiator}", data="n: integer")).workflow
    risky = replace(found, start=replace(found.start, by=Expression("role(legal) if risk(n) > 1 else initiator")))
    assert lacking(found, Surroundings(Register())) == ()
    assert lacking(risky, Surroundings(Register())) == ("signoff.functions:risk",)
    assert lacking(risky, Surroundings(Register(), functions={"risk": ("1", lambda n: n)})) == ()


def test_a_rule_of_another_version_is_lacking() -> None:
    found = replace(load(workflow("draft: {by: initiator}")).workflow, plugins={"signoff.rules:elders": "2"})
    assert lacking(found, Surroundings(Register())) == ("signoff.rules:elders 2",)


def test_an_unknown_workflow_is_told_with_a_suggestion() -> None:
    with pytest.raises(NotFound) as caught:
        Nodes().node(OLD).start("ww", by="ini")
    assert caught.value.code == "unknown_workflow" and "`w`" in (caught.value.hint or "")
