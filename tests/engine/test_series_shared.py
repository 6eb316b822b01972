"""A series that several workflows write is one counter, as long as they write it alike."""

import pytest

from signoff import InvalidWorkflow, Refused
from signoff.adapters.memory import MemoryStore
from signoff.compose import Engine
from signoff.engine.desk import Desk
from signoff.engine.errors import Misconfigured
from signoff.testing import ManualClock
from signoff.workflows.loader import load, load_many

from .house import MONDAY, Register, workflow


def paper(id: str, format: str, more: str = "", version: str = "v1") -> str:
    """A workflow of which every case takes a number of the series `orders`."""
    steps = "draft: {by: initiator, actions: {submit: {to: approved, effects: [{allocate: no, from: orders}]}}}"
    head = f'version: {version}\nseries: {{orders: {{format: "{format}"{more}}}}}'
    return workflow(steps, head, "no: text").replace("workflow: w\n", f"workflow: {id}\n")


class Nodes:
    """Engines over one store."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        self.clock, self.people = ManualClock(MONDAY), Register()

    def node(self, *texts: str) -> Engine:
        """A process with these files."""
        return Engine(self.store, workflows=list(texts), directory=self.people, clock=self.clock)


def taken(engine: Desk, id: str, key: str) -> object:
    """The number of a new case."""
    engine.start(id, by="ini", key=key)
    return engine.act(f"{id}/{key}", "submit", by="ini").data["no"]


def test_two_workflows_that_write_a_series_alike_share_its_counter() -> None:
    engine = Nodes().node(paper("one", "{year}-{seq}"), paper("two", "{year}-{seq}", ", title: 订单号"))
    assert [taken(engine, id, "a") for id in ("one", "two")] + [taken(engine, "one", "b")] == ["2026-1", "2026-2", "2026-3"]
    assert [view.workflows for view in engine.series()] == [("one", "two")]


@pytest.mark.parametrize("other", [("X{year}-{seq}",), ("{year}-{seq}", ", start: 5"), ("{year}{month}-{seq}", ", per: month")])
def test_files_that_write_one_series_differently_are_refused_at_its_place(other: tuple[str, ...]) -> None:
    with pytest.raises(InvalidWorkflow) as refused:
        load_many([paper("one", "{year}-{seq}"), paper("two", *other)])
    (finding,) = refused.value.findings
    assert (finding.code, finding.path, finding.length) == ("series_conflict", "series.orders", len("orders"))
    line = paper("two", *other).splitlines()[finding.line - 1]
    assert line[finding.column - 1 :].startswith("orders:")
    assert "`one`" in finding.message and "`two`" in finding.message


def test_definitions_given_as_values_are_refused_too() -> None:
    made = [load(paper(id, format)).workflow for id, format in (("one", "{year}-{seq}"), ("two", "X{year}-{seq}"))]
    with pytest.raises(Misconfigured) as refused:
        Engine("memory://", workflows=made)
    assert refused.value.code == "series_conflict"


def test_two_processes_that_write_one_series_differently_hear_of_it_when_they_take_a_number() -> None:
    """Neither of them knows the other's files; the counter remembers who used it last, and how."""
    nodes = Nodes()
    assert taken(nodes.node(paper("one", "{year}-{seq}")), "one", "a") == "2026-1"
    other = nodes.node(paper("two", "X{year}-{seq}"))
    with pytest.raises(Refused) as refused:
        taken(other, "two", "a")
    assert refused.value.code == "series_conflict"
    assert "`one`" in refused.value.message
    assert len(other.numbers("orders")) == 1


def test_a_definition_that_writes_the_series_of_another_workflow_differently_is_not_published() -> None:
    nodes = Nodes()
    taken(nodes.node(paper("one", "{year}-{seq}")), "one", "a")
    other = nodes.node(paper("two", "X{year}-{seq}"))
    with pytest.raises(Refused) as refused:
        other.publish("two", by="adm")
    assert refused.value.code == "series_conflict"


def test_a_new_version_writes_its_numbers_otherwise_and_goes_on_counting() -> None:
    """Old cases end by the format that they began with; no number is given twice."""
    nodes = Nodes()
    engine = nodes.node(paper("one", "{year}-{seq}"))
    assert taken(engine, "one", "a") == "2026-1"
    engine.start("one", by="ini", key="old")
    newer = nodes.node(paper("one", "N{year}-{seq}", version="v2"))
    assert taken(newer, "one", "b") == "N2026-2"
    assert newer.act("old", "submit", by="ini").data["no"] == "2026-3"
    assert newer.verify().problems == ()


def test_cases_under_way_take_numbers_by_their_own_version_while_the_shared_series_has_changed() -> None:
    nodes = Nodes()
    engine = nodes.node(paper("one", "{year}-{seq}"), paper("two", "{year}-{seq}"))
    engine.start("one", by="ini", key="old")
    taken(engine, "two", "a")
    newer = nodes.node(paper("one", "N{year}-{seq}", version="v2"), paper("two", "N{year}-{seq}", version="v2"))
    assert taken(newer, "two", "b") == "N2026-2"
    assert newer.act("one/old", "submit", by="ini").data["no"] == "2026-3"
    assert taken(newer, "one", "c") == "N2026-4"


def test_who_is_retired_stands_in_nobodys_way() -> None:
    nodes = Nodes()
    engine = nodes.node(paper("one", "{year}-{seq}"))
    taken(engine, "one", "a")
    engine.retire("one", by="adm")
    assert taken(nodes.node(paper("two", "X{year}-{seq}")), "two", "a") == "X2026-2"


def test_tenants_count_for_themselves() -> None:
    engine = Nodes().node(paper("one", "{year}-{seq}"))
    other = engine.for_tenant("other")
    assert [taken(engine, "one", "a"), taken(other, "one", "a"), taken(engine, "one", "b")] == ["2026-1", "2026-1", "2026-2"]
    assert [len(tenant.numbers("orders")) for tenant in (engine, other)] == [2, 1]
