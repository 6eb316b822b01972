"""Expressions against the names and types of the workflow, each mistake at its exact place."""

import re
from dataclasses import replace

from signoff.engine.definition import PolicyValue, Table, Workflow
from signoff.engine.expressions import ELSEWHERE, START_WORDS, Kind, Type, Types, check, element_type, types_of, waits
from signoff.engine.worktime import Duration

from .around import Around
from .calling import callables
from .context import Context, Later, Pending
from .lint_options import lint_options
from .lint_sets import chosen, receiver
from .nodes import Mark

POLICY_USE = re.compile(r"(?<![\w.])policy\s*\.\s*(\w+)")
WORKING = re.compile(r"(?<![\w.])\d[\d_]*(wd|wh)(?!\w)")
PLACEHOLDER = re.compile(r"\{(\w+)\}")
NAME_USE = re.compile(r"(?<![\w.])([^\W\d]\w*)")
TEXTS = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")


ANY, UNIT = Type("any"), Type("unit")
CLOCKS = ("rung", "due")
"""Places of expressions where a clock runs: they may say `begin` and `due`."""


def lint_names_and_types(ctx: Context, workflow: Workflow, around: Around | None = None) -> Types:
    """Every name in an expression must mean something there, and what is compared must be alike. What may be named here."""
    plain = _types(ctx, workflow, around, clock=False)
    clock = _types(ctx, workflow, around, clock=True)
    starting = replace(plain, words={**plain.words, **START_WORDS})
    loops = {id: branch.loop for id, branch in workflow.branches.items() if branch.loop is not None}
    loops |= {id: deadline.loop for id, deadline in workflow.deadlines.items() if deadline.loop is not None}
    looping = {finding.path for finding in ctx.findings if finding.code == "loop"}
    for pending in ctx.pending_here():
        types = clock if pending.scope in CLOCKS else starting if pending.scope == "start" else plain
        loop = loops.get(pending.loop or "")
        if loop is not None:
            types = replace(types, fields={**types.fields, loop.variable: element_type(loop, types)})
        if pending.path in looping:
            continue
        child = receiver(pending.gift.child, workflow, around) if pending.gift is not None else None
        expect = _expected(pending, plain, child)
        lint_options(ctx, pending, types, expect, _without_texts(pending.node.value))
        if isinstance(child, str) or waits(types):
            ctx.later.append(Later(pending, types, child if isinstance(child, str) else None))
        for problem in check(pending.expression, types, Kind(pending.kind), expect):
            if problem.code != "unknown_policy_value":
                blank = len(pending.node.value) - len(pending.node.value.lstrip())
                mark = pending.node.inside(blank + problem.offset, problem.length)
                ctx.report(problem.code, problem.message, mark, pending.path, problem.suggestion)
    return plain


def _types(ctx: Context, workflow: Workflow, around: Around | None, *, clock: bool) -> Types:
    """What may be named. Of a field that has a finding nothing is assumed."""
    data = f"{ctx.base}data."
    wrong = {finding.path.removeprefix(data).split(".")[0] for finding in ctx.findings if finding.path.startswith(data)}
    outer, loop = (around.types, around.loop) if around is not None else (None, None)
    types = types_of(workflow, clock=clock, functions=callables(ctx.plugins), outer=outer, loop=loop)
    fields = {id: ANY if id in wrong else kind for id, kind in types.fields.items()}
    return replace(types, fields=fields)


def _expected(pending: Pending, types: Types, child: Workflow | str | None) -> Type | None:
    """The type of the field that a `set` is for; of what a child gets the choice, as far as its workflow is known here."""
    if pending.gift is not None:
        return chosen(child, pending.gift.field) if isinstance(child, Workflow) else ELSEWHERE
    owner, _, field = pending.path.rpartition(".")
    if field == "calendar_of":
        return UNIT
    return types.fields.get(field) if owner.endswith(".set") else None


def lint_policy_uses(ctx: Context) -> None:
    """Every `policy.NAME` in an expression must be there; remembers which are used."""
    for pending in ctx.pending_here():
        for match in POLICY_USE.finditer(_without_texts(pending.node.value)):
            name = match.group(1)
            ctx.policy_used.add(name)
            if name not in ctx.policy:
                ctx.unknown_policy(name, pending.node.inside(match.start(), len(match.group())), pending.path)


def lint_working_time(ctx: Context, workflow: Workflow, around: str | None = None) -> None:
    """Working days and hours need a calendar: the workflow's, or that of the step or deadline."""
    if workflow.calendar is not None or around is not None:
        return
    for pending in ctx.pending_here():
        owner = workflow.steps.get(pending.step or "") or workflow.deadlines.get(pending.step or "")
        if owner is not None and owner.calendar is not None:
            continue
        for mark, unit in _working(ctx, pending):
            ctx.report(
                "calendar_needed",
                f"`{unit}` counts working time, and no calendar is named",
                mark,
                pending.path,
                "Add `calendar: cn-gov` at the top.",
            )
            break


def _working(ctx: Context, pending: Pending) -> list[tuple[Mark, str]]:
    text = _without_texts(pending.node.value)
    found = [(pending.node.inside(m.start(), len(m.group())), m.group(1)) for m in WORKING.finditer(text)]
    for match in POLICY_USE.finditer(text):
        mark = pending.node.inside(match.start(), len(match.group()))
        found += [(mark, unit) for unit in _working_units(ctx.policy.get(match.group(1)))]
    return found


def _working_units(value: PolicyValue | None) -> list[str]:
    """The units of working time in a policy value, tables included."""
    simple = tuple(value.values.values()) if isinstance(value, Table) else (value,)
    units = [part.unit for part in simple if isinstance(part, Duration)]
    return sorted({unit.value for unit in units if unit.needs_calendar})


def _without_texts(text: str) -> str:
    """The expression with its quoted texts blanked out, lengths kept."""
    return TEXTS.sub(lambda match: " " * len(match.group()), text)


def lint_key(ctx: Context, workflow: Workflow) -> None:
    """The template of the human key: every `{name}` a simple field of the case."""
    if workflow.key is None:
        return
    mark = ctx.place("key")
    if re.search(r"[{}]", PLACEHOLDER.sub("", workflow.key)) or not PLACEHOLDER.search(workflow.key):
        ctx.report("bad_template", f"`{workflow.key}` is not a template", mark, "key", 'Write it as "{kind}-{case_no}".')
    for name in PLACEHOLDER.findall(workflow.key):
        field = workflow.data.get(name)
        if field is None:
            ctx.unknown("field", name, list(workflow.data), mark, "key")
        elif field.type in ("list", "document", "file", "clock"):
            ctx.report("bad_template", f"`{name}` is a {field.type}; a key is made of simple fields", mark, "key", "Use another field.")


def lint_name_loops(ctx: Context, workflow: Workflow) -> None:
    """A short name may use others, but not itself."""
    uses = {id: set(NAME_USE.findall(_without_texts(made.text))) & set(workflow.names) for id, made in workflow.names.items()}
    for id in workflow.names:
        seen: set[str] = set()
        waiting = list(uses[id])
        while waiting:
            other = waiting.pop()
            if other not in seen:
                seen.add(other)
                waiting += uses[other]
        if id in seen:
            ctx.at(f"{ctx.base}names.{id}", "loop", f"`{id}` is made of itself", "Break the circle.")
