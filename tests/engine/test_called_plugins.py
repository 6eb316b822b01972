"""Functions and resolvers of plug-ins: called in expressions, pinned by name and version."""

from collections.abc import Callable
from typing import Any

import pytest

from signoff.adapters.plugins import Plugin
from signoff.compose import Engine
from signoff.engine.errors import DirectoryUnavailable, InvalidWorkflow, Misconfigured

from .house import House, Register, workflow

TEXT = workflow("review: {approvers: owner_of(project)}", data="project: {type: text, default: bridge}")
RISKY = workflow(
    "review: {approvers: person(bob), when: risk(amount) > 3}\nlast: {approvers: person(dan)}",
    data="amount: {type: integer, default: 5}",
)


def resolving(answer: Any, text: str = TEXT, version: str = "1", register: Register | None = None) -> House:
    resolver = answer if callable(answer) else lambda argument: answer
    found = House(text, plugins=[Plugin("signoff.resolvers", "owner_of", version, resolver)], register=register)
    found.start()
    return found


def calculating(function: Callable[[Any], object], version: str = "1") -> House:
    found = House(RISKY, plugins=[Plugin("signoff.functions", "risk", version, function)])
    found.start()
    return found


def test_a_resolver_finds_people_and_is_asked_with_the_value() -> None:
    seen: list[object] = []

    def owner_of(project: object) -> list[str]:
        seen.append(project)
        return ["bob", "dan", "bob"]

    found = resolving(owner_of)
    assert found.tasks[0].candidates == ("bob", "dan")
    assert set(seen) == {"bridge"}
    assert found.act("dan", "approve").status == "approved"
    assert found.sound()


@pytest.mark.parametrize(("answer", "holder"), [("bob", "bob"), (("dan",), "dan"), (None, None), ([], None), ("", None)])
def test_a_resolver_gives_one_person_several_or_nobody(answer: object, holder: str | None) -> None:
    assert resolving(answer).holders == [holder]


def test_its_people_may_be_combined_with_others() -> None:
    text = workflow("review: {approvers: each(owner_of(project) | role(audit)), rule: all}", data="project: {type: text, default: x}")
    assert resolving(["bob", "dan"], text).holders == ["bob", "dan", "fay"]
    text = workflow("review: {approvers: owner_of(project) or person(eve)}", data="project: {type: text, default: x}")
    assert resolving([], text).holders == ["eve"]


def test_its_question_and_its_answer_are_in_the_history() -> None:
    ((trace,),) = resolving(["bob"]).fields("seat_opened", "trace")
    assert {"query": "owner_of(bridge)", "found": ("bob",)} in trace["resolutions"]  # type: ignore[index]


def test_whom_the_directory_does_not_know_as_active_is_left_out() -> None:
    assert resolving(["gus", "nobody", "bob"]).holders == ["bob"]


def test_all_of_a_command_sees_one_answer() -> None:
    answers = iter(["bob", "dan", "eve"])
    text = workflow("review: {approvers: [owner_of(project), owner_of(project)], rule: any}", data="project: {type: text, default: x}")
    assert resolving(lambda project: next(answers), text).holders == ["bob", "bob"]


@pytest.mark.parametrize("answer", [3, {"bob": 1}, [1], ["bob"] * 1001, object()])
def test_an_answer_that_is_no_people_changes_nothing(answer: object) -> None:
    with pytest.raises(DirectoryUnavailable, match="owner_of"):
        resolving(answer)


def test_a_resolver_that_fails_changes_nothing() -> None:
    def broken(project: object) -> str:
        raise OSError("the project server is down")

    found = House(TEXT, plugins=[Plugin("signoff.resolvers", "owner_of", "1", broken)])
    with pytest.raises(DirectoryUnavailable, match="project server"):
        found.start()
    assert found.engine.cases() == ()


def test_its_name_and_version_are_part_of_the_definition() -> None:
    first, second = (resolving("bob", version=version).case.definition for version in ("1", "2"))
    assert first != second
    assert resolving("bob").engine.workflows["w"].plugins == {"signoff.resolvers:owner_of": "1"}


@pytest.mark.parametrize("newer", [[], [Plugin("signoff.resolvers", "owner_of", "2", lambda project: "eve")]])
def test_a_case_stays_on_the_version_of_the_resolver(newer: list[Plugin]) -> None:
    text = workflow("draft: {by: initiator}\nreview: {approvers: owner_of(project)}", data="project: {type: text, default: x}")
    found = resolving("bob", text)
    later = Engine(found.engine.store, workflows=["leave"], directory=found.people, clock=found.clock, plugins=newer)
    with pytest.raises(Misconfigured) as caught:
        later.act("k", "submit", by="ini")
    assert caught.value.code == "plugin_missing"
    (lacking,) = [row.missing for row in later.definitions() if row.workflow == "w"]
    assert lacking == ("signoff.resolvers:owner_of 1",)


def test_a_resolver_where_a_number_is_needed_is_refused_at_load() -> None:
    text = workflow("review: {approvers: person(bob), when: owner_of(project) > 3}", data="project: text")
    with pytest.raises(InvalidWorkflow) as caught:
        resolving("bob", text)
    assert [finding.code for finding in caught.value.findings] == ["wrong_type"]


def test_an_unknown_call_is_refused_at_load_with_what_is_near() -> None:
    with pytest.raises(InvalidWorkflow) as caught:
        resolving("bob", TEXT.replace("owner_of", "owners_of"))
    (finding,) = caught.value.findings
    assert (finding.code, finding.suggestion) == ("unknown_function", "Did you mean `owner_of`?")


def test_a_function_gives_a_value_to_conditions() -> None:
    assert calculating(lambda amount: amount).step == "review"
    assert calculating(lambda amount: 1).step == "last"


def test_a_function_that_fails_changes_nothing() -> None:
    with pytest.raises(DirectoryUnavailable, match="ZeroDivisionError"):
        calculating(lambda amount: amount / 0)


def test_a_function_is_pinned_by_name_and_version() -> None:
    found = calculating(lambda amount: amount)
    assert found.engine.workflows["w"].plugins == {"signoff.functions:risk": "1"}
    assert found.case.definition != calculating(lambda amount: amount, "2").case.definition


def test_it_is_there_inside_a_branch_too() -> None:
    split = "both:\n  parallel:\n    one: {steps: {look: {approvers: owner_of(project)}}}"
    found = resolving("bob", workflow(split, data="project: {type: text, default: x}"))
    assert [task.holder for child in found.case.children for task in child.tasks] == ["bob"]


@pytest.mark.parametrize("group", ["signoff.functions", "signoff.resolvers"])
@pytest.mark.parametrize("name", ["role", "passed", "initiator", "unit_above"])
def test_no_plug_in_takes_a_word_of_the_language(group: str, name: str) -> None:
    with pytest.raises(Misconfigured, match="the language has already"):
        House(TEXT, plugins=[Plugin(group, name, "1", lambda argument: None)])


def test_one_name_is_not_both_a_function_and_a_resolver() -> None:
    both = [Plugin(group, "owner_of", "1", lambda argument: "bob") for group in ("signoff.functions", "signoff.resolvers")]
    with pytest.raises(Misconfigured, match="owner_of"):
        House(TEXT, plugins=both)


def test_what_cannot_be_called_is_refused() -> None:
    with pytest.raises(Misconfigured, match="cannot be called"):
        resolving_target("no function")


def resolving_target(target: object) -> House:
    return House(TEXT, plugins=[Plugin("signoff.resolvers", "owner_of", "1", target)])
