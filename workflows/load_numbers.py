"""Effects on numbers: `allocate` with `from`, and `void`."""

from signoff.engine.definition import Effect
from signoff.engine.expressions import Expression

from .section import Section


def numbers(section: Section, when: Expression | None) -> list[Effect]:
    """The number that a field gets, or whose number becomes void. What the names mean is looked at with the whole workflow."""
    given, source, void = (section.text(name) for name in ("allocate", "from", "void"))
    for name, kind in (("allocate", "numbered field"), ("from", "series"), ("void", "void field")):
        node = section.node(name)
        if node is not None:
            section.ctx.refer(kind, section.text(name) or "", node.mark, section.path_of(name))
    if given is not None and source is None:
        message = "`allocate` needs `from`: the series that the number is taken from"
        section.ctx.at(section.path_of("allocate"), "missing_key", message, "Add `from: SERIES`.")
    if source is not None and not section.has("allocate"):
        section.ctx.at(section.path_of("from"), "out_of_place", "`from` belongs to `allocate`", "Add `allocate:`, or take it out.")
    if given is not None and source is not None:
        return [Effect("allocate", when=when, into=given, series=source)]
    return [Effect("void", when=when, into=void)] if void is not None else []
