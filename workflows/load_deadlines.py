"""`deadlines`: clocks of the case that outlast one step, of a workflow and of a branch."""

from signoff.engine.definition import Deadline, Rung

from . import values
from .context import Context, entries_of, is_none
from .expressing import PLACEHOLDER
from .load_branches import loop_of, looping
from .load_ladders import ladder
from .section import Section
from .step_reader import House


def deadlines(section: Section, house: House) -> dict[str, Deadline]:
    """The deadlines that a workflow, or a branch, writes; in written order."""
    node, path, ctx = section.node("deadlines"), section.path_of("deadlines"), section.ctx
    found = {}
    for entry in entries_of(ctx, node, path, "deadlines") if node is not None else ():
        inner = f"{path}.{entry.key.value}"
        ctx.places[inner] = entry.key.mark
        id = values.identifier(ctx, entry.key, inner, "deadline")
        ctx.step = id
        found[id] = _deadline(ctx, house, id, Section(ctx, "deadline", entry.value, inner))
        ctx.step = None
    return found


def _deadline(ctx: Context, house: House, id: str, section: Section) -> Deadline:
    loop = loop_of(section)
    with looping(ctx, id if loop is not None else None):
        return Deadline(
            id=id,
            title=section.title(id),
            due=section.expression("due", "time", "due") or PLACEHOLDER,
            begin=section.expression("from", "time"),
            max=section.expression("max", "time", "due"),
            met=section.expression("met", "cond"),
            when=section.expression("when", "cond"),
            holder=section.expression("holder", "people"),
            loop=loop,
            rungs=_rungs(ctx, house, section),
            calendar=section.file_id("calendar"),
            calendar_of=section.expression("calendar_of", "value"),
        )


def _rungs(ctx: Context, house: House, section: Section) -> tuple[Rung, ...]:
    """Its own `escalate`, else that of the nearest `defaults`, as for a step."""
    for here in (section, *house.defaults):
        node = here.node("escalate")
        if node is not None:
            return () if is_none(node) else ladder(ctx, house, node, here.path_of("escalate"))
    return ()
