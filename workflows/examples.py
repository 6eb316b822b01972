"""`examples:` as frozen values: what is done, and what must be true afterwards. Running them is not this module's work."""

from collections.abc import Collection, Mapping
from dataclasses import field, replace
from datetime import date, datetime

from signoff.engine.definition import Branch, Label, Workflow
from signoff.engine.frozen import dataclass
from signoff.engine.worktime import Duration

from . import values
from .context import Context
from .inner import Hop, everywhere, home, offered, way_to, written
from .load_actions import SIDE_VERBS
from .load_fields import data
from .nodes import List, Map, Mark, Node, Text
from .section import Section
from .suggest import did_you_mean

EXPECTED = ("step", "end", "round", "due", "open", "data")
VERBS = (
    "return",
    "withdraw",
    "claim",
    "release",
    "transfer",
    "delegate",
    "give_back",
    "add_signer",
    "remove_signer",
    "take_back",
    "consent_back",
    "decline_back",
    "read",
    "comment",
    "edit",
    "reassign",
    "remind",
)
"""Verbs of the engine that an example may use besides the workflow's own actions."""
HANDING_ON = ("transfer", "delegate", "add_signer", "remove_signer", "reassign")


@dataclass(frozen=True, slots=True)
class Do:
    """One line of `do`: an act (at `step`, or wherever the action is offered), a wait, or a new time.

    `child` is `BRANCH/ELEMENT` or `BRANCH`, where the act is on a child, and so on for a child of that one; `end` takes one that runs
    another workflow to that end.
    """

    action: str = ""
    step: str | None = None
    by: str | None = None
    comment: str | None = None
    to: str | None = None
    resume: str | None = None
    edits: str | None = None
    with_: Mapping[str, object] = field(default_factory=dict)
    who: str | None = None
    where: str | None = None
    refused: str | None = None
    wait: Duration | None = None
    now: datetime | date | None = None
    line: int = 0
    column: int = 0
    child: str | None = None
    end: str | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """A case that proves what the file means. What is None is not asked for; `given` and `data` hold typed literals.

    `places` says where (line, column) each of its keys stands.
    """

    title: Label | None
    do: tuple[Do, ...]
    now: datetime | date | None = None
    people: str | None = None
    by: str | None = None
    given: Mapping[str, object] = field(default_factory=dict)
    step: str | None = None
    end: str | None = None
    round: int | None = None
    due: datetime | date | None = None
    open: tuple[str, ...] | None = None
    data: Mapping[str, object] | None = None
    line: int = 0
    column: int = 0
    places: Mapping[str, tuple[int, int]] = field(default_factory=dict)


def examples(ctx: Context, node: Node | None, workflow: Workflow) -> tuple[Example, ...]:
    """The list of examples."""
    if node is None:
        return ()
    if not isinstance(node, List):
        ctx.wrong(node, "a list of examples", "examples", "Begin each with `- `.")
        return ()
    return tuple(_example(ctx, item, f"examples.{number}", workflow) for number, item in enumerate(node))


def _example(ctx: Context, node: Node, path: str, workflow: Workflow) -> Example:
    section = Section(ctx, "example", node, path)
    if section.known and not section.has(*EXPECTED):
        ctx.report(
            "example_expects_nothing",
            "the example says nothing about what is true afterwards",
            section.mark,
            path,
            "Add `step:` or `end:`.",
        )
    expected = section.node("data")
    return Example(
        title=section.label("title"),
        do=_dos(section, workflow),
        now=section.instant("now"),
        people=_people(section),
        by=section.text("by"),
        given=data(ctx, section.node("given"), workflow.data, section.path_of("given")),
        step=_step(section, "step", workflow),
        end=_step(section, "end", workflow),
        round=section.integer("round", 1),
        due=section.instant("due"),
        open=section.names("open", "person") if section.node("open") is not None else None,
        data=data(ctx, expected, workflow.data, section.path_of("data")) if expected is not None else None,
        line=node.mark.line,
        column=node.mark.column,
        places={name: _place(ctx, section.path_of(name)) for name in section.nodes},
    )


def _people(section: Section) -> str | None:
    """The name of a people file beside the workflow; nothing further away is read."""
    name, node = section.text("people"), section.node("people")
    if name is not None and node is not None and ("/" in name or "\\" in name or name.startswith(".")):
        section.ctx.wrong(node, "the name of a people file beside the workflow", section.path_of("people"), "Write people.yaml.")
        return None
    return name


def _place(ctx: Context, path: str) -> tuple[int, int]:
    mark = ctx.place(path)
    return mark.line, mark.column


def _step(section: Section, name: str, workflow: Workflow) -> str | None:
    node, id = section.node(name), section.text(name)
    if node is None or id is None:
        return None
    steps = [step.id for step in workflow.steps.values() if name == "step" or step.end is not None]
    if id not in steps and (name == "end" or written(workflow, id) is None):
        section.ctx.unknown(name, id, steps, node.mark, section.path_of(name))
    return id


def _dos(section: Section, workflow: Workflow) -> tuple[Do, ...]:
    node, path, ctx = section.node("do"), section.path_of("do"), section.ctx
    if node is None:
        return ()
    if not isinstance(node, List):
        ctx.wrong(node, "a list of acts", path, "Write `do: [submit, STEP.approve]`.")
        return ()
    return tuple(_do(ctx, item, f"{path}.{number}", workflow) for number, item in enumerate(node))


def _do(ctx: Context, node: Node, path: str, workflow: Workflow) -> Do:
    mark = node.mark
    if isinstance(node, Text):
        return _act(ctx, _named(ctx, node, path, workflow), Map((), mark), path, mark, workflow)
    if not isinstance(node, Map) or len(node) != 1:
        ctx.wrong(node, "an act", path, "Write `- STEP.action` or `- STEP.action: {by: …}`, one a line.")
        return Do()
    key, inner = node.entries[0].key, node.entries[0].value
    if key.value == "wait":
        return Do(wait=values.duration(ctx, inner, path), line=mark.line, column=mark.column)
    if key.value == "now":
        return Do(now=values.instant(ctx, inner, path), line=mark.line, column=mark.column)
    return _act(ctx, _named(ctx, key, path, workflow), inner, path, key.mark, workflow)


def _act(ctx: Context, named: Do, node: Node, path: str, mark: Mark, workflow: Workflow) -> Do:
    section, action = Section(ctx, "do", node, path), named.action
    if action in HANDING_ON and section.known and not section.has("who"):
        ctx.report("missing_key", f"`{action}` does not say to whom", mark, path, f"Write `{action}: {{who: PERSON}}`.")
    end = section.text("end")
    if named.child is not None and not action and end is None:
        ctx.report("missing_key", f"`{named.child}` does not say what is done", mark, path, "Write `BRANCH/ELEMENT.action` or `end:`.")
    return replace(
        named,
        by=section.text("by"),
        comment=section.text("comment"),
        to=section.text("to"),
        resume=section.word("resume"),
        edits=section.word("edits"),
        with_=_with(section, named, workflow),
        who=section.text("who"),
        where=section.word("where"),
        refused=section.text("refused"),
        end=end,
        line=mark.line,
        column=mark.column,
    )


def _with(section: Section, named: Do, workflow: Workflow) -> Mapping[str, object]:
    """The values given, by the fields of the branch that the act is on; of another workflow they are taken as written."""
    node, path = section.node("with"), section.path_of("with")
    branch = _last(workflow, named.child)
    if branch is not None and branch.workflow is None:
        return {e.key.value: e.value.value for e in node if isinstance(e.value, Text)} if isinstance(node, Map) else {}
    fields = branch.workflow if branch is not None and branch.workflow is not None else home(workflow, named.action, named.step)
    return data(section.ctx, node, fields.data, path)


def _named(ctx: Context, node: Text, path: str, workflow: Workflow) -> Do:
    """`action`, `STEP.action`, `BRANCH/ELEMENT.action` or `BRANCH/ELEMENT`, all of it known."""
    if "/" in node.value:
        return _of_child(ctx, node, path, workflow)
    head, dot, action = node.value.rpartition(".")
    steps = {id for _, found in everywhere(workflow) for id in (*found.steps, *((head,) if written(found, head) else ()))}
    branches = {id for _, found in everywhere(workflow) for id in found.branches}
    named_alone = not dot and action in branches and action not in offered(workflow)
    if named_alone or (dot and head not in steps and head in branches):
        return _of_child(ctx, node, path, workflow)
    if dot and head not in steps:
        ctx.unknown("step", head, sorted(steps), node.mark, path)
    else:
        _known(ctx, node, path, action, offered(workflow, head if dot else None))
    return Do(action, head or None)


def _of_child(ctx: Context, node: Text, path: str, workflow: Workflow) -> Do:
    """An act on a child: which branch, which element, which action."""
    place, _, last = node.value.rpartition("/")
    element, _, action = last.partition(".")
    child = f"{place}/{element}" if place else element
    way, unknown = way_to(workflow, child)
    if unknown is not None:
        ctx.unknown("branch", unknown, _branches_at(workflow, way), node.mark, path)
        return Do(action, child=child)
    inside = way[-1].branch.workflow
    if action and inside is not None:
        _known(ctx, node, path, action, offered(inside))
    return Do(action, child=child)


def _last(workflow: Workflow, child: str | None) -> Branch | None:
    """The branch whose child is meant."""
    way = way_to(workflow, child)[0] if child is not None else ()
    return way[-1].branch if way else None


def _branches_at(workflow: Workflow, way: tuple[Hop, ...]) -> list[str]:
    """The branches that a way may go on with."""
    if not way:
        return [id for _, found in everywhere(workflow) for id in found.branches]
    inside = way[-1].branch.workflow
    return list(inside.branches) if inside is not None else []


def _known(ctx: Context, node: Text, path: str, action: str, possible: Collection[str]) -> None:
    if action in possible or action in VERBS:
        return
    if action in SIDE_VERBS:
        ctx.report("not_built_yet", f"`{action}` is part of the language but not built yet", node.mark, path, "Take it out for now.")
        return
    ctx.report("unknown_action", f"there is no action `{action}`", node.mark, path, did_you_mean(action, [*possible, *VERBS]))
