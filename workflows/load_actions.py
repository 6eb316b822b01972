"""Actions: the moves out of a step, their arms and targets; and how a case is sent back or withdrawn."""

from dataclasses import replace

from signoff.engine.anytime import OPEN
from signoff.engine.definition import Action, Arm, Field, Label, Return, Route, TakeBack, Withdraw
from signoff.engine.expressions import Expression
from signoff.engine.frozen import dataclass
from signoff.engine.life_changes import ANYTIME

from . import values
from .context import Context, entries_of, is_none
from .load_effects import effects, guards
from .load_signals import signalled
from .nodes import List, Map, Node, Text
from .section import Section
from .suggest import one_slip

SIDE_VERBS = (
    "return",
    "withdraw",
    "take_back",
    "consent_back",
    "decline_back",
    "claim",
    "release",
    "transfer",
    "delegate",
    "give_back",
    "add_signer",
    "remove_signer",
    "comment",
    "ask",
    "remind",
    "copy_to",
    "edit",
    "extend",
    "suspend",
    "resume",
    "jump",
    "reassign",
    "escalate",
    "retry",
    "terminate",
    "migrate",
    "start",
    "act",
)
"""Verbs of the engine, which no action may be named after."""
VOTES = ("approve", "reject")
SYSTEM = "system"
BUILT_IN = ("submit", *VOTES, "abstain", *SIDE_VERBS)
INSTEAD = {
    "return": "Use `return:` at the step or the workflow.",
    "abstain": "Write `rule: {need: …, abstain: true}`.",
}
"""What offers a verb, where it is not simply there."""


@dataclass(frozen=True, slots=True)
class Around:
    """What the actions of a step need to know of it: its id, what `next` means there (None: nothing), and the fields.

    `anytime`: they belong to no step.
    """

    step: str
    following: str | None
    fields: dict[str, Field]
    anytime: bool = False


def actions(ctx: Context, node: Node, path: str, around: Around) -> dict[str, Action]:
    """The complete list of moves of a step."""
    found = {}
    for entry in entries_of(ctx, node, path, "actions"):
        inner = f"{path}.{entry.key.value}"
        ctx.places[inner] = entry.key.mark
        name = values.identifier(ctx, entry.key, inner, "action")
        _check_name(ctx, name, entry.key, inner, around.anytime)
        found[name] = _action(ctx, name, entry.value, inner, around)
    return found


def anytime(ctx: Context, node: Node | None, path: str, fields: dict[str, Field]) -> dict[str, Action]:
    """The actions that belong to no step."""
    return {} if node is None else actions(ctx, node, path, Around("anytime", None, fields, anytime=True))


def _check_name(ctx: Context, name: str, key: Text, path: str, anytime: bool) -> None:
    if name in SIDE_VERBS or name in INSTEAD or (anytime and name in VOTES):
        hint = INSTEAD.get(name, "Choose another name." if name not in VOTES else "A vote belongs to a step: choose another name.")
        ctx.report("reserved_action", f"`{name}` is a verb of its own, not an action", key.mark, path, hint)
    elif name not in BUILT_IN and len(name) > 3:
        near = next((verb for verb in BUILT_IN if one_slip(name, verb)), None)
        if near is not None:
            ctx.report(
                "near_verb", f"`{name}` is one letter from `{near}`", key.mark, path, f"Did you mean `{near}`? If not, choose another name."
            )


def default_actions(ctx: Context, names: dict[str, str], path: str, around: Around) -> dict[str, Action]:
    """The actions that a step has when none are written."""
    made = {name: Map(tuple(Section.short("to", Text(to, ctx.place(path)))), ctx.place(path)) for name, to in names.items()}
    return {name: _action(ctx, name, node, f"{path}.{name}", around) for name, node in made.items()}


def abstention(step: str) -> dict[str, Action]:
    """The action by which a seat has its say for neither side; where the case goes then is for the rule to say."""
    return {"abstain": Action("abstain", values.label_of("abstain"), (Arm(f"{step}.abstain", (Route("stay"),)),))}


def _action(ctx: Context, name: str, node: Node, path: str, around: Around) -> Action:
    written = node.items if isinstance(node, List) else (node,)
    if not written:
        ctx.wrong(node, "a target or a list of alternatives", path)
    arms, titles = [], []
    for number, item in enumerate(written):
        id = (f"{ANYTIME}{name}" if around.anytime else f"{around.step}.{name}") + (f".{number + 1}" if number else "")
        inner = f"{path}.{number}" if isinstance(node, List) else path
        ctx.places.setdefault(inner, item.mark)
        arm, title = _arm(ctx, id, item, inner, around)
        arms.append(arm)
        titles.append(title)
    title = next((t for t in titles if t is not None), values.label_of(name))
    return Action(name, title, tuple(arms))


def _arm(ctx: Context, id: str, node: Node, path: str, around: Around) -> tuple[Arm, Label | None]:
    if isinstance(node, Text):
        node = Map(Section.short("to", node), node.mark)
    section = Section(ctx, "action", node, path)
    to, by = section.node("to"), section.node("by")
    system = isinstance(by, Text) and by.value == SYSTEM and not by.quoted
    of_case, case_in, sender_to = signalled(section)
    arm = Arm(
        id=id,
        routes=routes(ctx, to, section.path_of("to"), around) if to is not None else _unsaid(section, around),
        by=None if system or of_case else section.expression("by", "people"),
        when=section.expression("when", "cond"),
        needs=section.names("needs", "field"),
        may_edit=section.names("may_edit", "field"),
        comment=section.word("comment") or "optional",
        require=guards(ctx, section.node("require"), section.path_of("require")),
        effects=effects(ctx, section.node("effects"), section.path_of("effects"), around.fields),
        credit=section.expression("credit", "people"),
        system=system,
        within=_within(section, around),
        of_case=of_case,
        case_in=case_in,
        sender_to=sender_to,
    )
    if any(effect.verb == "reassign" for effect in arm.effects) and any(route.to != "stay" for route in arm.routes):
        told = "`reassign` moves seats of the step where the case is, and this action leads away from it"
        ctx.at(section.path_of("effects"), "out_of_place", told, "Write `to: stay`, or let the next step say who it is.")
    return arm, section.label("title")


def _unsaid(section: Section, around: Around) -> tuple[Route, ...]:
    """Where an action leads that does not say so: nowhere, if it belongs to no step."""
    if around.anytime:
        return (Route("stay"),)
    if section.known:
        section.ctx.report("missing_key", "`to` is missing: where the action leads", section.mark, section.path, "Add `to:`.")
    return ()


def _within(section: Section, around: Around) -> tuple[str, ...]:
    """Where an action that belongs to no step is possible."""
    if around.anytime:
        return section.names("in", "place of anytime") or (OPEN,)
    if section.node("in") is not None:
        message = "`in` belongs to `anytime`; this action is one of a step"
        section.ctx.at(section.path_of("in"), "out_of_place", message, "Take it out, or write the action under `anytime:`.")
    return ()


def routes(ctx: Context, node: Node, path: str, around: Around, scope: str = "case") -> tuple[Route, ...]:
    """A target, or a list of targets with conditions; `scope` says what the conditions may name."""
    if not isinstance(node, List):
        return tuple(_route(ctx, node, path, around, None))
    found: list[Route] = []
    for number, item in enumerate(node):
        inner = f"{path}.{number}"
        last = number == len(node) - 1
        if isinstance(item, Text):
            found += _route(ctx, item, inner, around, None)
            conditional = False
        else:
            section = Section(ctx, "route", item, inner)
            when, to = section.expression("when", "cond", scope), section.node("to")
            conditional = section.node("when") is not None
            found += _route(ctx, to, section.path_of("to"), around, when) if to is not None else []
        if conditional is last:
            code, message = (
                ("open_target", "the last target must have no `when`")
                if last
                else ("dead_target", "targets below this one are never reached")
            )
            ctx.report(
                code, message, item.mark, inner, "Add `- {to: …}` at the end." if last else "Give this one a `when`, or put it last."
            )
    if not node.items:
        ctx.wrong(node, "a target", path)
    return tuple(found)


def _route(ctx: Context, node: Node, path: str, around: Around, when: Expression | None) -> list[Route]:
    to = values.text(ctx, node, path, "a target: next, stay, previous or a step")
    if to is None:
        return []
    ctx.places[path] = node.mark
    if to != "next":
        ctx.refer("target", to, node.mark, path)
        return [Route(to, when)]
    if around.anytime:
        ctx.report("no_next", "`next` means nothing in `anytime`, which belongs to no step", node.mark, path, "Name the step.")
        return []
    if around.following is None:
        message = f"`next` means nothing at `{around.step}`: it stands below the first end, and nothing follows it"
        ctx.report("no_next", message, node.mark, path, "Name the step.")
        return []
    return [Route(around.following, when, is_next=True)]


NOWHERE = Around("return", None, {})
"""Where targets stand that belong to no step: nothing follows there."""


def returns(ctx: Context, node: Node | None, path: str) -> Return | None:
    """`return:` — None for `none` and for nothing."""
    if node is None or is_none(node):
        return None
    section = Section(ctx, "return", node, path)
    to = section.names("to", "return target")
    most, then = section.integer("max_rounds", 1), section.node("then")
    if then is not None and section.known and section.node("max_rounds") is None:
        message, hint = "`then` needs `max_rounds`", "Say from which round on: `max_rounds: 3`."
        ctx.at(section.path_of("then"), "missing_key", message, hint)
    then_to = routes(ctx, then, section.path_of("then"), NOWHERE) if then is not None else ()
    words = section.words("resume") or ("rewalk",), section.word("comment") or "required"
    return Return(to, *words, most, then_to) if then_to else Return(to, *words, most)


def withdraw(ctx: Context, node: Node | None, path: str) -> Withdraw | None:
    """`withdraw:` — None for `none` and for nothing."""
    if node is None or is_none(node):
        return None
    section = Section(ctx, "withdraw", node, path)
    by, until = section.expression("by", "people"), section.text("until")
    if until is not None:
        ctx.refer("until", until, section.nodes["until"].mark, section.path_of("until"))
    to = section.node("to")
    made = Withdraw(
        until or "end",
        by,
        section.word("comment") or "optional",
        needs=section.names("needs", "field"),
        require=guards(ctx, section.node("require"), section.path_of("require")),
    )
    return made if to is None else replace(made, to=routes(ctx, to, section.path_of("to"), NOWHERE) or made.to)


def take_back(ctx: Context, node: Node | None) -> TakeBack | None:
    """`take_back:` — None for `none` and for nothing."""
    if node is None or is_none(node):
        return None
    section = Section(ctx, "take_back", node, "take_back")
    return TakeBack(section.word("until") or "decided", section.word("later") or "none")
