"""Effects, guards and rungs: what a move or a clock brings about, and what must hold before."""

from collections.abc import Collection

from signoff.engine.definition import Effect, Field, Guard, Label, Route, Rung
from signoff.engine.durations import Duration
from signoff.engine.expressions import Expression
from signoff.engine.wording import FACTS
from signoff.engine.wording import PLACEHOLDER as PLACEHOLDER_NAME

from . import values
from .context import Context, entries_of
from .expressing import PLACEHOLDER, expression, literal_text
from .giving import given, given_value
from .load_calls import call, owners_of_with
from .load_numbers import numbers
from .load_signals import signal
from .nodes import List, Map, Node, Text
from .section import Section


def effects(ctx: Context, node: Node | None, path: str, fields: dict[str, Field]) -> tuple[Effect, ...]:
    """A list of effects."""
    return tuple(effect for item, inner in _items(ctx, node, path, "effects") for effect in _effect(ctx, item, inner, fields))


VERBS = ("set", "allocate", "void", "notify", "copy_to", "start", "cancel", "extend", "reassign", "call", "signal")
"""What an effect may be."""
LEAVING = ("notify", "copy_to", "call", "signal")
"""What may be done once a case has ended: what leaves after the commit, and changes nothing in it."""


def last_effects(section: Section, fields: dict[str, Field]) -> tuple[Effect, ...]:
    """`at_end`: effects that leave the case as it is."""
    path = section.path_of("at_end")
    found = effects(section.ctx, section.node("at_end"), path, fields)
    for verb in dict.fromkeys(effect.verb for effect in found if effect.verb not in LEAVING):
        told = f"`{verb}` changes a case, and this one has ended"
        hint = "Write it under `effects` of an end, or of the action that leads there."
        section.ctx.at(path, "out_of_place", told, "Write it under `effects` of an action that stays." if verb == "reassign" else hint)
    return found


def _items(ctx: Context, node: Node | None, path: str, what: str) -> list[tuple[Node, str]]:
    if node is None:
        return []
    if not isinstance(node, List):
        ctx.wrong(node, f"a list of {what}", path, "Begin each line with `- `.")
        return []
    for number, item in enumerate(node):
        ctx.places[f"{path}.{number}"] = item.mark
    return [(item, f"{path}.{number}") for number, item in enumerate(node)]


def _effect(ctx: Context, node: Node, path: str, fields: dict[str, Field]) -> list[Effect]:
    section = Section(ctx, "effect", node, path)
    section.one_of(VERBS, "an effect")
    return _verbs(section, fields, section.expression("when", "cond"))


def _verbs(section: Section, fields: dict[str, Field], when: Expression | None, scope: str = "case") -> list[Effect]:
    """The effects that a section with `notify`, `copy_to`, `set` and their modifiers holds."""
    found = []
    text = section.label("text")
    via = section.names("via", "channel")
    receipt = section.boolean("receipt")
    told = section.has("notify", "copy_to")
    for verb in told:
        to = section.expression(verb, "people", scope)
        if to is not None:
            found.append(Effect(verb, to=to, text=text, via=via, when=when, receipt=receipt))
    if not told:
        for name in section.has("text", "via", "receipt"):
            message = f"`{name}` belongs to `notify` and `copy_to`"
            section.ctx.at(section.path_of(name), "out_of_place", message, "Add `notify:`, or take it out.")
    worded(section.ctx, text, section.path_of("text"), fields)
    assign = _assign(section, fields, scope)
    edits = _edits(section) if section.scope.id == "effect" else None
    if assign:
        found.append(Effect("set", assign=assign, when=when, edits=edits))
    owners_of_with(section)
    numbered = [] if section.scope.id == "rung" else numbers(section, when)
    return [
        *found,
        *_kin(section, when, scope),
        *_extension(section, when),
        *_reseating(section, when, scope),
        *call(section, when, scope),
        *signal(section, when, fields),
        *numbered,
    ]


def _of_action(path: str) -> bool:
    """Whether a place is in the effects of an action."""
    return ".actions." in f".{path}".replace(".anytime.", ".actions.")


def _reseating(section: Section, when: Expression | None, scope: str) -> list[Effect]:
    """`reassign`: the seats that are open when somebody acts; a rung has a key of its own for that."""
    if section.scope.id == "rung":
        return []
    to, path = section.expression("reassign", "people", scope), section.path_of("reassign")
    if to is not None and not _of_action(path) and not path.startswith("at_end"):
        told = "`reassign` belongs to the effects of an action: no seat is open here"
        section.ctx.at(path, "out_of_place", told, "Move it there; of a step that is entered `by` or `approvers` says who it is.")
    return [Effect("reassign", to=to, when=when)] if to is not None else []


def _edits(section: Section) -> str | None:
    """How what is set counts: only an act can change what was signed, so it stands with `set` in the effects of an action."""
    edits, path = section.word("edits"), section.path_of("edits")
    if section.node("edits") is not None and not (section.has("set") and _of_action(path)):
        told = "`edits` belongs to `set` in the effects of an action"
        section.ctx.at(path, "out_of_place", told, "Move it there, or take it out.")
    return edits


def _extension(section: Section, when: Expression | None) -> list[Effect]:
    """`extend` a clock, `to` when."""
    clock, node = section.file_id("extend"), section.node("to")
    if clock is None:
        if section.scope.id == "effect" and node is not None and not section.has("signal"):
            told = "`to` belongs to `extend` and `signal`"
            section.ctx.at(section.path_of("to"), "out_of_place", told, "Add one of them, or take it out.")
        return []
    section.ctx.refer("clock", clock, section.nodes["extend"].mark, section.path_of("extend"))
    if node is None:
        message = "`extend` needs `to`: until when"
        section.ctx.at(section.path_of("extend"), "missing_key", message, "Add `to:`, a time such as `due + 5wd` or a field.")
        return []
    until = expression(section.ctx, node, section.path_of("to"), "time", "due")
    return [Effect("extend", when=when, what=clock, until=until or PLACEHOLDER)]


def _kin(section: Section, when: Expression | None, scope: str) -> list[Effect]:
    """`start` and `cancel`, with `with`, `for` and `once_per`."""
    rung = section.scope.id == "rung"
    started = section.file_id("start")
    stopped = None if rung else section.text("cancel")
    verb, what = ("start", started) if started is not None else ("cancel", stopped)
    if what is None:
        for name in section.has("once_per", *(() if rung else ("for",))):
            told = f"`{name}` belongs to `start`"
            section.ctx.at(section.path_of(name), "out_of_place", told, "Add `start:`, or take it out.")
        return []
    node, path = section.nodes[verb], section.path_of(verb)
    section.ctx.refer(f"child to {verb}", what, node.mark, path)
    element, row = (None, {}) if rung else _for(section, scope)
    with_ = given(section.ctx, section.node("with"), section.path_of("with"), scope, what if verb == "start" else None)
    once = section.node("once_per")
    names = values.names(section.ctx, once, section.path_of("once_per"), "child's field") if once is not None else ()
    return [Effect(verb, when=when, what=what, with_=with_, element=element, row=row, once_per=names)]


def _for(section: Section, scope: str) -> tuple[Expression | None, dict[str, Expression]]:
    """The element of a branch with `for_each`: a value, or a row field by field."""
    node, path = section.node("for"), section.path_of("for")
    if isinstance(node, Map):
        return None, given(section.ctx, node, path, scope)
    return (given_value(section.ctx, node, path, scope) if node is not None else None), {}


def _assign(section: Section, fields: dict[str, Field], scope: str) -> dict[str, Expression]:
    node, path, ctx = section.node("set"), section.path_of("set"), section.ctx
    found = {}
    for entry in entries_of(ctx, node, path, "field: value") if node is not None else ():
        name, inner = entry.key.value, f"{path}.{entry.key.value}"
        field = fields.get(name)
        if field is None:
            ctx.unknown("field", name, list(fields), entry.key.mark, inner)
        elif field.type == "list":
            ctx.report("out_of_place", f"`{name}` is a list; list fields are not set", entry.key.mark, inner, "Let people edit it.")
        ctx.refer("set field", name, entry.key.mark, inner)
        found[name] = _value(ctx, entry.value, inner, field, scope)
    return found


def _value(ctx: Context, node: Node, path: str, field: Field | None, scope: str) -> Expression:
    """A plain value is an expression, a quoted one a text; an option of a choice stands for itself."""
    if isinstance(node, Text) and (node.quoted or (field is not None and node.value in field.options)):
        return literal_text(node.value)
    return expression(ctx, node, path, "value", scope) or PLACEHOLDER


def worded(ctx: Context, text: Label | None, path: str, fields: Collection[str]) -> None:
    """What a text names must be there: a field, here or around the branch, or a fact of the case."""
    for name in sorted({name for words in (text or {}).values() for name in PLACEHOLDER_NAME.findall(words)}):
        if name not in fields and name not in FACTS and name not in ctx.readable:
            ctx.unknown("field", name, [*fields, *ctx.readable, *FACTS], ctx.place(path), path)


def guards(ctx: Context, node: Node | None, path: str) -> tuple[Guard, ...]:
    """A map code → condition, or code → {that, say, when}."""
    if node is None:
        return ()
    found = []
    for entry in entries_of(ctx, node, path, "code: condition"):
        inner = f"{path}.{entry.key.value}"
        ctx.places[inner] = entry.key.mark
        code = values.identifier(ctx, entry.key, inner, "guard")
        found.append(_guard(ctx, code, entry.value, inner))
    return tuple(found)


def _guard(ctx: Context, code: str, node: Node, path: str) -> Guard:
    if not isinstance(node, Map):
        return Guard(code, that=expression(ctx, node, path, "cond"))
    section = Section(ctx, "guard", node, path)
    that, inner = section.node("that"), section.path_of("that")
    parts: dict[str, Expression] = {}
    single = None
    if isinstance(that, Map):
        parts = {e.key.value: expression(ctx, e.value, f"{inner}.{e.key.value}", "cond") or PLACEHOLDER for e in that}
    elif isinstance(that, List):
        made = [expression(ctx, item, f"{inner}.{number}", "cond") for number, item in enumerate(that)]
        parts = {part.text: part for part in made if part is not None}
    elif that is not None:
        single = expression(ctx, that, inner, "cond")
    return Guard(code, single, parts, section.label("say"), section.expression("when", "cond"))


DEEDS = ("remind", "reassign", "act", "to", "notify", "copy_to", "set", "start", "extend", "call")
"""What a rung may do."""


def rungs(ctx: Context, node: Node | None, path: str, fields: dict[str, Field]) -> tuple[Rung, ...]:
    """A list of rungs."""
    return tuple(_rung(ctx, item, inner, fields) for item, inner in _items(ctx, node, path, "rungs"))


def _rung(ctx: Context, node: Node, path: str, fields: dict[str, Field]) -> Rung:
    section = Section(ctx, "rung", node, path)
    every, times = section.duration("every"), section.integer("times", 1)
    _repeats(section, every)
    if section.known and not section.dropped and not section.has(*DEEDS):
        hint = "Add `remind:`, `notify:`, `copy_to:`, `reassign:`, `act:`, `to:`, `set:`, `start:`, `extend:` or `call:`."
        ctx.report("rung_does_nothing", "nothing happens at this rung", section.mark, path, hint)
    return Rung(
        at=section.expression("at", "time", "rung") or PLACEHOLDER,
        every=every,
        times=times or 1,
        per_seat=section.word("per") == "seat",
        when=section.expression("when", "cond", "rung"),
        remind=section.expression("remind", "people", "rung"),
        reassign=section.expression("reassign", "people", "rung"),
        effects=tuple(_verbs(section, fields, None, "rung")),
        act=section.word("act"),
        comment=_comment(section),
        to=_routes(section),
    )


def _comment(section: Section) -> str | None:
    if section.has("comment") and not section.has("act"):
        section.ctx.at(section.path_of("comment"), "out_of_place", "`comment` belongs to `act`", "Add `act:`, or take it out.")
    return section.text("comment")


def _routes(section: Section) -> tuple[Route, ...]:
    from .load_actions import NOWHERE, routes

    node = section.node("to")
    return () if node is None or section.has("extend") else routes(section.ctx, node, section.path_of("to"), NOWHERE, "rung")


def _repeats(section: Section, every: Duration | None) -> None:
    written, apart = section.has("every", "times"), "Say how far apart: `every: 1wd`."
    if every is not None and not every.count:
        section.ctx.at(section.path_of("every"), "wrong_type", f"`{every}` is not a duration of 1 or more", apart)
    if len(written) == 1:
        other = {"every": "times", "times": "every"}[written[0]]
        hint = "Say how often: `times: 3`." if other == "times" else apart
        section.ctx.at(section.path_of(written[0]), "missing_key", f"`{written[0]}` needs `{other}`", hint)
