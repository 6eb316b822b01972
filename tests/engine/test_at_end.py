"""`at_end`: what leaves whenever a case has ended, whichever way and whoever ended it (LANGUAGE §2)."""

from collections.abc import Callable

import pytest

from signoff import InvalidWorkflow

from .house import House, workflow

STEPS = """
draft: {by: initiator, may_edit: [dear]}
check:
  approvers: role(legal)
  return: {to: draft}
closed: {end: done, effects: [{notify: initiator, text: {en: 'end of its own'}}]}
"""
HEAD = """
withdraw: {until: end}
at_end: [{notify: initiator, text: {en: 'over: {dear}'}, when: has(dear)}]
anytime: {reopen: {in: [closed], by: role(legal), to: draft}}
"""
FIELDS = "dear: {type: text, default: x}"


def house(data: dict[str, object] | None = None) -> House:
    """A case at its check."""
    made = House(workflow(STEPS, HEAD, FIELDS))
    made.start(data)
    made.act("ini", "submit")
    return made


def told(house: House, key: str = "k") -> list[str]:
    """What has been said of the case, in order."""
    return [str(event.fact.text["en"]) for event in house.engine.history(key) if event.kind == "noticed"]  # type: ignore[attr-defined]


ENDINGS: dict[str, Callable[[House], object]] = {
    "closed": lambda house: house.act("cat", "approve"),
    "rejected": lambda house: house.act("cat", "reject"),
    "withdrawn": lambda house: house.engine.withdraw("k", by="ini"),
    "terminated": lambda house: house.engine.terminate("k", by="adm", reason="r"),
}


@pytest.mark.parametrize("ending", ENDINGS.values(), ids=ENDINGS)
def test_it_leaves_once_however_the_case_ends(ending: Callable[[House], object]) -> None:
    made = house()
    ending(made)
    assert not made.case.open and told(made).count("over: x") == 1 and made.sound()


def test_what_the_end_itself_does_comes_first() -> None:
    made = house()
    ENDINGS["closed"](made)
    assert told(made) == ["end of its own", "over: x"]


def test_it_has_a_condition() -> None:
    made = house({"dear": None})
    ENDINGS["terminated"](made)
    assert told(made) == []


def test_a_case_that_was_woken_says_it_again_at_its_next_end() -> None:
    made = house()
    ENDINGS["closed"](made)
    made.act("cat", "reopen")
    made.engine.withdraw("k", by="ini")
    assert told(made).count("over: x") == 2 and made.sound()


def test_a_workflow_that_another_one_runs_says_it_also_when_that_one_closes_it() -> None:
    inner = workflow("ask: {by: role(legal)}\nover: {end: done}", HEAD.split("anytime")[0], FIELDS).replace(
        "workflow: w", "workflow: inner"
    )
    made = House([workflow("run: {workflow: inner}", "withdraw: {until: end}"), inner])
    made.start()
    (child,) = made.case.children
    made.engine.terminate("k", by="adm", reason="r")
    assert not made.engine.case(child.key).open and told(made, child.key).count("over: x") == 1 and made.sound()


@pytest.mark.parametrize("effect", ["set: {dear: 'y'}", "start: side", "extend: check, to: 3d"])
def test_nothing_is_done_to_a_case_that_has_ended(effect: str) -> None:
    head = f"at_end: [{{{effect}}}]\nbranches: {{side: {{steps: {{one: {{by: initiator}}}}}}}}"
    with pytest.raises(InvalidWorkflow) as caught:
        House(workflow("draft: {by: initiator}\ncheck: {by: initiator, due: 2d}", head, FIELDS))
    (finding,) = caught.value.findings
    assert (finding.code, finding.path) == ("out_of_place", "at_end") and finding.line > 0 and finding.suggestion


def test_a_definition_without_it_keeps_its_hash() -> None:
    made = House(workflow("draft: {by: initiator}"))
    assert "at_end" not in next(iter(made.engine._service.setting.registry.current.values())).text
