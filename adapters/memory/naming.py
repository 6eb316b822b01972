"""Which case a text means: a UUID, `workflow/key`, or a bare key where that is unambiguous."""

from collections.abc import Callable, Sequence
from uuid import UUID

from signoff.engine.errors import NotFound

from .tables import KeptCase

ByName = Callable[[str], Sequence[KeptCase]]


def resolve(text: str, by_id: Callable[[str], KeptCase | None], by_key: ByName) -> KeptCase:
    """The one case that is meant; raises NotFound. An id wins over `workflow/key`, that over a bare key."""
    found = by_id(plain_id(text))
    if found is not None:
        return found
    workflow, _, rest = text.partition("/")
    named = [kept for kept in by_key(rest) if kept.row.workflow == workflow] or list(by_key(text))
    if len(named) == 1:
        return named[0]
    if not named:
        raise NotFound(f"there is no case {text!r}", code="not_found", data={"case": text})
    candidates = sorted(f"{kept.row.workflow}/{kept.row.key}" for kept in named)
    raise NotFound(
        f"{text!r} could be any of {', '.join(candidates)}",
        code="ambiguous_key",
        hint="Name the workflow too: workflow/key.",
        data={"case": text, "candidates": candidates},
    )


def plain_id(text: str) -> str:
    """A UUID in the one spelling that is stored; other texts as they are."""
    try:
        return str(UUID(text))
    except ValueError:
        return text
