"""Notification rules: whom to tell of what happens."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from signoff.engine.definition import Deadline, Effect, Field, Label, NoticeRule, Rung, Step
from signoff.engine.expressions import Expression
from signoff.engine.notices import CLOCK_OVERDUE, TEXTS
from signoff.engine.schedules import schedule

from . import values
from .context import Context
from .expressing import PLACEHOLDER
from .keys import find_key
from .load_effects import worded
from .nodes import List, Node, Text
from .section import Section

OVERDUE = "overdue"
OF_CLOCKS = (OVERDUE, "extended")
"""What may happen to clocks of the case, which `in` may name beside steps."""


def rules(section: Section, fields: dict[str, Field], steps: Mapping[str, Step], beside: Collection[str]) -> tuple[NoticeRule, ...]:
    """The rules of a workflow, or of a branch, in written order; `beside` are the actions that belong to no step."""
    node, path, ctx = section.node("notify"), section.path_of("notify"), section.ctx
    if node is None:
        return ()
    if not isinstance(node, List):
        ctx.wrong(node, "a list of rules", path, "Begin each line with `- `.")
        return ()
    actions = {name for step in steps.values() for name in step.actions} | set(beside)
    found = []
    for number, item in enumerate(node):
        ctx.places[f"{path}.{number}"] = item.mark
        found.append(_rule(ctx, item, f"{path}.{number}", fields, actions))
    return tuple(found)


def _rule(ctx: Context, node: Node, path: str, fields: dict[str, Field], actions: Collection[str]) -> NoticeRule:
    section = Section(ctx, "notification", node, path)
    text = section.label("text")
    worded(ctx, text, section.path_of("text"), fields)
    event = _event(section, actions)
    when = section.expression("when", "cond", "rung" if event == OVERDUE else "case")
    to = section.expression("to", "people", "rung" if event == OVERDUE else "case")
    return NoticeRule(
        event,
        to or PLACEHOLDER,
        section.names("in", "clock place" if event in OF_CLOCKS else "place"),
        when,
        text,
        section.names("via", "channel"),
        section.boolean("receipt"),
        _digest(section),
    )


def _digest(section: Section) -> str | None:
    """`daily 08:30` or `weekly`."""
    node, path, ctx = section.node("digest"), section.path_of("digest"), section.ctx
    settled = ctx.settled(node, path) if isinstance(node, Text) else None
    if settled is None:
        if node is not None and not isinstance(node, Text):
            ctx.wrong(node, "a time to collect for", path, DIGESTS)
        return None
    try:
        return schedule(settled.value)
    except ValueError:
        ctx.wrong(settled, "a time to collect for", path, DIGESTS)
        return None


DIGESTS = "Write `daily 08:30`, `weekly` (Mondays 09:00) or `weekly 08:30`."


def _event(section: Section, actions: Collection[str]) -> str:
    node, path = section.node("event"), section.path_of("event")
    word = values.text(section.ctx, node, path, "what happened") if node is not None else None
    if word is None or node is None or word in actions:
        return word or ""
    return values.known_word(section.ctx, node, path, find_key("notification", "event")) or ""  # type: ignore[arg-type]


def with_overdue(steps: dict[str, Step], rules: tuple[NoticeRule, ...]) -> dict[str, Step]:
    """The steps that have a clock, with a rung for every rule about what is overdue."""
    wanted = [rule for rule in rules if rule.event == OVERDUE]
    return {id: _with(step, [rule for rule in wanted if not rule.steps or id in rule.steps]) for id, step in steps.items()}


def _with(step: Step, rules: list[NoticeRule]) -> Step:
    if step.due is None or not rules:
        return step
    return replace(step, rungs=(*step.rungs, *(_rung(rule, TEXTS[OVERDUE]) for rule in rules)))


def clocks_overdue(deadlines: dict[str, Deadline], rules: tuple[NoticeRule, ...]) -> dict[str, Deadline]:
    """The clocks of the case, each with a rung for every rule about what is overdue."""
    wanted = [rule for rule in rules if rule.event == OVERDUE]
    return {
        id: replace(one, rungs=(*one.rungs, *(_rung(rule, TEXTS[CLOCK_OVERDUE]) for rule in wanted if not rule.steps or id in rule.steps)))
        for id, one in deadlines.items()
    }


def _rung(rule: NoticeRule, otherwise: Label) -> Rung:
    text = rule.text or otherwise
    told = Effect(OVERDUE, to=rule.to, text=text, via=rule.via, receipt=rule.receipt, digest=rule.digest)
    return Rung(at=Expression("due"), when=rule.when, effects=(told,), apart=True)
