"""What a workflow may call by name beside the language's own: chains, and functions and resolvers in expressions."""

from collections.abc import Mapping
from contextlib import suppress

from signoff.engine.expressions import Expression, ExpressionError, Type
from signoff.engine.scope import PLUGGED, RESOLVERS
from signoff.engine.world import CHAINS as SHIPPED

from .context import Context, Plugged

CHAINS = "signoff.chains"
GIVES = {PLUGGED: Type("any"), RESOLVERS: Type("people")}
"""By group of plug-ins what a call in an expression gives."""


def with_shipped(plugins: Plugged) -> Plugged:
    """The plug-ins that there are, and those that ship."""
    return {**plugins, CHAINS: {**{name: version for name, (version, _) in SHIPPED.items()}, **plugins.get(CHAINS, {})}}


def callables(plugins: Plugged) -> Mapping[str, Type]:
    """The functions of plug-ins by name, with the type of what they give."""
    return {name: kind for group, kind in GIVES.items() for name in plugins.get(group, {})}


def note_calls(ctx: Context, expression: Expression) -> None:
    """The plug-ins that an expression calls become part of the definition's identity; what the grammar refuses is told elsewhere."""
    with suppress(ExpressionError):
        for name in expression.calls:
            for group in GIVES:
                ctx.uses(group, name)
