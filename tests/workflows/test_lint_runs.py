"""A workflow that runs another one: that one must be there, in the set of files that is loaded, or among what is published."""

from pathlib import Path

import pytest

from signoff.compose import Engine
from signoff.engine.errors import InvalidWorkflow, Refused
from signoff.workflows import load, load_folder, load_many

HEAD = "signoff: 1\nworkflow: {id}\ndefaults: {{empty: hold}}\nsteps:\n"
OUTER = HEAD.format(id="outer") + "  draft: {by: initiator}\n  sub: {workflow: review}\n  last: {by: role(audit)}\n"
REVIEW = HEAD.format(id="review") + "  reading: {by: role(legal)}\n"
STARTING = HEAD.format(id="starting") + "  draft: {by: initiator, actions: {submit: {to: next, effects: [{start: reveiw}]}}}\n"
BRANCH = HEAD.format(id="branching") + "  split:\n    parallel:\n      one: {workflow: reviw}\n      two: {steps: {a: {by: initiator}}}\n"


def found(*texts: str) -> list[tuple[str, int, int, str | None]]:
    """What is wrong with a set of texts."""
    with pytest.raises(InvalidWorkflow) as caught:
        load_many(texts)
    return [(one.code, one.line, one.column, one.suggestion) for one in caught.value.findings]


def test_a_step_that_runs_a_workflow_which_is_there_is_in_order() -> None:
    assert set(load_many([OUTER, REVIEW])) == {"outer", "review"}


def test_a_step_that_runs_a_workflow_which_is_not_there_is_a_mistake_with_its_place() -> None:
    assert found(OUTER.replace("review", "reveiw"), REVIEW) == [("unknown_workflow", 6, 19, "Did you mean `review`?")]


def test_so_is_a_branch_and_an_effect() -> None:
    assert found(STARTING, REVIEW) == [("unknown_workflow", 5, 73, "Did you mean `review`?")]
    assert found(BRANCH, REVIEW) == [("unknown_workflow", 7, 23, "Did you mean `review`?")]


def test_of_all_files_all_such_mistakes_are_told() -> None:
    assert [code for code, *_ in found(STARTING, BRANCH, OUTER)] == ["unknown_workflow"] * 3


def test_an_effect_that_starts_a_branch_names_no_workflow() -> None:
    text = STARTING.replace("reveiw", "order") + "branches: {order: {steps: {answer: {by: role(legal)}}}}\n"
    assert load_many([text])


def test_a_workflow_may_run_itself() -> None:
    assert load_many([OUTER.replace("sub: {workflow: review}", "sub: {when: round > 5, workflow: outer}")])


def test_one_file_alone_says_nothing_of_workflows_that_it_runs() -> None:
    assert load(OUTER).workflow.id == "outer"


def test_a_folder_is_such_a_set(tmp_path: Path) -> None:
    (tmp_path / "outer.yaml").write_text(OUTER, encoding="utf-8")
    with pytest.raises(InvalidWorkflow, match="no workflow `review`"):
        load_folder(tmp_path)
    (tmp_path / "review.yaml").write_text(REVIEW, encoding="utf-8")
    assert len(load_folder(tmp_path)) == 2


def test_an_engine_takes_no_set_that_runs_what_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "review.yaml").write_text(REVIEW, encoding="utf-8")
    with pytest.raises(InvalidWorkflow, match="no workflow `review`"):
        Engine("memory://", workflows=[OUTER])
    for beside in (tmp_path, load(REVIEW).workflow):
        assert set(Engine("memory://", workflows=[OUTER, beside]).workflows) == {"outer", "review"}


def test_what_runs_a_workflow_that_is_not_there_is_not_published() -> None:
    engine = Engine("memory://", workflows=[REVIEW], authorize=lambda person, verb: True)
    with pytest.raises(Refused) as caught:
        engine.publish(OUTER.replace("review", "reviwe"), by="adm")
    assert (caught.value.code, caught.value.reasons[0].hint) == ("unknown_workflow", "Did you mean `review`?")
    assert engine.publish(OUTER, by="adm").workflow == "outer"
