"""A whole workflow from its root node."""

from collections.abc import Callable, Mapping
from dataclasses import field, replace
from functools import partial

from signoff.engine.definition import Branch, End, Field, Start, Step, StepKind, Workflow
from signoff.engine.expressions import Expression
from signoff.engine.frozen import dataclass

from . import values
from .calling import with_shipped
from .context import Context, Plugged, entries_of
from .examples import Example, examples
from .expressing import PLACEHOLDER, expression
from .lint import lint
from .lint_duties import Find, lint_duties
from .lint_soundness import lint_soundness
from .load_actions import anytime, returns, take_back, withdraw
from .load_branches import branches, shared
from .load_deadlines import deadlines
from .load_effects import guards, last_effects, rungs
from .load_fields import fields
from .load_notify import clocks_overdue, rules, with_overdue
from .load_series import series
from .load_steps import StepLoader
from .mending import Limits
from .nodes import Map, Node, Text
from .opening import one
from .policy_file import PolicyPart, PolicySource, overlaid, policy_of
from .section import Section
from .step_reader import House

IMPLICIT = {"approved": End.APPROVED, "rejected": End.REJECTED, "withdrawn": End.WITHDRAWN, "terminated": End.TERMINATED}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What lies around a file: policies, the host's overlay, plug-ins, and (if known) which calendars there are.

    With `walk`, it is also looked at whether the definition holds together; `find` is then the directory that it is to work with.
    """

    policies: PolicySource | None = None
    overlay: Mapping[str, str] = field(default_factory=dict)
    known_calendars: Callable[[str], bool] | None = None
    limits: Limits = field(default_factory=Limits)
    plugins: Plugged = field(default_factory=dict)
    walk: bool = False
    find: Find | None = None


def workflow(ctx: Context, root: Node, around: Surroundings) -> tuple[Workflow, tuple[Example, ...]]:
    """The workflow and its examples; where there are findings, an incomplete one that must not be used."""
    ctx.plugins = with_shipped(around.plugins)
    section = Section(ctx, "workflow", root, "")
    one(section)
    policy = policy_of(ctx, section.node("policy"), around.policies, around.limits)
    ctx.policy = overlaid(ctx, policy.values, around.overlay)
    ctx.policy_exchanged |= bool(around.overlay)
    made = _built(ctx, section, policy)
    shown = examples(ctx, section.node("examples"), made)
    lint(ctx, made, around.known_calendars)
    if around.walk:
        lint_soundness(ctx, made)
        lint_duties(ctx, made, around.find)
    return made, shown


def _built(ctx: Context, section: Section, policy: PolicyPart) -> Workflow:
    id = section.file_id("workflow") or "unknown"
    data = _map(section, "data", fields)
    house = _house(ctx, section, policy, data)
    steps, written = _steps(ctx, section, house)
    more = _named_branches(ctx, section, replace(house, before=tuple(steps)))
    beside = anytime(ctx, section.node("anytime"), section.path_of("anytime"), data)
    told = rules(section, data, steps, beside)
    return Workflow(
        id=id,
        title=section.title(id),
        version=section.text("version"),
        calendar=section.file_id("calendar") or policy.calendar,
        timezone=_zone(section),
        policy=ctx.policy,
        key=section.text("key"),
        start=_start(section),
        data=data,
        signs=section.names("signs", "field") if section.node("signs") is not None else tuple(data),
        names=_names(section),
        steps={**with_overdue(steps, told), **_implicit(steps)},
        deadlines=clocks_overdue(deadlines(section, house), told),
        main=len(_main(section.node("steps"))),
        withdraw=withdraw(ctx, section.node("withdraw"), "withdraw"),
        take_back=take_back(ctx, section.node("take_back")),
        plugins=dict(sorted(ctx.plugins_used.items())),
        branches=shared(written, more),
        notify=told,
        anytime=beside,
        series=series(section, data),
        at_end=last_effects(section, data),
    )


def _inside(house: House, ctx: Context, section: Section, id: str) -> Workflow:
    """The workflow of a branch: a scope of its own, with the defaults and ladders around it behind its own."""
    around, step, readable = ctx.base, ctx.step, ctx.readable
    ctx.readable = readable | house.fields.keys()
    ctx.bases[around, id] = ctx.base = f"{section.path}."
    ctx.step = None
    data = _map(section, "data", fields)
    inner = _inner_house(ctx, section, house, data)
    steps, found = _steps(ctx, section, inner)
    found = shared(found, _named_branches(ctx, section, replace(inner, before=(*inner.before, *steps))))
    beside = anytime(ctx, section.node("anytime"), section.path_of("anytime"), data)
    told = rules(section, data, steps, beside)
    clocks = clocks_overdue(deadlines(section, inner), told)
    made = Workflow(
        id=id,
        title=section.title(id),
        calendar=section.file_id("calendar"),
        data=data,
        signs=tuple(data),
        names=_names(section),
        steps={**with_overdue(steps, told), **_implicit(steps)},
        main=len(_main(section.node("steps"))),
        withdraw=withdraw(ctx, section.node("withdraw"), section.path_of("withdraw")),
        notify=told,
        branches=found,
        anytime=beside,
        deadlines=clocks,
    )
    ctx.base, ctx.step, ctx.readable = around, step, readable
    return made


def _named_branches(ctx: Context, section: Section, house: House) -> dict[str, Branch]:
    """What stands under `branches:`."""
    node = section.node("branches")
    return branches(ctx, node, section.path_of("branches"), partial(_inside, house)) if node is not None else {}


def _inner_house(ctx: Context, section: Section, around: House, data: dict[str, Field]) -> House:
    node, path = section.node("defaults"), section.path_of("defaults")
    own = (_checked(Section(ctx, "defaults", node, path)),) if node is not None else ()
    ladders = {**around.ladders, **_ladders(ctx, section)}
    for inner, place in _ladders(ctx, section).values():
        rungs(ctx, inner, place, data)
    back = section.node("return")
    returns(ctx, back, section.path_of("return"))
    returning = (back, section.path_of("return")) if back is not None else around.returns
    return House(data, (*own, *around.defaults), ladders, returning, around.inside, around.before)


def _ladders(ctx: Context, section: Section) -> dict[str, tuple[Node, str]]:
    node, path = section.node("ladders"), section.path_of("ladders")
    written = entries_of(ctx, node, path, "ladders") if node is not None else ()
    return {entry.key.value: (entry.value, f"{path}.{entry.key.value}") for entry in written}


def _map(section: Section, name: str, build: Callable[[Context, Node, str], dict[str, Field]]) -> dict[str, Field]:
    node = section.node(name)
    return {} if node is None else build(section.ctx, node, section.path_of(name))


def _zone(section: Section) -> str | None:
    node = section.node("timezone")
    return None if node is None else values.zone(section.ctx, node, "timezone")


def _names(section: Section) -> dict[str, Expression]:
    node, ctx = section.node("names"), section.ctx
    found = {}
    for entry in entries_of(ctx, node, section.path_of("names"), "name: expression") if node is not None else ():
        path = f"{section.path_of('names')}.{entry.key.value}"
        ctx.places[path] = entry.key.mark
        found[values.identifier(ctx, entry.key, path, "name")] = expression(ctx, entry.value, path, "value") or PLACEHOLDER
    return found


def _start(section: Section) -> Start:
    node = section.node("start")
    if node is None or (isinstance(node, Text) and node.value == "anyone"):
        return Start()
    if not isinstance(node, Map):
        return Start(by=section.expression("start", "people", "start"))
    inner = Section(section.ctx, "start", node, "start")
    return Start(
        inner.expression("by", "people", "start"),
        inner.names("needs", "field"),
        guards(section.ctx, inner.node("require"), "start.require"),
        inner.word("comment") or "optional",
    )


def _house(ctx: Context, section: Section, policy: PolicyPart, data: dict[str, Field]) -> House:
    defaults: list[Section] = []
    ladders: dict[str, tuple[Node, str]] = {}
    for source in (section, policy.section):
        if source is None:
            continue
        node, path = source.node("defaults"), source.path_of("defaults")
        if node is not None:
            defaults.append(_checked(Section(ctx, "defaults", node, path)))
        node, path = source.node("ladders"), source.path_of("ladders")
        for entry in entries_of(ctx, node, path, "ladders") if node is not None else ():
            inner = f"{path}.{entry.key.value}"
            values.identifier(ctx, entry.key, inner, "ladder")
            ladders.setdefault(entry.key.value, (entry.value, inner))
    for node, path in ladders.values():
        rungs(ctx, node, path, data)
    back = section.node("return")
    returns(ctx, back, "return")
    return House(data, tuple(defaults), ladders, (back, "return") if back is not None else None, _inside)


def _checked(defaults: Section) -> Section:
    """The defaults, their words checked even where every step writes its own."""
    for name in ("edits", "on_change", "duplicate", "self", "insufficient_seats"):
        defaults.word(name)
    defaults.boolean("human_required")
    defaults.boolean("reapprove")
    return defaults


def _main(node: Node | None) -> list[str]:
    """The main line: from the first step to the first end."""
    line = []
    for entry in node if isinstance(node, Map) else ():
        line.append(entry.key.value)
        if isinstance(entry.value, Map) and entry.value.get("end") is not None:
            break
    return line


def _steps(ctx: Context, section: Section, house: House) -> tuple[dict[str, Step], dict[str, Branch]]:
    """The steps, and the branches written in them."""
    node, above = section.node("steps"), section.path_of("steps")
    if node is None:
        return {}, {}
    written = entries_of(ctx, node, above, "steps")
    if not written.entries and isinstance(node, Map):
        ctx.wrong(node, "a map with at least one step", above)
    main = _main(node)
    after = dict(zip(main, [*main[1:], "approved"], strict=False))
    found: dict[str, Step] = {}
    inside: dict[str, Branch] = {}
    for entry in written:
        path = f"{above}.{entry.key.value}"
        ctx.places[path] = entry.key.mark
        id = values.identifier(ctx, entry.key, path, "step")
        ctx.step = id
        loader = StepLoader(ctx, house, id, entry.value, after.get(entry.key.value), tuple(found))
        found[id] = loader.step()
        inside = {**inside, **loader.branches}
    ctx.step = None
    return found, inside


def _implicit(steps: Mapping[str, Step]) -> dict[str, Step]:
    """The ends that nobody needs to write."""
    return {id: Step(id=id, kind=StepKind.END, title=IMPLICIT_TITLES[id], end=end) for id, end in IMPLICIT.items() if id not in steps}


IMPLICIT_TITLES = {
    "approved": {"zh": "已批准", "en": "Approved"},
    "rejected": {"zh": "未批准", "en": "Rejected"},
    "withdrawn": {"zh": "已撤回", "en": "Withdrawn"},
    "terminated": {"zh": "已终止", "en": "Terminated"},
}
