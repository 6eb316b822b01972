"""What can only be seen of a whole workflow: names that mean nothing, steps that cannot be reached or left, policies not named."""

import keyword
import re
from collections.abc import Callable

from signoff.engine.anytime import OPEN, possible_at
from signoff.engine.definition import Table, Workflow
from signoff.engine.expressions import RESERVED_WORDS

from .around import Around, clocks_of
from .context import Context, Reference
from .graph import PARENT, Graph
from .lint_anytime import lint_anytime
from .lint_branches import lint_branches
from .lint_chains import lint_chains
from .lint_deadlines import lint_deadlines
from .lint_expressions import lint_key, lint_name_loops, lint_names_and_types, lint_policy_uses, lint_working_time
from .lint_policies import lint_policies
from .lint_returns import lint_returns
from .lint_rules import lint_rules
from .lint_rungs import lint_rungs
from .lint_series import lint_series
from .lint_signals import lint_signals
from .load_signals import PERHAPS, SIGNAL
from .suggest import did_you_mean

RETURN_WORDS = ("any_earlier", "previous", "initiator")
TARGET_WORDS = ("next", "stay", "previous")
UNTIL_WORDS = ("first_decision", "end")
DEFAULTS = re.compile(r"(^|\.)defaults\.")
"""The path of a key that holds for many steps."""


def lint(ctx: Context, workflow: Workflow, known_calendars: Callable[[str], bool] | None = None) -> None:
    """Report everything that is wrong with the workflow as a whole, then with each of its branches."""
    _look(ctx, workflow, None, known_calendars)


def _look(ctx: Context, workflow: Workflow, around: Around | None, known: Callable[[str], bool] | None) -> None:
    for reference in ctx.references_here():
        _reference(ctx, workflow, reference, around)
    _ids(ctx, workflow, around)
    lint_policy_uses(ctx)
    graph = Graph.of(workflow)
    _reachable(ctx, workflow, graph)
    _order(ctx, workflow, graph)
    lint_returns(ctx, graph, around)
    _votes(ctx, workflow)
    lint_rules(ctx, workflow)
    lint_chains(ctx, workflow)
    lint_anytime(ctx, workflow)
    lint_signals(ctx, workflow)
    lint_series(ctx, workflow, around)
    _hidden(ctx, workflow)
    lint_policies(ctx, workflow, graph)
    lint_working_time(ctx, workflow, around.calendar if around else None)
    if around is None:
        _tables(ctx, workflow)
        lint_key(ctx, workflow)
    lint_name_loops(ctx, workflow)
    types = lint_names_and_types(ctx, workflow, around)
    lint_deadlines(ctx, workflow, around)
    lint_rungs(ctx, workflow)
    _calendars(ctx, workflow, known)
    lint_branches(ctx, workflow, graph)
    base = ctx.base
    for id, branch in workflow.branches.items():
        if branch.workflow is not None and (base, id) in ctx.bases:
            ctx.base = ctx.bases[base, id]
            _look(ctx, branch.workflow, Around(workflow, id, types, branch.loop, around), known)
            ctx.base = base


def _reference(ctx: Context, workflow: Workflow, reference: Reference, around: Around | None) -> None:
    steps = list(workflow.steps)
    human = [step.id for step in workflow.steps.values() if step.staffed]
    outer = around.human if around else []
    sent = [f"{PARENT}{id}" for id in around.steps] if around else []
    names = {
        "field": list(workflow.data),
        "step": [*human, *outer],
        "place": steps,
        "place of anytime": [*steps, OPEN],
        "target": [*steps, *TARGET_WORDS, *sent],
        "return target": [*human, *RETURN_WORDS, *outer, *(id for id in sent if id.removeprefix(PARENT) in outer)],
        "until": [*human, *UNTIL_WORDS],
        "branch": list(workflow.branches),
        "clock place": [*steps, *workflow.deadlines],
        "clock": [*clocks_of(workflow), *(around.clocks if around else ())],
        "child to cancel": None,
        "child to start": None,
        "numbered field": None,
        "void field": None,
        "set field": None,
        "series": None,
        SIGNAL: None,
        PERHAPS: None,
    }.get(reference.kind)
    if names is None or reference.name in names:
        return
    what = reference.kind if reference.kind in ("field", "branch", "clock") else "step"
    if reference.name in steps:
        message = f"`{reference.name}` is no step where people act; one is needed here"
        ctx.report("wrong_step", message, reference.mark, reference.path, "Name an earlier step.")
    else:
        ctx.unknown(what, reference.name, names, reference.mark, reference.path)


def _ids(ctx: Context, workflow: Workflow, around: Around | None) -> None:
    """Names that stand alone in expressions: none twice, none a word of the language or of Python, in a branch none that stands around."""
    seen: dict[str, str] = around.ids if around else {}
    kinds = (("field", "data", workflow.data), ("step", "steps", workflow.steps), ("name", "names", workflow.names))
    for what, prefix, ids in (*kinds, ("branch", "branches", workflow.branches), ("deadline", "deadlines", workflow.deadlines)):
        for id in ids:
            path = f"{ctx.base}{prefix}.{id}"
            if what == "branch":
                path = ctx.bases.get((ctx.base, id), path + ".").removesuffix(".")
            if path not in ctx.places:
                continue
            _free(ctx, id, what, path, seen)
    for id, branch in workflow.branches.items():
        if branch.loop is not None:
            path = ctx.bases.get((ctx.base, id), f"{ctx.base}steps.{id}.").removesuffix(".") + ".for_each"
            _free(ctx, branch.loop.variable, "loop variable", path, dict(seen))


def _free(ctx: Context, id: str, what: str, path: str, seen: dict[str, str]) -> None:
    if id in RESERVED_WORDS or keyword.iskeyword(id):
        word = "a word of the language" if id in RESERVED_WORDS else "a word of Python"
        message = f"`{id}` is {word} and cannot be the name of a {what}"
        ctx.at(path, "reserved_word", message, f"Call it `{id}_` or something more telling.")
    if id in seen:
        ctx.at(path, "name_taken", f"`{id}` is a {seen[id]} already; here it is a {what}", "Give one of them another name.")
    seen.setdefault(id, what)


def _tables(ctx: Context, workflow: Workflow) -> None:
    """A table is looked up by a field of the case, and its rows are that field's options."""
    for name, table in workflow.policy.items():
        if not isinstance(table, Table) or name not in ctx.policy_used:
            continue
        path = next((p for p in (f"policy.{name}.by", f"policy.{name}.is.by") if p in ctx.places), "policy")
        field = workflow.data.get(table.by)
        if field is None:
            ctx.at(
                path,
                "unknown_field",
                f"the table `{name}` is looked up by `{table.by}`, which is no field",
                did_you_mean(table.by, workflow.data),
            )
            continue
        for option in table.values:
            if field.options and option not in field.options:
                ctx.at(
                    path,
                    "unknown_option",
                    f"the table `{name}` has a row `{option}`, which is no option of `{table.by}`",
                    did_you_mean(option, field.options),
                )
        for option in field.options:
            if option not in table.values:
                ctx.at(path, "missing_row", f"the table `{name}` has no row for `{option}` of `{table.by}`", f"Add `{option}: …`.")


def _reachable(ctx: Context, workflow: Workflow, graph: Graph) -> None:
    if not workflow.steps or not any(step.end is None for step in workflow.steps.values()):
        if workflow.steps and any(f"{ctx.base}steps.{id}" in ctx.places for id in workflow.steps):
            ctx.at(f"{ctx.base}steps", "no_work", "there is no step where anybody acts", "Add a step with `by:` or `approvers:`.")
        return
    reached = graph.reached_from(workflow.first.id)
    onward = Graph.of(workflow, onward=True)
    ending = onward.reaching({step.id for step in workflow.steps.values() if step.end is not None})
    for id, step in workflow.steps.items():
        path = f"{ctx.base}steps.{id}"
        if path not in ctx.places:
            continue
        if id not in reached:
            ctx.at(path, "unreachable_step", f"no action leads to `{id}`", "Name it as a target of an action, or take it out.")
        elif step.end is None and id in reached and id not in ending and not graph.broken & graph.reached_from(id):
            ctx.at(path, "no_way_out", f"from `{id}` no end can be reached", "Let an action lead on.")
        if step.staffed and not step.actions and not possible_at(workflow, step):
            ctx.at(f"{path}.actions", "no_way_out", f"`{id}` has no actions", "Name at least one.")
        if step.when is not None and step.end is None and step.following is None:
            ctx.at(
                f"{path}.when",
                "no_next",
                f"`{id}` stands below the first end: if `when` fails, nothing follows it",
                "Put the condition on the action that leads here.",
            )
        if step.when is not None and step.end is not None:
            ctx.at(f"{path}.when", "out_of_place", "an end cannot be passed over", "Put the condition on the action that leads here.")


def _order(ctx: Context, workflow: Workflow, graph: Graph) -> None:
    """`not_same_as` and `return` look back: what they name must be able to come before."""
    for reference in ctx.references_here():
        target = workflow.steps.get(reference.name)
        if target is None or reference.name in RETURN_WORDS or not target.staffed or reference.kind not in ("step", "return target"):
            continue
        own = reference.step is not None and not DEFAULTS.search(reference.path)
        homes = [reference.step] if own else [s.id for s in workflow.steps.values() if s.decides]
        if any(home in graph.after(reference.name) for home in homes):
            continue
        here = f"`{homes[0]}`" if own else "any approval step"
        verb = "a return goes back" if reference.kind == "return target" else "`not_same_as` looks back"
        message = f"`{reference.name}` never comes before {here}; {verb}"
        ctx.report("not_earlier", message, reference.mark, reference.path, "Name an earlier step.")


def _votes(ctx: Context, workflow: Workflow) -> None:
    for step in workflow.steps.values():
        for rung in step.rungs:
            if rung.act is not None and (not step.decides or rung.act not in step.actions):
                message = f"a rung is to `{rung.act}` at `{step.id}`, which nobody can there"
                ctx.at(f"steps.{step.id}", "out_of_place", message, "Let the rung lead on by `to:`, or give the step a ladder of its own.")
        if not step.decides:
            continue
        for name in ("approve", "reject"):
            arms = step.actions[name].arms if name in step.actions else ()
            if any(route.to == "stay" for arm in arms for route in arm.routes):
                path = f"{ctx.base}steps.{step.id}.actions.{name}"
                ctx.at(path, "vote_stays", f"`{name}` closes the step when the rule is reached; it cannot stay", "Name a step or `next`.")
    given = workflow.withdraw is not None and "withdraw.to" not in ctx.places
    if given and workflow.steps["withdrawn"].end is None:
        ctx.at(
            f"{ctx.base}withdraw",
            "wrong_step",
            "a withdrawn case ends at `withdrawn`, but a step where people act has that name",
            "Rename the step.",
        )


def _hidden(ctx: Context, workflow: Workflow) -> None:
    """What a step hides cannot be asked for there."""
    for step in workflow.steps.values():
        arms = [arm for action in step.actions.values() for arm in action.arms]
        asked = {*step.may_edit, *(name for arm in arms for name in (*arm.may_edit, *arm.needs))}
        for name in step.hide:
            if name in asked:
                message = f"`{name}` is hidden at `{step.id}`, and may be edited or is needed there"
                ctx.at(f"steps.{step.id}.hide", "out_of_place", message, "Show it, or let nobody change it here.")


def _calendars(ctx: Context, workflow: Workflow, known: Callable[[str], bool] | None) -> None:
    if known is None:
        return
    written = [(f"{ctx.base}calendar", workflow.calendar)] + [
        (f"{ctx.base}steps.{s.id}.calendar", s.calendar) for s in workflow.steps.values()
    ]
    written += [(f"{ctx.base}deadlines.{one.id}.calendar", one.calendar) for one in workflow.deadlines.values()]
    for path, id in written:
        if id is not None and not known(id):
            ctx.at(path, "unknown_calendar", f"there is no calendar `{id}`", "Import it, or name one that ships: cn-gov.")
