"""Waking, voiding and what happens by itself, on each database: the whole way of proposal-handling L15 to L22, over its tables."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from signoff import Refused
from signoff.adapters.directory import StaticDirectory
from signoff.compose import Engine
from signoff.testing import ManualClock
from signoff.workflows import load_people

from ..engine.house import MONDAY
from .databases import own_database

PEOPLE = """
units: {gov_office: {title: 政府办}}
people:
  a1: {unit: gov_office, roles: [proposal_section]}
  huang: {unit: gov_office, roles: [gov_office]}
  lin: {unit: gov_office, roles: [npc_liaison]}
  chen: {unit: gov_office, posts: [director]}
"""
PROPOSAL = """
signoff: 1
workflow: proposal
data:
  contacts: {type: list, fields: {phase: text}}
  handling_round: {type: integer, default: 1}
defaults: {empty: hold, self: allow, duplicate: none, insufficient_seats: hold}
start: {by: role(proposal_section), comment: required}
steps:
  handling: {by: initiator, due: 10d, escalate: [{at: due, remind: holder}]}
  after_reply:
    parallel:
      feedback:
        data: {value: {type: choice, options: [satisfied, dissatisfied]}}
        steps:
          waiting: {by: role(npc_liaison), actions: none}
          returned: {end: done}
        anytime: {give: {in: waiting, needs: [value], to: returned}}
      post_contact:
        steps:
          visit: {by: initiator, actions: {visited: {by: system, when: contacts.some(it.phase == 'post'), to: next}}}
    then:
      - {when: feedback.some(it.value == dissatisfied) and handling_round < 2, to: rehandling}
      - {to: closed}
  closed: {end: done}
  rehandling:
    by: initiator
    due: 5d
    escalate: [{at: due, remind: holder}]
    effects: [{set: {handling_round: handling_round + 1}}]
    actions: {start_reply: after_reply}
  voided: {end: void}
anytime:
  log_contact: {by: initiator, needs: [contacts]}
  reopen: {in: closed, by: role(gov_office), comment: required, to: rehandling}
  void: {in: [open, closed], by: director@gov_office, comment: required, to: voided}
"""


@pytest.fixture(params=["memory", "sqlite", "postgresql", "mariadb"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An engine in memory, and one on each database."""
    with ExitStack() as stack:
        url = {"memory": "memory://", "sqlite": f"sqlite:///{tmp_path / 'signoff.db'}"}.get(request.param)
        url = url or stack.enter_context(own_database(request.param))
        directory = StaticDirectory(load_people(PEOPLE))
        made = Engine(url, workflows=[PROPOSAL], directory=directory, clock=ManualClock(MONDAY))
        stack.callback(made.close)
        yield made
        assert made.verify().problems == ()


def replied(engine: Engine, value: str) -> None:
    """A case whose feedback has come and whose visit has been made."""
    engine.act("p/feedback", "give", by="lin", data={"value": value})
    engine.act("p", "log_contact", by="a1", data={"contacts": [{"phase": "post"}]})


def test_a_proposal_is_handled_again_closed_woken_and_voided(engine: Engine) -> None:
    with pytest.raises(Refused, match="comment"):
        engine.start("proposal", by="a1", key="p")
    engine.start("proposal", by="a1", key="p", comment="市人大转来")
    engine.act("p", "submit", by="a1")
    replied(engine, "dissatisfied")
    assert engine.case("p").step == "rehandling"
    # The visit was made already, and the branch is past it as soon as it is opened again.
    engine.act("p", "start_reply", by="a1")
    latest = engine.case("p").children[-1]
    assert (latest.branch, latest.status) == ("post_contact", "approved")
    engine.act(next(c.id for c in engine.case("p").children if c.open), "give", by="lin", data={"value": "satisfied"})
    assert engine.case("p").status == "done"

    before = [event.seq for event in engine.history("p")]
    case = engine.act("p", "reopen", by="huang", comment="上级要求复办")
    assert (case.status, case.step, case.round, case.due_at is not None) == ("open", "rehandling", 2, True)
    assert [event.seq for event in engine.history("p")][: len(before)] == before
    assert [item.case.key for item in engine.inbox("a1")] == ["p"]

    case = engine.act("p", "void", by="chen", comment="重复登记")
    assert (case.status, [task.id for task in case.tasks], engine.inbox("a1")) == ("void", [], ())
    with pytest.raises(Refused, match="has ended"):
        engine.act("p", "reopen", by="huang", comment="x")


def test_a_child_is_not_woken_once_its_parent_went_on(engine: Engine) -> None:
    engine.start("proposal", by="a1", key="p", comment="x")
    engine.act("p", "submit", by="a1")
    assert engine.can("p/feedback", "give", by="lin", data={"value": "satisfied"})
    replied(engine, "satisfied")
    assert engine.can("p/feedback", "give", by="lin").code == "not_open"
