"""`call`: the effect of a plug-in, in an effect or at a rung."""

from signoff.engine.calls import EFFECTS
from signoff.engine.definition import Effect
from signoff.engine.expressions import Expression

from .giving import given
from .section import Section
from .suggest import did_you_mean


def call(section: Section, when: Expression | None, scope: str) -> list[Effect]:
    """`call`, with `with`: the effect must be known here, and its version becomes part of the definition's identity."""
    node, path, ctx = section.node("call"), section.path_of("call"), section.ctx
    name = section.text("call")
    if node is None or name is None:
        return []
    if not ctx.uses(EFFECTS, name):
        known = list(ctx.plugins.get(EFFECTS, {}))
        hint = did_you_mean(name, known) or f"Install a plug-in of the group `{EFFECTS}` with this name, or give it to the engine."
        ctx.report("unknown_effect", f"there is no effect `{name}`", node.mark, path, hint)
    return [Effect("call", when=when, what=name, with_=given(ctx, section.node("with"), section.path_of("with"), scope))]


def owners_of_with(section: Section) -> None:
    """`with` belongs to `start`, `call` or `signal`: to one of them."""
    if not section.has("with"):
        return
    verbs = section.has("start", "call", *(["signal"] if section.scope.id == "effect" else []))
    if not verbs:
        told = "`with` belongs to `start`, `call` or `signal`"
        section.ctx.at(section.path_of("with"), "out_of_place", told, "Add one of them, or take it out.")
    elif len(verbs) == 2:
        told = "`with` could belong to `start` and to `call`"
        section.ctx.at(section.path_of("with"), "out_of_place", told, "Write two rungs, at the same time.")
