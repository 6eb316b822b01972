"""`notify:` inside a branch: its own rules, for what happens in it; those around it do not reach in (LANGUAGE §5)."""

import pytest

from signoff import InvalidWorkflow

from .house import House, workflow

FIELDS = "subject: text\nunits: {type: list, fields: {name: text}}"
BRANCH = """
split:
  parallel:
    law:
      data: {note: text}
      steps:
        read:
          approvers: person(bob)
          may_edit: [note]
          due: 1d
      notify: %s
"""


def house(rules: str, head: str = "") -> House:
    made = House(workflow(BRANCH % rules, head=head, data=FIELDS))
    made.start({"subject": "the bridge"})
    return made


def told(found: House, key: str = "k/law") -> list[tuple[str, tuple[str, ...], str]]:
    """Kind, persons and English text of every notice of a case."""
    facts = [event.fact for event in found.engine.history(key) if event.kind == "noticed"]
    return [(fact.kind, fact.to, fact.text.get("en", "")) for fact in facts]  # type: ignore[attr-defined]


def test_a_branch_tells_by_its_own_rules() -> None:
    found = house("[{event: opened, to: holder}, {event: rejected, to: initiator}, {event: ended, to: person(eve)}]")
    found.engine.act("k/law", "reject", by="bob", comment="no")
    assert [(kind, to) for kind, to, _ in told(found)] == [("opened", ("bob",)), ("rejected", ("ini",)), ("ended", ("eve",))]
    assert told(found, "k") == [] and found.sound()


def test_rules_around_a_branch_do_not_reach_into_it() -> None:
    found = house("[{event: opened, to: person(eve)}]", "notify: [{event: opened, to: holder}, {event: ended, to: person(fay)}]")
    found.engine.act("k/law", "approve", by="bob")
    assert [(kind, to) for kind, to, _ in told(found)] == [("opened", ("eve",))]
    assert [(kind, to) for kind, to, _ in told(found, "k")] == [("ended", ("fay",))]


def test_its_words_name_its_own_fields_and_those_around_it() -> None:
    found = house("""[{event: approved, in: read, to: initiator, text: "{subject}: {note} ({key})"}]""")
    found.engine.edit("k/law", by="bob", data={"note": "sound"})
    found.engine.act("k/law", "approve", by="bob")
    assert told(found) == [("approved", ("ini",), "the bridge: sound (k/law)")]


def test_its_words_name_what_the_branch_runs_over() -> None:
    steps = """
    split:
      parallel:
        ask:
          for_each: u in names
          steps: {answer: {approvers: person(bob)}}
          notify: [{event: opened, to: holder, text: "{u} is asked about {subject}"}]
    """
    made = House(workflow(steps, data="subject: text\nnames: {type: list, of: text}"))
    made.start({"subject": "the bridge", "names": ["north", "south"]})
    assert [told(made, f"k/{name}")[0][2] for name in ("north", "south")] == [
        "north is asked about the bridge",
        "south is asked about the bridge",
    ]


def test_what_is_overdue_in_a_branch_is_told_by_its_rule() -> None:
    found = house("[{event: overdue, to: manager_of(holder)}]")
    found.tick("2d")
    assert [(kind, to) for kind, to, _ in told(found)] == [("overdue", ("boss",))]


def test_a_nested_branch_has_rules_of_its_own() -> None:
    steps = """
    split:
      parallel:
        outer:
          notify: [{event: opened, to: holder}]
          steps:
            inner:
              parallel:
                deep:
                  notify: [{event: ended, to: initiator, text: "{subject} {deeper}"}]
                  data: {deeper: {type: text, default: x}}
                  steps: {one: {approvers: person(bob)}}
    """
    made = House(workflow(steps, data="subject: text"))
    made.start({"subject": "s"})
    made.engine.act("k/outer/deep", "approve", by="bob")
    assert told(made, "k/outer/deep") == [("ended", ("ini",), "s x")] and told(made, "k/outer") == []


@pytest.mark.parametrize(
    ("rules", "code", "path"),
    [
        ("[{event: opened, in: split, to: holder}]", "unknown_step", "steps.split.parallel.law.notify.0.in"),
        ('[{event: ended, to: holder, text: "{nothing}"}]', "unknown_field", "steps.split.parallel.law.notify.0.text"),
        ("[{event: entred, to: holder}]", "unknown_word", "steps.split.parallel.law.notify.0.event"),
        ("{event: opened}", "wrong_type", "steps.split.parallel.law.notify"),
    ],
)
def test_a_mistake_is_told_at_its_place(rules: str, code: str, path: str) -> None:
    with pytest.raises(InvalidWorkflow) as caught:
        House(workflow(BRANCH % rules, data=FIELDS))
    assert (caught.value.findings[0].code, caught.value.findings[0].path) == (code, path)


def test_a_branch_that_runs_another_workflow_has_none() -> None:
    steps = "split: {parallel: {sub: {workflow: v, notify: [{event: ended, to: initiator}]}}}"
    other = workflow("one: {approvers: person(bob)}").replace("workflow: w", "workflow: v")
    with pytest.raises(InvalidWorkflow) as caught:
        House([workflow(steps), other])
    assert [finding.code for finding in caught.value.findings] == ["out_of_place"]
